"""What a district already has on a matter somebody wants to raise: initiatives, requests, promises."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from akimfeedback.appeals.models import Appeal
from akimfeedback.appeals.rules import OPEN
from akimfeedback.geography.models import Territory
from akimfeedback.petitions.queries.similar import ALIKE, Alike, likeness, similar
from akimfeedback.petitions.twin_words import meanings
from akimfeedback.programmes import queries as programmes
from akimfeedback.programmes.models import Promise

MOST = 4
CANDIDATES = 200


@dataclass(frozen=True)
class CaseAlike:
    """An open request on the same matter; only what everybody may see of it."""

    case: Appeal
    likeness: float


@dataclass(frozen=True)
class Found:
    """Everything alike of one okrug, the most alike first."""

    initiatives: list[Alike]
    cases: list[CaseAlike]
    promises: list[Promise]

    def __bool__(self) -> bool:
        """Say whether there is anything."""
        return bool(self.initiatives or self.cases or self.promises)


def alike(session: Session, unit: Territory, text: str, today: date) -> Found:
    """Return what of the unit is like a text, in Kazakh or Russian; four queries."""
    return Found(
        initiatives=similar(session, unit.id, text),
        cases=_cases(session, unit, text),
        promises=_promises(session, unit, text, today),
    )


def _cases(session: Session, unit: Territory, text: str) -> list[CaseAlike]:
    """Return open requests of the matter: by their public title, and by their topic where none is public."""
    rows = (
        select(Appeal)
        .where(Appeal.territory_id == unit.id, Appeal.state.in_(OPEN), ~Appeal.past_the_office)
        .options(joinedload(Appeal.topic), joinedload(Appeal.place))
        .order_by(Appeal.id.desc())
        .limit(CANDIDATES)
    )
    matters = meanings(text)
    found = [
        CaseAlike(one, likeness(text, _said(one), same_topic=one.topic_code in matters))
        for one in session.scalars(rows)
    ]
    return sorted((one for one in found if one.likeness >= ALIKE), key=lambda one: -one.likeness)[:MOST]


def _said(case: Appeal) -> str:
    topic = f"{case.topic.name_kk} {case.topic.name_ru}"
    return f"{case.public_title or ''} {topic}"


def _promises(session: Session, unit: Territory, text: str, today: date) -> list[Promise]:
    programme = programmes.programme_of(session, unit.id, today)
    if programme is None:
        return []
    held = [one for one, _stalled in programmes.promises(session, programme.id, today=today)]
    scored = sorted(
        ((likeness(text, f"{one.short_name} {one.wording}"), one) for one in held), key=lambda it: -it[0]
    )
    return [one for score, one in scored if score >= ALIKE][:MOST]
