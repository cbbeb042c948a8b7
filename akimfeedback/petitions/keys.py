"""Keyed hashes of one initiative: who supports becomes a value nobody turns back. Pure.

The key is secret and of one initiative; the pepper is the application's and never lies in the database. When
the key is destroyed the hashes tell nobody anything any more.
"""

import hmac
from dataclasses import dataclass, field
from hashlib import sha256

from akimfeedback.core.folding import fold

SHIFT_RANGE = 10**12


def owner(user_id: int) -> str:
    """Return the person string of the owner of a phone."""
    return f"user:{user_id}"


def relative(user_id: int, name: str) -> str:
    """Return the person string of another adult on a phone; a name is folded as in a search."""
    return f"user:{user_id}:{fold(name)}"


def on_paper(name: str, birth_year: int) -> str:
    """Return the person string of a line on a sheet."""
    return f"paper:{fold(name)}:{birth_year}"


@dataclass(frozen=True)
class Keys:
    """The hashes of one initiative. The same person has another hash in every initiative."""

    pepper: bytes = field(repr=False)
    key: bytes = field(repr=False)

    def support_key(self, person: str) -> bytes:
        """Return what a person's support is kept under."""
        return self._digest("support", person)

    def source_key(self, phone_user_id: int) -> bytes:
        """Return what ties supports given from one phone together."""
        return self._digest("source", str(phone_user_id))

    def sheet_key(self, sheet_id: int) -> bytes:
        """Return what ties the lines of one sheet together."""
        return self._digest("sheet", str(sheet_id))

    def device_key(self, device: str) -> bytes:
        """Return what ties supports given in one browser together."""
        return self._digest("device", device)

    def network_key(self, network: str) -> bytes:
        """Return what ties supports from one network together."""
        return self._digest("network", network)

    def shifted(self, phone: str | None) -> int | None:
        """Return the digits of a phone plus a secret of the initiative: neighbours stay neighbours.

        None for a phone that is not known.
        """
        digits = "".join(letter for letter in phone or "" if letter.isdigit())
        if not digits:
            return None
        return int(digits) + int.from_bytes(self._digest("shift", "")[:8]) % SHIFT_RANGE

    def _digest(self, kind: str, what: str) -> bytes:
        secret = hmac.digest(self.pepper, self.key, "sha256")
        return hmac.new(secret, f"{kind}\0{what}".encode(), sha256).digest()
