"""Try a draft of the method on quarters that are over, one quarter a step: killed half way, it goes on."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from akimfeedback.core.clock import local_day
from akimfeedback.kpi import method_queries, queries
from akimfeedback.kpi.counting import quarter_board
from akimfeedback.kpi.dry_run import summary, try_quarter
from akimfeedback.kpi.method import Method, digest_of, method_from
from akimfeedback.kpi.models import Snapshot
from akimfeedback.kpi.periods import parse
from akimfeedback.kpi.queries import Window


def go_on(session: Session, version: str, *, now: datetime) -> bool:
    """Try the next quarter of a running dry run; return whether there is more to do.

    Nothing is kept of a quarter under numbers that were changed meanwhile; the draft then needs a new run.
    """
    row = method_queries.method_row(session, version)
    if row is None or not _runs(row.dry_run):
        return False
    method, run = method_from(row.definition), dict(row.dry_run or {})
    left = [period for period in run["quarters"] if period not in run["done"]]
    found = {left[0]: _one_quarter(session, left[0], method, now=now)} if left else {}
    row = method_queries.method_row(session, version, to_change=True)
    if row is None or not _runs(row.dry_run) or (row.dry_run or {})["digest"] != digest_of(method):
        return False
    done = (row.dry_run or {})["done"] | found
    row.dry_run = (row.dry_run or {}) | {"done": done}
    if set(done) >= set(run["quarters"]):
        row.dry_run |= {"state": "done", "summary": summary(done)}
        row.dry_run_at = now
        return False
    return True


def _runs(run: dict[str, Any] | None) -> bool:
    return bool(run) and (run or {})["state"] == "running"


def _one_quarter(session: Session, period: str, draft: Method, *, now: datetime) -> dict[str, Any]:
    """Return one quarter counted anew under the method of its time and under the draft."""
    quarter, today = parse(period), local_day(now)
    okrugs = queries.counted_okrugs(session, Window(quarter.first_day, quarter.last_day, today))
    method = method_queries.method_of(session, quarter)
    board, _tally = quarter_board(session, quarter, method, today, okrugs)
    return try_quarter(board, draft, _published(session, period))


def _published(session: Session, period: str) -> Collection[int]:
    """Return the okrugs with final figures of a quarter: what was withheld is not shown by a draft either."""
    rows = select(Snapshot.territory_id).where(
        Snapshot.period == period, Snapshot.state.in_(method_queries.FROZEN)
    )
    return frozenset(session.scalars(rows))
