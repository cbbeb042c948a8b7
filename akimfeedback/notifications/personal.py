"""What the out-tray keeps about a person."""

from datetime import datetime

from sqlalchemy.orm import Session

from akimfeedback.notifications import service


def erase(session: Session, user_id: int, *, now: datetime) -> None:
    """Empty the person's messages; unsent ones are dropped. `now` is not needed: nothing is dated."""
    del now
    service.forget_person(session, user_id)
