"""One running product and one Chromium for all journeys of a run."""

import io
import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Browser, sync_playwright

from tests.e2e.product import Product, attached, running_product
from tests.e2e.reader import chromium_path, launch

ORIENTATION, GPS, GPS_PLACE = 0x0112, 0x8825, {1: "N", 2: (47.0, 24.0, 0.0), 3: "E", 4: (69.0, 13.0, 0.0)}


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Give the machine's Chromium; skip where there is none."""
    if chromium_path() is None:
        pytest.skip("no Chromium on this machine, browser tests are skipped: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def product() -> Iterator[Product]:
    """Give the whole product; with E2E_VAR and PORT, the demo that runs there already."""
    if found := os.environ.get("E2E_VAR"):
        there = attached(Path(found), int(os.environ["PORT"]))
        there.to_working_hours()
        yield there
        return
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    with running_product(port) as running:
        running.to_working_hours()
        # journeys move the clock by weeks, in any order: what collects support goes on doing so
        running.ask("UPDATE petition SET closes_on = closes_on + 365 WHERE publication = 'open'")
        yield running


@pytest.fixture(scope="session")
def photo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a phone's photo: lying on its side with the turn in EXIF, and the place where it was taken."""
    picture = Image.new("RGB", (1600, 1200), "#5d8f4a")
    ImageDraw.Draw(picture).rectangle((0, 900, 400, 1200), fill="#d02020")  # upright: the left upper corner
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    exif[GPS] = GPS_PLACE
    out = io.BytesIO()
    picture.save(out, "JPEG", exif=exif, quality=85)
    path = tmp_path_factory.mktemp("phone") / "IMG_20261123_101500.jpg"
    path.write_bytes(out.getvalue())
    return path
