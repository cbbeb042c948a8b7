"""The picture set through the upload: good ones arrive upright and without a place, the rest is refused."""

import io
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from akimfeedback.core.errors import RuleBroken
from akimfeedback.core.settings import ROOT
from akimfeedback.files import jobs, service
from akimfeedback.files.labels import REFUSALS
from akimfeedback.files.models import StoredFile
from akimfeedback.files.rules import FileState

FOLDER = ROOT.parent / "shared" / "data" / "images"
NOW = datetime(2026, 9, 15, 7, 0, tzinfo=UTC)
GOOD = {
    "ok_jpeg_gps_DSCN0010.jpg": (640, 480),
    "ok_jpeg_gps_DSCN0012.jpg": (640, 480),
    "ok_jpeg_gps_DSCN0021.jpg": (640, 480),
    "ok_jpeg_orientation6.jpg": (128, 128),
    "odd_empty_gps_ifd_xiaomi.jpg": (10, 10),
    "odd_exif_gps_no_coordinates.jpg": (8, 8),
    "ok_iphone11_gps_exif_at_end.heic": (1200, 1600),
    "ok_iphone13pm_no_gps.heic": (1200, 1600),
    "ok_iphone8_gps.heic": (1600, 1200),
}
BAD = {
    "bomb_65535x66601.gif": "files.not-a-photo",
    "bomb_lottapixel.jpg": "files.too-many-pixels",
    "broken_truncated.heic": "files.broken",
    "poly_png_pdf.png": "files.broken",
    "same_md5_1.png": "files.broken",
    "same_md5_2.png": "files.broken",
    "script_xss.svg": "files.not-a-photo",
}

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not FOLDER.is_dir(), reason="the picture set is not beside the checkout"),
]


def content_of(name: str) -> bytes:
    path: Path = FOLDER / name
    if not path.exists():
        pytest.skip(f"{name} is not in the set")
    return path.read_bytes()


@pytest.mark.parametrize("name", GOOD)
def test_a_good_photo_arrives_upright_and_without_a_place(
    app: Flask, session: Session, client: FlaskClient, name: str
) -> None:
    with app.app_context():
        file = service.receive_photo(session, io.BytesIO(content_of(name)), by=None, now=NOW)
        session.commit()
        jobs.check_quarantined()
        session.refresh(file)
        addresses = [service.signed_url(file, size) for size in ("thumb", "page", "full")]

    pictures = [Image.open(io.BytesIO(client.get(address).data)) for address in addresses]
    assert file.state == FileState.READY
    assert pictures[2].size == GOOD[name]
    assert all(len(made.getexif()) == 0 and "exif" not in made.info for made in pictures)


def test_the_turned_photo_is_turned(app: Flask, session: Session, client: FlaskClient) -> None:
    content = content_of("ok_jpeg_orientation6.jpg")
    with app.app_context():
        file = service.receive_photo(session, io.BytesIO(content), by=None, now=NOW)
        session.commit()
        jobs.check_quarantined()
        address = service.signed_url(file, "full")

    lying = Image.open(io.BytesIO(content))
    served = Image.open(io.BytesIO(client.get(address).data)).convert("L")
    turned = lying.convert("L").rotate(-90, expand=True)
    distance = sum(abs(a - b) for a, b in zip(served.tobytes(), turned.tobytes(), strict=True)) / len(
        turned.tobytes()
    )
    other = sum(abs(a - b) for a, b in zip(served.tobytes(), lying.convert("L").tobytes(), strict=True))
    assert distance < 8 < other / len(turned.tobytes())


@pytest.mark.parametrize(("name", "code"), BAD.items())
def test_bombs_fakes_scripts_and_broken_ones_are_refused_in_words(
    app: Flask, session: Session, name: str, code: str
) -> None:
    with app.app_context(), pytest.raises(RuleBroken) as refused:
        service.receive_photo(session, io.BytesIO(content_of(name)), by=None, now=NOW)

    assert refused.value.code == code
    assert code in REFUSALS
    assert session.scalar(select(func.count()).select_from(StoredFile)) == 0


def test_the_set_is_known() -> None:
    names = {path.name for path in FOLDER.iterdir() if not path.name.endswith(".txt")}

    assert names <= set(GOOD) | set(BAD), "say of each new picture whether it is good"
