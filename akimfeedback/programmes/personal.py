"""Which promises a person follows, and how that is forgotten."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from akimfeedback.programmes import service
from akimfeedback.programmes.models import PromiseFollower


def export(session: Session, user_id: int) -> list[dict[str, Any]]:
    """Return the promises a person follows, with since when."""
    rows = (
        select(PromiseFollower).where(PromiseFollower.user_id == user_id).order_by(PromiseFollower.promise_id)
    )
    return [{"promise": row.promise_id, "since": row.at.isoformat()} for row in session.scalars(rows)]


def erase(session: Session, user_id: int, *, now: datetime) -> None:  # noqa: ARG001 - the shape of an eraser
    """Take the person off every list; what an office published stays, it was the office's."""
    service.forget_follower(session, user_id)
