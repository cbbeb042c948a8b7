"""Files: one small interface over a local folder or an S3-compatible store.

The store is made on first use in each process: a store made before a fork hangs in the child, so neither the
worker's parent nor the web server's master may touch it. Media types stand in the table, not in the store.
"""

import os
import secrets
import threading
from collections.abc import Iterator
from typing import Any

import obstore
from flask import current_app
from obstore.store import LocalStore, S3Store

from akimfeedback.core.settings import Settings

PROBE = "probe"


class Storage:
    """Keeps, gives and drops objects by key; lazy, and made anew after a fork."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._store: LocalStore | S3Store | None = None
        self._pid = 0

    @property
    def is_touched(self) -> bool:
        """Whether this process has already made its store."""
        return self._store is not None and self._pid == os.getpid()

    def keep(self, key: str, content: bytes) -> None:
        """Write an object, replacing one of the same key."""
        obstore.put(self._made(), key, content)

    def read(self, key: str) -> bytes:
        """Return the whole object; raises FileNotFoundError."""
        return bytes(obstore.get(self._made(), key).bytes())

    def stream(self, key: str) -> Iterator[bytes]:
        """Yield the object in pieces; raises FileNotFoundError before the first."""
        for piece in obstore.get(self._made(), key).stream():
            yield bytes(piece)

    def has(self, key: str) -> bool:
        """Return whether there is such an object."""
        try:
            obstore.head(self._made(), key)
        except FileNotFoundError:
            return False
        return True

    def keys(self, prefix: str) -> Iterator[str]:
        """Yield the keys under a folder."""
        for batch in obstore.list(self._made(), prefix=prefix):
            yield from (str(found["path"]) for found in batch)

    def drop(self, key: str) -> None:
        """Delete an object; one that is already gone is no error."""
        try:
            obstore.delete(self._made(), key)
        except FileNotFoundError:
            return

    def check(self) -> None:
        """Write, read and drop a small object; raises what the store raises."""
        key = f"{PROBE}/{secrets.token_hex(8)}"
        self.keep(key, b"ok")
        self.read(key)
        self.drop(key)

    def _made(self) -> LocalStore | S3Store:
        with self._lock:
            if self._store is None or self._pid != os.getpid():
                self._store, self._pid = self._make(), os.getpid()
            return self._store

    def _make(self) -> LocalStore | S3Store:
        if self._settings.storage.kind == "local":
            folder = self._settings.files_folder
            folder.mkdir(parents=True, exist_ok=True)
            return LocalStore(folder)
        return S3Store(self._settings.storage.bucket, **self._s3_options())

    def _s3_options(self) -> dict[str, Any]:
        wanted, keys = self._settings.storage, self._settings.secrets
        options: dict[str, Any] = {
            "region": wanted.region,
            "access_key_id": keys.s3_access_key_id,
            "secret_access_key": keys.s3_secret_access_key,
            "endpoint": wanted.endpoint,
        }
        return {key: value for key, value in options.items() if value} | {
            "client_options": {"allow_http": wanted.allow_http}
        }


def storage() -> Storage:
    """Return the running application's store."""
    store: Storage = current_app.extensions["akimfeedback.storage"]
    return store
