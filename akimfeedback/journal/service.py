"""Write the journal."""

from collections.abc import Collection
from datetime import datetime
from typing import cast

from sqlalchemy import Table, insert, select
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

    `data` takes numbers, codes, ISO dates; never names, phones or texts of people. `rows` holds the facts of
    sealed rows as they are after the act (`journal.facts`).
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


def erase(
    session: Session,
    subject: str,
    subject_ids: Collection[int],
    *,
    actor_ids: Collection[int] | None = None,
    acts: Collection[str] | None = None,
    now: datetime,
) -> int:
    """Destroy salt, data and actor of acts on these things, of these actors, of these kinds; return how many.

    The leaf stays and still proves that an act was there; what the act was of the person cannot be known any
    more. An act of its own says which were erased. Whoever erases acts that tell facts of sealed rows records
    those facts again.
    """
    session.flush()
    mine = select(Entry).where(
        Entry.subject == subject, Entry.subject_id.in_(subject_ids), Entry.erased_at.is_(None)
    )
    mine = mine if actor_ids is None else mine.where(Entry.actor_id.in_(actor_ids))
    mine = mine if acts is None else mine.where(Entry.act.in_(acts))
    erased: dict[int, list[int]] = {}
    for entry in session.scalars(mine.order_by(Entry.id).with_for_update()):
        entry.salt, entry.data, entry.actor_id, entry.erased_at = None, {}, None, now
        erased.setdefault(entry.subject_id, []).append(entry.id)
    for subject_id, ids in erased.items():
        record(session, "journal.erased", subject, subject_id, actor_id=None, at=now, entries=ids)
    return sum(len(ids) for ids in erased.values())
