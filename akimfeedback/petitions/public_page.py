"""What pages of initiatives show: the card, the ladder, counts in words, what happens next; no rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from akimfeedback.core.clock import local_day
from akimfeedback.law.initiatives import FEWER_THAN, Rung
from akimfeedback.petitions.bar import Mark, bar
from akimfeedback.petitions.labels.states import LINES, PUBLICATIONS, REPLIES, RUNGS
from akimfeedback.petitions.models import Petition
from akimfeedback.petitions.queries.counts import Shown
from akimfeedback.petitions.rules import (
    BY_LINK,
    TAKES_SUPPORT,
    Line,
    Part,
    Publication,
    ReplyState,
    printed,
)
from akimfeedback.web.formats import day, number
from akimfeedback.web.product import language, named

Chip = tuple[str, str, str]
_REPLY_CHIPS = {
    ReplyState.AWAITING: ("wait", "hourglass"),
    ReplyState.HOLDING: ("wait", "hourglass"),
    ReplyState.ANSWERED: ("ok", "letter"),
    ReplyState.REVISED: ("ok", "letter"),
}
_CHIPS = {
    Publication.DRAFT: ("neutral", "pencil"),
    Publication.BACKING: ("neutral", "people"),
    Publication.MODERATION: ("wait", "eye"),
    Publication.RETURNED: ("warn", "return"),
    Publication.REJECTED: ("neutral", "stop"),
    Publication.HIDDEN: ("neutral", "eye-off"),
    Publication.OPEN: ("info", "people"),
    Publication.CLOSED: ("neutral", "lock"),
    Publication.WITHDRAWN: ("neutral", "cross"),
    Publication.DROPPED: ("neutral", "cross"),
    Publication.LAPSED: ("neutral", "stop"),
    Publication.SUPERSEDED: ("info", "arrow-right"),
}


@dataclass(frozen=True)
class Step:
    """One printed step of the ladder; rungs with the same number are one."""

    needed: int
    words: tuple[str, ...]
    reached: bool
    reached_on: date | None


@dataclass(frozen=True)
class LineShown:
    """One line of proof with its number as it may be shown."""

    shown: str
    words: str


@dataclass(frozen=True)
class Words:
    """The text as this reader gets it; `language` is that of the words, not of the page."""

    language: str
    title: str
    asks: tuple[str, ...]
    why: str
    tried: str
    translated: bool = False


@dataclass(frozen=True)
class Card:
    """Everything the macros of initiatives draw."""

    code: str  # number without a hyphen, for ids
    number: str
    url: str
    title: str
    language: str
    place: str
    chip: Chip
    count: int | None
    count_words: str
    next_words: str
    as_of_words: str
    days_words: str
    collects: bool
    steps: tuple[Step, ...]
    lines: tuple[LineShown, ...] = field(default=())

    def bar(self, name: str) -> Markup:
        """Return the drawing; `name` makes its ids unique in the page."""
        marks = [Mark(step.needed, number(step.needed), step.reached) for step in self.steps]
        told = "; ".join(f"{number(step.needed)} – {', '.join(step.words)}" for step in self.steps)
        return bar(name, self.count, marks, title=self.count_words, description=told)


def url_of(petition: Petition, *, external: bool = False) -> str:
    """Return where an initiative is read: by its link alone until it is public."""
    if Publication(petition.publication) in BY_LINK:
        return url_for("petitions_public.short", link=petition.link, _external=external)
    return url_for("petitions_public.initiative", number=petition.number, _external=external)


def chip_of(petition: Petition) -> Chip:
    """Return word, tone and icon of what matters most: the answer, then the publication."""
    reply = ReplyState(petition.reply_state)
    if reply in _REPLY_CHIPS:
        return (str(REPLIES[reply]), *_REPLY_CHIPS[reply])
    return publication_chip(petition)


def publication_chip(petition: Petition) -> Chip:
    """Return word, tone and icon of the publication alone."""
    state = Publication(petition.publication)
    return (str(PUBLICATIONS[state]), *_CHIPS[state])


def words_of(petition: Petition) -> Words:
    """Return the text in the page's language where the author translated it, else the text that binds."""
    text = petition.text
    if text is None:
        return Words(language(), "", (), "", "")
    other: Mapping[str, Any] = text.translation.get(language()) or {}
    if other.get("title") and language() != text.language:
        return Words(
            language(),
            other["title"],
            tuple(other.get("asks") or text.asks),
            other.get("why") or "",
            other.get("tried") or "",
            translated=True,
        )
    return Words(text.language, text.title, tuple(text.asks), text.why, text.tried)


def shown_parts(petition: Petition) -> frozenset[Part]:
    """Return which parts of the text everybody may read."""
    state = Publication(petition.publication)
    if state is Publication.HIDDEN:
        return frozenset()
    if state is not Publication.REJECTED:
        return frozenset(Part)
    return frozenset(Part(part) for part in petition.shown_parts)


