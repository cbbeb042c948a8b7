"""Keep, with the figures of a freeze, the rows they were made of and what they were compared with."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from akimfeedback.core.clock import local_day
from akimfeedback.kpi.board_models import FrozenBoard
from akimfeedback.kpi.counted import Counted, CountsMoved, board_of, check, counted_rows
from akimfeedback.kpi.models import Snapshot
from akimfeedback.kpi.periods import Period, PeriodKind
from akimfeedback.kpi.queries import CountedOkrug, Window
from akimfeedback.kpi.service.rolling import compute

TRIES = 3
Computed = dict[int, dict[str, Any]]
Rows = dict[int, Counted]


def computed_with_rows(
    session: Session, period: Period, okrugs: list[CountedOkrug], *, now: datetime
) -> tuple[Computed, Rows]:
    """Return the figures of a period and, of a quarter, the rows they were made of.

    A commit of somebody else between the two counts is met by counting again. Raises CountsMoved.
    """
    if not okrugs:
        return {}, {}
    window = Window(period.first_day, period.last_day, local_day(now))
    for attempt in range(TRIES):
        computed = compute(session, period, okrugs, now=now)
        if period.kind is not PeriodKind.QUARTER:
            return computed, {}
        rows = counted_rows(session, period, okrugs, window)
        try:
            check(period, computed, rows)
        except CountsMoved:
            if attempt + 1 == TRIES:
                raise
        else:
            return computed, rows
    raise AssertionError("the loop ends with a return or an error")


def keep_board(
    session: Session,
    period: Period,
    computed: Mapping[int, Mapping[str, Any]],
    rows: Mapping[int, Counted],
    *,
    now: datetime,
) -> None:
    """Keep what the figures of a freeze were compared with, where it has added figures of its own.

    Two freezes of one moment: only the later figures are public, and they go by the later sums.
    """
    fresh = select(Snapshot.id).where(
        Snapshot.period == str(period), Snapshot.version > 0, Snapshot.data_time == now
    )
    if not rows or session.scalar(select(fresh.exists())) is not True:
        return
    groups = board_of(period, computed, rows)
    board = insert(FrozenBoard).values(period=str(period), data_time=now, groups=groups)
    session.execute(
        board.on_conflict_do_update(index_elements=["period", "data_time"], set_={"groups": groups})
    )
