"""A day of the calendar moves: show which open dates would move, then move them."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from akimfeedback.mandates.actor import Actor


@dataclass(frozen=True)
class MovedDue:
    """One open case whose date moves."""

    appeal_id: int
    number: str
    territory_id: int
    old_due_on: date
    new_due_on: date


def preview_calendar_change(session: Session, day: date, *, working: bool, now: datetime) -> list[MovedDue]:
    """Return the open cases whose due date would move; nothing is written."""
    raise NotImplementedError


def apply_calendar_change(
    session: Session, actor: Actor, day: date, *, working: bool, source: str, now: datetime
) -> int:
    """Move a day, recount open cases with a journal line each, tell the authors; return how many moved."""
    raise NotImplementedError
