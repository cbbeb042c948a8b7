"""Tokens, codes and their hashes. A token is long and random, so a plain hash keeps it; a code gets a key."""

import hashlib
import hmac
import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_hasher = PasswordHasher()


def new_token() -> str:
    """Return 256 random bits as text for a cookie or a link."""
    return secrets.token_urlsafe(32)


def hashed(token: str) -> str:
    """Return what the database keeps of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def new_code(digits: int) -> str:
    """Return a random code of that many digits, leading zeros kept."""
    return f"{secrets.randbelow(10**digits):0{digits}d}"


def code_hash(code: str, address: str, secret: str) -> str:
    """Return the keyed hash of a code; the same code to another address hashes differently."""
    return hmac.new(secret.encode(), f"code:{address}:{code}".encode(), hashlib.sha256).hexdigest()


def same(left: str, right: str) -> bool:
    """Compare two hashes in constant time."""
    return hmac.compare_digest(left.encode(), right.encode())


def pin_hash(pin: str) -> str:
    """Return the argon2 hash of a PIN."""
    return _hasher.hash(pin)


def pin_matches(stored: str, pin: str) -> bool:
    """Say whether a PIN belongs to its hash."""
    try:
        return _hasher.verify(stored, pin)
    except (VerificationError, InvalidHashError):
        return False
