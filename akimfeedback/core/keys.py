"""Keys as the environment gives them."""

import base64
from typing import Annotated

from pydantic import AfterValidator

JOURNAL_KEY_BYTES = 32


def _ed25519(key: str) -> str:
    if key and len(base64.b64decode(key, validate=True)) != JOURNAL_KEY_BYTES:
        raise ValueError(f"it must be {JOURNAL_KEY_BYTES} bytes in base64")
    return key


JournalKey = Annotated[str, AfterValidator(_ed25519)]
"""A private or public key of Ed25519 in base64; "" is none."""
