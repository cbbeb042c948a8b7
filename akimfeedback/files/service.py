"""Take files in, clean pictures, hand out addresses, drop what is not wanted."""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import IO, Any
from urllib.parse import urlencode

from itsdangerous import BadSignature, TimestampSigner
from sqlalchemy.orm import Session

from akimfeedback.core import clock
from akimfeedback.core.errors import RuleBroken
from akimfeedback.core.settings import current_settings
from akimfeedback.core.storage import storage
from akimfeedback.files import cleaning, headers, queries, rules
from akimfeedback.files.models import StoredFile
from akimfeedback.files.rules import FileKind, FileState

PUBLIC_ID_BYTES = 16
QUARANTINE = "quarantine"


def receive_photo(session: Session, stream: IO[bytes], *, by: int | None, now: datetime) -> StoredFile:
    """Take a photo into quarantine after a look at its size, type and pixels; nothing is decoded here.

    Returns the row, flushed. Raises RuleBroken `files.empty`, `files.too-big`, `files.not-a-photo`,
    `files.broken` or `files.too-many-pixels`; then nothing is stored. `by` is the account's number.
    """
    content, header = _look(stream)
    return _quarantine(session, content, header, by=by, now=now)


def _look(stream: IO[bytes]) -> tuple[bytes, headers.Header]:
    limits = current_settings().uploads
    content = _read(stream, limits.photo_max_bytes)
    header = _header(content)
    if header.pixels > limits.photo_max_pixels:
        raise RuleBroken("files.too-many-pixels", most=limits.photo_max_pixels // 1_000_000)
    return content, header


def receive_photos(
    session: Session, streams: Iterable[IO[bytes]], *, by: int | None, now: datetime
) -> list[StoredFile]:
    """Take several photos or none: all are looked at before one is stored. Raises as `receive_photo`."""
    looked_at = [_look(stream) for stream in streams]
    return [_quarantine(session, content, header, by=by, now=now) for content, header in looked_at]


def receive_document(
    session: Session, stream: IO[bytes], *, name: str | None, by: int | None, now: datetime
) -> StoredFile:
    """Take a PDF, or a picture of a paper; raises as `receive_photo`, and `files.not-a-document`.

    A PDF is kept as it came and only ever served as a download; a picture is cleaned like a photo.
    """
    content = _read(stream, current_settings().uploads.document_max_bytes)
    if not headers.is_pdf(content):
        return _picture_of_a_paper(session, content, by=by, now=now)
    file = _new(FileKind.DOCUMENT, "application/pdf", content, by=by, now=now)
    key = f"files/{file.public_id}/{rules.DOCUMENT_SIZE}"
    storage().keep(key, content)
    file.state, file.checked_at, file.original_name = FileState.READY, now, _plain_name(name)
    file.sizes = {rules.DOCUMENT_SIZE: {"key": key, "type": "application/pdf"}}
    session.add(file)
    session.flush()
    return file


def _picture_of_a_paper(session: Session, content: bytes, *, by: int | None, now: datetime) -> StoredFile:
    try:
        header = headers.read_header(content)
    except headers.NotAPicture as wrong:
        raise RuleBroken("files.not-a-document") from wrong
    except headers.BrokenPicture as wrong:
        raise RuleBroken("files.broken") from wrong
    most = current_settings().uploads.photo_max_pixels
    if header.pixels > most:
        raise RuleBroken("files.too-many-pixels", most=most // 1_000_000)
    return _quarantine(session, content, header, by=by, now=now)


def _read(stream: IO[bytes], most: int) -> bytes:
    content = stream.read(most + 1)
    if len(content) > most:
        raise RuleBroken("files.too-big", most=most // 1_000_000)
    if not content:
        raise RuleBroken("files.empty")
    return content


def _header(content: bytes) -> headers.Header:
    try:
        return headers.read_header(content)
    except headers.NotAPicture as wrong:
        raise RuleBroken("files.not-a-photo") from wrong
    except headers.BrokenPicture as wrong:
        raise RuleBroken("files.broken") from wrong


def _new(kind: FileKind, media_type: str, content: bytes, *, by: int | None, now: datetime) -> StoredFile:
    return StoredFile(
        public_id=secrets.token_urlsafe(PUBLIC_ID_BYTES),
        kind=kind,
        state=FileState.QUARANTINED,
        media_type=media_type,
        sha256=hashlib.sha256(content).hexdigest(),
        bytes=len(content),
        sizes={},
        uploaded_by=by,
        uploaded_at=now,
        public=False,
        check_tries=0,
    )


def _quarantine(
    session: Session, content: bytes, header: headers.Header, *, by: int | None, now: datetime
) -> StoredFile:
    file = _new(FileKind.PHOTO, header.media_type, content, by=by, now=now)
    file.width, file.height = header.width, header.height
    file.quarantine_key = f"{QUARANTINE}/{clock.local_day(now).isoformat()}/{file.public_id}"
    storage().keep(file.quarantine_key, content)
    session.add(file)
    session.flush()
    return file


def _plain_name(name: str | None) -> str | None:
    """Return a file name without folders, control characters and length."""
    last = (name or "").replace("\\", "/").rsplit("/", 1)[-1]
    plain = "".join(letter for letter in last if letter.isprintable() and letter not in '"<>|:*?').strip(". ")
    return plain[:100] or None


def start_check(file: StoredFile) -> None:
    """Count a try before the decoder runs, so that a file that kills it is refused in the end."""
    file.check_tries += 1


def finish_check(file: StoredFile, *, now: datetime) -> None:
    """Decode a quarantined picture, keep only cleaned sizes; a bad one is refused, its bytes go later."""
    try:
        pictures = _cleaned(file)
    except (cleaning.CannotClean, FileNotFoundError):
        file.state, file.refusal, file.checked_at = FileState.REFUSED, "files.broken", now
        return
    sizes: dict[str, Any] = {}
    for name, picture in pictures.items():
        key = f"files/{file.public_id}/{name}"
        storage().keep(key, picture.content)
        sizes[name] = {
            "key": key,
            "type": picture.media_type,
            "width": picture.width,
            "height": picture.height,
        }
    file.sizes, file.state, file.checked_at = sizes, FileState.READY, now
    file.width, file.height = sizes["full"]["width"], sizes["full"]["height"]


def _cleaned(file: StoredFile) -> dict[str, cleaning.Picture]:
    if file.check_tries > rules.CHECK_TRIES or file.quarantine_key is None:
        raise cleaning.CannotClean
    return cleaning.clean(storage().read(file.quarantine_key), file.media_type)


def delete_bytes(file: StoredFile) -> None:
    """Delete from the store what the row no longer needs; safe to repeat."""
    if file.quarantine_key is not None:
        storage().drop(file.quarantine_key)
        file.quarantine_key = None
    if file.state != FileState.READY:
        for size in file.sizes.values():
            storage().drop(size["key"])
        file.sizes = {}


def make_public(session: Session, file_ids: Iterable[int]) -> None:
    """Let everybody fetch these files by their unguessable address."""
    for file in queries.by_ids(session, file_ids):
        file.public = True


def make_private(session: Session, file_ids: Iterable[int]) -> None:
    """Serve these files by signed addresses only."""
    for file in queries.by_ids(session, file_ids):
        file.public = False


def drop(session: Session, file_ids: Iterable[int]) -> None:
    """Take files away at once; a worker deletes the bytes after the commit."""
    for file in queries.by_ids(session, file_ids):
        file.state = FileState.DROPPED


def drop_orphans(session: Session, *, now: datetime) -> int:
    """Drop uploads of days before that nothing refers to, return how many."""
    found = queries.orphans(session, now - rules.ORPHAN_AFTER)
    for file in found:
        file.state = FileState.DROPPED
    return len(found)


def delete_unknown_bytes(session: Session, *, now: datetime) -> int:
    """Delete quarantined bytes of days before that no row knows, return how many.

    A request that failed after storing leaves such bytes: the store knows no transactions.
    """
    last = clock.local_day(now - rules.FAILED_AFTER).isoformat()
    old = [key for key in storage().keys(f"{QUARANTINE}/") if key.split("/")[1] < last]
    unknown = queries.unknown_keys(session, old)
    for key in unknown:
        storage().drop(key)
    return len(unknown)


class _Signer(TimestampSigner):
    """Signs with the product's own clock."""

    def get_timestamp(self) -> int:
        return int(clock.now().timestamp())


def _signer() -> _Signer:
    return _Signer(current_settings().secrets.secret_key or "not-for-real-people", salt="files.signed")


def url(file: StoredFile, size: str) -> str:
    """Return the address of one size for a page: plain when public, else signed for an hour."""
    return f"/files/{file.public_id}/{size}" if file.public else signed_url(file, size)


def signed_url(file: StoredFile, size: str) -> str:
    """Return an address that works for an hour, for pages shown to those who may see the file."""
    name = f"{file.public_id}/{size}"
    signature = _signer().sign(name).decode().removeprefix(f"{name}.")
    return f"/files/{name}?{urlencode({'s': signature})}"


def is_signed(public_id: str, size: str, signature: str, *, lasts: timedelta = rules.SIGNED_FOR) -> bool:
    """Say whether a signature is of this address and not older than `lasts`."""
    try:
        _signer().unsign(f"{public_id}/{size}.{signature}", max_age=int(lasts.total_seconds()))
    except BadSignature:
        return False
    return True
