"""The whole house with real processes: what dies comes back, and a crash of everything loses nothing."""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest

from akimfeedback.core.embedded import DATABASE, OWNER, forget
from akimfeedback.core.folders import short_folder
from akimfeedback.core.settings import ROOT
from tests.ops.processes import clean_environ, is_gone, kill_hard, run_flask, until

SUPERVISOR = [sys.executable, "-m", "akimfeedback.core.supervisor"]


@dataclass
class House:
    """A running product in a folder of its own."""

    process: subprocess.Popen[str]
    environ: dict[str, str]
    var: Path
    port: int

    def ready(self) -> dict[str, Any]:
        """Return what /readyz says, an empty dict when nobody answers."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=10) as answer:
                return dict(json.load(answer))
        except urllib.error.HTTPError as error:
            with error:
                return dict(json.load(error))
        except OSError:
            return {}

    def is_ready(self) -> bool:
        """Return whether everything is there."""
        return self.ready().get("ready") is True

    def pids(self) -> dict[str, int]:
        """Return the processes of the house by what they do."""
        found = dict(json.loads((self.var / "servers.json").read_text(encoding="utf-8"))["pids"])
        marks = {"gunicorn": "web", "akimfeedback.worker": "worker", "akimfeedback/schedule.py": "scheduler"}
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                command = (folder / "cmdline").read_bytes().decode(errors="replace")
                parent = int((folder / "stat").read_text(encoding="utf-8").rsplit(") ", 1)[1].split()[1])
            except (OSError, ValueError):
                continue
            if parent == self.process.pid:
                found |= {name: int(folder.name) for mark, name in marks.items() if mark in command}
        return found

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        """Ask the database of the house."""
        host = str(short_folder(self.var))
        with psycopg.connect(host=host, user=OWNER, dbname=DATABASE, autocommit=True) as connection:
            cursor = connection.execute(sql)
            return cursor.fetchall() if cursor.description else []


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start(var: Path) -> House:
    port = free_port()
    environ = clean_environ(AKF_ENV="development", AKF_VAR=str(var), PORT=str(port), AKF_WEB__WORKERS="1")
    with (var / "said").open("w") as said:
        process = subprocess.Popen(
            [*SUPERVISOR, "run"], cwd=ROOT, env=environ, text=True, start_new_session=True,
            stdout=said, stderr=subprocess.STDOUT,
        )  # fmt: skip
    house = House(process, environ, var, port)
    try:
        until(house.is_ready, "the product is ready")
    except AssertionError as error:
        process.send_signal(signal.SIGTERM)
        process.wait()
        raise AssertionError((var / "said").read_text(encoding="utf-8")[-3000:]) from error
    return house


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    """Give a running product; at the end Ctrl-C must stop every part of it."""
    with tempfile.TemporaryDirectory(prefix="akf-test-house-") as folder:
        var = Path(folder)
        house = start(var)
        yield house
        pids = house.pids()
        house.process.send_signal(signal.SIGINT)
        house.process.wait(60)
        assert house.process.returncode == 0
        assert {name for name, pid in pids.items() if not is_gone(pid)} == set()
        forget(var)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["worker", "scheduler", "redis", "postgres", "web"])
def test_what_is_killed_comes_back(house: House, name: str) -> None:
    before = house.pids()[name]

    kill_hard(before)

    until(lambda: house.pids().get(name, before) != before, f"{name} runs again")
    until(house.is_ready, f"ready after {name} was killed")


@pytest.mark.slow
def test_commands_find_the_running_servers_and_leave_them_running(house: House) -> None:
    until(house.is_ready, "ready")
    before = house.pids()["postgres"]

    done = run_flask(house.environ, "db", "current")

    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == (ROOT / "migrations" / "current-head").read_text(encoding="ascii").strip()
    assert house.pids()["postgres"] == before


@pytest.mark.slow
def test_a_second_house_on_the_same_port_is_refused_in_one_sentence(house: House, tmp_path: Path) -> None:
    done = subprocess.run(
        [*SUPERVISOR, "run"], cwd=ROOT, env=house.environ | {"AKF_VAR": str(tmp_path)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert done.returncode == 1
    assert done.stdout.splitlines()[-1].startswith(f"akimfeedback does not start: port {house.port} is taken")
    assert "Traceback" not in done.stdout + done.stderr


@pytest.mark.slow
def test_killing_everything_and_starting_again_keeps_the_data() -> None:
    with tempfile.TemporaryDirectory(prefix="akf-test-crash-") as folder:
        house = start(Path(folder))
        house.ask("CREATE TABLE kept AS SELECT 7 AS n")
        pids = [house.process.pid, *house.pids().values()]

        kill_hard(*pids)
        house.process.wait()
        until(lambda: all(is_gone(pid) for pid in pids), "all are gone")
        again = start(Path(folder))

        assert again.ask("SELECT n FROM kept") == [(7,)]
        os.kill(again.process.pid, signal.SIGTERM)
        assert again.process.wait(60) == 0
        forget(Path(folder))


@pytest.mark.parametrize("missing", ["DATABASE_URL", "REDIS_URL", "SECRET_KEY"])
def test_production_without_its_addresses_refuses_in_one_sentence(missing: str) -> None:
    environ = clean_environ(
        AKF_ENV="production", DATABASE_URL="postgresql://h/d", REDIS_URL="redis://h/0", SECRET_KEY="k" * 40
    )
    del environ[missing]

    done = run_flask(environ, "routes")

    assert done.returncode == 1
    assert done.stderr.startswith(f"akimfeedback does not start: {missing} ")
    assert len(done.stderr.strip().splitlines()) == 1


def test_the_web_server_refuses_a_wrong_setting_in_one_sentence() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "gunicorn", "-c", "config/gunicorn.py"], cwd=ROOT, check=False,
        env=clean_environ(AKF_ENV="demo", AKF_WEB__THREADS="many"), capture_output=True, text=True,
    )  # fmt: skip

    assert done.returncode != 0
    assert "web.threads (AKF_WEB__THREADS in the environment)" in done.stderr
    assert "Traceback" not in done.stderr
