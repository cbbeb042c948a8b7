"""Real PostgreSQL and Redis under one folder, for the demo, the tests and single commands.

One process holds `lock` in the folder as long as its servers live. After a crash of everything the next
start finds the lock free, looks whether a left server still runs (by the command line of its pid, never by
the pid alone), ends it, and starts anew over the same data.
"""

import fcntl
import json
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

import psycopg
from redis import Redis
from redis.exceptions import RedisError

from akimfeedback.core.binaries import (
    EmbeddedError,
    Runner,
    TakenError,
    choose_runner,
    postgres_programs,
    readable_for_nobody,
    redis_program,
)
from akimfeedback.core.folders import (
    outside_folder,
    own,
    process_command,
    short_folder,
    without_access_for_others,
)

OWNER = "akimfeedback"
DATABASE = "akimfeedback"
START_SECONDS = 90.0
STOP_SECONDS = 25.0
POLL_SECONDS = 0.04
REDIS_DATABASES = 64

Urls = tuple[str, str]


class Servers:
    """PostgreSQL and Redis of one folder; `durable=False` trades safety for speed and is for tests only."""

    def __init__(self, var: Path, *, durable: bool = True) -> None:
        self.var = var.absolute()
        self.durable = durable
        self.sockets = short_folder(self.var)
        self._lock: TextIO | None = None
        self._started: dict[str, subprocess.Popen[bytes]] = {}

    @property
    def urls(self) -> Urls:
        """The addresses of the database and of Redis."""
        return urls_of(self.sockets)

    @property
    def pids(self) -> dict[str, int]:
        """The process of each server by its name, for tests that kill them."""
        return {name: process.pid for name, process in self._started.items()}

    def start(self, *, wait_for_lock: bool = False) -> Urls:
        """Start both and return their addresses; raises EmbeddedError when another process runs them."""
        without_access_for_others(self.var)
        self._take_lock(wait=wait_for_lock)
        try:
            without_access_for_others(self.sockets)
            (self.var / "log").mkdir(exist_ok=True)
            self.start_postgres()
            self.start_redis()
            _create_database(self.sockets)
            self._write_state()
        except BaseException:
            self.stop()
            raise
        return self.urls

    def stop(self) -> None:
        """Stop both and give the lock back; safe to call twice."""
        (self.var / "servers.json").unlink(missing_ok=True)
        _stop(self._started.pop("redis", None), signal.SIGTERM)
        _stop(self._started.pop("postgres", None), signal.SIGINT)
        if self._lock:
            shutil.rmtree(self.sockets, ignore_errors=True)
            self._lock.close()
            self._lock = None

    def died(self) -> list[str]:
        """Return the names of the servers that are not running any more."""
        return [name for name, process in self._started.items() if process.poll() is not None]

    def start_again(self, name: str) -> None:
        """Start one server that died, over the same data and at the same address."""
        if name == "postgres":
            self.start_postgres()
        else:
            self.start_redis()
        self._write_state()

    def empty_database(self) -> None:
        """Drop everything in the database; for a demo whose first load was cut off."""
        with _postgres(self.sockets) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{DATABASE}" WITH (FORCE)')
        _create_database(self.sockets)

    def _write_state(self) -> None:
        state = {"urls": self.urls, "pids": self.pids}
        _write(self.var / "servers.json", json.dumps(state))

    def start_postgres(self) -> None:
        """Start PostgreSQL over its data, which is made on the first start."""
        data, runner, programs = self._prepared()
        _end_left_over(_pid_in(data / "postmaster.pid"), str(data))
        for stale in (data / "postmaster.pid", self.sockets / ".s.PGSQL.5432.lock"):
            stale.unlink(missing_ok=True)
        command = runner.command(programs / "postgres", "-D", str(data), *self._postgres_options())
        process = self._popen("postgres", command)
        _wait_until(lambda: _postgres_answers(self.sockets), process, self.var / "log" / "postgres.log")

    def start_redis(self) -> None:
        """Start Redis with its append-only file."""
        folder = self.var / "redis"
        folder.mkdir(exist_ok=True)
        socket = self.sockets / "redis.sock"
        _end_left_over(_pid_in(self.sockets / "redis.pid"), str(socket))
        socket.unlink(missing_ok=True)
        command = [
            str(redis_program(self.var)), "--port", "0", "--unixsocket", str(socket),
            "--unixsocketperm", "700",
            "--dir", str(folder), "--pidfile", str(self.sockets / "redis.pid"), "--daemonize", "no",
            "--databases", str(REDIS_DATABASES), "--save", "",
            "--appendonly", "yes" if self.durable else "no",
        ]  # fmt: skip
        process = self._popen("redis", command)
        _write(self.sockets / "redis.pid", str(process.pid))
        _wait_until(lambda: _redis_answers(self.urls[1]), process, self.var / "log" / "redis.log")

    def _take_lock(self, *, wait: bool) -> None:
        lock = (self.var / "lock").open("a+")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError as error:
            lock.close()
            raise TakenError(f"The servers in {self.var} are already run by another process.") from error
        self._lock = lock

    def _prepared(self) -> tuple[Path, Runner, Path]:
        data = self.var / "postgres"
        programs = postgres_programs(data)
        runner = choose_runner(programs / "postgres")
        if runner.as_nobody:
            data = own(data, self.sockets)
            programs = readable_for_nobody(programs, data.parent)
        if not (data / "PG_VERSION").exists():
            self._init(data, runner, programs)
        return data, runner, programs

    def _init(self, data: Path, runner: Runner, programs: Path) -> None:
        """Make the data beside its place and move it there, so that a crash leaves no half-made folder."""
        half = data.with_name(f"{data.name}.{os.getpid()}.half")
        command = runner.command(
            programs / "initdb", "-D", str(half), "-U", OWNER, "--auth=trust", "--encoding=UTF8",
            "--locale-provider=builtin", "--locale=C.UTF-8", "--no-instructions",
            *([] if self.durable else ["--no-sync"]),
        )  # fmt: skip
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise EmbeddedError(f"PostgreSQL could not make its folder: {done.stderr.strip()[-400:]}")
        half.rename(data)

    def _postgres_options(self) -> list[str]:
        options = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.sockets),
            "unix_socket_permissions": "0700",
            "max_connections": "120",
            "shared_buffers": "128MB",
            "timezone": "UTC",
            "log_timezone": "UTC",
            "jit": "off",
        }
        if not self.durable:
            options |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        return [word for name, value in options.items() for word in ("-c", f"{name}={value}")]

    def _popen(self, name: str, command: list[str]) -> subprocess.Popen[bytes]:
        with (self.var / "log" / f"{name}.log").open("ab") as log:
            process = subprocess.Popen(
                command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, start_new_session=True, cwd="/"
            )
        self._started[name] = process
        return process


