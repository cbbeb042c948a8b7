"""How moderation keeps its promise: pace, share within the term by month, outcomes and reasons."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flask_babel import gettext as _
from markupsafe import Markup
from sqlalchemy.orm import Session

from akimfeedback.calendars.queries import calendar_on
from akimfeedback.petitions import moderation_rules as rules
from akimfeedback.petitions.labels.moderation import ACTS, REASON_NAMES
from akimfeedback.petitions.moderation_rules import Act
from akimfeedback.petitions.queries import moderation
from akimfeedback.petitions.queries.moderation import Backlog, Month
from akimfeedback.petitions.rules import RejectReason
from akimfeedback.web import charts
from akimfeedback.web.formats import month, month_short, number, percent

PACE_DAYS = 90
MONTHS = 12


@dataclass(frozen=True)
class Pace:
    """How fast texts are checked; `average` in working days, None: nothing was decided in 90 days."""

    average: float | None
    backlog: Backlog
    delayed: bool


@dataclass(frozen=True)
class Performance:
    """What the public page shows of the last twelve months. `share` is None when nothing was decided."""

    pace: Pace
    share: float | None
    decided: int
    within: int
    months: list[list[str]]  # rows of the table, newest first
    drawing: Markup | None
    outcomes: list[list[str]]
    reasons: list[list[str]]
    objections: tuple[int, int]


def pace(session: Session, today: date, units: Collection[int] | None = None) -> Pace:
    """Return the average of the last 90 days everywhere and what waits in the units (None: everywhere)."""
    since = today - timedelta(days=PACE_DAYS)
    calendar = calendar_on(session, today)
    taken = [rules.days_taken(on, due, calendar) for on, due in moderation.decided_days(session, since)]
    waiting = moderation.backlog(session, today, units)
    average = sum(taken) / len(taken) if taken else None
    return Pace(average, waiting, rules.is_delayed(waiting.waiting, waiting.late))


def performance(session: Session, today: date) -> Performance:
    """Return the figures of the last twelve months; a month without decisions is a gap."""
    firsts = last_months(today, MONTHS)
    found = {row.month: row for row in moderation.by_month(session, firsts[0])}
    decided = sum(row.decided for row in found.values())
    within = sum(row.within for row in found.values())
    counted = moderation.by_outcome(session, firsts[0])
    return Performance(
        pace=pace(session, today),
        share=within / decided if decided else None,
        decided=decided,
        within=within,
        months=[_row(found[first]) for first in reversed(firsts) if first in found],
        drawing=_drawing(firsts, found) if decided else None,
        outcomes=_outcomes(counted),
        reasons=_reasons(counted),
        objections=moderation.objections_decided(session, firsts[0]),
    )


def last_months(today: date, many: int) -> list[date]:
    """Return the first days of the last months, the current one at the end."""
    count = today.year * 12 + today.month - 1
    return [date(month // 12, month % 12 + 1, 1) for month in range(count - many + 1, count + 1)]


def _row(one: Month) -> list[str]:
    return [month(one.month), number(one.decided), number(one.within), percent(one.within / one.decided)]


def _drawing(firsts: Sequence[date], found: dict[date, Month]) -> Markup:
    shares = [found[first].within / found[first].decided if first in found else None for first in firsts]
    points = [charts.Point(month_short(first), share) for first, share in zip(firsts, shares, strict=True)]
    last = next(share for share in reversed(shares) if share is not None)
    told = [
        f"{month(first)}: {percent(share)}"
        for first, share in zip(firsts, shares, strict=True)
        if share is not None
    ]
    return charts.month_line(
        "moderation",
        points,
        title=str(_("Share of texts checked within 5 working days, by month")),
        description="; ".join(told),
        ticks=charts.share_ticks(percent),
        last_label=percent(last),
    )


def _outcomes(counted: Sequence[tuple[str, str | None, int]]) -> list[list[str]]:
    sums: Counter[str] = Counter()
    for act, _reason, n in counted:
        sums[act] += n
    return [[str(ACTS[Act(act)]), number(n)] for act, n in sums.most_common()]


def _reasons(counted: Sequence[tuple[str, str | None, int]]) -> list[list[str]]:
    sums: Counter[str] = Counter()
    for _act, reason, n in counted:
        if reason:
            sums[reason] += n
    return [[str(REASON_NAMES[RejectReason(reason)]), number(n)] for reason, n in sums.most_common()]
