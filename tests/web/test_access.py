"""Who may open what, and that nothing typed is lost at the door."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from akimfeedback.web.access import for_seat, safe_next, views_without_audience
from akimfeedback.web.kept import is_secret


@pytest.mark.parametrize(
    ("path", "seats", "status"),
    [
        ("/open", set(), 200),
        ("/mine", set(), 200),
        ("/staff", set(), 403),
        ("/staff", {"clerk"}, 200),
        ("/akim", {"clerk"}, 403),
        ("/akim", {"akim"}, 200),
        ("/forgotten", {"akim"}, 403),
    ],
)
def test_a_page_opens_for_its_audience(
    small_app: Flask, browser: FlaskClient, path: str, seats: set[str], status: int
) -> None:
    small_app.extensions["test.seats"].update(seats)
    browser.get("/enter")

    assert browser.get(path).status_code == status


def test_a_stranger_is_led_to_sign_in_and_back(browser: FlaskClient) -> None:
    answer = browser.get("/mine?tab=open")

    assert answer.status_code == 302
    assert answer.location == "/sign-in?next=%2Fmine%3Ftab%3Dopen"


def test_a_view_without_an_audience_is_refused_and_listed(small_app: Flask, browser: FlaskClient) -> None:
    assert browser.get("/forgotten").status_code == 403
    assert views_without_audience(small_app) == ["forgotten"]


def test_a_seat_needs_a_name() -> None:
    with pytest.raises(ValueError, match="at least one role"):
        for_seat()


def test_a_post_after_the_session_ended_shows_what_was_typed(browser: FlaskClient) -> None:
    answer = browser.post("/mine", data={"text": "Су құбыры жарылды", "code": "12345", "csrf_token": "old"})

    assert answer.status_code == 401
    assert "Су құбыры жарылды" in answer.text
    assert "12345" not in answer.text
    assert "/sign-in?next=%2Fmine" in answer.text


@pytest.mark.parametrize(
    ("target", "safe"),
    [
        ("/mine?tab=1", "/mine?tab=1"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("https://evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("/a\r\nSet-Cookie: x", "/"),
        ("", "/"),
        (None, "/"),
    ],
)
def test_the_way_back_stays_on_this_site(target: str | None, safe: str) -> None:
    assert safe_next(target) == safe


@pytest.mark.parametrize(
    ("name", "secret"),
    [
        ("csrf_token", True),
        ("password", True),
        ("new-password", True),
        ("sms_code", True),
        ("text", False),
        ("category", False),
    ],
)
def test_secrets_are_never_kept(name: str, secret: bool) -> None:
    assert is_secret(name) is secret
