"""Rates: changes are counted, reading is free, the page says when to come back."""

from collections.abc import Iterator

import pytest
from flask import Flask

from akimfeedback.core.settings import load_settings
from akimfeedback.web import security
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
