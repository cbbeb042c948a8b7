"""Shapes of local initiatives in the open API. A count of null means fewer than ten."""

from datetime import date, datetime
from typing import Any, Literal

from pydantic import Field

from akimfeedback.portal.shapes import Problem, Shape

NUMBER = r"^[0-9]{2}-?[0-9]{5}$"
KATO = r"^[0-9]{9}$"
State = Literal["open", "closed", "withdrawn", "superseded", "rejected", "hidden"]
RungName = Literal["answer", "agenda", "positions"]


class InitiativeShort(Shape):
    """One initiative in a list. `title` is null where the text may not be shown."""

    number: str = Field(pattern=r"^[0-9]{7}$")
    okrug: str = Field(pattern=KATO)
    place: str | None = Field(description="КАТО code of the village; null: the whole okrug")
    title: str | None
    language: str | None
    topic: str
    state: State
    reply_state: Literal["none", "awaiting", "holding", "answered", "revised"]
    hearing_state: Literal["none", "awaiting", "scheduled", "held", "refused"]
    published_at: datetime | None
    closes_on: date | None
    count: int | None = Field(description="supporters that count; null: fewer than ten")
    source: str | None = Field(description="system it was imported from; null: this platform")
    url: str


class Initiatives(Shape):
    """One page of a list, the newest first; ask again with `after` for the next."""

    initiatives: list[InitiativeShort]
    after: str | None


class InitiativeText(Shape):
    """One version of the text; parts that may not be shown are null."""

    version: int
    at: datetime
    language: str
    title: str | None
    asks: list[str] | None
    why: str | None
    tried: str | None
    translation: dict[str, Any]


class LadderStep(Shape):
    """Counted supporters that oblige the office, by its own pledge."""

    rung: RungName
    needed: int


class PopulationFact(Shape):
    """The population the ladder was frozen with; null: unknown."""

    people: int | None
    as_of: date | None
    source: str | None


class PortalNeeds(Shape):
    """What epetition.kz asks, collected there anew; never compared with counts made here."""

    admission: int | None
    okrug: int | None
    district_maslikhat: int | None


class Counts(Shape):
    """Counts as everybody sees them, the office too; null: fewer than ten or not told."""

    count: int | None
    lines: dict[str, int | None] | None
    outside: int | None
    as_of: datetime
    yesterday: bool = Field(description="the count moves at midnight only: a unit under 500 people")


class RungReached(Shape):
    """A rung reached, and perhaps lost again."""

    rung: str
    needed: int
    reached_at: datetime
    lost_at: datetime | None


class ReplyPoint(Shape):
    """The answer to one point asked, and the author's mark."""

    ask: str
    outcome: str
    text: str
    by_on: date | None
    mark: str | None


class Reply(Shape):
    """One published version of the answer."""

    version: int
    on: date
    late: bool
    outcome: Literal["satisfied", "partly", "refused"] | None
    text: str
    law: str
    complain: str
    language: str
    published_on: date
    points: list[ReplyPoint]


class RemovalFact(Shape):
    """One removal of supports; `removed` null: fewer than ten."""

    reason: str
    rule_version: str
    state: str
    started_at: datetime
    removed: int | None
    restored: int | None
    words: str | None


class DeputyPosition(Shape):
    """What one deputy said; `stance` null: no answer yet."""

    deputy: str
    asked_on: date
    due_on: date
    stance: Literal["for", "with-changes", "against", "abstain"] | None
    words: str | None


class Elsewhere(Shape):
    """The same matter on the state's portal, as entered by hand; never added to counts here."""

    url: str | None
    count: int | None
    on: date | None


class Initiative(InitiativeShort):
    """One initiative with its texts, ladder, counts and answers."""

    texts: list[InitiativeText]
    author: str | None
    ladder_version: str
    ladder: list[LadderStep]
    population: PopulationFact
    portal: PortalNeeds
    counts: Counts
    rungs: list[RungReached]
    replies: list[Reply]
    positions: list[DeputyPosition]
    removals: list[RemovalFact]
    elsewhere: Elsewhere | None
    superseded_by: str | None
    reject_reason: str | None
    note: str | None = Field(description="the moderator's words to everybody")
    official_petition: Literal[False]


class HistoryDay(Shape):
    """The count at the end of a day that changed it; a change may be negative."""

    on: date
    count: int | None
    change: int | None
    lines: dict[str, int | None] | None


class FunnelDay(Shape):
    """How many asked for a code on a day and how many of them gave it; null: fewer than ten."""

    on: date
    begun: int | None
    confirmed: int | None


class History(Shape):
    """The journal of an initiative; units under 500 people end yesterday."""

    number: str
    days: list[HistoryDay]
    funnel: list[FunnelDay]


class Area(Shape):
    """Counted supporters of one declared village; null: fewer than ten."""

    kato: str
    name_kk: str
    name_ru: str
    count: int | None


class Areas(Shape):
    """Counted supporters by declared village; empty for units under 500 people."""

    number: str
    areas: list[Area]


SHAPES: tuple[type[Shape], ...] = (Initiatives, Initiative, History, Areas)


def _query(name: str, pattern: str, description: str) -> dict[str, Any]:
    return {
        "name": name, "in": "query", "required": False, "description": description,
        "schema": {"type": "string", "pattern": pattern},
    }  # fmt: skip


_LIST = [
    _query("okrug", KATO, "only initiatives of this okrug"),
    _query("state", r"^(open|closed|withdrawn|superseded|rejected|hidden)$", "only this state"),
    _query("after", NUMBER, "the last number of the page before"),
]
_ITEM = [
    {
        "name": "number", "in": "path", "required": True, "description": "number of the initiative",
        "schema": {"type": "string", "pattern": NUMBER},
    }
]  # fmt: skip
_REFUSED = {
    "404": "no such initiative or okrug",
    "400": "the question holds what nobody types",
    "422": "the question cannot be read",
    "429": "too many questions, wait",
}


def _reads(
    name: str, summary: str, shape: type[Shape] | None, parameters: list[dict[str, Any]]
) -> dict[str, Any]:
    """Return one address of the document; without a shape it gives CSV."""
    schema = {"$ref": f"#/components/schemas/{shape.__name__}"} if shape else {"type": "string"}
    media = "application/json" if shape else "text/csv"
    problem = {"application/json": {"schema": {"$ref": f"#/components/schemas/{Problem.__name__}"}}}
    answers: dict[str, Any] = {"200": {"description": summary, "content": {media: {"schema": schema}}}}
    answers |= {code: {"description": words, "content": problem} for code, words in _REFUSED.items()}
    return {"get": {"operationId": name, "summary": summary, "parameters": parameters, "responses": answers}}


_ONE = "/api/v1/initiatives/{number}"
PATHS: dict[str, Any] = {
    "/api/v1/initiatives": _reads("initiatives", "Local initiatives", Initiatives, _LIST),
    "/api/v1/initiatives.csv": _reads("initiativesCsv", "Local initiatives as a table", None, _LIST),
    _ONE: _reads("initiative", "One local initiative", Initiative, _ITEM),
    f"{_ONE}/history": _reads("history", "Counts by day and line", History, _ITEM),
    f"{_ONE}/history.csv": _reads("historyCsv", "Counts by day and line as a table", None, _ITEM),
    f"{_ONE}/areas": _reads("areas", "Counts by village", Areas, _ITEM),
    f"{_ONE}/areas.csv": _reads("areasCsv", "Counts by village as a table", None, _ITEM),
}
