"""What outsiders may recompute: lists, journals by line, the funnel by day; never under the floor."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from akimfeedback.core.clock import today
from akimfeedback.law.initiatives import FEWER_THAN
from akimfeedback.petitions.models import Petition, PetitionReply, Position
from akimfeedback.petitions.queries import counts
from akimfeedback.petitions.queries.counts import Day, midnight
from akimfeedback.petitions.rules import COUNTED, PUBLIC, Publication, floored, is_small
from akimfeedback.petitions.support_models import PetitionRung, PetitionTally, SupportIntent

LISTED = PUBLIC | {Publication.REJECTED, Publication.HIDDEN}
PER_PAGE = 50
MOST_ROWS = 5_000


@dataclass(frozen=True)
class DayOfLines:
    """The count at the end of a day, and by line of proof where each part may be told."""

    day: Day
    lines: dict[str, int | None] | None  # None: a small unit, or fewer than ten in all


@dataclass(frozen=True)
class FunnelDay:
    """How many asked for a code on a day, ten or more, and how many of them gave it; None: fewer."""

    on: date
    begun: int
    confirmed: int | None


def page_of(
    session: Session,
    *,
    territory_ids: Collection[int] | None = None,
    states: Collection[str] = (),
    before_id: int | None = None,
    limit: int = PER_PAGE,
) -> tuple[Sequence[Petition], bool]:
    """Return initiatives everybody finds, the newest first, and whether more follow."""
    wanted = [state.value for state in LISTED if not states or state.value in states]
    rows = select(Petition).where(Petition.publication.in_(wanted))
    if territory_ids is not None:
        rows = rows.where(Petition.territory_id.in_(territory_ids))
    if before_id is not None:
        rows = rows.where(Petition.id < before_id)
    loaded = rows.options(
        joinedload(Petition.text), joinedload(Petition.totals), joinedload(Petition.territory),
        joinedload(Petition.place),
    )  # fmt: skip
    found = session.scalars(loaded.order_by(Petition.id.desc()).limit(limit + 1)).all()
    return found[:limit], len(found) > limit


def rungs(session: Session, petition_id: int) -> Sequence[PetitionRung]:
    """Return rungs as they were reached and lost, in that order."""
    found = select(PetitionRung).where(PetitionRung.petition_id == petition_id)
    return session.scalars(found.order_by(PetitionRung.reached_at, PetitionRung.id)).all()


def replies(session: Session, petition_id: int) -> Sequence[PetitionReply]:
    """Return the published versions of the answer, the first one first."""
    found = select(PetitionReply).where(
        PetitionReply.petition_id == petition_id, PetitionReply.published_on.is_not(None)
    )
    loaded = found.options(selectinload(PetitionReply.points))
    return session.scalars(loaded.order_by(PetitionReply.position)).all()


def positions(session: Session, petition_id: int) -> Sequence[Position]:
    """Return which deputies were asked and what they said; no question that was taken back unanswered."""
    stands = or_(Position.cancelled_on.is_(None), Position.stance.is_not(None))
    found = select(Position).where(Position.petition_id == petition_id, stands)
    return session.scalars(found.order_by(Position.id)).all()


def history(session: Session, petition: Petition) -> list[DayOfLines]:
    """Return the count at the end of each day and its lines; small units end yesterday. Law: L-48."""
    days = counts.history(session, petition)
    if is_small(petition.population):
        return [DayOfLines(day, None) for day in days]
    steps = _steps(session, petition)
    held: dict[str, int] = {}
    found: list[DayOfLines] = []
    for day in days:
        while steps and steps[0][0] <= day.on:
            _, line, n = steps.pop(0)
            held[line] = held.get(line, 0) + n
        found.append(DayOfLines(day, None if day.count is None else floored(held)))
    return found


def _steps(session: Session, petition: Petition) -> list[tuple[date, str, int]]:
    rows = (
        select(PetitionTally.on, PetitionTally.line, func.sum(PetitionTally.n))
        .where(
            PetitionTally.petition_id == petition.id,
            PetitionTally.line.in_([line.value for line in COUNTED]),
        )
        .group_by(PetitionTally.on, PetitionTally.line)
        .order_by(PetitionTally.on)
    )
    return [(on, line, int(n)) for on, line, n in session.execute(rows)]


def funnel(session: Session, petition: Petition) -> list[FunnelDay]:
    """Return for each day of ten or more how many asked for a code and gave it; small units end yesterday.

    Days of fewer are left out: that somebody came on one would tell. Law: L-48.
    """
    confirmed: ColumnElement[int] = func.count(SupportIntent.confirmed_at)
    if is_small(petition.population):
        confirmed = func.count(SupportIntent.confirmed_at).filter(SupportIntent.confirmed_at < midnight())
    rows = (
        select(SupportIntent.on, func.count(), confirmed)
        .where(SupportIntent.petition_id == petition.id)
        .group_by(SupportIntent.on)
        .having(func.count() >= FEWER_THAN)
        .order_by(SupportIntent.on)
    )
    if is_small(petition.population):
        rows = rows.where(SupportIntent.on < today())
    return [FunnelDay(on, begun, _told(given)) for on, begun, given in session.execute(rows)]


def _told(number: int) -> int | None:
    return number if number >= FEWER_THAN else None
