"""Write the journal."""

from datetime import datetime

from sqlalchemy.orm import Session

from akimfeedback.journal.models import Entry


def record(
    session: Session,
    act: str,
    subject: str,
    subject_id: int,
    *,
    actor_id: int | None,
    at: datetime,
    **data: object,
) -> Entry:
    """Append one act in the caller's transaction.

    `data` takes numbers, codes, ISO dates; never names, phones or texts of people.
    """
    entry = Entry(act=act, subject=subject, subject_id=subject_id, actor_id=actor_id, at=at, data=dict(data))
    session.add(entry)
    return entry
