"""Write the journal."""

from datetime import datetime
from typing import cast

from sqlalchemy import Table, insert
from sqlalchemy.orm import Session

from akimfeedback.journal.models import Entry

_ENTRIES = insert(cast(Table, Entry.__table__)).inline()


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


def record_at_once(
    session: Session,
    act: str,
    subject: str,
    subject_id: int,
    *,
    actor_id: int | None,
    at: datetime,
    **data: object,
) -> None:
    """Append one act as `record` does, by one statement and without an object: where many file at once."""
    row = {"act": act, "subject": subject, "subject_id": subject_id, "actor_id": actor_id, "at": at}
    session.execute(_ENTRIES, {**row, "data": data})
