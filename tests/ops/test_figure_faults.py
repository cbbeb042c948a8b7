"""Faults while figures are frozen, sealed and packed: real workers, killed in the middle of their job.

A lock held by the test makes a job stand still at a known step; then its worker is killed as in a power cut.
"""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
from redis import Redis
from rq import Queue
from sqlalchemy import Engine, NullPool, create_engine
from sqlalchemy.orm import Session

from akimfeedback.core import clock
from akimfeedback.core.binaries import redis_program
from akimfeedback.core.folders import short_folder
from akimfeedback.core.settings import ROOT
from akimfeedback.kpi import verify
from tests import make
from tests.appeals.conftest import at
from tests.kpi.registers import lines, load
from tests.ops.processes import clean_environ, is_gone, kill_hard, run_flask, until
from tests.servers import JOURNAL_KEY, SECRET, another_database

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("figure-faults")]
FREEZE = "akimfeedback.kpi.jobs.freeze_due"
SEAL = "akimfeedback.journal.jobs.seal_waiting"
PACK = "akimfeedback.kpi.package_jobs.keep_packages"
NOW = at("2026-11-02")  # the third quarter is final
VERSIONS = "SELECT count(*), max(version) FROM kpi_snapshot WHERE version > 0"
TOLD = "SELECT count(*) FROM journal_entry WHERE act = 'kpi.frozen'"
STANDS = """SELECT count(*) FROM pg_stat_activity
  WHERE datname = current_database() AND wait_event_type = 'Lock' AND pid <> pg_backend_pid()"""
LEAVES = "SELECT count(*), count(DISTINCT entry_id), max(place) + 1 FROM journal_leaf"


@dataclass
class Plant:
    """A database with one okrug whose quarter is over, a Redis and a worker of its own."""

    url: str
    folder: Path
    environ: dict[str, str]
    socket: Path
    worker: "subprocess.Popen[bytes] | None" = None
    redis: "subprocess.Popen[bytes] | None" = None
    ended: list["subprocess.Popen[bytes]"] = field(default_factory=list)

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        """Ask the database."""
        with psycopg.connect(self.url.replace("+psycopg", ""), autocommit=True) as connection:
            cursor = connection.execute(sql)
            return cursor.fetchall() if cursor.description else []

    def begins(self, job: str) -> None:
        """Hand a job to the worker; a dead one is replaced first, as the supervisor does."""
        self.starts_redis()
        if self.worker is None or is_gone(self.worker.pid):
            command = [sys.executable, "-m", "tests.ops.figures_worker"]
            with (self.folder / "said").open("ab") as said:
                self.worker = subprocess.Popen(
                    command, cwd=ROOT, env=self.environ, stdout=said, stderr=said, start_new_session=True
                )
            self.ended.append(self.worker)
        with Redis(unix_socket_path=str(self.socket)) as server:
            Queue("default", connection=server).enqueue(job, result_ttl=0)

    def starts_redis(self) -> None:
        """Start the Redis unless it runs."""
        if self.redis is not None and not is_gone(self.redis.pid):
            return
        command = [str(redis_program(self.folder)), "--port", "0", "--unixsocket", str(self.socket)]
        command += ["--save", "", "--dir", str(self.folder)]
        self.redis = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        self.ended.append(self.redis)
        until(self.socket.exists, "Redis listens")

    def kill_worker(self) -> None:
        """Kill the worker and the process of its job."""
        assert self.worker is not None
        own = str(self.worker.pid)
        children = [
            int(stat.parent.name)
            for stat in Path("/proc").glob("[0-9]*/stat")
            if _parent(stat) == own
        ]  # fmt: skip
        kill_hard(self.worker.pid, *children)
        self.worker.wait()

    @contextmanager
    def standing_still_at(self, table: str, mode: str = "SHARE") -> Iterator[None]:
        """Hold a table, so that whoever comes to it stands still until the end of the block."""
        with psycopg.connect(self.url.replace("+psycopg", "")) as holder:
            holder.execute(f"LOCK TABLE {table} IN {mode} MODE")
            yield
            holder.rollback()

    def stands_still(self, count: int = 1) -> None:
        """Wait until so many jobs stand still."""
        until(lambda: self.ask(STANDS)[0][0] >= count, "the job stands still")

    def unfrozen(self) -> None:
        """Take the frozen figures and their acts away: each test freezes for itself."""
        self.ask("DELETE FROM kpi_snapshot WHERE version > 0")
        self.ask("TRUNCATE journal_leaf, journal_node, journal_head")
        self.ask("DELETE FROM journal_entry WHERE act = 'kpi.frozen'")

    def frozen(self) -> None:
        """Wait until the quarter is frozen; each okrug once, each told once."""
        until(lambda: self.ask(TOLD) == [(1,)], "the quarter is frozen")
        assert self.ask(VERSIONS) == [(1, 1)]


