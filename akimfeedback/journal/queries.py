"""Read the journal."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from akimfeedback.journal.models import Entry


def of(session: Session, subject: str, subject_id: int) -> Sequence[Entry]:
    """Return all acts on one thing, oldest first."""
    rows = select(Entry).where(Entry.subject == subject, Entry.subject_id == subject_id).order_by(Entry.id)
    return session.scalars(rows).all()
