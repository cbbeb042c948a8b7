"""Freeze the figures of a period: provisional, final, corrected; each a version that stays."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, text
from sqlalchemy.orm import Session

from akimfeedback.core.clock import local_day
from akimfeedback.core.errors import RuleBroken
from akimfeedback.journal.service import record
from akimfeedback.kpi import queries, sealed
from akimfeedback.kpi.counted import Counted
from akimfeedback.kpi.models import Snapshot
from akimfeedback.kpi.periods import Period, PeriodKind, life_dates
from akimfeedback.kpi.queries import CountedOkrug, Window
from akimfeedback.kpi.rules import FigureState
from akimfeedback.kpi.service.publishing import computed_with_rows, keep_board
from akimfeedback.kpi.service.rolling import compute, snapshot_row

WITHHELD, UNCHANGED = "withheld", "unchanged"
STAYS = frozenset({WITHHELD, UNCHANGED})


@dataclass(frozen=True)
class Frozen:
    """What a freeze did: okrugs by the state they came to, and those left as they were."""

    provisional: int = 0
    final: int = 0
    corrected: int = 0
    unchanged: int = 0
    withheld: int = 0  # first quarter of a new office that has not replied yet


# held against other freezes only; a LOCK takes no snapshot, so a freeze that waited sees what the other made
_ALONE = text("LOCK TABLE kpi_snapshot IN SHARE UPDATE EXCLUSIVE MODE")


def at_one_moment(session: Session) -> None:
    """Begin a transaction all of whose counts are of one moment; whoever freezes calls it first.

    Within a transaction of somebody else nothing is changed: its isolation is not ours to choose.
    """
    bind = session.get_bind()
    if isinstance(bind, Connection) and bind.in_transaction():
        return
    session.rollback()
    session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
    session.execute(_ALONE)  # before anything is read: the moment of the counts begins after the wait


def freeze(
    session: Session,
    period: Period,
    *,
    now: datetime,
    reason: str | None = None,
    actor_id: int | None = None,
) -> Frozen:
    """Make the next version of each okrug's figures in a period; doing it twice changes nothing.

    Provisional from the 10th working day after the period, final after the reply's 10 working days. A final
    figure changes only with a `reason`, as a corrected version, in all periods that sum it. Two freezes at
    once wait for each other; a freeze that dies leaves nothing. Callers that own the transaction call
    `at_one_moment` first. Raises RuleBroken("kpi.months-are-not-frozen" | "kpi.too-early", details["on"]).
    """
    if period.kind is PeriodKind.MONTH:
        raise RuleBroken("kpi.months-are-not-frozen")
    session.execute(_ALONE)
    today = local_day(now)
    life = life_dates(period, queries.calendar_of(session, period, today))
    if today < life.provisional_on:
        raise RuleBroken("kpi.too-early", on=life.provisional_on)
    window = Window(period.first_day, period.last_day, today)
    okrugs = queries.counted_okrugs(session, window)
    steps = _steps(session, period, okrugs, is_final=today >= life.final_on, reason=reason)
    computed: Mapping[int, dict[str, Any]] = {}
    rows: Mapping[int, Counted] = {}
    if any(step.state not in STAYS for step in steps.values()):
        computed, rows = computed_with_rows(session, period, okrugs, now=now)
    freezer = _Freezer(session, period, computed, now, reason, actor_id, rows)
    outcomes = [freezer.take(territory_id, step) for territory_id, step in steps.items()]
    keep_board(session, period, computed, rows, now=now)
    found = Frozen(**{name: outcomes.count(name) for name in Frozen.__dataclass_fields__})
    if found.corrected:
        for wider in period.wider:
            _correct_wider(session, wider, now=now, reason=reason, actor_id=actor_id)
    return found


@dataclass(frozen=True)
class _Step:
    """What an okrug comes to: the state of its next version, "withheld" or "unchanged"."""

    state: str
    latest: Snapshot | None


def _steps(
    session: Session, period: Period, okrugs: list[CountedOkrug], *, is_final: bool, reason: str | None
) -> dict[int, _Step]:
    """Return the step of each okrug by territory."""
    latest = queries.newest_versions(session, str(period))
    replied = queries.replied(session, str(period))
    found = {}
    for one in okrugs:
        version = latest.get(one.id)
        waits = period.contains(one.connected_from) and one.id not in replied
        state = _next_state(version.state if version else None, reason, is_final=is_final, waits=waits)
        found[one.id] = _Step(state, version)
    return found


def _next_state(latest: str | None, reason: str | None, *, is_final: bool, waits: bool) -> str:
    if latest is None:
        if is_final:
            return FigureState.FINAL
        return WITHHELD if waits else FigureState.PROVISIONAL
    if latest == FigureState.PROVISIONAL:
        return FigureState.FINAL if is_final else UNCHANGED
    return FigureState.CORRECTED if reason else UNCHANGED


_KEPT = ("method", "calendar", "code", "input_hash", "data_time", "figures", "counted")


@dataclass(frozen=True)
class _Freezer:
    """Adds versions of one period."""

    session: Session
    period: Period
    computed: Mapping[int, dict[str, Any]]
    now: datetime
    reason: str | None
    actor_id: int | None
    rows: Mapping[int, Counted] = field(default_factory=dict)  # behind the figures of a quarter

    def take(self, territory_id: int, step: _Step) -> str:
        """Add the next version of one okrug where there is one to add; return the name of what happened."""
        latest, state = step.latest, step.state
        if state in STAYS:
            return state
        figures = self.computed[territory_id]
        if latest is not None and state == FigureState.CORRECTED and latest.input_hash == figures["hash"]:
            return UNCHANGED
        values = snapshot_row(self.period, territory_id, figures, now=self.now)
        values["counted"] = self.rows.get(territory_id)
        if latest is not None and state == FigureState.FINAL:
            # what was provisional becomes final as it stood: nothing moves after the reply was asked for
            values |= {name: getattr(latest, name) for name in _KEPT}
        self.add(values, latest, state, self.reason if state == FigureState.CORRECTED else None)
        return str(state)

    def add(self, values: dict[str, Any], latest: Snapshot | None, state: str, reason: str | None) -> None:
        """Write one version and its line of the journal."""
        version = latest.version + 1 if latest else 1
        snapshot = Snapshot(**(values | {"version": version, "state": state, "reason": reason}))
        self.session.add(snapshot)
        self.session.flush()
        record(
            self.session, "kpi.frozen", "snapshot", snapshot.id, actor_id=self.actor_id,
            at=snapshot.computed_at, period=snapshot.period, version=version, state=state,
            rows=sealed.rows_of(snapshot),
        )  # fmt: skip


def _correct_wider(
    session: Session, period: Period, *, now: datetime, reason: str | None, actor_id: int | None
) -> None:
    """Make a new version of a half-year or year that was published: it sums the corrected quarter.

    A provisional one stays provisional, so that it does not become final with the old sums.
    """
    window = Window(period.first_day, period.last_day, local_day(now))
    okrugs = queries.counted_okrugs(session, window)
    computed = compute(session, period, okrugs, now=now) if okrugs else {}
    freezer = _Freezer(session, period, computed, now, reason, actor_id)
    newest = queries.newest_versions(session, str(period))
    for one in okrugs:
        latest = newest.get(one.id)
        if latest is None or latest.input_hash == computed[one.id]["hash"]:
            continue
        provisional = latest.state == FigureState.PROVISIONAL
        state = FigureState.PROVISIONAL if provisional else FigureState.CORRECTED
        freezer.add(snapshot_row(period, one.id, computed[one.id], now=now), latest, state, reason)
