"""The page of an initiative's numbers and its news as words; counts come floored from the queries."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from markupsafe import Markup
from sqlalchemy.orm import Session

from akimfeedback.geography.queries import by_ids
from akimfeedback.law.initiatives import FEWER_THAN, Rung
from akimfeedback.petitions.feed import Entry
from akimfeedback.petitions.labels.states import LINES, OUTCOMES, RUNGS
from akimfeedback.petitions.models import Petition
from akimfeedback.petitions.public_page import chip_of, shown_parts, title_of, url_of, words_of
from akimfeedback.petitions.queries import counts, open_data
from akimfeedback.petitions.queries.archive import Term
from akimfeedback.petitions.queries.open_data import DayOfLines, FunnelDay
from akimfeedback.petitions.queries.public import news_of
from akimfeedback.petitions.rules import Line, Outcome, printed
from akimfeedback.web import charts
from akimfeedback.web.formats import day, day_short, day_since, number
from akimfeedback.web.product import named

MOST_POINTS = 24
MOST_NEWS = 50


def told(count: int | None) -> str:
    """Return a number as it may be told."""
    return str(_("fewer than %(n)s", n=FEWER_THAN)) if count is None else number(count)


def told_part(count: int | None) -> str:
    """Return a part of a whole as it may be told: one not told may be ten or more."""
    return str(_("not shown")) if count is None else number(count)


def numbers(session: Session, petition: Petition) -> dict[str, Any]:
    """Return what the page of numbers draws: the line by day, villages, the funnel, each with its table."""
    days, steps = open_data.history(session, petition), open_data.funnel(session, petition)
    lines = [line for line in Line if any(line.value in (row.lines or {}) for row in days)]
    return {
        "days": days,
        "drawing": _drawing(days),
        "day_head": [_("Day"), _("Counted"), _("More or fewer"), *(LINES[line] for line in lines)],
        "day_rows": [_day_row(row, lines) for row in reversed(days)],
        "areas": _areas(session, petition),
        "funnel_rows": [[day(row.on, True), told(row.begun), told(row.confirmed)] for row in steps],
        "funnel_drawing": _funnel_drawing(steps),
        "totals": counts.funnel(session, petition),
    }


def _day_row(row: DayOfLines, lines: Sequence[Line]) -> list[str]:
    change = "" if row.day.change is None else f"{row.day.change:+d}".replace("-", "−")
    parts = row.lines or {}
    return [
        day(row.day.on, True),
        told(row.day.count),
        change,
        *(told_part(parts[line.value]) if line.value in parts else "" for line in lines),
    ]


def _drawing(days: Sequence[DayOfLines]) -> Markup | None:
    """Return the line of the count; under ten there is a gap. None with fewer than two points."""
    step = -(-len(days) // MOST_POINTS) or 1
    kept = [row.day for row in reversed(list(reversed(days))[::step])]
    known = [row.count for row in kept if row.count is not None]
    if len(known) < 2:
        return None
    points = [charts.Point(f"{row.on:%d.%m}", row.count) for row in kept]
    top = max(known)
    return charts.month_line(
        "by-day",
        points,
        title=str(_("Counted supporters by day")),
        description="; ".join(f"{day_short(row.on)}: {told(row.count)}" for row in kept),
        ticks=[charts.Tick(value, number(value)) for value in sorted({0, top // 2, top})],
        last_label=number(known[-1]),
    )


def _funnel_drawing(steps: Sequence[FunnelDay]) -> Markup | None:
    """Return how many began and confirmed on days that may be told. None without any."""
    begun = sum(row.begun for row in steps)
    if not begun:
        return None
    confirmed = sum(row.confirmed or 0 for row in steps)
    bars = [
        charts.Bar(str(_("Asked for a code")), begun, number(begun), 4),
        charts.Bar(str(_("Gave the code")), confirmed, number(confirmed), 1),
    ]
    words = f"{bars[0].name}: {bars[0].label}; {bars[1].name}: {bars[1].label}"
    return charts.bars("funnel", bars, title=str(_("Begun and confirmed")), description=words)


def _areas(session: Session, petition: Petition) -> list[list[str]]:
    found = counts.by_area(session, petition)
    units = sorted(by_ids(session, found), key=lambda unit: (-found[unit.id], unit.kato))
    return [[named(unit), number(found[unit.id])] for unit in units]


@dataclass(frozen=True)
class _Made:
    """Makes entries of one initiative."""

    url: str
    tag: str

    def entry(self, kind: str, at: datetime, title: str, text: str = "", language: str = "") -> Entry:
        return Entry(f"{self.tag}:{kind}", title, self.url, at, text, language)


def news(session: Session, petition: Petition, url: str, tag: str) -> list[Entry]:
    """Return what happened to an initiative, the newest first: only what its page tells too."""
    if not shown_parts(petition):
        return []
    make = _Made(url, tag)
    found = [*_ends(petition, make), *_steps(session, petition, make)]
    for reply in open_data.replies(session, petition.id):
        kind = f"reply-{reply.position}"
        found.append(make.entry(kind, reply.at, _("The akim answered"), reply.text, reply.language))
    for one in news_of(session, petition.id):
        if one.hidden_reason is None:
            who = _("News from the office") if one.by_office else _("News from the author")
            found.append(make.entry(f"news-{one.id}", one.at, who, one.text, one.language))
    return sorted(found, key=lambda entry: entry.at, reverse=True)[:MOST_NEWS]


def _ends(petition: Petition, make: _Made) -> Iterator[Entry]:
    if petition.published_at:
        yield make.entry("open", petition.published_at, _("Published: collecting support"))
    if petition.closed_at:
        yield make.entry("closed", petition.closed_at, _("Collection is over"))


def _steps(session: Session, petition: Petition, make: _Made) -> Iterator[Entry]:
    for rung in open_data.rungs(session, petition.id):
        words = RUNGS[Rung(rung.rung)]
        yield make.entry(f"rung-{rung.id}", rung.reached_at, _("Step reached: %(words)s", words=words))
        if rung.lost_at:
            yield make.entry(f"lost-{rung.id}", rung.lost_at, _("Step lost again: %(words)s", words=words))


def heading(petition: Petition) -> str:
    """Return the title as this reader may read it."""
    return title_of(petition, words_of(petition))


@dataclass(frozen=True)
class TermShown:
    """One akim's term in words and rows."""

    title: str
    facts: list[dict[str, str]]
    rows: list[list[str | Markup]]  # of this page
    total: int


