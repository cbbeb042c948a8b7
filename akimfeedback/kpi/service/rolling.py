"""Recount the live figures of a period; the same rows give the same figures, twice is safe."""

import gc
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from json import dumps
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

import akimfeedback
from akimfeedback.core.clock import local_day
from akimfeedback.kpi import queries
from akimfeedback.kpi.beside import beside
from akimfeedback.kpi.counting import Tally, groups, neighbourhood, peer_rows, quarter_board, sum_board
from akimfeedback.kpi.figures import Board, Row, counts_only, figures, input_hashes, sums
from akimfeedback.kpi.method import Method
from akimfeedback.kpi.method_queries import method_of
from akimfeedback.kpi.periods import Period, PeriodKind
from akimfeedback.kpi.queries import CountedOkrug, Window
from akimfeedback.kpi.rules import FigureState
from akimfeedback.kpi.topic_counts import mixes

SHORT = frozenset({PeriodKind.MONTH, PeriodKind.QUARTER})
_STORE = text("""
INSERT INTO kpi_snapshot (territory_id, period, version, state, method, calendar, code, input_hash, data_time,
                          computed_at, figures, counted)
SELECT fresh.territory_id, :period, :version, :state, :method, :calendar, :code, fresh.input_hash, :data_time,
       :computed_at, fresh.figures, fresh.counted
FROM jsonb_to_recordset(CAST(:fresh AS jsonb))
    AS fresh (territory_id int, input_hash text, figures jsonb, counted jsonb)
ON CONFLICT (territory_id, period, version) DO UPDATE
SET method = excluded.method, calendar = excluded.calendar, code = excluded.code,
    input_hash = excluded.input_hash, data_time = excluded.data_time, computed_at = excluded.computed_at,
    figures = excluded.figures, counted = excluded.counted, state = excluded.state
""")


def roll_up(session: Session, period: Period, okrugs: Collection[int] | None = None, *, now: datetime) -> int:
    """Recount the live version of a period for okrugs (all when None); return how many were written.

    The okrugs asked for get the digits a recount of the country would give them. Their peers lean on the sums
    kept with their own live figures; where those are not of today, the peers are recounted too. Only the live
    version 0 is written; what is frozen is never touched.
    """
    window = Window(period.first_day, period.last_day, local_day(now))
    near = _near(session, period, okrugs, window) if okrugs and period.kind is PeriodKind.QUARTER else None
    if near is None:
        everybody = queries.counted_okrugs(session, window)
        near = Near(everybody if okrugs is None else _with_peers(session, period, everybody, okrugs))
    if not near.okrugs:
        return 0
    with _uncollected():
        computed = compute(session, period, near.okrugs, now=now, near=near)
        _store(session, period, computed, now=now)
    return len(computed)


@dataclass(frozen=True)
class Near:
    """Okrugs to count, and peers whose sums are known; `group` of all of them when it is fixed."""

    okrugs: list[CountedOkrug]
    peers: Sequence[Row] = ()
    group: Mapping[int, str] | None = None


def _near(session: Session, period: Period, okrugs: Collection[int], window: Window) -> Near | None:
    """Return the okrugs with the kept sums of their peers; None when a peer's are missing or not of today."""
    group = neighbourhood(session, period.year, okrugs)
    members = queries.counted_okrugs(session, window, {*group, *okrugs})
    asked = [one for one in members if one.id in okrugs]
    if any(one.id not in group for one in asked):
        return None
    others = [one for one in members if one.id not in okrugs]
    peers = peer_rows(session, period, window.today, others, group)
    return None if peers is None else Near(asked, peers, group)


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
    near: Near | None = None,
) -> dict[int, dict[str, Any]]:
    """Return figures with `hash`, `sums`, `method` and `calendar` of each okrug; writes only new peer groups.

    Without a `method`: the one in force for the period; a dry run gives another. `near` holds peers that are
    not counted again.
    """
    today, method = local_day(now), method or method_of(session, period)
    calendar = queries.calendar_of(session, period, today)
    board, found = _board(session, period, near or Near(okrugs), method, today)
    wanted = {one.id for one in okrugs}
    if period.kind is PeriodKind.MONTH:
        result = {row.territory_id: counts_only(row, method) for row in board.rows}
    else:
        result = figures(board, wanted)
    hashes = input_hashes(board, wanted)
    kept = {row.territory_id: sums(row, row.own.keys() | method.weights) for row in board.rows if board.pools}
    if found is not None:
        for territory_id, more in beside(session, period, okrugs, found, calendar, today).items():
            result[territory_id]["beside"] = more
    if near is None and period.kind is PeriodKind.QUARTER:  # what is kept, not what is recounted all day
        window = Window(period.first_day, period.last_day, today)
        group = {row.territory_id: row.group for row in board.rows}
        for territory_id, mix in mixes(session, window, group, wanted).items():
            result[territory_id]["beside"]["topics"] = mix
    for territory_id, one in result.items():
        one["hash"] = hashes[territory_id]
        one["sums"] = kept.get(territory_id)
        one["method"], one["calendar"] = method.version, calendar.version
    return result


def _board(
    session: Session, period: Period, near: Near, method: Method, today: date
) -> tuple[Board, Tally | None]:
    if period.kind in SHORT:
        return quarter_board(session, period, method, today, near.okrugs, peers=near.peers, group=near.group)
    return sum_board(session, period, method, near.okrugs, today), None


def _store(session: Session, period: Period, computed: dict[int, dict[str, Any]], *, now: datetime) -> None:
    """Write version 0 of each okrug in one statement; two at once end with the later one.

    What differs travels as one document: thousands of rows as so many values are a long statement to read.
    """
    rows = [
        snapshot_row(period, territory_id, one, now=now) for territory_id, one in sorted(computed.items())
    ]
    varied = [
        {name: row[name] for name in ("territory_id", "input_hash", "figures")}
        | {"counted": computed[row["territory_id"]]["sums"]}
        for row in rows
    ]
    session.flush()
    session.execute(_STORE, {**rows[0], "fresh": dumps(varied, ensure_ascii=False)})


_BESIDE_FIGURES = frozenset({"hash", "sums", "method", "calendar"})


def snapshot_row(
    period: Period, territory_id: int, figures: dict[str, Any], *, now: datetime
) -> dict[str, Any]:
    """Return the column values of a live snapshot."""
    kept = {name: value for name, value in figures.items() if name not in _BESIDE_FIGURES}
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
