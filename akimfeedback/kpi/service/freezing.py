"""Freeze the figures of a period: provisional, final, corrected; each a version that stays."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from akimfeedback.core.clock import local_day
from akimfeedback.core.errors import RuleBroken
from akimfeedback.journal.service import record
from akimfeedback.kpi import queries
from akimfeedback.kpi.models import Snapshot
from akimfeedback.kpi.periods import LifeDates, Period, PeriodKind, life_dates
from akimfeedback.kpi.queries import CountedOkrug, Window
from akimfeedback.kpi.rules import FigureState
from akimfeedback.kpi.service.rolling import compute, snapshot_row

FREEZE_LOCK = 7_310_001
WITHHELD, UNCHANGED = "withheld", "unchanged"


@dataclass(frozen=True)
class Frozen:
    """What a freeze did: okrugs by the state they came to, and those left as they were."""

    provisional: int = 0
    final: int = 0
    corrected: int = 0
    unchanged: int = 0
    withheld: int = 0  # first quarter of a new office that has not replied yet


def freeze(session: Session, period: Period, *, now: datetime, reason: str | None = None) -> Frozen:
    """Make the next version of each okrug's figures in a period; doing it twice changes nothing.

    Provisional from the 10th working day after the period, final after the reply's 10 working days. A final
    figure changes only with a `reason`, as a corrected version, in all periods that sum it. Two freezes at
    once wait for each other. Raises RuleBroken("kpi.months-are-not-frozen" | "kpi.too-early", details["on"]).
    """
    if period.kind is PeriodKind.MONTH:
        raise RuleBroken("kpi.months-are-not-frozen")
    session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": FREEZE_LOCK})
    today = local_day(now)
    life = life_dates(period, queries.calendar_of(session, period, today))
    if today < life.provisional_on:
        raise RuleBroken("kpi.too-early", on=life.provisional_on)
    window = Window(period.first_day, period.last_day, today)
    okrugs = queries.counted_okrugs(session, window)
    computed = compute(session, period, okrugs, now=now) if okrugs else {}
    outcomes = [_freeze_one(session, period, one, computed[one.id], life, now, reason) for one in okrugs]
    found = Frozen(**{name: outcomes.count(name) for name in Frozen.__dataclass_fields__})
    if found.corrected:
        for wider in period.wider:
            _correct_wider(session, wider, now=now, reason=reason)
    return found


def _freeze_one(
    session: Session,
    period: Period,
    okrug: CountedOkrug,
    figures: dict[str, object],
    life: LifeDates,
    now: datetime,
    reason: str | None,
) -> str:
    """Add the next version of one okrug where there is one to add; return the name of what happened."""
    versions = [one for one in queries.snapshots(session, okrug.id, str(period)) if one.version > 0]
    latest = versions[0] if versions else None
    state = _next_state(session, period, okrug, latest, life, now, reason)
    if state is None or state == WITHHELD:
        return state or UNCHANGED
    if latest is not None and state == FigureState.CORRECTED and latest.input_hash == figures["hash"]:
        return UNCHANGED
    values = snapshot_row(period, okrug.id, figures, now=now)
    if latest is not None and state == FigureState.FINAL:
        # what was provisional becomes final as it stood: nothing moves after the reply was asked for
        values |= {name: getattr(latest, name) for name in _KEPT}
    _add(session, values, latest, state, reason if state == FigureState.CORRECTED else None)
    return str(state)


def _add(
    session: Session, values: dict[str, Any], latest: Snapshot | None, state: str, reason: str | None
) -> None:
    version = latest.version + 1 if latest else 1
    snapshot = Snapshot(**(values | {"version": version, "state": state, "reason": reason}))
    session.add(snapshot)
    session.flush()
    record(
        session, "kpi.frozen", "snapshot", snapshot.id, actor_id=None, at=snapshot.computed_at,
        period=snapshot.period, version=version, state=state,
    )  # fmt: skip


_KEPT = ("method", "calendar", "code", "input_hash", "data_time", "figures")


def _next_state(
    session: Session,
    period: Period,
    okrug: CountedOkrug,
    latest: Snapshot | None,
    life: LifeDates,
    now: datetime,
    reason: str | None,
) -> str | None:
    """Return the state the next version has, "withheld", or None when nothing is to be done."""
    is_final_time = local_day(now) >= life.final_on
    if latest is None:
        if is_final_time:
            return FigureState.FINAL
        first = period.contains(okrug.connected_from)
        waits = first and queries.office_reply(session, okrug.id, str(period)) is None
        return WITHHELD if waits else FigureState.PROVISIONAL
    if latest.state == FigureState.PROVISIONAL:
        return FigureState.FINAL if is_final_time else None
    return FigureState.CORRECTED if reason else None


def _correct_wider(session: Session, period: Period, *, now: datetime, reason: str | None) -> None:
    """Make a new version of a half-year or year that was published: it sums the corrected quarter.

    A provisional one stays provisional, so that it does not become final with the old sums.
    """
    window = Window(period.first_day, period.last_day, local_day(now))
    okrugs = queries.counted_okrugs(session, window)
    computed = compute(session, period, okrugs, now=now) if okrugs else {}
    for one in okrugs:
        latest = queries.published(session, one.id, str(period))
        if latest is None or latest.input_hash == computed[one.id]["hash"]:
            continue
        provisional = latest.state == FigureState.PROVISIONAL
        state = FigureState.PROVISIONAL if provisional else FigureState.CORRECTED
        _add(session, snapshot_row(period, one.id, computed[one.id], now=now), latest, state, reason)
