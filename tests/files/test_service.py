"""Uploads from the request to the page: refusals store nothing, workers clean, addresses guard."""

import io
from datetime import datetime, timedelta
from typing import BinaryIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from akimfeedback.core import clock
from akimfeedback.core.errors import RuleBroken
from akimfeedback.core.storage import storage
from akimfeedback.files import jobs, queries, service
from akimfeedback.files.models import StoredFile
from akimfeedback.files.rules import FileKind, FileState
from akimfeedback.mandates import queries as mandates
from akimfeedback.notifications import jobs as messages
from akimfeedback.notifications.models import Message
from tests import make
from tests.files.pictures import claims, pdf, picture


def stream(content: bytes) -> BinaryIO:
    return io.BytesIO(content)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "files.empty"),
        (b"<svg/>", "files.not-a-photo"),
        (b"GIF89a" + b"\0" * 20, "files.not-a-photo"),
        (claims(20_000, 20_000), "files.too-many-pixels"),
        (picture()[:200], "files.broken"),
        (b"\xff\xd8\xff" + b"\0" * 13_000_000, "files.too-big"),
    ],
    ids=["empty", "script", "gif", "bomb", "cut off", "too big"],
)
def test_a_refused_photo_leaves_nothing(
    app: Flask, session: Session, now: datetime, content: bytes, code: str
) -> None:
    with app.app_context(), pytest.raises(RuleBroken) as refused:
        service.receive_photo(session, stream(content), by=None, now=now)

    assert refused.value.code == code
    assert session.scalar(select(func.count()).select_from(StoredFile)) == 0


def test_one_bad_photo_of_three_leaves_nothing(app: Flask, session: Session, now: datetime) -> None:
    good, bad = stream(picture()), stream(b"<svg/>")

    with app.app_context(), pytest.raises(RuleBroken):
        service.receive_photos(session, [good, bad], by=None, now=now)

    assert session.scalar(select(func.count()).select_from(StoredFile)) == 0


def taken(app: Flask, session: Session, content: bytes, *, by: int | None = None) -> StoredFile:
    with app.app_context():
        file = service.receive_photo(session, stream(content), by=by, now=clock.now())
        session.commit()
    return file


def checked(app: Flask, session: Session, file: StoredFile) -> StoredFile:
    with app.app_context():
        jobs.check_quarantined()
    session.refresh(file)
    return file


def test_a_photo_waits_unseen_until_a_worker_cleaned_it(
    app: Flask, session: Session, client: FlaskClient
) -> None:
    file = taken(app, session, picture())
    key = file.quarantine_key
    with app.app_context():
        before = client.get(service.signed_url(file, "page")).status_code

    checked(app, session, file)

    with app.app_context():
        after = client.get(service.signed_url(file, "page"))
        assert not storage().has(key or "")
    assert (before, after.status_code, after.mimetype) == (404, 200, "image/webp")
    assert (file.state, file.quarantine_key) == (FileState.READY, None)


def test_headers_leave_a_browser_nothing_to_run(app: Flask, session: Session, client: FlaskClient) -> None:
    file = checked(app, session, taken(app, session, picture()))
    with app.app_context():
        answer = client.get(service.signed_url(file, "full"))

    assert answer.headers["Content-Security-Policy"].strip() == "default-src 'none'; sandbox"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("size", ["thumb", "original", "quarantine"])
def test_a_photo_not_public_needs_a_signature(
    app: Flask, session: Session, client: FlaskClient, size: str
) -> None:
    file = checked(app, session, taken(app, session, picture()))

    assert client.get(f"/files/{file.public_id}/{size}").status_code == 404
    assert client.get(f"/files/{file.public_id}/{size}?s=forged.signature").status_code == 404


def test_a_public_photo_needs_none_and_is_kept_by_browsers(
    app: Flask, session: Session, client: FlaskClient
) -> None:
    file = checked(app, session, taken(app, session, picture()))
    service.make_public(session, [file.id])
    session.commit()

    answer = client.get(f"/files/{file.public_id}/thumb")
    again = client.get(f"/files/{file.public_id}/thumb", headers={"If-None-Match": answer.headers["ETag"]})

    assert (answer.status_code, again.status_code) == (200, 304)
    assert "public" in answer.headers["Cache-Control"]
    service.make_private(session, [file.id])
    session.commit()
    assert client.get(f"/files/{file.public_id}/thumb").status_code == 404


def test_a_signature_is_for_one_file_and_one_hour(app: Flask, session: Session) -> None:
    one, other = (
        checked(app, session, taken(app, session, picture(size=size))) for size in ((50, 40), (40, 50))
    )
    with app.app_context():
        signature = service.signed_url(one, "thumb").partition("?s=")[2]

        assert service.is_signed(one.public_id, "thumb", signature)
        assert not service.is_signed(other.public_id, "thumb", signature)
        assert not service.is_signed(one.public_id, "full", signature)
        assert not service.is_signed(one.public_id, "thumb", signature, lasts=timedelta(seconds=-1))


