"""Corrections of frozen figures: those that wait, those that were decided."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from akimfeedback.kpi.correction_models import Correction
from akimfeedback.kpi.models import Snapshot
from akimfeedback.kpi.year_models import Contest, YearConclusion

PROPOSED, DONE, DROPPED = "proposed", "done", "dropped"
FROZEN = ("final", "corrected")


def correction(session: Session, correction_id: int, *, to_change: bool = False) -> Correction | None:
    """Return one correction, locked when it is to change."""
    rows = select(Correction).where(Correction.id == correction_id)
    if to_change:
        rows = rows.with_for_update().execution_options(populate_existing=True)
    return session.scalars(rows).first()


def corrections(session: Session, *states: str, limit: int = 100) -> Sequence[Correction]:
    """Return corrections in some states (all without one), newest first."""
    rows = select(Correction).order_by(Correction.id.desc()).limit(limit)
    return session.scalars(rows.where(Correction.state.in_(states)) if states else rows).all()


def waiting(session: Session, period: str) -> Correction | None:
    """Return the correction of a period that waits, or None; at most one does."""
    rows = select(Correction).where(Correction.period == period, Correction.state == PROPOSED)
    return session.scalars(rows).first()


def confirmed_ids(session: Session) -> Sequence[int]:
    """Return the corrections a second person confirmed and no worker has made yet, oldest first."""
    rows = select(Correction.id).where(Correction.state == PROPOSED, Correction.decided_at.is_not(None))
    return session.scalars(rows.order_by(Correction.id)).all()


def asked_by_contests(session: Session, cycle_id: int) -> int:
    """Return how many corrections that contests of a year led to are not decided or not made yet."""
    rows = (
        select(func.count())
        .select_from(Correction)
        .join(Contest, Contest.id == Correction.contest_id)
        .join(YearConclusion, YearConclusion.id == Contest.conclusion_id)
        .where(YearConclusion.cycle_id == cycle_id, Correction.state == PROPOSED)
    )
    return session.scalar(rows) or 0


def frozen_quarters(session: Session, limit: int = 8) -> Sequence[str]:
    """Return the newest quarters that have final figures, newest first."""
    rows = (
        select(Snapshot.period)
        .where(Snapshot.version > 0, Snapshot.state.in_(FROZEN), Snapshot.period.like("____-Q_"))
        .distinct()
        .order_by(Snapshot.period.desc())
        .limit(limit)
    )
    return session.scalars(rows).all()