def urls_of(sockets: Path) -> Urls:
    """Return the addresses of the servers whose sockets lie in the folder."""
    return f"postgresql+psycopg://{OWNER}@/{DATABASE}?host={sockets}", f"unix://{sockets}/redis.sock"


def running(var: Path) -> Urls | None:
    """Return the addresses when a living process holds the servers of the folder, else None."""
    if not is_held(var):
        return None
    try:
        urls = json.loads((var / "servers.json").read_text(encoding="utf-8"))["urls"]
    except (FileNotFoundError, ValueError, KeyError):
        return None
    return urls[0], urls[1]


def is_held(var: Path) -> bool:
    """Return whether some process holds the lock of the folder."""
    try:
        with (var / "lock").open("a+") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False


def forget(var: Path) -> None:
    """Delete a folder with all its data; raises EmbeddedError while its servers run."""
    if is_held(var):
        raise EmbeddedError(f"The servers in {var} are running: stop them first.")
    for folder in (var, short_folder(var), outside_folder(short_folder(var))):
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def servers_for_command(var: Path) -> Iterator[Urls]:
    """Give the running servers, or start them for the time of the block.

    Several commands at once share them: the one that started them stops them after the last has ended.
    """
    without_access_for_others(var)
    with (var / "users").open("a+") as users:
        fcntl.flock(users, fcntl.LOCK_SH)
        urls, own_servers = _found_or_started(var)
        try:
            yield urls
        finally:
            if own_servers:
                fcntl.flock(users, fcntl.LOCK_EX)
                own_servers.stop()


def _found_or_started(var: Path) -> tuple[Urls, Servers | None]:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        if urls := running(var):
            return urls, None
        with suppress(TakenError):
            if not is_held(var):
                servers = Servers(var)
                return servers.start(), servers
        time.sleep(POLL_SECONDS)
    raise EmbeddedError(f"The servers in {var} are held by another process and do not answer.")


def _create_database(sockets: Path) -> None:
    with _postgres(sockets) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            connection.execute(f'CREATE DATABASE "{DATABASE}"')


def _postgres(sockets: Path) -> psycopg.Connection:
    return psycopg.connect(
        host=str(sockets), user=OWNER, dbname="postgres", autocommit=True, connect_timeout=5
    )


def _postgres_answers(sockets: Path) -> bool:
    try:
        _postgres(sockets).close()
    except psycopg.OperationalError:
        return False
    return True


def _redis_answers(url: str) -> bool:
    try:
        with Redis.from_url(url, socket_timeout=2) as client:
            return bool(client.ping())
    except RedisError:
        return False


def _wait_until(ready: Callable[[], bool], process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while not ready():
        if process.poll() is not None or time.monotonic() > until:
            last = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()[-3:]
            raise EmbeddedError(f"{log.stem} did not start: {' / '.join(last)}")
        time.sleep(POLL_SECONDS)


def _pid_in(path: Path) -> int | None:
    try:
        return int(path.read_text(encoding="ascii").splitlines()[0])
    except (FileNotFoundError, ValueError, IndexError):
        return None


def _end_left_over(pid: int | None, mark: str) -> None:
    """End a server left by a crash; `mark` must stand in its command line, so a reused pid is never hit."""
    for kind, seconds in ((signal.SIGINT, STOP_SECONDS), (signal.SIGKILL, STOP_SECONDS)):
        until = time.monotonic() + seconds
        if pid is None or mark not in process_command(pid):
            return
        with suppress(ProcessLookupError):
            os.kill(pid, kind)
        while time.monotonic() < until and mark in process_command(pid):
            time.sleep(POLL_SECONDS)


def _stop(process: subprocess.Popen[bytes] | None, kind: signal.Signals) -> None:
    if process is None or process.poll() is not None:
        return
    process.send_signal(kind)
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(STOP_SECONDS)


def _write(path: Path, text: str) -> None:
    whole = path.with_name(f"{path.name}.{os.getpid()}")
    whole.write_text(text, encoding="utf-8")
    whole.rename(path)
