"""Which language a page speaks."""

import os
from pathlib import Path

from flask.testing import FlaskClient

from akimfeedback.web.language import compile_catalogs

PO = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "Home"\nmsgstr "{}"\n'


def lang_of(page: str) -> str:
    """Return the language the page declares."""
    return page.split('<html lang="')[1][:2]


def test_kazakh_is_the_language_of_a_first_visit(browser: FlaskClient) -> None:
    assert lang_of(browser.get("/open", headers={"Accept-Language": "en"}).text) == "kk"


def test_a_choice_is_remembered(browser: FlaskClient) -> None:
    browser.get("/open?lang=ru")

    assert lang_of(browser.get("/open").text) == "ru"


def test_an_account_speaks_its_language_until_a_choice_is_made(browser: FlaskClient) -> None:
    browser.get("/enter")

    assert lang_of(browser.get("/open").text) == "ru"
    assert lang_of(browser.get("/open?lang=en").text) == "en"


def test_an_unknown_language_changes_nothing(browser: FlaskClient) -> None:
    answer = browser.get("/open?lang=zz")

    assert lang_of(answer.text) == "kk"
    assert not [cookie for cookie in answer.headers.getlist("Set-Cookie") if cookie.startswith("lang=")]


def test_links_to_other_languages_keep_page_and_query(browser: FlaskClient) -> None:
    page = browser.get("/open?tab=open&page=2&lang=kk").text

    assert 'href="/open?tab=open&amp;page=2&amp;lang=ru"' in page


def test_a_changed_catalog_is_compiled_once(tmp_path: Path) -> None:
    po = tmp_path / "kk" / "LC_MESSAGES" / "messages.po"
    po.parent.mkdir(parents=True)
    po.write_text(PO.format("Басты бет"), encoding="utf-8")

    assert compile_catalogs(tmp_path) == 1
    assert compile_catalogs(tmp_path) == 0
    po.write_text(PO.format("Үй"), encoding="utf-8")
    os.utime(po, ns=(1, 1))
    assert compile_catalogs(tmp_path) == 1
    assert "Үй".encode() in po.with_suffix(".mo").read_bytes()
