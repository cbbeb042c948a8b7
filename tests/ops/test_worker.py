"""The worker: clean connections in every child, nothing lost when it is killed, one of a kind at a time."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from redis import Redis
from rq import Queue
from sqlalchemy import NullPool, create_engine, text

from akimfeedback.core import boot
from akimfeedback.core.db import db
from akimfeedback.core.health import tick_age
from akimfeedback.core.redis import connect, nudge
from akimfeedback.core.settings import ROOT, Settings
from akimfeedback.core.storage import storage
from akimfeedback.worker import alone, make_worker
from tests.ops.app_for_jobs import FLAG, small_app
from tests.ops.processes import clean_environ
from tests.servers import SECRET, Address, another_database, settings_for


@dataclass
class Bench:
    """A database with a table of work, an empty Redis number, and workers over them."""

    settings: Settings
    environ: dict[str, str]
    redis: Redis

    def enqueue(self, *names: str) -> None:
        """Put jobs of `app_for_jobs` into the queue."""
        for name in names:
            Queue("default", connection=self.redis).enqueue(f"tests.ops.app_for_jobs.{name}")

    def work(self, *words: str) -> int:
        """Let a worker work off the queue; returns how it ended."""
        command = [sys.executable, "-m", "tests.ops.app_for_jobs", *words]
        return subprocess.run(
            command, env=self.environ, cwd=ROOT, capture_output=True, check=False
        ).returncode

    def rows(self, sql: str) -> list[tuple[object, ...]]:
        """Return what the table holds now."""
        engine = create_engine(self.settings.database_url, poolclass=NullPool)
        with engine.begin() as connection:
            found = connection.execute(text(sql))
            return [tuple(row) for row in found] if found.returns_rows else []


@pytest.fixture
def bench(address: Address, tmp_path: Path) -> Iterator[Bench]:
    """Give a bench of its own."""
    with another_database("worker") as url:
        own = Address(url, address.redis_url, tmp_path)
        redis = Redis.from_url(address.redis_url)
        redis.flushdb()
        environ = clean_environ(
            AKF_ENV="test", AKF_VAR=str(tmp_path), DATABASE_URL=url, REDIS_URL=address.redis_url,
            SECRET_KEY=SECRET,
            **{FLAG: str(tmp_path / "died")},
        )  # fmt: skip
        bench = Bench(settings_for(own), environ, redis)
        bench.rows("CREATE TABLE work (id int PRIMARY KEY, done_by int, times int NOT NULL DEFAULT 0)")
        yield bench
        redis.flushdb()
        redis.close()


@pytest.fixture
def app(bench: Bench) -> Iterator[Flask]:
    """Give the small application on the bench."""
    app = small_app(bench.settings)
    yield app
    with app.app_context():
        db.engine.dispose()
        app.extensions["akimfeedback.redis"].close()


def test_a_dead_jobs_half_work_is_never_committed(bench: Bench) -> None:
    bench.enqueue("half", "whole")

    bench.work("open-pool")

    assert bench.rows("SELECT id FROM work") == [(1,)]


def test_the_trap_is_real_without_the_first_step(bench: Bench) -> None:
    """Keeps the test above honest: on an inherited pool the next job commits the dead job's row."""
    bench.enqueue("half", "whole")

    bench.work("open-pool", "plain")

    assert bench.rows("SELECT id FROM work ORDER BY id") == [(1,), (666,)]


def test_killing_worker_and_job_in_the_middle_loses_nothing(bench: Bench) -> None:
    bench.rows("INSERT INTO work (id) SELECT generate_series(1, 6)")
    bench.enqueue("sweep")

    died = bench.work()
    left = bench.rows("SELECT count(*) FROM work WHERE done_by IS NULL")
    bench.enqueue("sweep")
    bench.work()

    assert died < 0, "the worker should have been killed"
    assert left == [(4,)], "two were done, the third was rolled back"
    assert bench.rows("SELECT count(*) FROM work WHERE times = 1") == [(6,)], "each row exactly once"


def test_a_job_that_runs_elsewhere_is_not_started_again(bench: Bench, app: Flask) -> None:
    bench.enqueue("whole")
    with app.app_context(), alone("tests.ops.app_for_jobs.whole") as first:
        bench.work()

    assert first
    assert bench.rows("SELECT id FROM work") == []
    bench.enqueue("whole")
    bench.work()
    assert bench.rows("SELECT id FROM work") == [(1,)]


def test_the_workers_parent_touches_neither_database_nor_storage(app: Flask) -> None:
    make_worker(app)

    with app.app_context():
        assert db.engine.pool.checkedin() == 0  # type: ignore[attr-defined]
        assert not storage().is_touched


def test_the_tick_passes_through_queue_and_worker(bench: Bench) -> None:
    Queue("urgent", connection=bench.redis).enqueue("akimfeedback.core.jobs.tick")

    assert tick_age(bench.redis) is None
    bench.work()
    age = tick_age(bench.redis)

    assert age is not None
    assert age < 30


def test_a_nudge_is_sent_and_a_lost_one_harms_nobody(bench: Bench, app: Flask) -> None:
    with app.app_context():
        sent = nudge("tests.ops.app_for_jobs.whole")
        nowhere = bench.settings.model_copy(update={"redis_url": "unix:///nowhere/redis.sock"})
        app.extensions["akimfeedback.redis"] = connect(nowhere)
        lost = nudge("tests.ops.app_for_jobs.whole")

    bench.work()

    assert (sent, lost) == (True, False)
    assert bench.rows("SELECT id FROM work") == [(1,)]


def test_a_crowd_of_nudges_is_one_nudge(bench: Bench, app: Flask) -> None:
    with app.app_context():
        app.extensions["akimfeedback.redis"] = bench.redis
        sent = [nudge("tests.ops.app_for_jobs.whole", at_most_every=60) for _ in range(5)]

    bench.work()

    assert sent == [True, False, False, False, False]
    assert bench.rows("SELECT id FROM work") == [(1,)]


def test_statements_of_jobs_may_take_longer_than_those_of_pages(bench: Bench) -> None:
    pages, jobs = bench.settings.database, boot.for_jobs(bench.settings).database

    assert jobs.statement_timeout_ms == pages.job_statement_timeout_ms > pages.statement_timeout_ms
    assert jobs.pool_size < pages.pool_size
