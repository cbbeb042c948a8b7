"""Which okrugs are alike, and the public figures of many of them at once."""

from collections.abc import Collection, Sequence

from sqlalchemy import cast, func, select
from sqlalchemy.dialects.postgresql import JSONPATH, distinct_on
from sqlalchemy.orm import Session

from akimfeedback.geography.models import Territory
from akimfeedback.kpi.models import PeerGroup, Snapshot
from akimfeedback.kpi.queries import PUBLIC_STATES
from akimfeedback.kpi.scores import Counts

MOST_PERIODS = 12
_OWN_K1 = func.jsonb_path_query_first(
    Snapshot.figures, cast('$.indicators[*] ? (@.code == "K1").own', JSONPATH)
)


def units_of(session: Session, katos: Collection[str]) -> dict[str, Territory]:
    """Return the units with an akim by their codes; unknown codes are left out."""
    rows = select(Territory).where(Territory.kato.in_(katos), Territory.has_akim)
    return {unit.kato: unit for unit in session.scalars(rows)}


def groups_of(session: Session, territory_ids: Collection[int], year: int) -> dict[int, str]:
    """Return the peer group of each okrug in a year; an okrug that was not counted has none."""
    rows = select(PeerGroup.territory_id, PeerGroup.name).where(
        PeerGroup.year == year, PeerGroup.territory_id.in_(territory_ids)
    )
    return {row.territory_id: row.name for row in session.execute(rows)}


def members(session: Session, name: str, year: int) -> list[Territory]:
    """Return the okrugs of a peer group, in no order."""
    rows = (
        select(Territory)
        .join(PeerGroup, PeerGroup.territory_id == Territory.id)
        .where(PeerGroup.year == year, PeerGroup.name == name)
    )
    return list(session.scalars(rows))


def published_of(session: Session, territory_ids: Collection[int], period: str) -> dict[int, Snapshot]:
    """Return the newest public figures of a period by okrug; okrugs without any are left out."""
    rows = (
        select(Snapshot)
        .where(Snapshot.territory_id.in_(territory_ids), Snapshot.period == period, Snapshot.version > 0)
        .where(Snapshot.state.in_(PUBLIC_STATES))
        .ext(distinct_on(Snapshot.territory_id))
        .order_by(Snapshot.territory_id, Snapshot.version.desc())
    )
    return {one.territory_id: one for one in session.scalars(rows)}


def public_periods(
    session: Session, territory_ids: Collection[int], pattern: str = "____-Q_"
) -> Sequence[str]:
    """Return the periods of a form (quarters) with public figures of any of the okrugs, newest first."""
    rows = (
        select(Snapshot.period)
        .where(Snapshot.territory_id.in_(territory_ids), Snapshot.period.like(pattern), Snapshot.version > 0)
        .where(Snapshot.state.in_(PUBLIC_STATES))
        .distinct()
        .order_by(Snapshot.period.desc())
        .limit(MOST_PERIODS)
    )
    return session.scalars(rows).all()


def in_time_of(session: Session, territory_ids: Collection[int], period: str) -> dict[int, Counts]:
    """Return k and n of K1 of the period itself, as published, by okrug; nothing else is read."""
    newest = (
        select(Snapshot.territory_id, _OWN_K1.label("own"))
        .where(Snapshot.territory_id.in_(territory_ids), Snapshot.period == period, Snapshot.version > 0)
        .where(Snapshot.state.in_(PUBLIC_STATES))
        .ext(distinct_on(Snapshot.territory_id))
        .order_by(Snapshot.territory_id, Snapshot.version.desc())
    )
    return {row.territory_id: Counts(*row.own) for row in session.execute(newest) if row.own}
