"""What the jobs sweep: rows in a state, locked, those held by another worker skipped."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from akimfeedback.appeals.models import Appeal, Reply
from akimfeedback.appeals.queries.office import is_open
from akimfeedback.appeals.rules import OPEN, State


@dataclass(frozen=True)
class DueCounts:
    """What an office must hear in the morning."""

    territory_id: int
    due_today: int
    overdue: int


def due_counts(session: Session, today: date) -> Sequence[DueCounts]:
    """Return the offices with something due today or late."""
    rows = (
        select(
            Appeal.territory_id,
            func.count().filter(Appeal.due_on == today),
            func.count().filter(Appeal.due_on < today),
        )
        .where(is_open(), Appeal.due_on <= today)
        .group_by(Appeal.territory_id)
        .order_by(Appeal.territory_id)
    )
    return [DueCounts(*row) for row in session.execute(rows)]


def overdue_untold(session: Session, today: date, limit: int) -> Sequence[Appeal]:
    """Return open cases whose term passed and whose author has not heard of it, locked."""
    rows = (
        select(Appeal)
        .where(Appeal.state.in_(sorted(OPEN)), Appeal.due_on < today, Appeal.overdue_told_at.is_(None))
        .options(joinedload(Appeal.author))
        .order_by(Appeal.due_on, Appeal.id)
        .limit(limit)
        .with_for_update(of=Appeal, skip_locked=True)
    )
    return session.scalars(rows).all()


def windows_over(session: Session, today: date, limit: int) -> Sequence[Appeal]:
    """Return answered cases none of whose verdict windows is open any more, locked."""
    still = select(Reply.id).where(Reply.appeal_id == Appeal.id, Reply.window_ends_on >= today).exists()
    rows = (
        select(Appeal)
        .where(Appeal.state.in_((State.ANSWERED, State.CONFIRMED)), ~still)
        .order_by(Appeal.id)
        .limit(limit)
        .with_for_update(of=Appeal, skip_locked=True)
    )
    return session.scalars(rows).all()


def silent_replies(session: Session, today: date, *, after_days: int, for_days: int) -> Sequence[Reply]:
    """Return answers nobody has judged, given `after_days` ago or in the `for_days` before; window open."""
    latest, earliest = today - timedelta(days=after_days), today - timedelta(days=after_days + for_days)
    rows = (
        select(Reply)
        .join(Reply.appeal)
        .where(
            Reply.answered_on.between(earliest, latest), Reply.verdict.is_(None), Reply.window_ends_on > today
        )
        .where(Appeal.state == State.ANSWERED, Appeal.author_id.is_not(None))
        .options(
            joinedload(Reply.appeal).joinedload(Appeal.author),
            joinedload(Reply.appeal).selectinload(Appeal.replies),
        )
        .order_by(Reply.id)
    )
    return session.scalars(rows).all()


def open_around(session: Session, day: date) -> Sequence[Appeal]:
    """Return open cases whose term spans a day of the calendar, locked."""
    rows = (
        select(Appeal)
        .where(Appeal.state.in_(sorted(OPEN)), Appeal.due_on >= day)
        .options(joinedload(Appeal.author))
        .order_by(Appeal.id)
        .with_for_update(of=Appeal)
    )
    return session.scalars(rows).all()
