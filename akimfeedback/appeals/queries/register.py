"""What is known of a register: cases that came from one, and the lines that go out to one."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload, selectinload

from akimfeedback.appeals.models import Appeal, Extension, Reply
from akimfeedback.appeals.rules import EXITS

BATCH = 1000


@dataclass(frozen=True)
class Known:
    """An imported case: its row, the hash of the line it came from, and whether it was settled here since."""

    id: int
    row: str
    settled_here: bool


def known(session: Session, territory_id: int) -> dict[str, Known]:
    """Return the imported cases of an okrug by their number in the register; one query."""
    signed = select(Reply.id).where(Reply.appeal_id == Appeal.id, Reply.signed_by_id.is_not(None)).exists()
    moved = select(Extension.id).where(Extension.appeal_id == Appeal.id).exists()
    rows = select(
        Appeal.outside_number, Appeal.id, Appeal.counted, Appeal.state, (signed | moved).label("acted")
    ).where(Appeal.territory_id == territory_id, Appeal.outside_number.is_not(None))
    return {
        row.outside_number: _known(row.id, row.counted, row.state, row.acted) for row in session.execute(rows)
    }


def _known(case_id: int, counted: dict[str, Any], state: str, acted: bool) -> Known:  # noqa: FBT001
    ended_here = state in EXITS and counted.get("outcome") != state
    return Known(case_id, str(counted.get("row", "")), acted or ended_here)


def lines(session: Session, territory_id: int, first: date | None, last: date | None) -> Iterator[Appeal]:
    """Yield the cases of an okrug that count from a day between two days, both included, oldest first."""
    rows = _loaded().where(Appeal.territory_id == territory_id, ~Appeal.past_the_office)
    if first is not None:
        rows = rows.where(Appeal.registered_on >= first)
    if last is not None:
        rows = rows.where(Appeal.registered_on <= last)
    yield from session.scalars(rows.order_by(Appeal.id).execution_options(yield_per=BATCH))


def _loaded() -> Select[Appeal]:
    return select(Appeal).options(
        joinedload(Appeal.topic),
        joinedload(Appeal.place),
        joinedload(Appeal.author),
        selectinload(Appeal.replies),
    )
