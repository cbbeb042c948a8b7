"""The whole product with a made-up district, as `make demo` runs it, in a folder and on a port of its own."""

import json
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pyotp
import requests
from redis import Redis
from redis.exceptions import RedisError
from rq import Queue

from akimfeedback.core import clock
from akimfeedback.core.clock import KAZAKHSTAN
from akimfeedback.core.embedded import DATABASE, OWNER, forget
from akimfeedback.core.folders import short_folder
from akimfeedback.core.settings import ROOT
from akimfeedback.demo import people
from akimfeedback.demo.settling import factor_secret
from akimfeedback.kpi.periods import quarter_of
from tests.ops.processes import clean_environ, kill_hard, run_flask, until

PART = "0.12"  # of the stories: enough for every page to have something to show
PARTS = {"gunicorn": "web", "akimfeedback.worker": "worker", "akimfeedback/schedule.py": "scheduler"}


@dataclass
class Product:
    """A running product."""

    process: subprocess.Popen[bytes] | None
    environ: dict[str, str]
    var: Path
    address: str

    def flask(self, *words: str) -> str:
        """Run a command of the product; it must succeed."""
        done = run_flask(self.environ, *words)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def ask(self, sql: str, **values: object) -> list[tuple[Any, ...]]:
        """Ask the database."""
        with psycopg.connect(
            host=str(short_folder(self.var)), user=OWNER, dbname=DATABASE, autocommit=True
        ) as connection:
            cursor = connection.execute(sql, values)
            return cursor.fetchall() if cursor.description else []

    def messages(self, phone: str) -> list[dict[str, Any]]:
        """Return what was written to a phone, newest first."""
        answer = requests.get(f"{self.address}/demo/outbox.json", {"phone": phone}, timeout=20)
        answer.raise_for_status()
        found: list[dict[str, Any]] = answer.json()["messages"]
        return found

    def message(self, phone: str, kind: str, *, after: int = 0) -> dict[str, Any]:
        """Wait for a message of a kind that has left, newer than another, and return it."""
        found: list[dict[str, Any]] = []

        def left() -> bool:
            found[:] = [
                one
                for one in self.messages(phone)
                if one["kind"] == kind and one["id"] > after and one["state"] == "sent"
            ]
            return bool(found)

        if not left():
            with suppress(RedisError):
                self.nudge("akimfeedback.notifications.jobs.send_waiting", queue="urgent")
        until(left, f"{kind} leaves to {phone[-4:]}")
        return found[0]

    def last_message(self, phone: str) -> int:
        """Return the number of the newest message to a phone, 0 when there is none."""
        return max((one["id"] for one in self.messages(phone)), default=0)

    @contextmanager
    def without(self, name: str) -> Iterator[None]:
        """Kill a server as a power cut does, and let nobody start it again for a while."""
        assert self.process is not None
        self.process.send_signal(signal.SIGSTOP)
        try:
            kill_hard(self.pids()[name])
            yield
        finally:
            self.process.send_signal(signal.SIGCONT)

    def quarter(self) -> str:
        """Return the quarter on the product's clock."""
        return str(quarter_of(self.now().date()))

    def new_phone(self) -> str:
        """Return a phone nobody has here."""
        return f"+7701{secrets.randbelow(10**7):07d}"

    def answers(self) -> bool:
        """Return whether pages answer."""
        try:
            return bool(requests.get(f"{self.address}/healthz", timeout=10).ok)
        except requests.RequestException:
            return False

    def pids(self) -> dict[str, int]:
        """Return the processes by what they do."""
        found = dict(json.loads((self.var / "servers.json").read_text(encoding="utf-8"))["pids"])
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                command = (folder / "cmdline").read_bytes().decode(errors="replace")
                parent = int((folder / "stat").read_text(encoding="utf-8").rsplit(") ", 1)[1].split()[1])
            except (OSError, ValueError):
                continue
            if self.process and parent == self.process.pid:
                found |= {name: int(folder.name) for mark, name in PARTS.items() if mark in command}
        return found

    def forward(self, by: str) -> None:
        """Move the product's clock on: "+21d"."""
        self.flask("demo", "clock", by)

    def nudge(self, job: str, *, queue: str = "default") -> None:
        """Let a worker run a job of the schedule now; the night's jobs come by the machine's own clock."""
        url = json.loads((self.var / "servers.json").read_text(encoding="utf-8"))["urls"][1]
        with Redis.from_url(url) as server:
            Queue(queue, connection=server).enqueue(job, result_ttl=0)

    def now(self) -> datetime:
        """Return the moment on the product's clock."""
        path = self.var / "clock-shift"
        shift = float(path.read_text(encoding="ascii")) if path.exists() else 0.0
        return clock.now().astimezone(KAZAKHSTAN) + timedelta(seconds=shift)

    def factor(self, code: str) -> str:
        """Return the code that an official's app shows now."""
        official = next(one for one in people.OFFICIALS if one.code == code)
        return str(pyotp.TOTP(factor_secret(official)).at(self.now()))

    def to_working_hours(self) -> None:
        """Move the clock on to a weekday's late morning: at night text messages wait."""
        now = self.now()
        if now.hour in range(9, 18) and now.weekday() in range(5):
            return
        day = now + timedelta(days=now.hour >= 9)
        while day.weekday() not in range(5):
            day += timedelta(days=1)
        self.forward(f"{day:%Y-%m-%d}T10:30")


def attached(var: Path, port: int) -> Product:
    """Return the product that somebody has started already; it is left running."""
    environ = clean_environ(AKF_ENV="demo", AKF_VAR=str(var), PORT=str(port), AKF_WEB__PORT=str(port))
    return Product(None, environ, var, f"http://127.0.0.1:{port}")


@contextmanager
def running_product(port: int, *, part: str = PART, **more: str) -> Iterator[Product]:
    """Give a running product; at the end it is stopped and its folder removed."""
    folder = Path(tempfile.mkdtemp(prefix="akf-test-product-"))
    environ = clean_environ(
        AKF_ENV="demo", AKF_VAR=str(folder), PORT=str(port), AKF_WEB__PORT=str(port), **more
    )
    try:
        _load(environ, part)
        (folder / "demo-loaded").touch()
        product = _started(environ, folder, port)
        try:
            yield product
        finally:
            _stop(product.process)
    finally:
        forget(folder)
        shutil.rmtree(folder, ignore_errors=True)


def _stop(process: subprocess.Popen[bytes] | None) -> None:
    if process is None:
        return
    process.send_signal(signal.SIGINT)
    try:
        process.wait(60)
    except subprocess.TimeoutExpired:
        kill_hard(process.pid)


def _load(environ: dict[str, str], part: str) -> None:
    """Make schema and district in one process, which starts the servers for its time."""
    command = [sys.executable, "-m", "tests.e2e.load_part", part]
    done = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]


def _started(environ: dict[str, str], folder: Path, port: int) -> Product:
    with (folder / "said").open("wb") as said:
        process = subprocess.Popen(
            [sys.executable, "-m", "akimfeedback.core.supervisor", "demo"],
            cwd=ROOT, env=environ, stdout=said, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
    product = Product(process, environ, folder, f"http://127.0.0.1:{port}")
    try:
        until(product.answers, "pages answer")
    except AssertionError as error:
        process.send_signal(signal.SIGTERM)
        process.wait()
        raise AssertionError((folder / "said").read_text(encoding="utf-8")[-3000:]) from error
    return product
