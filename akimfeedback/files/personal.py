"""Which uploads a person made, and how the link to the person is cut."""

from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from akimfeedback.files.models import StoredFile


def export(session: Session, user_id: int) -> list[dict[str, Any]]:
    """Return what is known of a person's uploads."""
    rows = select(StoredFile).where(StoredFile.uploaded_by == user_id).order_by(StoredFile.id)
    return [
        {
            "kind": file.kind,
            "type": file.media_type,
            "bytes": file.bytes,
            "at": file.uploaded_at.isoformat(),
            "state": file.state,
        }
        for file in session.scalars(rows)
    ]


def erase(session: Session, user_id: int, *, now: datetime) -> None:  # noqa: ARG001 - the shape of an eraser
    """Cut the link; the pictures themselves stay or go with the thing they show."""
    session.execute(update(StoredFile).where(StoredFile.uploaded_by == user_id).values(uploaded_by=None))
