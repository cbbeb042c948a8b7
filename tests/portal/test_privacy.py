"""The page of personal data names what the product leaves in a browser."""

import re
from pathlib import Path

import akimfeedback
from akimfeedback.accounts.session import DEVICE_COOKIE
from akimfeedback.appeals.writing import HOME_COOKIE
from akimfeedback.petitions import signing
from akimfeedback.web.assets import SEEN
from akimfeedback.web.language import COOKIE
from tests.pages import Page

KNOWN = {"session", DEVICE_COOKIE, HOME_COOKIE, signing.DEVICE, SEEN, COOKIE, "theme", "text"}
PLACES = {"web/assets.py", "web/display.py", "web/language.py", "geography/views.py",
          "accounts/views/pins.py", "petitions/signing.py"}  # fmt: skip


def test_each_cookie_has_a_name_of_its_own_and_stands_on_the_page(page: Page) -> None:
    assert len(KNOWN) == 8
    page.get("/personal-data")
    told = {name for row in page.all("th") for name in re.split(r"[\s,]+", row.text or "")}
    assert told >= KNOWN


def test_a_new_place_that_sets_a_cookie_is_told_too() -> None:
    root = Path(akimfeedback.__file__).parent
    setting = {
        str(path.relative_to(root)) for path in root.rglob("*.py") if ".set_cookie(" in path.read_text()
    }
    assert setting == PLACES


def test_search_engines_are_told_what_is_work_or_a_form(page: Page) -> None:
    answer = page.client.get("/robots.txt")
    assert (answer.status_code, answer.mimetype) == (200, "text/plain")
    lines = answer.text.splitlines()
    assert "User-agent: *" in lines
    assert {"Disallow: /desk", "Disallow: /initiatives/*/support"} <= set(lines)
    assert not any(line in ("Disallow: /", "Disallow: /initiatives") for line in lines)
    assert "Set-Cookie" not in answer.headers or "public" not in answer.headers["Cache-Control"]
