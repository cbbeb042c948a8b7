"""First visit, headers, errors, cached pages, forms that come back."""

import base64
import gzip
import hashlib
import re

import brotli
import pytest
from flask import Flask, abort
from flask.testing import FlaskClient

from akimfeedback.web.access import for_everyone
from akimfeedback.web.assets import joined_js
from akimfeedback.web.security import network
from tests.pages import check_page


def test_a_first_visit_is_one_flight_and_its_style_is_allowed_by_hash(browser: FlaskClient) -> None:
    answer = browser.get("/styleguide", headers={"Accept-Encoding": "br"})
    page = brotli.decompress(answer.data).decode()
    style = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)[0]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()

    assert f"'sha256-{digest}'" in answer.headers["Content-Security-Policy"]
    assert len(browser.get("/open", headers={"Accept-Encoding": "gzip"}).data) <= 14_000
    assert "font-face" not in style


def test_a_second_visit_carries_no_style(browser: FlaskClient) -> None:
    """How heavy the next page is, is asked of real pages in `tests/ops/test_budgets.py`."""
    browser.get("/open")
    answer = browser.get("/styleguide", headers={"Accept-Encoding": "gzip"})
    page = gzip.decompress(answer.data).decode()

    assert "<style" not in page
    sheet = browser.get(re.findall(r'rel="stylesheet" href="([^"]+)"', page)[0])
    assert "immutable" in sheet.headers["Cache-Control"]
    assert "@font-face" in sheet.text


def test_weights_stay_in_the_budget(small_app: Flask) -> None:
    kept = small_app.extensions["akf.assets"]

    assert len(gzip.compress(kept.inline_css.encode(), 9)) <= 10_000
    assert len(gzip.compress(joined_js().encode(), 9)) <= 8_000
    fonts = [asset for name, asset in kept.files.items() if name.endswith("woff2")]
    assert sum(len(font.body) for font in fonts) <= 25_000


def test_the_policy_has_no_inline_script(browser: FlaskClient) -> None:
    policy = browser.get("/open").headers["Content-Security-Policy"]

    assert "unsafe" not in policy
    assert "script-src 'self';" in policy
    assert "default-src 'none'" in policy


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_every_component_makes_a_whole_page(browser: FlaskClient, language: str) -> None:
    check_page(browser.get(f"/styleguide?lang={language}").text, language)


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/nothing", 404, "Page not found"),
        ("/fault/rule", 409, "Its time has passed."),
        ("/fault/gone", 404, "Page not found"),
        ("/fault/many", 429, "Try again in 3 minutes."),
        ("/fault/database", 503, "The service is down for a while"),
        ("/fault/bug", 500, "The fault is ours"),
    ],
)
@pytest.mark.filterwarnings("ignore")
def test_errors_are_pages_without_their_inside(
    browser: FlaskClient, path: str, status: int, words: str
) -> None:
    answer = browser.get(f"{path}?lang=en")

    assert answer.status_code == status
    assert words in answer.text
    assert "secret" not in answer.text
    check_page(answer.text, path)


@pytest.mark.parametrize("status", [403, 404, 409, 410, 413, 422, 429, 500, 503])
@pytest.mark.filterwarnings("ignore")
def test_each_error_has_its_own_words_in_each_language(small_app: Flask, status: int) -> None:
    @small_app.get("/ends-with")
    @for_everyone
    def ends() -> str:
        abort(status)

    titles = set()

    for language in ("kk", "ru", "en"):
        answer = small_app.test_client().get(f"/ends-with?lang={language}")
        assert answer.status_code == status
        assert f'<html lang="{language}"' in answer.text
        check_page(answer.text, f"{status} {language}")
        titles.update(re.findall(r"<h1[^>]*>(.*?)</h1>", answer.text, re.DOTALL))

    assert len(titles) == 3


