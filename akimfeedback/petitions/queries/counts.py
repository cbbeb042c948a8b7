"""The numbers anybody may see of an initiative: pages, API, office and pictures learn them only here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import accumulate

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from akimfeedback.core.clock import KAZAKHSTAN, today
from akimfeedback.law.initiatives import FEWER_THAN, Rung
from akimfeedback.petitions.models import Petition, PetitionTotal
from akimfeedback.petitions.queries.support import backers as backers_found
from akimfeedback.petitions.rules import (
    COUNTED,
    PUBLIC,
    Line,
    Publication,
    figure,
    floored,
    is_small,
    shown_count,
)
from akimfeedback.petitions.support_models import PetitionTally, SupportIntent

_COUNTED = [line.value for line in COUNTED]
_UNCOUNTED = frozenset(Publication) - PUBLIC
"""States of a text that is not public: its backers are nobody's business but of who looks for them."""


@dataclass(frozen=True)
class Shown:
    """A count as everybody may see it; the office sees nothing else."""

    count: int | None  # None: fewer than ten
    lines: dict[str, int | None] | None  # {line: number, None: fewer than ten}; None: not told at all
    outside: int | None  # supporters from elsewhere, never in `count`; None: fewer than ten
    as_of: datetime
    next_step: Rung | None  # the next rung not reached; None: all are
    needed: int | None  # counted supporters it takes in all
    fewer: bool  # say "fewer than ten"
    yesterday: bool  # the count is of the last midnight: a small unit


@dataclass(frozen=True)
class Day:
    """The count at the end of one day; None: fewer than ten."""

    on: date
    count: int | None
    change: int | None  # against the day before; None where either is not told


@dataclass(frozen=True)
class Funnel:
    """How many began, confirmed and support; None: fewer than ten."""

    begun: int | None
    confirmed: int | None


@dataclass(frozen=True)
class Backers:
    """Residents who back a draft, never more than it needs."""

    found: int
    needed: int


def shown(petition: Petition) -> Shown:
    """Return the count of an initiative as everybody may see it. Law: L-48."""
    total = petition.totals
    counted = total.counted if total else 0
    yesterday = total.yesterday if total else 0
    small = is_small(petition.population)
    number = None if _is_early(petition) else shown_count(counted, yesterday, petition.population)
    rung, needed = next_step(petition, figure(counted, yesterday, petition.population))
    return Shown(
        count=number,
        lines=_lines(total, hidden=small or number is None),
        outside=_outside(petition, total, few=number is None),
        as_of=_as_of(total, small=small, few=number is None),
        next_step=rung,
        needed=needed,
        fewer=number is None,
        yesterday=small,
    )


def next_step(petition: Petition, count: int) -> tuple[Rung | None, int | None]:
    """Return the first rung above a count and what it takes; (None, None) when all are reached."""
    for rung, needed in ladder_of(petition).items():
        if count < needed:
            return rung, needed
    return None, None


def ladder_of(petition: Petition) -> dict[Rung, int]:
    """Return the rungs frozen in an initiative, rising."""
    rungs = {
        Rung.ANSWER: petition.answer_at,
        Rung.AGENDA: petition.agenda_at,
        Rung.POSITIONS: petition.positions_at,
    }
    return {rung: needed for rung, needed in rungs.items() if needed is not None}


def history(session: Session, petition: Petition) -> list[Day]:
    """Return the count at the end of each day that changed it; a day may take away.

    Days under ten are left out, so that nobody reads on which days the first ones came; of days it fell back
    under ten the first stands alone. In a small unit the running day is left out. Law: L-48.
    """
    if _is_early(petition):
        return []
    days = (
        select(PetitionTally.on, func.sum(PetitionTally.n))
        .where(PetitionTally.petition_id == petition.id, PetitionTally.line.in_(_COUNTED))
        .group_by(PetitionTally.on)
        .having(func.sum(PetitionTally.n) != 0)
        .order_by(PetitionTally.on)
    )
    if is_small(petition.population):
        days = days.where(PetitionTally.on < today())
    rows = session.execute(days).all()
    sums = [n if n >= FEWER_THAN else None for n in accumulate(int(n) for _, n in rows)]
    before = [None, *sums[:-1]] if sums else []
    return [
        Day(on, count, None if count is None or last is None else count - last)
        for (on, _), count, last in zip(rows, sums, before, strict=True)
        if count is not None or last is not None
    ]


def by_area(session: Session, petition: Petition) -> dict[int, int]:
    """Return counted supporters by declared village, only where they may be told; empty for a small unit.

    A village with a few supporters is left out like one with none: its name alone would tell. Law: L-48.
    """
    if is_small(petition.population) or _is_early(petition):
        return {}
    found = (
        select(PetitionTally.area_id, func.sum(PetitionTally.n))
        .where(
            PetitionTally.petition_id == petition.id,
            PetitionTally.line.in_(_COUNTED),
            PetitionTally.area_id.isnot(None),
        )
        .group_by(PetitionTally.area_id)
    )
    shown = floored({area: int(n) for area, n in session.execute(found) if area is not None})
    return {area: n for area, n in shown.items() if n is not None}


def funnel(session: Session, petition: Petition) -> Funnel:
    """Return how many asked for a code to support, and how many gave it; small units end yesterday.

    Law: L-48.
    """
    confirmed_at: ColumnElement[int] = func.count(SupportIntent.confirmed_at)
    mine = [SupportIntent.petition_id == petition.id]
    if is_small(petition.population):
        confirmed_at = func.count(SupportIntent.confirmed_at).filter(SupportIntent.confirmed_at < midnight())
        mine.append(SupportIntent.on < today())
    rows = select(func.count(), confirmed_at).where(*mine)
    begun, confirmed = session.execute(rows).one()
    return Funnel(_at_least_ten(begun), _at_least_ten(confirmed))


def midnight() -> datetime:
    """Return when this day began: what small units show ends there."""
    return datetime.combine(today(), datetime.min.time(), KAZAKHSTAN)


def backers(session: Session, petition: Petition) -> Backers:
    """Return how far a draft is on the way to the moderator; who has the link sees it."""
    found = backers_found(session, petition.id)
    return Backers(min(found, petition.backers_needed), petition.backers_needed)


def _is_early(petition: Petition) -> bool:
    return Publication(petition.publication) in _UNCOUNTED


def _at_least_ten(number: int) -> int | None:
    return number if number == 0 or number >= FEWER_THAN else None


def _lines(total: PetitionTotal | None, *, hidden: bool) -> dict[str, int | None] | None:
    if total is None or hidden:
        return None
    counts: Mapping[str, int] = total.lines
    return floored({line: n for line, n in counts.items() if line != Line.OUTSIDE.value})


def _outside(petition: Petition, total: PetitionTotal | None, *, few: bool) -> int | None:
    if total is None or is_small(petition.population) or _is_early(petition):
        return None
    return None if few and total.outside == 0 else _at_least_ten(total.outside)


def _as_of(total: PetitionTotal | None, *, small: bool, few: bool) -> datetime:
    """Return the moment beside a count; of fewer than ten it is of the day, or it would tell each arrival."""
    if total is None or (few and not small):
        return midnight()
    if not small or total.yesterday_on is None:
        return total.counted_at
    return datetime.combine(total.yesterday_on + timedelta(days=1), datetime.min.time(), KAZAKHSTAN)
