"""What one version of a quarter's package is made of; read from frozen rows only, so it never changes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from akimfeedback.geography import queries as places
from akimfeedback.geography.models import Territory
from akimfeedback.geography.rules import Level
from akimfeedback.kpi.board_models import FrozenBoard
from akimfeedback.kpi.method import PRODUCT_METHODS, Method
from akimfeedback.kpi.method_queries import approved_methods, method_rows
from akimfeedback.kpi.models import Snapshot
from akimfeedback.kpi.periods import Period
from akimfeedback.kpi.queries import PUBLIC_STATES


@dataclass(frozen=True)
class OkrugPart:
    """The public figures of one okrug with the rows behind them; without rows nothing can be recomputed."""

    kato: str
    names: tuple[str, str, str]  # kk, ru, en
    district: str
    version: int
    state: str
    method: str
    calendar: str
    code: str
    data_time: datetime
    reason: str | None
    figures: Mapping[str, Any]
    counted: Mapping[str, Any] | None


@dataclass(frozen=True)
class Content:
    """All of one version: okrugs by code, the boards they were compared on, and the methods."""

    period: Period
    version: int
    made_at: datetime  # of the freeze that made this version
    okrugs: Sequence[OkrugPart]
    boards: Mapping[datetime, Mapping[str, Any]]
    methods: Sequence[Method]
    reasons: Mapping[str, Mapping[str, str]]  # method version -> why, by language


def quarters(session: Session) -> list[str]:
    """Return the quarters with public figures, newest first."""
    rows = select(Snapshot.period).where(Snapshot.version > 0, Snapshot.period.like("____-Q_")).distinct()
    return sorted(session.scalars(rows), reverse=True)


def versions(session: Session, period: str) -> list[datetime]:
    """Return the moments of the freezes that changed what is public of a quarter; version 1 is the first."""
    rows = select(Snapshot.computed_at).where(
        Snapshot.period == period, Snapshot.version > 0, Snapshot.state.in_(PUBLIC_STATES)
    )
    return sorted(session.scalars(rows.distinct()))


def okrugs_in(session: Session, period: str) -> int:
    """Return how many okrugs have public figures of a quarter."""
    rows = select(func.count(Snapshot.territory_id.distinct()))
    return session.scalar(rows.where(Snapshot.period == period, Snapshot.version > 0)) or 0


def content(session: Session, period: Period, version: int) -> Content | None:
    """Return one version of a quarter's package; None when there is no such version."""
    moments = versions(session, str(period))
    if not 1 <= version <= len(moments):
        return None
    made_at = moments[version - 1]
    newest = (
        select(Snapshot)
        .where(Snapshot.period == str(period), Snapshot.version > 0, Snapshot.computed_at <= made_at)
        .where(Snapshot.state.in_(PUBLIC_STATES))
        .ext(distinct_on(Snapshot.territory_id))
        .order_by(Snapshot.territory_id, Snapshot.version.desc())
    )
    found = session.scalars(newest).all()
    units = {unit.id: unit for unit in places.by_ids(session, [one.territory_id for one in found])}
    above = places.paths(session, units.values())
    parts = [_part(one, units[one.territory_id], above[one.territory_id]) for one in found]
    return Content(
        period=period,
        version=version,
        made_at=made_at,
        okrugs=sorted(parts, key=lambda one: one.kato),
        boards=_boards(session, str(period)),
        methods=approved_methods(session),
        reasons=_reasons(session),
    )


def _part(one: Snapshot, unit: Territory, above: Sequence[Territory]) -> OkrugPart:
    return OkrugPart(
        kato=unit.kato,
        names=(unit.name_kk, unit.name_ru, unit.name_en),
        district=next((over.kato for over in above if over.level == Level.DISTRICT), ""),
        version=one.version,
        state=one.state,
        method=one.method,
        calendar=one.calendar,
        code=one.code,
        data_time=one.data_time,
        reason=one.reason,
        figures=one.figures,
        counted=one.counted,
    )


def _boards(session: Session, period: str) -> dict[datetime, Mapping[str, Any]]:
    rows = session.execute(
        select(FrozenBoard.data_time, FrozenBoard.groups).where(FrozenBoard.period == period)
    )
    return {row.data_time: row.groups for row in rows}


def _reasons(session: Session) -> dict[str, Mapping[str, str]]:
    found: dict[str, Mapping[str, str]] = {one.method.version: one.reason for one in PRODUCT_METHODS}
    return found | {row.version: row.reason for row in method_rows(session, "approved")}