def test_a_fault_is_logged_without_the_address(
    browser: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    browser.get("/fault/bug?token=signed-link")

    assert "/fault/bug" not in caplog.text
    assert "signed-link" not in caplog.text


@pytest.mark.parametrize("path", ["/open", "/fault/gone"])
def test_no_cache_on_the_way_keeps_a_page(browser: FlaskClient, path: str) -> None:
    assert browser.get(path).headers["Cache-Control"] in {"private, no-cache", "no-store"}


def test_a_fault_keeps_what_was_posted_by_our_own_page(small_app: Flask) -> None:
    small_app.config["WTF_CSRF_ENABLED"] = False
    browser = small_app.test_client()
    sent = {"text": "Көпір бұзылып тұр, екі күн болды", "password": "hidden-word"}

    ours = browser.post("/fault/bug", data=sent, headers={"Sec-Fetch-Site": "same-origin"})
    foreign = browser.post("/fault/bug", data=sent, headers={"Sec-Fetch-Site": "cross-site"})

    assert 'value="Көпір бұзылып тұр, екі күн болды"' in ours.text
    assert "hidden-word" not in ours.text
    assert "Көпір" not in foreign.text


def test_a_stale_token_offers_to_send_again(browser: FlaskClient) -> None:
    answer = browser.post(
        "/display?lang=en", data={"next": "/open", "theme": "dark"}, headers={"Origin": "http://localhost"}
    )
    token = re.findall(r'name="csrf_token" value="([^"]+)"', answer.text)[0]
    again = browser.post("/display", data={"next": "/open", "theme": "dark", "csrf_token": token})

    assert answer.status_code == 400
    assert "Nothing is lost" in answer.text
    assert again.location == "/open"


@pytest.mark.parametrize(
    ("path", "status"),
    [("/fault/%00", 404), ("/open?q=%00", 400), ("/row/2147483648", 404), ("/row/2147483647", 200)],
    ids=["in the path", "in the query", "a number no row has", "the largest number"],
)
def test_what_the_database_could_not_take_is_no_fault_of_ours(
    small_app: Flask, path: str, status: int
) -> None:
    small_app.add_url_rule("/row/<int:number>", view_func=for_everyone(lambda number: f"row {number}"))

    assert small_app.test_client().get(path).status_code == status


def test_a_zero_byte_in_a_form_is_not_understood_and_the_text_is_kept(small_app: Flask) -> None:
    small_app.config["WTF_CSRF_ENABLED"] = False

    answer = small_app.test_client().post(
        "/display?lang=en",
        data={"next": "/open", "theme": "da\0rk"},
        headers={"Sec-Fetch-Site": "same-origin"},
    )

    assert answer.status_code == 400
    assert 'name="theme"' in answer.text


def test_a_machine_gets_json(browser: FlaskClient) -> None:
    answer = browser.get("/api/v1/broken")

    assert answer.status_code == 404
    assert answer.json is not None
    assert set(answer.json) == {"error", "message"}
    assert answer.json["error"] == "kpi.not-published"


def test_a_cached_page_is_made_once_and_sets_no_session(small_app: Flask) -> None:
    calls = small_app.extensions["test.calls"]
    first = small_app.test_client().get("/cached")
    second = small_app.test_client().get("/cached")

    assert len(calls) == 1
    assert first.data == second.data
    assert not [c for c in second.headers.getlist("Set-Cookie") if c.startswith("session=")]
    known = {"If-None-Match": second.headers["ETag"]}
    assert small_app.test_client().get("/cached", headers=known).status_code == 304
    small_app.test_client().get("/cached?lang=ru")
    assert len(calls) == 2


def test_a_signed_in_reader_never_gets_a_cached_page(small_app: Flask, browser: FlaskClient) -> None:
    calls = small_app.extensions["test.calls"]
    browser.get("/enter")
    browser.get("/cached")
    browser.get("/cached")

    assert len(calls) == 2


def test_a_message_is_shown_and_is_not_cached(small_app: Flask, browser: FlaskClient) -> None:
    assert "Saved" in browser.get("/flash").text


def test_a_body_over_the_limit_is_refused(small_app: Flask) -> None:
    small_app.config["MAX_CONTENT_LENGTH"] = 1000
    answer = small_app.test_client().post("/display?lang=en", data={"text": "a" * 5000})

    assert answer.status_code == 413
    assert "too big" in answer.text


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("10.0.0.7", "10.0.0.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("::ffff:10.0.0.7", "10.0.0.7"),
        ("x", "unknown"),
    ],
)
def test_rates_count_networks(address: str, key: str) -> None:
    assert network(address) == key


def test_a_returning_reader_is_answered_before_the_app_wakes(small_app: Flask) -> None:
    reader = {"Cookie": "seen=1"}
    first = small_app.test_client(use_cookies=False).get("/cached", headers=reader)
    small_app.before_request_funcs[None].insert(0, lambda: "asleep")
    second = small_app.test_client(use_cookies=False).get("/cached", headers=reader)
    known = {**reader, "If-None-Match": first.headers["ETag"]}

    assert second.data == first.data
    assert second.headers["Content-Security-Policy"] == first.headers["Content-Security-Policy"]
    assert small_app.test_client(use_cookies=False).get("/cached", headers=known).status_code == 304


@pytest.mark.parametrize(
    ("cookie", "query"),
    [("seen=1; session=x", ""), ("seen=1; remember_token=x", ""), ("", ""), ("seen=1", "?lang=ru")],
    ids=["session", "remembered", "first visit", "choice of language"],
)
def test_a_reader_of_her_own_always_reaches_the_app(small_app: Flask, cookie: str, query: str) -> None:
    small_app.test_client(use_cookies=False).get("/cached", headers={"Cookie": "seen=1"})
    small_app.before_request_funcs[None].insert(0, lambda: "awake")

    answer = small_app.test_client(use_cookies=False).get(f"/cached{query}", headers={"Cookie": cookie})

    assert answer.text == "awake"


def test_the_mark_of_a_kept_page_stays_inside(browser: FlaskClient) -> None:
    assert "X-Page-May-Be-Kept" not in browser.get("/cached").headers
    assert "X-Page-May-Be-Kept" not in browser.get("/cached").headers
