"""The signed session cookie of Flask, with the key of the signature derived once and not on each request."""

import hashlib
from functools import cache
from typing import Any

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import TimestampSigner, URLSafeTimedSerializer
from itsdangerous.encoding import base64_encode
from itsdangerous.serializer import Serializer

SHORT = 400
"""Bytes of a session below which packing does not pay."""


@cache
def _derived(secret: bytes, salt: bytes, derivation: str) -> bytes:
    return TimestampSigner(secret, salt, key_derivation=derivation, digest_method=hashlib.sha1).derive_key()


class _Signer(TimestampSigner):
    """The library's signer; it remembers what it derived."""

    def derive_key(self, secret_key: str | bytes | None = None) -> bytes:
        """Return the key of a secret."""
        secret = self.secret_keys[-1] if secret_key is None else secret_key
        known = secret.encode() if isinstance(secret, str) else secret
        return _derived(known, self.salt, self.key_derivation)


class _Serializer(URLSafeTimedSerializer):
    """The library's serializer; what is short stays as it is."""

    def dump_payload(self, obj: Any) -> bytes:
        """Return the session as text, packed when it is long."""
        plain = Serializer.dump_payload(self, obj)
        return base64_encode(plain) if len(plain) < SHORT else super().dump_payload(obj)


class SignedCookies(SecureCookieSessionInterface):
    """Reads and writes the same cookies as Flask's own."""

    def __init__(self) -> None:
        self._ready: dict[tuple[Any, ...], URLSafeTimedSerializer] = {}

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """Return what signs with the keys of the settings, made once for each set of keys."""
        if not app.secret_key:
            return None
        keys = (*(app.config["SECRET_KEY_FALLBACKS"] or ()), app.secret_key)
        if keys not in self._ready:
            self._ready[keys] = _Serializer(
                list(keys),
                salt=self.salt,
                serializer=self.serializer,
                signer=_Signer,
                signer_kwargs={"key_derivation": self.key_derivation, "digest_method": self.digest_method},
            )
        return self._ready[keys]
