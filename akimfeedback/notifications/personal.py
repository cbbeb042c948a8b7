"""What the out-tray keeps about a person, and how it forgets."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from akimfeedback.notifications import queries, service
from akimfeedback.notifications.models import Message


def export(session: Session, user_id: int) -> dict[str, Any]:
    """Return the messages of the last 90 days and what the person switched off; codes are not among them."""
    rows = select(Message).where(Message.user_id == user_id).order_by(Message.id)
    return {
        "messages": [
            {
                "kind": message.kind,
                "channel": message.channel,
                "at": message.created_at.isoformat(),
                "sent_at": message.sent_at.isoformat() if message.sent_at else None,
                "text": message.text,
            }
            for message in session.scalars(rows)
        ],
        "switched_off": sorted(list(pair) for pair in queries.preferences(session, user_id)),
    }


def erase(session: Session, user_id: int, *, now: datetime) -> None:  # noqa: ARG001 - the shape of an eraser
    """Empty addresses and texts, drop what waits, forget the choices."""
    service.forget_person(session, user_id)
