"""Alive, ready, figures: what the pages for machines say when parts are missing."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from akimfeedback.core.db import db
from akimfeedback.core.health import expected_head, write_tick
from akimfeedback.core.redis import TICK_KEY, connect
from akimfeedback.core.storage import Storage
from tests.ops.app_for_jobs import small_app
from tests.servers import Address, settings_for

NOWHERE = "unix:///nowhere/redis.sock"


@pytest.fixture
def app(address: Address) -> Iterator[Flask]:
    """Give a small application whose scheduler has just ticked."""
    app = small_app(settings_for(address, AKF_DATABASE__STATEMENT_TIMEOUT_MS="200"))
    write_tick(app.extensions["akimfeedback.redis"])
    yield app
    with app.app_context():
        db.engine.dispose()
    app.extensions["akimfeedback.redis"].delete(TICK_KEY)
    app.extensions["akimfeedback.redis"].close()


def parts(app: Flask, status: int) -> dict[str, bool]:
    answer = app.test_client().get("/readyz")
    assert answer.status_code == status
    assert answer.headers["Cache-Control"] == "no-store"
    return {name: found["ready"] for name, found in answer.json["parts"].items()}  # type: ignore[index]


def test_ready_when_everything_is_there(app: Flask) -> None:
    assert parts(app, 200) == dict.fromkeys(["database", "migrations", "redis", "storage", "scheduler"], True)


def test_not_ready_without_redis_but_alive(app: Flask, address: Address) -> None:
    app.extensions["akimfeedback.redis"].close()
    app.extensions["akimfeedback.redis"] = connect(settings_for(address, REDIS_URL=NOWHERE))

    found = parts(app, 503)

    assert [name for name, ready in found.items() if not ready] == ["redis", "scheduler"]
    assert app.test_client().get("/healthz").status_code == 200
    app.extensions["akimfeedback.redis"] = connect(settings_for(address))


def test_not_ready_when_the_scheduler_is_silent(app: Flask) -> None:
    app.extensions["akimfeedback.redis"].set(TICK_KEY, time.time() - 3600)

    assert parts(app, 503)["scheduler"] is False


def test_not_ready_when_files_cannot_be_kept(app: Flask, address: Address, tmp_path: Path) -> None:
    taken = tmp_path / "taken"
    taken.write_text("a file where a folder should be", encoding="ascii")
    app.extensions["akimfeedback.storage"] = Storage(settings_for(address, AKF_STORAGE__PATH=str(taken)))

    assert parts(app, 503)["storage"] is False


def test_not_ready_before_the_migrations(app: Flask) -> None:
    with app.app_context(), db.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'older'"))

    try:
        assert parts(app, 503)["migrations"] is False
    finally:
        with app.app_context(), db.engine.begin() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = :v"), {"v": expected_head()})


def test_a_statement_cannot_run_for_ever(app: Flask) -> None:
    with app.app_context(), pytest.raises(OperationalError, match="statement timeout"):
        db.session.execute(text("SELECT pg_sleep(30)"))


@pytest.mark.parametrize(
    ("remote", "headers", "status"),
    [
        ("127.0.0.1", {}, 200),
        ("10.1.2.3", {}, 404),
        ("127.0.0.1", {"X-Forwarded-For": "10.1.2.3"}, 404),
        ("10.1.2.3", {"Authorization": "Bearer right"}, 200),
        ("10.1.2.3", {"Authorization": "Bearer wrong"}, 404),
    ],
    ids=["this machine", "another machine", "through the proxy", "right token", "wrong token"],
)
def test_who_may_read_the_figures(
    address: Address, remote: str, headers: dict[str, str], status: int
) -> None:
    app = small_app(settings_for(address, METRICS_TOKEN="right"))

    answer = app.test_client().get("/metrics", headers=headers, environ_base={"REMOTE_ADDR": remote})

    assert answer.status_code == status
    app.extensions["akimfeedback.redis"].close()


def test_figures_count_requests_by_route(address: Address) -> None:
    app = small_app(settings_for(address))
    client = app.test_client()
    client.get("/healthz")

    figures = client.get("/metrics").get_data(as_text=True)

    assert 'akimfeedback_requests_total{endpoint="health.alive",method="GET",status="200"}' in figures
    app.extensions["akimfeedback.redis"].close()
