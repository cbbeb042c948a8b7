"""PINs on remembered devices and the code app as second factor; tries are counted on rows."""

from datetime import datetime

import pyotp
from sqlalchemy.orm import Session

from akimfeedback.accounts import post, queries, secrets
from akimfeedback.accounts.models import RememberedDevice, SignInSession, User
from akimfeedback.accounts.rules import DEVICE_LIFE, LOCK, PIN_TRIES, PinCheck, is_easy_pin
from akimfeedback.core.errors import RuleBroken
from akimfeedback.journal.service import record

STEP_SECONDS = 30


def remember_device(session: Session, user: User, *, device: str, now: datetime) -> str:
    """Remember this browser for 30 days; returns the token for its cookie."""
    token = secrets.new_token()
    row = RememberedDevice(
        user_id=user.id,
        token_hash=secrets.hashed(token),
        device=device,
        created_at=now,
        expires_at=now + DEVICE_LIFE,
    )
    session.add(row)
    record(session, "accounts.device-remembered", "user", user.id, actor_id=user.id, at=now)
    return token


def set_pin(session: Session, user: User, pin: str, *, now: datetime) -> None:
    """Set a PIN of six digits; raises RuleBroken("accounts.easy-pin")."""
    if is_easy_pin(pin):
        raise RuleBroken("accounts.easy-pin")
    user.pin_hash = secrets.pin_hash(pin)
    record(session, "accounts.pin-set", "user", user.id, actor_id=user.id, at=now)


def check_pin(session: Session, token: str, pin: str, *, now: datetime) -> tuple[PinCheck, User | None]:
    """Compare a PIN on a remembered device. Never raises: the caller commits, so that a wrong try counts.

    After five wrong PINs the device is forgotten and its owner is told.
    """
    device = queries.device(session, token, now, to_change=True)
    user = queries.user(session, device.user_id) if device else None
    if device is None or user is None or user.pin_hash is None or user.erased_at is not None:
        return PinCheck.LOCKED, None
    if secrets.pin_matches(user.pin_hash, pin):
        device.wrong_pins = 0
        return PinCheck.RIGHT, user
    device.wrong_pins += 1
    if device.wrong_pins < PIN_TRIES:
        return PinCheck.WRONG, None
    device.ended_at = now
    _tell_locked(session, user, now)
    return PinCheck.LOCKED, None


def _tell_locked(session: Session, user: User, now: datetime) -> None:
    record(session, "accounts.locked", "user", user.id, actor_id=user.id, at=now)
    address = user.phone or user.email
    if address:
        channel = "sms" if user.phone else "email"
        message = {"channel": channel, "address": address, "kind": "accounts.locked"}
        post.tell_address(session, at=now, urgent=True, language=user.language, **message)


def new_factor_secret() -> str:
    """Return a new secret for a code app."""
    return pyotp.random_base32()


def factor_uri(secret: str, *, name: str, product: str) -> str:
    """Return the address a code app reads from the QR picture."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=product)


def current_code(secret: str, now: datetime) -> str:
    """Return the code an app would show now; for the demo and tests."""
    return pyotp.TOTP(secret).at(now)


def enrol_factor(session: Session, user: User, secret: str, code: str, *, now: datetime) -> bool:
    """Keep the secret once a right code of it was typed; returns whether it was right."""
    step = _step_of(secret, code, now)
    if step is None:
        return False
    user.totp_secret = secret
    user.totp_last_step = step
    record(session, "accounts.factor-enrolled", "user", user.id, actor_id=user.id, at=now)
    return True


def check_factor(session: Session, row: SignInSession, code: str, *, now: datetime) -> PinCheck:
    """Make a session strong when the code of the app is right. A code is good once.

    Never raises: the caller commits. After five wrong codes the account waits 15 minutes and is told.
    """
    user = queries.user(session, row.user_id, to_change=True)
    locked = user is not None and user.locked_until is not None and user.locked_until > now
    if user is None or user.totp_secret is None or locked:
        return PinCheck.LOCKED
    step = _step_of(user.totp_secret, code, now)
    if step is not None and step > (user.totp_last_step or 0):
        user.totp_last_step = step
        user.failed_tries = 0
        make_strong(session, row, how="totp", now=now)
        return PinCheck.RIGHT
    user.failed_tries += 1
    if user.failed_tries < PIN_TRIES:
        return PinCheck.WRONG
    user.failed_tries = 0
    user.locked_until = now + LOCK
    _tell_locked(session, user, now)
    return PinCheck.LOCKED


def _step_of(secret: str, code: str, now: datetime) -> int | None:
    """Return the step a code belongs to, one step either side; None: it is wrong."""
    step_now = int(now.timestamp()) // STEP_SECONDS
    app = pyotp.TOTP(secret)
    steps = [step for step in range(step_now - 1, step_now + 2) if secrets.same(app.generate_otp(step), code)]
    return steps[-1] if steps else None


def make_strong(session: Session, row: SignInSession, *, how: str, now: datetime) -> None:
    """Write that a second factor was given in this session."""
    row.strong = True
    record(session, "accounts.second-factor", "user", row.user_id, actor_id=row.user_id, at=now, how=how)


def release(session: Session, user: User, *, by: int | None, now: datetime) -> None:
    """Unlock an account after wrong tries."""
    user.failed_tries = 0
    user.locked_until = None
    record(session, "accounts.unlocked", "user", user.id, actor_id=by, at=now)


def reset_factor(session: Session, user: User, *, by: int | None, now: datetime) -> None:
    """Forget a lost code app, so that its owner enrols anew; only another administrator does this.

    Raises RuleBroken("accounts.own-factor") for one's own account.
    """
    if by == user.id:
        raise RuleBroken("accounts.own-factor")
    user.totp_secret = None
    user.totp_last_step = None
    record(session, "accounts.factor-reset", "user", user.id, actor_id=by, at=now)
