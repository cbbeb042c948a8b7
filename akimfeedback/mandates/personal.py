"""What mandates say about a person, and why an office holder stays."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from akimfeedback.core.clock import local_day
from akimfeedback.core.errors import RuleBroken
from akimfeedback.mandates import queries
from akimfeedback.mandates.models import Mandate


def export(session: Session, user_id: int) -> list[dict[str, Any]]:
    """Return the mandates of a person as plain values."""
    rows = session.scalars(select(Mandate).where(Mandate.user_id == user_id).order_by(Mandate.id))
    return [
        {
            "role": row.role,
            "place": row.territory.kato,
            "from": row.starts_on,
            "to": row.ends_on,
            "holder": row.holder,
        }
        for row in rows
    ]


def erase(session: Session, user_id: int, *, now: datetime) -> None:
    """Refuse while a seat is held: RuleBroken("mandates.holds-seat"); past mandates stay: they are public."""
    if queries.roles_of(session, user_id, local_day(now)):
        raise RuleBroken("mandates.holds-seat")
