"""Recount the live figures of a period; the same rows give the same figures, twice is safe."""

import gc
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from json import dumps
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

import akimfeedback
from akimfeedback.core.clock import local_day
from akimfeedback.kpi import queries
from akimfeedback.kpi.beside import beside
from akimfeedback.kpi.counting import Tally, groups, quarter_board, sum_board
from akimfeedback.kpi.figures import Board, counts_only, figures, input_hashes
from akimfeedback.kpi.method import Method
from akimfeedback.kpi.method_queries import method_of
from akimfeedback.kpi.periods import Period, PeriodKind
from akimfeedback.kpi.queries import CountedOkrug, Window
from akimfeedback.kpi.rules import FigureState

SHORT = frozenset({PeriodKind.MONTH, PeriodKind.QUARTER})
_STORE = text("""
INSERT INTO kpi_snapshot (territory_id, period, version, state, method, calendar, code, input_hash, data_time,
                          computed_at, figures)
SELECT fresh.territory_id, :period, :version, :state, :method, :calendar, :code, fresh.input_hash, :data_time,
       :computed_at, fresh.figures
FROM jsonb_to_recordset(CAST(:fresh AS jsonb)) AS fresh (territory_id int, input_hash text, figures jsonb)
ON CONFLICT (territory_id, period, version) DO UPDATE
SET method = excluded.method, calendar = excluded.calendar, code = excluded.code,
    input_hash = excluded.input_hash, data_time = excluded.data_time, computed_at = excluded.computed_at,
    figures = excluded.figures, state = excluded.state
""")


def roll_up(session: Session, period: Period, okrugs: Collection[int] | None = None, *, now: datetime) -> int:
    """Recount the live version of a period for okrugs and their peers (all when None); return how many.

    Only the live version 0 is written; what is frozen is never touched.
    """
    today = local_day(now)
    window = Window(period.first_day, period.last_day, today)
    everybody = queries.counted_okrugs(session, window)
    chosen = everybody if okrugs is None else _with_peers(session, period, everybody, okrugs)
    if not chosen:
        return 0
    with _uncollected():
        computed = compute(session, period, chosen, now=now)
        _store(session, period, computed, now=now)
    return len(computed)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Let the search for cycles wait: a million small objects without one cost a third of the work."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _with_peers(
    session: Session, period: Period, everybody: list[CountedOkrug], okrugs: Collection[int]
) -> list[CountedOkrug]:
    """Return the okrugs asked for and all that share a group with one of them."""
    group = groups(session, period.year, everybody)
    wanted = {group[one.id] for one in everybody if one.id in okrugs}
    return [one for one in everybody if group[one.id] in wanted]


def compute(
    session: Session,
    period: Period,
    okrugs: list[CountedOkrug],
    *,
    now: datetime,
    method: Method | None = None,
) -> dict[int, dict[str, Any]]:
    """Return figures with `hash`, `method` and `calendar` of each okrug; writes only new peer groups.

    Without a `method`: the one in force for the period; a dry run gives another.
    """
    today, method = local_day(now), method or method_of(session, period)
    calendar = queries.calendar_of(session, period, today)
    board, found = _board(session, period, okrugs, method, today)
    if period.kind is PeriodKind.MONTH:
        result = {row.territory_id: counts_only(row, method) for row in board.rows}
    else:
        result = figures(board)
    hashes = input_hashes(board)
    if found is not None:
        for territory_id, more in beside(session, period, okrugs, found, calendar, today).items():
            result[territory_id]["beside"] = more
    for territory_id, one in result.items():
        one["hash"] = hashes[territory_id]
        one["method"], one["calendar"] = method.version, calendar.version
    return result


def _board(
    session: Session, period: Period, okrugs: list[CountedOkrug], method: Method, today: date
) -> tuple[Board, Tally | None]:
    if period.kind in SHORT:
        return quarter_board(session, period, method, today, okrugs)
    return sum_board(session, period, method, okrugs, today), None


def _store(session: Session, period: Period, computed: dict[int, dict[str, Any]], *, now: datetime) -> None:
    """Write version 0 of each okrug in one statement; two at once end with the later one.

    What differs travels as one document: thousands of rows as so many values are a long statement to read.
    """
    rows = [
        snapshot_row(period, territory_id, one, now=now) for territory_id, one in sorted(computed.items())
    ]
    varied = [{name: row[name] for name in ("territory_id", "input_hash", "figures")} for row in rows]
    session.flush()
    session.execute(_STORE, {**rows[0], "fresh": dumps(varied, ensure_ascii=False)})


def snapshot_row(
    period: Period, territory_id: int, figures: dict[str, Any], *, now: datetime
) -> dict[str, Any]:
    """Return the column values of a live snapshot."""
    kept = {name: value for name, value in figures.items() if name not in ("hash", "method", "calendar")}
    return {
        "territory_id": territory_id,
        "period": str(period),
        "version": 0,
        "state": FigureState.PREVIEW.value,
        "method": figures["method"],
        "calendar": figures["calendar"],
        "code": akimfeedback.__version__,
        "input_hash": figures["hash"],
        "data_time": now,
        "computed_at": now,
        "figures": kept,
    }
