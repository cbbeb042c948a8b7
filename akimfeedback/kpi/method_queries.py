"""Which methods there are: those that came with the product and the rows drafted at the desk."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, defer

from akimfeedback.kpi.method import METHODS, Method, method_for, method_from
from akimfeedback.kpi.models import Method as MethodRow
from akimfeedback.kpi.models import Snapshot
from akimfeedback.kpi.periods import Period

APPROVED = "approved"
FROZEN = ("final", "corrected")
QUARTERS_TRIED = 4


def approved_methods(session: Session) -> tuple[Method, ...]:
    """Return every method that was ever in force or will be, oldest first.

    A method of the product is the one of its files, whatever its row says.
    """
    rows = session.execute(
        select(MethodRow.version, MethodRow.definition).where(MethodRow.state == APPROVED)
    ).all()
    found = {row.version: method_from(row.definition) for row in rows}
    found |= {method.version: method for method in METHODS}
    return tuple(sorted(found.values(), key=lambda method: (method.valid_from, method.version)))


def method_of(session: Session, period: Period) -> Method:
    """Return the method in force in a period."""
    return method_for(period, approved_methods(session))


def method_rows(session: Session, *states: str) -> Sequence[MethodRow]:
    """Return versions in some states (all without one), newest first, without the rows of their dry runs."""
    rows = select(MethodRow).options(defer(MethodRow.dry_run)).order_by(MethodRow.entered_at.desc())
    if states:
        rows = rows.where(MethodRow.state.in_(states))
    return session.scalars(rows.order_by(MethodRow.version.desc())).all()


def method_row(session: Session, version: str, *, to_change: bool = False) -> MethodRow | None:
    """Return one version with its dry run, or None; locked until the commit when it is to be changed."""
    rows = select(MethodRow).where(MethodRow.version == version)
    if to_change:
        rows = rows.with_for_update().execution_options(populate_existing=True)
    return session.scalars(rows).first()


def dry_run_part(session: Session, version: str, part: str) -> Any:
    """Return one part of a kept dry run, None when there is none."""
    found = select(MethodRow.dry_run[part]).where(MethodRow.version == version)
    return session.scalars(found).first()


def frozen_quarters(session: Session) -> list[str]:
    """Return the last four quarters that have final figures, oldest first."""
    rows = (
        select(Snapshot.period)
        .where(Snapshot.period.like("____-Q_"), Snapshot.state.in_(FROZEN))
        .group_by(Snapshot.period)
        .order_by(Snapshot.period.desc())
        .limit(QUARTERS_TRIED)
    )
    return sorted(session.scalars(rows))


def waiting_for_dry_run(session: Session) -> list[str]:
    """Return the versions whose dry run was asked for and is not over."""
    state = MethodRow.dry_run["state"].astext
    rows = select(MethodRow.version).where(MethodRow.state == "draft", state == "running")
    return list(session.scalars(rows.order_by(MethodRow.version)))


def latest_number(session: Session) -> int:
    """Return the highest number a version has, dropped ones too."""
    number = func.max(func.cast(func.substr(MethodRow.version, 2), MethodRow.__table__.c.decided_by_id.type))
    return max(session.scalar(select(number)) or 0, len(METHODS))
