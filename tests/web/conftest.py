"""A small app with the page toolkit and a few views of every audience; no database, no Redis."""

from typing import Any

import pytest
from flask import Flask, flash, render_template_string, request
from flask.testing import FlaskClient
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, UserMixin, login_user
from sqlalchemy.exc import OperationalError
from wtforms import StringField

from akimfeedback import web
from akimfeedback.core.errors import NotFound, RuleBroken, TooMany
from akimfeedback.core.settings import load_settings
from akimfeedback.web.access import for_everyone, for_seat, for_signed_in, for_staff
from akimfeedback.web.cache import cached_page
from akimfeedback.web.errors import register_refusals
from akimfeedback.web.fields import Form
from akimfeedback.web.views import bp as styleguide

PLAIN = (
    '{% extends "web/base.html" %}{% set title = "Page" %}'
    "{% block main %}<h1>Page</h1>{{ words }}{% endblock %}"
)


class Reader(UserMixin):  # type: ignore[misc]  # the library has no types
    """Somebody signed in, with a language of her own."""

    def __init__(self, number: str) -> None:
        self.id = number
        self.language = "ru"


class TextForm(Form):
    """One text."""

    text = StringField()


def page(words: str = "") -> str:
    """Return a page with some words."""
    return render_template_string(PLAIN, words=words)


def add_audiences(app: Flask) -> None:
    """Add one view of every audience."""

    @app.get("/open")
    @for_everyone
    def open_page() -> ResponseReturnValue:
        return page()

    @app.route("/mine", methods=["GET", "POST"])
    @for_signed_in
    def mine() -> ResponseReturnValue:
        return page(TextForm().text.data or "")

    @app.get("/staff")
    @for_staff
    def staff() -> ResponseReturnValue:
        return page()

    @app.get("/akim")
    @for_seat("akim")
    def akim() -> ResponseReturnValue:
        return page()

    @app.get("/forgotten")
    def forgotten() -> ResponseReturnValue:
        return page()


def add_others(app: Flask, calls: list[str]) -> None:
    """Add views that fail, are cached, leave a message or sign in."""

    @app.get("/cached")
    @for_everyone
    @cached_page(seconds=60)
    def cached() -> ResponseReturnValue:
        calls.append(request.path)
        return page(str(len(calls)))

    @app.route("/fault/<string:kind>", methods=["GET", "POST"])
    @for_everyone
    def fault(kind: str) -> ResponseReturnValue:
        raise {
            "rule": RuleBroken("test.too-late"),
            "gone": NotFound("test.unknown"),
            "many": TooMany("test.many", wait=130),
            "database": OperationalError("SELECT secret", {}, Exception("away")),
            "bug": ZeroDivisionError("secret inside"),
        }[kind]

    @app.get("/api/v1/broken")
    @for_everyone
    def broken() -> ResponseReturnValue:
        raise NotFound("kpi.not-published")

    @app.get("/flash")
    @for_everyone
    def message() -> ResponseReturnValue:
        flash("Saved", "ok")
        return page()

    @app.get("/enter")
    @for_everyone
    def enter() -> ResponseReturnValue:
        login_user(Reader("1"))
        return page()


def make_app(**config: Any) -> Flask:
    """Return the app; `seats` and `calls` hang in its extensions."""
    app = Flask("akimfeedback", static_folder=None)
    app.secret_key = "k" * 40
    app.config.update(config)
    manager = LoginManager(app)
    manager.user_loader(Reader)
    seats: set[str] = set()
    calls: list[str] = []
    app.extensions["akf.seats"] = lambda: seats
    app.extensions["test.seats"], app.extensions["test.calls"] = seats, calls
    web.init_app(app, load_settings({"AKF_ENV": "test"}))
    add_audiences(app)
    add_others(app, calls)
    app.register_blueprint(styleguide)
    register_refusals({"test.too-late": "Its time has passed."})
    return app


@pytest.fixture
def small_app() -> Flask:
    """Give the app, faults shown as pages."""
    return make_app(PROPAGATE_EXCEPTIONS=False)


@pytest.fixture
def browser(small_app: Flask) -> FlaskClient:
    """Give a browser without cookies."""
    return small_app.test_client()
