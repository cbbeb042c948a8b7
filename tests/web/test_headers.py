"""The headers every page carries, with and without a certificate in front."""

import pytest
from flask import Flask
from flask_login import LoginManager

from akimfeedback import web
from akimfeedback.core.settings import load_settings
from tests.web.conftest import Reader, add_audiences

EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
}


def served(*, https: bool) -> Flask:
    app = Flask("akimfeedback", static_folder=None)
    app.secret_key = "k" * 40
    LoginManager(app).user_loader(Reader)
    web.init_app(app, load_settings({"AKF_ENV": "test", "AKF_WEB__HTTPS": str(https).lower()}))
    add_audiences(app)
    return app


@pytest.mark.parametrize("https", [True, False], ids=["with a certificate", "on a village's own machine"])
def test_pages_are_kept_from_frames_guesses_and_plain_lines(https: bool) -> None:
    base = "https://localhost" if https else "http://localhost"
    answer = served(https=https).test_client().get("/open", base_url=base)

    assert answer.status_code == 200
    assert {name: answer.headers[name] for name in EVERYWHERE} == EVERYWHERE
    assert "camera=()" in answer.headers["Permissions-Policy"]
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    kept = answer.headers.get("Strict-Transport-Security", "")
    assert ("max-age=31" in kept) is https
    for cookie in answer.headers.getlist("Set-Cookie"):
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie
        assert ("Secure" in cookie) is https


def test_a_plain_address_leads_to_the_safe_one() -> None:
    answer = served(https=True).test_client().get("/open?q=1")
    assert answer.status_code in (301, 302, 308)
    assert answer.location == "https://localhost/open?q=1"
