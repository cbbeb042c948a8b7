"""Codes, sign-in, sessions, consent, the profile, and texts that wait for a code."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select, text, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.util import identity_key

from akimfeedback.accounts import post, queries, secrets
from akimfeedback.accounts.models import (
    Consent,
    PendingRequest,
    RememberedDevice,
    SignInCode,
    SignInSession,
    User,
)
from akimfeedback.accounts.rules import (
    A_DAY,
    CONSENT_VERSION,
    PENDING_LIFE,
    PROOF_LIFE,
    CodeCheck,
    CodePurpose,
    CodeRules,
    ConsentKind,
)
from akimfeedback.core.errors import RuleBroken, TooMany
from akimfeedback.journal.service import record


@dataclass(frozen=True)
class NewPerson:
    """What a person says at the first sign-in, after having agreed."""

    language: str
    home_id: int | None = None
    birth_year: int | None = None
    name: str | None = None


def _alone_with(session: Session, address: str) -> None:
    """Let one transaction at a time work on the codes of an address, so that parallel tries all count."""
    session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"code:{address}", 0))))


def ask_code(
    session: Session,
    phone: str,
    *,
    language: str,
    rules: CodeRules,
    now: datetime,
    purpose: CodePurpose = CodePurpose.SIGN_IN,
) -> SignInCode:
    """Send a new code to a phone and return its row; known and unknown numbers are treated alike.

    The message is a row: it leaves later when the gateway is down. Raises TooMany
    ("accounts.too-soon" or "accounts.too-many-codes") with the seconds to wait.
    """
    _alone_with(session, phone)
    today = queries.codes_since(session, phone, now - A_DAY)
    _check_caps(today, rules, now)
    code = secrets.new_code(rules.digits)
    row = SignInCode(
        address=phone,
        purpose=purpose,
        code_hash=secrets.code_hash(code, phone, rules.secret),
        created_at=now,
        expires_at=now + timedelta(minutes=rules.minutes),
    )
    session.add(row)
    session.flush()
    message = {
        "channel": "sms",
        "address": phone,
        "language": language,
        "kind": "accounts.code",
        "code": code,
    }
    post.tell_address(session, at=now, urgent=True, **message)
    return row


def _check_caps(today: Any, rules: CodeRules, now: datetime) -> None:
    if not today:
        return
    again = today[0].created_at + timedelta(seconds=rules.resend_seconds)
    if again > now:
        raise TooMany("accounts.too-soon", wait=(again - now).total_seconds())
    if len(today) >= rules.per_day or sum(row.wrong_tries for row in today) >= rules.wrong_per_day:
        raise TooMany("accounts.too-many-codes", wait=(today[-1].created_at + A_DAY - now).total_seconds())


def check_code(session: Session, code_id: int, typed: str, *, rules: CodeRules, now: datetime) -> CodeCheck:
    """Compare what was typed with the newest code of that address and count a wrong try.

    Never raises: the caller commits in every case, so that a wrong try is counted. A code opens once.
    """
    first = queries.code(session, code_id)
    if first is None:
        return CodeCheck.EXPIRED
    _alone_with(session, first.address)
    session.expire_all()
    today = queries.codes_since(session, first.address, now - A_DAY)
    newest = today[0] if today else None
    if (
        newest is None
        or newest.used_at is not None
        or newest.expires_at <= now
        or newest.purpose != first.purpose
    ):
        return CodeCheck.EXPIRED
    if newest.wrong_tries >= rules.tries or sum(row.wrong_tries for row in today) >= rules.wrong_per_day:
        return CodeCheck.TOO_MANY
    if not secrets.same(newest.code_hash, secrets.code_hash(typed, first.address, rules.secret)):
        newest.wrong_tries += 1
        return CodeCheck.TOO_MANY if newest.wrong_tries >= rules.tries else CodeCheck.WRONG
    newest.used_at = first.used_at = now
    return CodeCheck.RIGHT


def proved_phone(
    session: Session, code_id: int | None, *, now: datetime, purpose: CodePurpose = CodePurpose.SIGN_IN
) -> str | None:
    """Return the phone a right code stands for, for half an hour after it was typed; else None."""
    row = queries.code(session, code_id) if code_id else None
    if row is None or row.purpose != purpose or row.used_at is None or row.used_at + PROOF_LIFE < now:
        return None
    return row.address


def register(session: Session, phone: str, person: NewPerson, *, now: datetime) -> User:
    """Return the new account of a proved phone, with the consent just given.

    A phone that has an account meanwhile gets that account; its consent is written anew.
    """
    user = queries.user_by_phone(session, phone)
    if user is None:
        user = User(phone=phone, created_at=now)
        session.add(user)
    user.language = person.language
    user.home_id = person.home_id or user.home_id
    user.birth_year = person.birth_year or user.birth_year
    user.name = person.name or user.name
    user.phone_confirmed_at = now
    session.flush()
    give_consent(session, user, language=person.language, now=now)
    return user


def give_consent(session: Session, user: User, *, language: str, now: datetime) -> Consent:
    """Write that a person agreed to the present text in the language it was read in."""
    consent = Consent(
        user_id=user.id,
        kind=ConsentKind.PERSONAL_DATA,
        version=CONSENT_VERSION,
        language=language,
        given_at=now,
    )
    session.add(consent)
    record(session, "accounts.consented", "user", user.id, actor_id=user.id, at=now, version=CONSENT_VERSION)
    return consent


def open_session(
    session: Session, user: User, *, how: str, device: str, strong: bool, now: datetime
) -> tuple[str, SignInSession]:
    """Return a new token and the row of the session; the token itself is not stored."""
    token = secrets.new_token()
    row = SignInSession(
        user_id=user.id,
        token_hash=secrets.hashed(token),
        how=how,
        strong=strong,
        device=device,
        created_at=now,
        last_seen_at=now,
    )
    session.add(row)
    session.flush()
    record(session, "accounts.signed-in", "user", user.id, actor_id=user.id, at=now, how=how, strong=strong)
    return token, row


def note_visit(session: Session, row: SignInSession, *, now: datetime) -> None:
    """Write when a session was last used; the caller asks at most every five minutes."""
    session.execute(update(SignInSession).where(SignInSession.id == row.id).values(last_seen_at=now))


def end_session(session: Session, row: SignInSession, *, now: datetime) -> None:
    """Sign one browser out."""
    row.ended_at = now
    record(session, "accounts.signed-out", "user", row.user_id, actor_id=row.user_id, at=now)


def end_sessions(session: Session, user: User, *, now: datetime, but: int | None = None) -> int:
    """Sign a person out everywhere and forget the devices; `but` keeps one session. Returns how many."""
    mine = update(SignInSession).where(SignInSession.user_id == user.id, SignInSession.ended_at.is_(None))
    if but is not None:
        mine = mine.where(SignInSession.id != but)
    ended = session.scalars(mine.values(ended_at=now).returning(SignInSession.id)).all()
    devices = update(RememberedDevice).where(
        RememberedDevice.user_id == user.id, RememberedDevice.ended_at.is_(None)
    )
    session.execute(devices.values(ended_at=now))
    record(
        session,
        "accounts.signed-out-everywhere",
        "user",
        user.id,
        actor_id=user.id,
        at=now,
        sessions=len(ended),
    )
    return len(ended)


def change_phone(session: Session, user: User, phone: str, *, now: datetime) -> None:
    """Give a person a new phone that was proved by a code; raises RuleBroken("accounts.phone-taken")."""
    other = queries.user_by_phone(session, phone)
    if other is not None and other.id != user.id:
        raise RuleBroken("accounts.phone-taken")
    user.phone = phone
    user.phone_confirmed_at = now
    record(session, "accounts.phone-changed", "user", user.id, actor_id=user.id, at=now)


def confirm_phone(user: User, *, now: datetime) -> None:
    """Write that the person has just proved to hold the phone: a code was typed."""
    user.phone_confirmed_at = now


def save_profile(session: Session, user: User, changes: Mapping[str, Any], *, now: datetime) -> None:
    """Write what a person changed in the profile: only fields of `PROFILE_FIELDS`."""
    for name in changes.keys() & PROFILE_FIELDS:
        setattr(user, name, changes[name])
    record(
        session, "accounts.profile-changed", "user", user.id, actor_id=user.id, at=now, fields=sorted(changes)
    )


PROFILE_FIELDS = frozenset({"language", "large_text", "theme", "home_id", "name", "shared_phone", "email"})


def keep_pending(session: Session, kind: str, fields: Mapping[str, Any], *, now: datetime) -> str:
    """Keep what somebody wrote before signing in; returns the token that takes it out, once."""
    token = secrets.new_token()
    row = PendingRequest(token_hash=secrets.hashed(token), kind=kind, fields=dict(fields), created_at=now)
    session.add(row)
    session.flush()
    return token


# read and emptied in one statement; a second press waits for the first and finds nothing
_TAKE_PENDING = text("""
WITH waiting AS (
    SELECT id, fields FROM pending_form
    WHERE token_hash = :hash AND kind = :kind AND used_at IS NULL AND created_at > :since FOR UPDATE
)
UPDATE pending_form p SET fields = '{}', used_at = :now FROM waiting w WHERE p.id = w.id
RETURNING p.id, w.fields
""")


def take_pending(session: Session, token: str, kind: str, *, now: datetime) -> dict[str, Any] | None:
    """Return what was kept under a token and mark it used; None: used, older than 7 days, other kind."""
    asked = {"hash": secrets.hashed(token), "kind": kind, "since": now - PENDING_LIFE, "now": now}
    session.flush()  # it may have been kept in this very transaction
    row = session.execute(_TAKE_PENDING, asked).first()
    if row is None:
        return None
    kept = session.identity_map.get(identity_key(PendingRequest, row.id))
    if kept is not None:
        session.expire(kept)
    fields: dict[str, Any] = row.fields
    return fields


def peek_pending(session: Session, token: str, kind: str, *, now: datetime) -> dict[str, Any] | None:
    """Return what was kept under a token without using it up."""
    row = queries.pending(session, token, now - PENDING_LIFE)
    return row.fields if row is not None and row.kind == kind else None


def forget_old(session: Session, *, now: datetime) -> int:
    """Empty texts nobody came back for within seven days; returns how many. Safe to repeat."""
    old = (
        update(PendingRequest)
        .where(PendingRequest.created_at <= now - PENDING_LIFE, PendingRequest.used_at.is_(None))
        .values(fields={}, used_at=now)
        .returning(PendingRequest.id)
    )
    return len(session.scalars(old).all())
