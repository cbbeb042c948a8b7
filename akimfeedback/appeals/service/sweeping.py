"""What must happen when nobody acts: morning reminders, terms that passed, windows that ended."""

from datetime import datetime

from sqlalchemy.orm import Session


def remind_due(session: Session, *, now: datetime) -> int:
    """Tell each office what is due today and what is late, once a working day; return how many were told."""
    raise NotImplementedError


def tell_overdue(session: Session, *, now: datetime, limit: int = 500) -> int:
    """Tell authors that the term passed, once, and put the case on the superior's list; return how many."""
    raise NotImplementedError


def close_windows(session: Session, *, now: datetime, limit: int = 1000) -> int:
    """Close answered cases whose verdict window is over; return how many."""
    raise NotImplementedError
