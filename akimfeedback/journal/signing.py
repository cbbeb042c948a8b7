"""The key that signs the journal's heads, and the public keys that check them."""

import base64
from collections.abc import Iterable
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from akimfeedback.core.settings import Settings
from akimfeedback.journal.verify import fingerprint


@dataclass(frozen=True)
class PublicKey:
    """A key that heads may be signed with."""

    raw: bytes

    @property
    def fingerprint(self) -> str:
        """Return the short name by which heads call the key."""
        return fingerprint(self.raw)

    @property
    def text(self) -> str:
        """Return the key in base64, as it is published."""
        return base64.b64encode(self.raw).decode("ascii")


class Signer:
    """Signs heads with the installation's own key."""

    def __init__(self, seed: bytes) -> None:
        """Take the 32 bytes of an Ed25519 key; raises ValueError for any other number of them."""
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        self.public = PublicKey(self._key.public_key().public_bytes_raw())

    def sign(self, words: bytes) -> bytes:
        """Return the 64 bytes of a signature."""
        return self._key.sign(words)


def signer_of(settings: Settings) -> Signer | None:
    """Return who signs here; None: the environment gives no JOURNAL_KEY, and nothing is sealed."""
    key = settings.secrets.journal_key
    return Signer(base64.b64decode(key)) if key else None


def public_keys(settings: Settings) -> list[PublicKey]:
    """Return the keys that check heads: the one in use first, then those before it."""
    own = signer_of(settings)
    old = [PublicKey(base64.b64decode(key)) for key in settings.journal.old_keys if key]
    return ([own.public] if own else []) + old


def by_fingerprint(keys: Iterable[PublicKey]) -> dict[str, bytes]:
    """Return raw keys by the names heads call them."""
    return {key.fingerprint: key.raw for key in keys}
