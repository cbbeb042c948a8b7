"""What Redis carries: kept texts, cached pages, rates; and that pages stand without it."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from redis import Redis

from akimfeedback.core.redis import connect
from akimfeedback.core.settings import load_settings
from tests.servers import Address, settings_for
from tests.web.conftest import make_app


@pytest.fixture
def redis(address: Address) -> Iterator[Redis]:
    """Give the Redis of this process, emptied."""
    client = connect(settings_for(address))
    client.flushdb()
    yield client
    client.close()


@pytest.fixture
def with_redis(redis: Redis) -> Flask:
    """Give the small app with Redis."""
    app = make_app(PROPAGATE_EXCEPTIONS=False)
    app.extensions["akimfeedback.redis"] = redis
    return app


@pytest.fixture
def without_redis() -> Iterator[Flask]:
    """Give the small app with a Redis that is not there."""
    app = make_app(PROPAGATE_EXCEPTIONS=False)
    settings = load_settings({"AKF_ENV": "test"}).model_copy(update={"redis_url": "redis://127.0.0.1:1"})
    client = connect(settings)
    app.extensions["akimfeedback.redis"] = client
    yield app
    client.close()


def test_a_text_survives_the_end_of_a_session(with_redis: Flask) -> None:
    browser = with_redis.test_client()
    typed = "Көше шамы үш күннен бері жанбайды"

    stopped = browser.post("/mine", data={"text": typed, "pin": "4711"})
    browser.get("/enter")
    again = browser.get("/mine")

    assert stopped.status_code == 401
    assert typed in again.text
    assert "4711" not in again.text
    assert typed not in with_redis.test_client().get("/open").text


def test_a_kept_text_is_gone_after_it_was_sent(with_redis: Flask, redis: Redis) -> None:
    with_redis.config["WTF_CSRF_ENABLED"] = False
    browser = with_redis.test_client()
    browser.post("/mine", data={"text": "Жол бұзылды"})
    browser.get("/enter")
    assert "Жол бұзылды" in browser.get("/mine").text

    browser.post("/mine", data={"text": ""})

    assert "Жол бұзылды" not in browser.get("/mine").text
    assert not list(redis.scan_iter("kept:*"))


def test_processes_share_cached_pages(with_redis: Flask, redis: Redis) -> None:
    with_redis.test_client().get("/cached")
    other = make_app()
    other.extensions["akimfeedback.redis"] = redis

    page = other.test_client().get("/cached").text

    assert other.extensions["test.calls"] == []
    assert re.search(r"<h1>Page</h1>1", page)


@pytest.mark.parametrize("path", ["/open", "/cached", "/styleguide"])
def test_reading_goes_on_without_redis(without_redis: Flask, path: str) -> None:
    assert without_redis.test_client().get(path).status_code == 200


def test_a_post_after_the_session_without_redis_shows_the_text_for_copying(without_redis: Flask) -> None:
    answer = without_redis.test_client().post("/mine", data={"text": "Көпір құлап жатыр"})

    assert answer.status_code == 401
    assert "<details" in answer.text
    assert " open>" in answer.text
    assert "Көпір құлап жатыр" in answer.text