def _parent(stat: Path) -> str:
    try:
        return stat.read_text(encoding="utf-8").rsplit(") ", 1)[1].split()[1]
    except OSError:
        return ""


def shift_to(moment: datetime) -> str:
    """Return how far the product's clock stands from the machine's."""
    return str((moment - clock.now()).total_seconds())


@pytest.fixture(scope="module")
def plant(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Plant]:
    """Give the plant; all that it started is killed at the end."""
    folder = tmp_path_factory.mktemp("plant")
    (folder / "clock-shift").write_text(shift_to(NOW), encoding="ascii")
    with another_database("figures") as url:
        own = create_engine(url, poolclass=NullPool)
        with Session(own) as session:
            unit = make.okrug_of(session, make.village(session))
            make.topic(session)
            load(session, unit, lines(12), now=at("2026-10-13"))
            session.commit()
        socket = short_folder(folder) / "redis.sock"
        socket.parent.mkdir()
        environ = clean_environ(
            AKF_ENV="test", AKF_VAR=str(folder), DATABASE_URL=url, REDIS_URL=f"unix://{socket}",
            SECRET_KEY=SECRET, JOURNAL_KEY=JOURNAL_KEY, AKF_DATABASE__LOCK_TIMEOUT_MS="120000",
        )  # fmt: skip
        made = Plant(url, folder, environ, socket)
        yield made
        if made.worker is not None:
            made.kill_worker()
        for process in made.ended:
            process.kill()
            process.wait()
        shutil.rmtree(socket.parent)


def test_a_freeze_whose_worker_is_killed_leaves_nothing_and_the_next_completes(plant: Plant) -> None:
    plant.unfrozen()
    with plant.standing_still_at("journal_entry"):
        plant.begins(FREEZE)
        plant.stands_still()
        plant.kill_worker()

    plant.begins(FREEZE)

    plant.frozen()


def test_two_freezes_at_once_freeze_once(plant: Plant) -> None:
    plant.unfrozen()
    with plant.standing_still_at("journal_entry"):
        plant.begins(FREEZE)
        plant.stands_still()
        command = [sys.executable, "-m", "flask", "--app", "wsgi", "kpi", "freeze", "--period", "2026-Q3"]
        other = subprocess.Popen(command, cwd=ROOT, env=plant.environ, stdout=subprocess.PIPE)
        plant.stands_still(2)
    said, _ = other.communicate(timeout=60)

    assert other.returncode == 0, said
    plant.frozen()


def test_a_freeze_goes_on_when_redis_is_gone(plant: Plant) -> None:
    plant.unfrozen()
    with plant.standing_still_at("journal_entry"):
        plant.begins(FREEZE)
        plant.stands_still()
        assert plant.redis is not None
        plant.redis.kill()
        plant.redis.wait()
        plant.socket.unlink()

    plant.frozen()
    plant.kill_worker()  # whatever it does without Redis, the supervisor would replace it
    plant.begins(FREEZE)
    plant.begins(SEAL)
    until(lambda: plant.ask(LEAVES)[0][0], "the next job is done, so is the freeze before it")
    plant.frozen()


def test_a_killed_sealer_leaves_no_leaf_and_the_next_seals_each_act_once(plant: Plant) -> None:
    plant.unfrozen()
    acts = plant.ask("SELECT count(*) FROM journal_entry")[0][0]
    assert acts > 12
    with plant.standing_still_at("journal_head"):
        plant.begins(SEAL)
        plant.stands_still()
        plant.kill_worker()
    assert plant.ask(LEAVES) == [(0, 0, None)]

    plant.begins(SEAL)
    until(lambda: plant.ask("SELECT max(size) FROM journal_head") == [(acts,)], "all acts are sealed")

    assert plant.ask(LEAVES) == [(acts, acts, acts)]
    checked = run_flask(plant.environ, "journal", "check")
    assert checked.returncode == 0, checked.stdout + checked.stderr[-2000:]


def test_a_killed_packer_leaves_no_half_file_and_the_next_one_agrees(plant: Plant) -> None:
    plant.unfrozen()
    plant.begins(FREEZE)
    plant.frozen()

    def archives() -> list[Path]:
        return [path for path in plant.folder.rglob("open-data/**/*") if path.is_file()]

    with plant.standing_still_at("territory", "ACCESS EXCLUSIVE"):
        plant.begins(PACK)
        plant.stands_still()
        plant.kill_worker()
    assert archives() == []

    plant.begins(PACK)
    until(archives, "the archive is written")

    (archive,) = archives()
    assert verify.check(archive).same