def steps_of(petition: Petition, held: Mapping[str, datetime]) -> tuple[Step, ...]:
    """Return the frozen ladder, rising; equal rungs are one step."""
    needed = {
        Rung.ANSWER: petition.answer_at,
        Rung.AGENDA: petition.agenda_at,
        Rung.POSITIONS: petition.positions_at,
    }
    by_number: dict[int, list[Rung]] = {}
    for rung, count in needed.items():
        if count is not None:
            by_number.setdefault(count, []).append(rung)
    return tuple(
        Step(count, tuple(str(RUNGS[rung]) for rung in rungs), *_reached(rungs, held))
        for count, rungs in sorted(by_number.items())
    )


def _reached(rungs: Sequence[Rung], held: Mapping[str, datetime]) -> tuple[bool, date | None]:
    moments = [held[rung.value] for rung in rungs if rung.value in held]
    return bool(moments), local_day(min(moments)) if moments else None


def card(petition: Petition, shown: Shown, held: Mapping[str, datetime], today: date) -> Card:
    """Return what the macros draw; `shown` is the only source of numbers."""
    words, steps = words_of(petition), steps_of(petition, held)
    return Card(
        code=petition.number,
        number=printed(petition.number),
        url=url_of(petition),
        title=title_of(petition, words),
        language=words.language if words.language != language() else "",
        place=place_of(petition),
        chip=chip_of(petition),
        count=shown.count,
        count_words=count_words(petition, shown),
        next_words=_next_words(steps) if petition.publication == Publication.OPEN else "",
        as_of_words=_as_of(shown),
        days_words=days_words(petition, today),
        collects=Publication(petition.publication) is Publication.OPEN,
        steps=steps,
        lines=_lines(shown),
    )


def title_of(petition: Petition, words: Words) -> str:
    """Return the title, or what stands in its place where it may not be read."""
    if Part.TITLE in shown_parts(petition):
        return words.title
    if Publication(petition.publication) is Publication.HIDDEN:
        return str(_("A hidden initiative"))
    return str(_("An initiative that was not published"))


def place_of(petition: Petition) -> str:
    """Return the village and the okrug, or the okrug alone."""
    okrug = named(petition.territory)
    return f"{named(petition.place)}, {okrug}" if petition.place is not None else okrug


def count_words(petition: Petition, shown: Shown) -> str:
    """Return the count as a sentence; below ten only that it is below ten."""
    if Publication(petition.publication) in BY_LINK:
        needed = petition.backers_needed
        words: str = ngettext(
            "%(n)s backer is needed before it is checked",
            "%(n)s backers are needed before it is checked",
            needed,
            n=needed,
        )
        return words
    if shown.count is None:
        few: str = _("Fewer than %(n)s supporters", n=FEWER_THAN)
        return few
    collected: str = _("Collected: %(n)s", n=number(shown.count))
    return collected


def _next_words(steps: Sequence[Step]) -> str:
    ahead = next((step for step in steps if not step.reached), None)
    if ahead is None:
        return str(_("Every step is reached"))
    return str(_("Next step: %(n)s", n=number(ahead.needed)))


def _as_of(shown: Shown) -> str:
    if not shown.yesterday:
        return ""
    return str(_("This is yesterday's count: in a small village nobody should see who came just now."))


def days_words(petition: Petition, today: date) -> str:
    """Return how many days are left to collect, or when collection ended."""
    state, closes = Publication(petition.publication), petition.closes_on
    if state is Publication.OPEN and closes is not None:
        left = (closes - today).days
        if left <= 0:
            return str(_("Today is the last day"))
        return str(ngettext("%(n)s day left", "%(n)s days left", left, n=left))
    if petition.closed_at is not None:
        return str(_("Collection ended on %(day)s", day=day(petition.closed_at, True)))
    return ""


def _lines(shown: Shown) -> tuple[LineShown, ...]:
    found = [
        LineShown(number(count) if count is not None else str(_("not shown")), str(LINES[line]))
        for line, count in _in_order(shown.lines or {})
        if line is not Line.OUTSIDE and count != 0
    ]
    if shown.lines is not None and shown.outside != 0:
        found.append(LineShown(_few(shown.outside), str(LINES[Line.OUTSIDE])))
    return tuple(found)


def _in_order(lines: Mapping[str, int | None]) -> list[tuple[Line, int | None]]:
    """Return the lines that hold somebody, the strongest proof first."""
    return [(line, lines[line.value]) for line in Line if line.value in lines]


def _few(count: int | None) -> str:
    return str(_("fewer than %(n)s", n=FEWER_THAN)) if count is None else number(count)


def takes_support(petition: Petition) -> bool:
    """Say whether the button stands on the page."""
    return Publication(petition.publication) in TAKES_SUPPORT
