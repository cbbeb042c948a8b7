"""Read people, their sessions, codes, devices and passkeys."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session, contains_eager

from akimfeedback.accounts.models import (
    Consent,
    Passkey,
    PendingRequest,
    RememberedDevice,
    SignInCode,
    SignInSession,
    User,
)
from akimfeedback.accounts.secrets import hashed

# built once: every page of somebody signed in begins with it
_LIVE_SESSION = (
    select(SignInSession)
    .join(SignInSession.user)
    .where(SignInSession.token_hash == bindparam("token_hash"), SignInSession.ended_at.is_(None))
    .where(SignInSession.last_seen_at >= bindparam("since"), User.erased_at.is_(None))
    .options(contains_eager(SignInSession.user))
)


def user(session: Session, user_id: int, *, to_change: bool = False) -> User | None:
    """Return one account, locked when it is to change."""
    rows = select(User).where(User.id == user_id)
    return session.scalars(rows.with_for_update() if to_change else rows).first()


def user_by_phone(session: Session, phone: str) -> User | None:
    """Return the account of a phone in E.164; erased accounts have none."""
    return session.scalars(select(User).where(User.phone == phone, User.erased_at.is_(None))).first()


def user_by_email(session: Session, email: str) -> User | None:
    """Return the account of a mail address."""
    return session.scalars(select(User).where(User.email == email, User.erased_at.is_(None))).first()


def live_session(session: Session, token: str, *, since: datetime) -> SignInSession | None:
    """Return the session of a token with its person in one query; None: ended, too old, erased, unknown."""
    return session.scalars(_LIVE_SESSION, {"token_hash": hashed(token), "since": since}).first()


def sessions_of(session: Session, user_id: int) -> Sequence[SignInSession]:
    """Return the open sessions of a person, the last used first."""
    rows = select(SignInSession).where(SignInSession.user_id == user_id, SignInSession.ended_at.is_(None))
    return session.scalars(rows.order_by(SignInSession.last_seen_at.desc())).all()


def code(session: Session, code_id: int) -> SignInCode | None:
    """Return a code's row."""
    return session.get(SignInCode, code_id)


def codes_since(session: Session, address: str, moment: datetime) -> Sequence[SignInCode]:
    """Return the codes sent to an address since a moment, the newest first."""
    rows = select(SignInCode).where(SignInCode.address == address, SignInCode.created_at > moment)
    return session.scalars(rows.order_by(SignInCode.created_at.desc(), SignInCode.id.desc())).all()


def consents_of(session: Session, user_id: int) -> Sequence[Consent]:
    """Return every consent a person gave, withdrawn ones too, oldest first."""
    return session.scalars(select(Consent).where(Consent.user_id == user_id).order_by(Consent.id)).all()


def has_consent(session: Session, user_id: int, version: str) -> bool:
    """Say whether a person agreed to this version and has not withdrawn."""
    given = select(func.count()).where(
        Consent.user_id == user_id, Consent.version == version, Consent.withdrawn_at.is_(None)
    )
    return bool(session.scalar(given))


def device(
    session: Session, token: str, now: datetime, *, to_change: bool = False
) -> RememberedDevice | None:
    """Return the remembered device of a token while it may be used."""
    rows = select(RememberedDevice).where(
        RememberedDevice.token_hash == hashed(token),
        RememberedDevice.ended_at.is_(None),
        RememberedDevice.expires_at > now,
    )
    return session.scalars(rows.with_for_update() if to_change else rows).first()


def passkeys_of(session: Session, user_id: int) -> Sequence[Passkey]:
    """Return a person's passkeys, oldest first."""
    return session.scalars(select(Passkey).where(Passkey.user_id == user_id).order_by(Passkey.id)).all()


def passkey(session: Session, credential_id: bytes) -> Passkey | None:
    """Return the passkey of a credential, locked: its counter moves with each use."""
    rows = select(Passkey).where(Passkey.credential_id == credential_id)
    return session.scalars(rows.with_for_update()).first()


def pending(session: Session, token: str, since: datetime) -> PendingRequest | None:
    """Return a kept text that nobody has used yet, locked."""
    rows = select(PendingRequest).where(
        PendingRequest.token_hash == hashed(token),
        PendingRequest.used_at.is_(None),
        PendingRequest.created_at > since,
    )
    return session.scalars(rows.with_for_update()).first()
