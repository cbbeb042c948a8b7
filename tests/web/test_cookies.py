"""The session cookie is Flask's own, whoever signed it."""

import pytest
from flask import Flask
from flask.sessions import SecureCookieSessionInterface

from akimfeedback.web.cookies import SignedCookies

SHORT, LONG = {"who": "a"}, {"who": "a" * 2_000}


@pytest.fixture
def app() -> Flask:
    made = Flask("cookies")
    made.config.update(SECRET_KEY="k" * 40, SECRET_KEY_FALLBACKS=["old" * 20])
    return made


@pytest.mark.parametrize("held", [SHORT, LONG], ids=["short", "long"])
def test_both_read_what_the_other_wrote(app: Flask, held: dict[str, str]) -> None:
    ours, flasks = (
        one.get_signing_serializer(app) for one in (SignedCookies(), SecureCookieSessionInterface())
    )
    assert ours
    assert flasks
    assert flasks.loads(ours.dumps(held)) == ours.loads(flasks.dumps(held)) == held
    assert len(ours.dumps(LONG)) < 200


def test_a_new_secret_signs_and_the_one_before_is_still_read(app: Flask) -> None:
    cookies, old = SignedCookies(), Flask("old")
    old.config["SECRET_KEY"] = "old" * 20
    before, now = cookies.get_signing_serializer(old), cookies.get_signing_serializer(app)
    assert before
    assert now
    assert now.loads(before.dumps(SHORT)) == SHORT
    assert before.loads_unsafe(now.dumps(SHORT))[0] is False