def broken_inside() -> bytes:
    """Return a PNG whose frame is right and whose pixels are not."""
    content = bytearray(picture("PNG", (200, 200)))
    place = content.index(b"IDAT") + 6
    content[place : place + 40] = b"\xff" * 40
    return bytes(content)


def test_a_late_failure_deletes_the_photo_and_tells_the_author(
    app: Flask, session: Session, client: FlaskClient
) -> None:
    author = make.person(session)
    file = taken(app, session, broken_inside(), by=author.id)
    key = file.quarantine_key or ""

    checked(app, session, file)
    with app.app_context():
        told = [messages.tell_of_refused_photos(), messages.tell_of_refused_photos()]
        gone = not storage().has(key)
        served = client.get(service.signed_url(file, "page")).status_code

    assert (file.state, file.refusal, file.sizes, gone, served) == (
        FileState.REFUSED,
        "files.broken",
        {},
        True,
        404,
    )
    assert told == [1, 0]
    assert "files.refused" in set(session.scalars(select(Message.kind).where(Message.user_id == author.id)))


def test_a_photo_that_kills_the_decoder_is_refused_in_the_end(app: Flask, session: Session) -> None:
    file = taken(app, session, picture())
    file.check_tries = 3  # three workers died over it
    session.commit()

    assert checked(app, session, file).state == FileState.REFUSED


def test_a_paper_is_a_download(app: Flask, session: Session, client: FlaskClient) -> None:
    with app.app_context():
        file = service.receive_document(
            session, stream(pdf()), name="../Бағдарлама.pdf", by=None, now=clock.now()
        )
        session.commit()
        answer = client.get(service.signed_url(file, "file"))

    assert (file.kind, file.state, file.original_name) == (
        FileKind.DOCUMENT,
        FileState.READY,
        "Бағдарлама.pdf",
    )
    assert answer.data == pdf()
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("content", [b"PK\x03\x04 docx", b"<html>", b"%PDF-1.4 cut off"])
def test_other_papers_are_refused(app: Flask, session: Session, now: datetime, content: bytes) -> None:
    with app.app_context(), pytest.raises(RuleBroken, match="not-a-document"):
        service.receive_document(session, stream(content), name="a.pdf", by=None, now=now)


def test_a_picture_of_a_paper_is_cleaned_like_a_photo(app: Flask, session: Session, now: datetime) -> None:
    with app.app_context():
        file = service.receive_document(session, stream(picture("PNG")), name="a.pdf", by=None, now=now)

    assert (file.kind, file.state) == (FileKind.PHOTO, FileState.QUARANTINED)


def test_what_nothing_refers_to_goes_after_a_day(app: Flask, session: Session) -> None:
    old, new = (
        checked(app, session, taken(app, session, picture(size=size))) for size in ((50, 40), (40, 50))
    )
    old.uploaded_at = clock.now() - timedelta(days=9)
    key = old.sizes["full"]["key"]
    session.commit()

    with app.app_context():
        jobs.delete_unwanted()
        gone = not storage().has(key)
    session.expire_all()

    assert (old.state, old.sizes, gone, new.state) == (FileState.DROPPED, {}, True, FileState.READY)


def test_what_something_refers_to_stays(app: Flask, session: Session) -> None:
    file = checked(app, session, taken(app, session, picture()))
    village = make.village(session)
    office = mandates.office_of(session, village.id)
    assert office is not None
    office.acceptance_file_id = file.id
    session.flush()

    assert file not in queries.orphans(session, clock.now() + timedelta(days=9))


def test_bytes_of_a_failed_request_go_after_a_day(app: Flask, session: Session, now: datetime) -> None:
    with app.app_context():
        lost = service.receive_photo(session, stream(picture()), by=None, now=clock.now() - timedelta(days=3))
        fresh = service.receive_photo(session, stream(picture(size=(50, 40))), by=None, now=clock.now())
        keys = [str(file.quarantine_key) for file in (lost, fresh)]
        session.rollback()

        service.delete_unknown_bytes(session, now=clock.now())

        assert [storage().has(key) for key in keys] == [False, True]


def test_waiting_bytes_of_an_old_photo_stay(app: Flask, session: Session) -> None:
    with app.app_context():
        file = service.receive_photo(session, stream(picture()), by=None, now=clock.now() - timedelta(days=3))
        session.flush()

        service.delete_unknown_bytes(session, now=clock.now())

        assert storage().has(str(file.quarantine_key))
