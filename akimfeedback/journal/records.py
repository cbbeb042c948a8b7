"""An act as bytes: what exactly is hashed into its leaf. Pure; told to outsiders in docs/journal.md.

The secret salt of an act never leaves the database. Two values are made of it: the salt inside the record,
so that a leaf says nothing to whoever guesses, and the one that hides the actor, so that a record can be
shown and its actor cannot be found by trying account numbers. Destroying the salt destroys both.
"""

import math
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from akimfeedback.journal.verify import canonical, leaf_hash

VERSION = 1


def plain(value: object) -> Any:
    """Return a value whose JSON is the same in every language: no fractions as numbers, keys as texts.

    A whole number stays one, also when it comes as 2.0; a fraction becomes its shortest decimal text.
    Raises ValueError for numbers that are none, TypeError for what JSON does not know.
    """
    if value is None or isinstance(value, bool | str):
        return value if not isinstance(value, str) else str(value)
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float):
        if not math.isfinite(value):
            raise ValueError("a number that is none cannot be sealed")
        return int(value) if value.is_integer() else repr(value)
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, bytes | bytearray):
        return [plain(one) for one in value]
    raise TypeError(f"{type(value).__name__} cannot be sealed")


def digest(value: object) -> str:
    """Return the SHA-256 of a value's canonical bytes, in hex."""
    return sha256(canonical(plain(value))).hexdigest()


def moment(at: datetime) -> str:
    """Return a moment as it stands in records: UTC with microseconds."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def shown_salt(salt: UUID) -> str:
    """Return the salt that stands inside the record."""
    return sha256(b"record\n" + salt.bytes).hexdigest()


def hidden_actor(actor_id: int | None, salt: UUID) -> str | None:
    """Return the commitment to the account that acted; None: nobody, a job."""
    if actor_id is None:
        return None
    return sha256(b"actor\n" + salt.bytes + f"\n{actor_id}".encode()).hexdigest()


def record_of(
    act: str, subject: str, subject_id: int, *, actor_id: int | None, at: datetime, data: Any, salt: UUID
) -> dict[str, Any]:
    """Return the record of an act, as it is hashed and shown."""
    return {
        "version": VERSION,
        "act": act,
        "subject": subject,
        "subject_id": subject_id,
        "actor": hidden_actor(actor_id, salt),
        "at": moment(at),
        "data": plain(data),
        "salt": shown_salt(salt),
    }


def leaf_of(record: Mapping[str, Any]) -> bytes:
    """Return the leaf of a record."""
    return leaf_hash(canonical(record))
