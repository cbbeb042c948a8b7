"""Read what is known of stored files."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from akimfeedback.core.db import Base
from akimfeedback.files.models import StoredFile
from akimfeedback.files.rules import FileState


def by_public_id(session: Session, public_id: str) -> StoredFile | None:
    """Return the file of an address, None when there is none."""
    return session.scalar(select(StoredFile).where(StoredFile.public_id == public_id))


def by_ids(session: Session, ids: Iterable[int]) -> Sequence[StoredFile]:
    """Return files by number, in the order of the numbers."""
    return session.scalars(
        select(StoredFile).where(StoredFile.id.in_(list(ids))).order_by(StoredFile.id)
    ).all()


def ready_of(session: Session, user_id: int) -> Sequence[StoredFile]:
    """Return the checked files a person uploaded, oldest first."""
    rows = select(StoredFile).where(StoredFile.uploaded_by == user_id, StoredFile.state == FileState.READY)
    return session.scalars(rows.order_by(StoredFile.id)).all()


def to_check(session: Session, file_id: int | None = None) -> StoredFile | None:
    """Return the oldest quarantined file (or exactly this one), locked; what others hold is skipped."""
    rows = (
        select(StoredFile)
        .where(StoredFile.state == FileState.QUARANTINED)
        .order_by(StoredFile.check_tries, StoredFile.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    return session.scalar(rows if file_id is None else rows.where(StoredFile.id == file_id))


def refused_since(session: Session, moment: datetime) -> Sequence[StoredFile]:
    """Return files a worker refused after the moment; their authors are told once."""
    rows = select(StoredFile).where(
        StoredFile.state == FileState.REFUSED,
        StoredFile.checked_at >= moment,
        StoredFile.uploaded_by.is_not(None),
    )
    return session.scalars(rows.order_by(StoredFile.id)).all()


def with_bytes_to_delete(session: Session, limit: int = 100) -> Sequence[StoredFile]:
    """Return files that must not be served any more and still hold bytes in the store, locked."""
    rows = (
        select(StoredFile)
        .where(StoredFile.state.in_((FileState.DROPPED, FileState.REFUSED)))
        .where((StoredFile.quarantine_key.is_not(None)) | (StoredFile.sizes != {}))
        .order_by(StoredFile.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return session.scalars(rows).all()


def unknown_keys(session: Session, keys: Sequence[str]) -> list[str]:
    """Return those of the store's quarantined keys that no file has."""
    known = set(session.scalars(select(StoredFile.quarantine_key).where(StoredFile.quarantine_key.in_(keys))))
    return [key for key in keys if key not in known]


def orphans(session: Session, before: datetime, limit: int = 200) -> Sequence[StoredFile]:
    """Return files nothing refers to, uploaded before the moment, locked.

    Looks through every foreign key to the table of files, so that a new package need not be named here.
    """
    rows = (
        select(StoredFile)
        .where(StoredFile.uploaded_at < before)
        .where(StoredFile.state.in_((FileState.READY, FileState.QUARANTINED, FileState.REFUSED)))
    )
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if any(key.column.table is StoredFile.__table__ for key in column.foreign_keys):
                rows = rows.where(~exists().where(column == StoredFile.id))
    return session.scalars(rows.order_by(StoredFile.id).limit(limit).with_for_update(skip_locked=True)).all()
