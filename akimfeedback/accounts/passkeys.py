"""Passkeys of staff: the two ceremonies of WebAuthn, challenge to answer."""

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from akimfeedback.accounts import queries
from akimfeedback.accounts.models import Passkey, User
from akimfeedback.core.errors import RuleBroken
from akimfeedback.journal.service import record


@dataclass(frozen=True)
class Site:
    """For which site a passkey is: its host without port, its origin, the name people see."""

    host: str
    origin: str
    name: str


def offer(session: Session, user: User, site: Site) -> tuple[str, str]:
    """Return the options for making a passkey as JSON, and the challenge to remember."""
    known = [
        PublicKeyCredentialDescriptor(id=row.credential_id) for row in queries.passkeys_of(session, user.id)
    ]
    options = generate_registration_options(
        rp_id=site.host,
        rp_name=site.name,
        user_id=str(user.id).encode(),
        user_name=str(user.id),
        user_display_name=user.name or site.name,
        exclude_credentials=known,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
    )
    return options_to_json(options), bytes_to_base64url(options.challenge)


def keep(
    session: Session, user: User, answer: str, *, challenge: str, site: Site, device: str, now: datetime
) -> Passkey:
    """Keep the passkey a device made; raises RuleBroken("accounts.passkey-refused")."""
    try:
        made = verify_registration_response(
            credential=answer,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=site.host,
            expected_origin=site.origin,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError) as wrong:
        raise RuleBroken("accounts.passkey-refused") from wrong
    row = Passkey(
        user_id=user.id,
        credential_id=made.credential_id,
        public_key=made.credential_public_key,
        sign_count=made.sign_count,
        name=device,
        created_at=now,
    )
    session.add(row)
    record(session, "accounts.passkey-kept", "user", user.id, actor_id=user.id, at=now)
    return row


def ask(session: Session, user_id: int, site: Site) -> tuple[str, str]:
    """Return the options for proving a passkey as JSON, and the challenge to remember."""
    known = [
        PublicKeyCredentialDescriptor(id=row.credential_id) for row in queries.passkeys_of(session, user_id)
    ]
    options = generate_authentication_options(
        rp_id=site.host, allow_credentials=known, user_verification=UserVerificationRequirement.REQUIRED
    )
    return options_to_json(options), bytes_to_base64url(options.challenge)


def prove(session: Session, answer: str, *, challenge: str, site: Site, now: datetime) -> User:
    """Return whose passkey answered.

    Raises RuleBroken("accounts.no-such-passkey" or "accounts.passkey-refused").
    """
    try:
        credential_id = base64url_to_bytes(json.loads(answer)["rawId"])
    except (ValueError, KeyError, TypeError) as wrong:
        raise RuleBroken("accounts.passkey-refused") from wrong
    row = queries.passkey(session, credential_id)
    user = queries.user(session, row.user_id) if row else None
    if row is None or user is None or user.erased_at is not None:
        raise RuleBroken("accounts.no-such-passkey")
    try:
        proof = verify_authentication_response(
            credential=answer,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=site.host,
            expected_origin=site.origin,
            credential_public_key=row.public_key,
            credential_current_sign_count=row.sign_count,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError) as wrong:
        raise RuleBroken("accounts.passkey-refused") from wrong
    row.sign_count = proof.new_sign_count
    row.last_used_at = now
    return user
