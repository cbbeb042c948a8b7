"""Rates: changes are counted, reading is free, the page says when to come back."""

import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask, request

from akimfeedback.core.settings import limiter_url, load_settings
from akimfeedback.web import security
from akimfeedback.web.rates import Rates
from tests.servers import Address
from tests.web.conftest import make_app


@pytest.fixture
def strict_app() -> Iterator[Flask]:
    """Give the small app with three changes a minute; the limiter keeps the limits of its first app else."""
    security.limiter.limit_manager.set_default_limits([])
    app = make_app(
        PROPAGATE_EXCEPTIONS=False,
        RATELIMIT_ENABLED=True,
        RATELIMIT_DEFAULT="3 per minute",
        RATELIMIT_STRATEGY="moving-window",  # the turn of a minute empties a fixed one
        RATELIMIT_KEY_PREFIX="test-rates",
        WTF_CSRF_ENABLED=False,
    )
    assert load_settings({"AKF_ENV": "test"}).limits.enabled is False
    yield app
    security.limiter.enabled = False
    security.limiter.limit_manager.set_default_limits([])


def test_the_fourth_change_waits_and_reading_does_not(strict_app: Flask) -> None:
    browser = strict_app.test_client()

    statuses = [browser.post("/display?lang=en", data={"next": "/open"}).status_code for _ in range(4)]
    refused = browser.post("/display?lang=en", data={"next": "/open"})

    assert statuses == [302, 302, 302, 429]
    assert "Try again in 1 minute." in refused.text
    assert refused.headers["Retry-After"]
    assert browser.get("/open").status_code == 200


def small_app(storage: str, who: str) -> tuple[Flask, Rates]:
    """Return an application of three addresses: `/own` with a rate of its own, `/free` and `/plain`."""
    app, rates = Flask("rates"), Rates(key_func=lambda: who)
    app.config.update(
        RATELIMIT_STORAGE_URI=storage,
        RATELIMIT_DEFAULT="3 per hour",
        RATELIMIT_DEFAULTS_EXEMPT_WHEN=lambda: request.method == "GET",
        RATELIMIT_KEY_PREFIX="akf",
        RATELIMIT_IN_MEMORY_FALLBACK_ENABLED=True,
        RATELIMIT_SWALLOW_ERRORS=True,
    )
    rates.init_app(app)

    @app.post("/own")
    @rates.limit("9 per hour;2 per minute")
    def own() -> str:
        return "own"

    @app.post("/free")
    @rates.exempt
    def free() -> str:
        return "free"

    @app.route("/plain", methods=["GET", "POST"])
    def plain() -> str:
        return "plain"

    return app, rates


def statuses(app: Flask, path: str, times: int) -> list[int]:
    return [app.test_client().post(path).status_code for _ in range(times)]


@pytest.fixture
def store(address: Address) -> str:
    return limiter_url(address.redis_url)


@pytest.mark.parametrize("short", [True, False], ids=["in-one-call", "by-the-library"])
def test_each_window_of_a_rate_is_kept(store: str, short: bool) -> None:
    app, rates = small_app(store, secrets.token_hex(8))
    if not short:
        rates._counting = None

    assert statuses(app, "/own", 4) == [200, 200, 429, 429]
    assert statuses(app, "/plain", 4) == [200, 200, 200, 429]
    assert statuses(app, "/free", 4) == [200] * 4
    assert app.test_client().get("/plain").status_code == 200


def test_the_library_counts_on_where_the_short_way_stopped(store: str) -> None:
    app, rates = small_app(store, secrets.token_hex(8))
    assert rates._is_plain()

    assert statuses(app, "/own", 2) == [200, 200]
    rates._counting = None

    assert statuses(app, "/own", 1) == [429]


def test_rates_hold_without_redis(tmp_path: Path) -> None:
    app, _ = small_app(f"redis+unix://{tmp_path}/no-such.sock", secrets.token_hex(8))

    assert statuses(app, "/own", 3) == [200, 200, 429]
    assert statuses(app, "/plain", 4) == [200, 200, 200, 429]
