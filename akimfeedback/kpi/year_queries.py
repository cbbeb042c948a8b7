"""The yearly cycle read: years of a district, conclusions, contests, and what is published of an okrug."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from akimfeedback.geography.models import Territory
from akimfeedback.kpi.correction_queries import asked_by_contests
from akimfeedback.kpi.models import Snapshot
from akimfeedback.kpi.year_models import Contest, YearConclusion, YearCycle
from akimfeedback.kpi.year_rules import Outcome, YearFacts, YearState

FINAL = ("final", "corrected")
CHANGING = (Outcome.UPHELD, Outcome.PARTLY)


def cycle(session: Session, cycle_id: int, *, to_change: bool = False) -> YearCycle | None:
    """Return the year of a district, locked when it is to change."""
    rows = select(YearCycle).where(YearCycle.id == cycle_id)
    if to_change:
        rows = rows.with_for_update().execution_options(populate_existing=True)
    return session.scalars(rows).first()


def cycles(session: Session, districts: Collection[int]) -> Sequence[YearCycle]:
    """Return the years of some districts, newest first."""
    rows = select(YearCycle).where(YearCycle.district_id.in_(districts))
    return session.scalars(rows.order_by(YearCycle.year.desc(), YearCycle.district_id)).all()


@dataclass(frozen=True)
class YearOkrug:
    """An okrug in the year of its district: newest figures of the year, conclusion (None: not written)."""

    territory: Territory
    snapshot: Snapshot
    conclusion: YearConclusion | None


def figures_of_year(session: Session, district_id: int, year: int) -> dict[int, Snapshot]:
    """Return the newest version of the year's figures of every okrug of a district, by territory."""
    rows = (
        select(Snapshot)
        .join(Territory, Territory.id == Snapshot.territory_id)
        .where(Territory.parent_id == district_id, Snapshot.period == str(year), Snapshot.version > 0)
        .ext(distinct_on(Snapshot.territory_id))
        .order_by(Snapshot.territory_id, Snapshot.version.desc())
    )
    return {one.territory_id: one for one in session.scalars(rows)}


def years_with_figures(session: Session, district_id: int) -> Sequence[int]:
    """Return the years of which a district has final figures, newest first."""
    rows = (
        select(Snapshot.period)
        .join(Territory, Territory.id == Snapshot.territory_id)
        .where(Territory.parent_id == district_id, Snapshot.period.like("____"))
        .where(Snapshot.version > 0, Snapshot.state.in_(FINAL))
        .distinct()
    )
    return sorted((int(period) for period in session.scalars(rows)), reverse=True)


def okrugs_of(session: Session, found: YearCycle) -> list[YearOkrug]:
    """Return the okrugs of a year with figures and conclusions, by code; order by name is the page's."""
    snapshots = figures_of_year(session, found.district_id, found.year)
    written = {one.territory_id: one for one in conclusions(session, found.id)}
    units = select(Territory).where(Territory.id.in_(snapshots)).order_by(Territory.kato)
    return [YearOkrug(one, snapshots[one.id], written.get(one.id)) for one in session.scalars(units)]


def conclusions(session: Session, cycle_id: int) -> Sequence[YearConclusion]:
    """Return the conclusions of a year."""
    rows = select(YearConclusion).where(YearConclusion.cycle_id == cycle_id)
    return session.scalars(rows.order_by(YearConclusion.territory_id)).all()


def conclusion_of(session: Session, territory_id: int, year: int) -> tuple[YearConclusion, YearCycle] | None:
    """Return an okrug's conclusion of a year with the year it belongs to, or None."""
    rows = (
        select(YearConclusion, YearCycle)
        .join(YearCycle, YearCycle.id == YearConclusion.cycle_id)
        .where(YearConclusion.territory_id == territory_id, YearCycle.year == year)
    )
    found = session.execute(rows).first()
    return (found[0], found[1]) if found else None


def years_of_okrug(session: Session, territory_id: int, *states: YearState) -> Sequence[int]:
    """Return the years of an okrug whose cycle is in one of the states, newest first."""
    rows = (
        select(YearCycle.year)
        .join(YearConclusion, YearConclusion.cycle_id == YearCycle.id)
        .where(YearConclusion.territory_id == territory_id, YearCycle.state.in_(states))
    )
    return session.scalars(rows.order_by(YearCycle.year.desc())).all()


def contests(session: Session, conclusion_ids: Collection[int]) -> Sequence[Contest]:
    """Return what was contested in some conclusions, oldest first."""
    rows = select(Contest).where(Contest.conclusion_id.in_(conclusion_ids)).order_by(Contest.id)
    return session.scalars(rows).all()


def contest(session: Session, contest_id: int, *, to_change: bool = False) -> Contest | None:
    """Return one contest, locked when it is to change."""
    rows = select(Contest).where(Contest.id == contest_id)
    if to_change:
        rows = rows.with_for_update().execution_options(populate_existing=True)
    return session.scalars(rows).first()


def snapshot(session: Session, snapshot_id: int) -> Snapshot:
    """Return the version of figures a conclusion rests on."""
    return session.scalars(select(Snapshot).where(Snapshot.id == snapshot_id)).one()


def facts(session: Session, found: YearCycle) -> YearFacts:
    """Return what the machine of the year needs to know."""
    written = {one.id: one for one in conclusions(session, found.id)}
    every = contests(session, written)
    return YearFacts(
        state=YearState(found.state),
        okrugs=len(figures_of_year(session, found.district_id, found.year)),
        concluded=len(written),
        contest_ends_on=found.contest_ends_on,
        unanswered=sum(one.outcome is None for one in every),
        uncorrected=asked_by_contests(session, found.id),
        outdated=len({one.conclusion_id for one in every if is_outdated(written[one.conclusion_id], one)}),
    )


def is_outdated(conclusion: YearConclusion, one: Contest) -> bool:
    """Return whether a contest was upheld and the conclusion was not written again since."""
    return one.outcome in CHANGING and one.decided_at is not None and conclusion.at < one.decided_at
