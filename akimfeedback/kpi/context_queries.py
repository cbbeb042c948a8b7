"""Read the facts beside a score and the days of campaigns."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from akimfeedback.core.clock import local_day
from akimfeedback.geography import queries as geography
from akimfeedback.geography.models import Territory
from akimfeedback.kpi.context import Campaign, rests_until
from akimfeedback.kpi.context_models import ContextFact, ElectionPeriod


def facts_of(session: Session, territory_id: int, on: date) -> dict[str, ContextFact]:
    """Return the newest fact of each code known on a day, by code."""
    rows = (
        select(ContextFact)
        .where(ContextFact.territory_id == territory_id, ContextFact.as_of <= on)
        .ext(distinct_on(ContextFact.code))
        .order_by(ContextFact.code, ContextFact.as_of.desc())
    )
    return {row.code: row for row in session.scalars(rows)}


def history(session: Session, territory_id: int) -> Sequence[ContextFact]:
    """Return every fact of a unit, newest first."""
    rows = (
        select(ContextFact)
        .where(ContextFact.territory_id == territory_id)
        .order_by(ContextFact.as_of.desc(), ContextFact.code)
    )
    return session.scalars(rows).all()


def election_periods(session: Session) -> Sequence[ElectionPeriod]:
    """Return every campaign ever entered, the latest first."""
    return session.scalars(
        select(ElectionPeriod).order_by(ElectionPeriod.from_on.desc(), ElectionPeriod.id.desc())
    ).all()


def promotion_rests(session: Session, unit: Territory, day: date) -> date | None:
    """Return the last day on which promotional tools of a unit rest, None when they do not."""
    campaigns = _campaigns(session, day)
    if not campaigns:
        return None
    path = {unit.id, *(one.id for one in geography.path(session, unit))}
    return rests_until(campaigns, path, day)


def _campaigns(session: Session, day: date) -> list[Campaign]:
    rows = session.scalars(select(ElectionPeriod).where(ElectionPeriod.to_on >= day))
    return [Campaign(row.territory_id, row.from_on, row.to_on, _day(row.lifted_at)) for row in rows]


def _day(moment: datetime | None) -> date | None:
    return local_day(moment) if moment else None


def campaigns_over(session: Session, territory_ids: Collection[int], day: date) -> list[ElectionPeriod]:
    """Return the campaigns that run on a day in one of the units or in the whole country."""
    rows = select(ElectionPeriod).where(
        ElectionPeriod.from_on <= day,
        ElectionPeriod.to_on >= day,
        ElectionPeriod.lifted_at.is_(None),
        or_(ElectionPeriod.territory_id.is_(None), ElectionPeriod.territory_id.in_(territory_ids)),
    )
    return list(session.scalars(rows))
