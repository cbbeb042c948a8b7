"""Erase a person: identity goes everywhere at once, what the law keeps stays without it."""

from datetime import datetime
from typing import Protocol

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from akimfeedback.accounts import service
from akimfeedback.accounts.models import Consent, Passkey, RememberedDevice, SignInCode, SignInSession, User
from akimfeedback.journal.service import record


class Eraser(Protocol):
    """Takes a person out of one package's rows; may refuse with RuleBroken."""

    def __call__(self, session: Session, user_id: int, *, now: datetime) -> object:
        """Erase."""


_erasers: dict[str, Eraser] = {}


def register(name: str, eraser: Eraser) -> None:
    """Take a package's eraser; the app calls this."""
    _erasers[name] = eraser


def erase(session: Session, user: User, *, now: datetime) -> None:
    """Erase phone, mail, name, village and birth year; withdraw consents, end sessions, empty messages.

    The number of the account stays, so that journal and counts stay true.
    """
    for _name, eraser in sorted(_erasers.items()):
        eraser(session, user.id, now=now)
    service.end_sessions(session, user, now=now)
    mine = update(Consent).where(Consent.user_id == user.id, Consent.withdrawn_at.is_(None))
    session.execute(mine.values(withdrawn_at=now))
    for table in (Passkey, RememberedDevice):
        session.execute(delete(table).where(table.user_id == user.id))
    session.execute(update(SignInSession).where(SignInSession.user_id == user.id).values(device=""))
    if user.phone:
        session.execute(delete(SignInCode).where(SignInCode.address == user.phone))
    user.phone = user.email = user.name = None
    user.home_id = user.birth_year = user.phone_confirmed_at = None
    user.pin_hash = user.totp_secret = user.totp_last_step = None
    user.erased_at = now
    record(session, "accounts.erased", "user", user.id, actor_id=user.id, at=now)