def term_shown(term: Term, first: int, last: int) -> TermShown:
    """Return what a page of the archive shows of a term; counts of people keep their floor."""
    pairs = [
        (_("Initiatives"), len(term.petitions)),
        (_("Answered"), term.answered),
        (_("Answered later than the term"), term.late),
        (_("Answer owed"), term.owed),
        (_("Went on as a request"), term.became_requests),
        (_("Not published"), term.rejected),
        *((str(OUTCOMES[Outcome(code)]).capitalize(), n) for code, n in sorted(term.outcomes().items())),
    ]
    facts = [{"label": words, "value": number(n)} for words, n in pairs]
    rows = [_term_row(row) for row in term.petitions[first:last]]
    return TermShown(_term_title(term), facts, rows, len(term.petitions))


def _term_title(term: Term) -> str:
    if term.outside:
        return str(_("History of other systems"))
    if term.akim is None:
        return str(_("No akim in office"))
    if term.akim.ends_on is None:
        return str(
            _("%(name)s, since %(day)s", name=term.akim.holder, day=day_since(term.akim.starts_on, True))
        )
    first, last = day(term.akim.starts_on, True), day(term.akim.ends_on, True)
    return str(_("%(name)s, %(first)s – %(last)s", name=term.akim.holder, first=first, last=last))


def _term_row(petition: Petition) -> list[str | Markup]:
    words = words_of(petition)
    link = Markup('<a href="{}" lang="{}">{}</a>').format(url_of(petition), words.language, heading(petition))
    source = f" ({petition.outside_source})" if petition.outside_source else ""
    return [
        link,
        printed(petition.number) + source,
        chip_of(petition)[0],
        told(counts.shown(petition).count) if petition.published_at else "–",
        number(petition.answer_at),
    ]
