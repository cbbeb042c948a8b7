"""Move a day of the calendar by hand, and take it back. The caller checks the administrator's power."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from akimfeedback.calendars.models import MovedDay
from akimfeedback.calendars.rules import can_be_moved
from akimfeedback.core.clock import local_day
from akimfeedback.core.errors import NotFound, RuleBroken
from akimfeedback.journal.service import record

LONGEST_SOURCE = 500


def move_day(
    session: Session, actor_id: int | None, day: date, *, working: bool, source: str, now: datetime
) -> MovedDay:
    """Make a day working or off whatever the library says; a day moved before is moved anew.

    Open due dates are moved by `appeals`, which calls this. Raises RuleBroken("calendars.no-source") without
    the act that moves the day and RuleBroken("calendars.too-far") for days over two years away.
    """
    source = " ".join(source.split())[:LONGEST_SOURCE]
    if not source:
        raise RuleBroken("calendars.no-source", day=day)
    if not can_be_moved(day, local_day(now)):
        raise RuleBroken("calendars.too-far", day=day)
    moved = session.get(MovedDay, day, with_for_update=True)
    if moved is None:
        moved = MovedDay(day=day, working=working, source=source, author_id=actor_id, entered_at=now)
        session.add(moved)
    moved.working, moved.source, moved.author_id, moved.entered_at = working, source, actor_id, now
    session.flush()
    record(
        session, "calendars.moved", "moved_day", _number(day), actor_id=actor_id, at=now,
        day=day.isoformat(), working=working,
    )  # fmt: skip
    return moved


def unmove_day(session: Session, actor_id: int | None, day: date, *, now: datetime) -> None:
    """Let the library decide about a day again. Raises NotFound("calendars.not-moved")."""
    moved = session.get(MovedDay, day, with_for_update=True)
    if moved is None:
        raise NotFound("calendars.not-moved", day=day)
    was = moved.working
    session.delete(moved)
    session.flush()
    record(
        session, "calendars.unmoved", "moved_day", _number(day), actor_id=actor_id, at=now,
        day=day.isoformat(), working=was,
    )  # fmt: skip


def _number(day: date) -> int:
    """Return the day as a number for the journal: 20260315."""
    return day.year * 10_000 + day.month * 100 + day.day
