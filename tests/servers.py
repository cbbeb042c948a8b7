"""One PostgreSQL and one Redis for a whole test run, shared by its parallel processes.

The first process that needs them starts them under a lock and migrates a template database; every process
clones its own database from it and takes its own Redis number. The run's first process stops them at the
end; what a killed run left behind is ended by the next.
"""

import fcntl
import json
import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg
from sqlalchemy import NullPool, create_engine

from akimfeedback.core import schema
from akimfeedback.core.embedded import DATABASE, OWNER, Servers
from akimfeedback.core.folders import process_command, short_folder
from akimfeedback.core.settings import Settings, load_settings

RUN = "TEST_RUN_FOLDER"
TEMPLATE = "template_migrated"
SECRET = "a secret key that only tests use, long enough"
JOURNAL_KEY = "b25seSBmb3IgdGVzdHMsIHRoaXJ0eS10d28gYnl0ZXM="


@dataclass(frozen=True)
class Address:
    """Where a process of the test run finds its database and its Redis."""

    database_url: str
    redis_url: str
    folder: Path


def begin_run() -> None:
    """Make the run's folder and end what killed runs left behind; only the first process calls it."""
    home = Path(tempfile.gettempdir()) / f"akf-tests-{os.getuid()}"
    home.mkdir(mode=0o700, exist_ok=True)
    for old in home.iterdir():
        if old.name.isdigit() and not _is_alive(int(old.name)):
            _end_servers(old)
    own = home / str(os.getpid())
    own.mkdir()
    os.environ[RUN] = str(own)


def end_run() -> None:
    """Stop the servers of this run, if any test needed them."""
    if folder := os.environ.pop(RUN, ""):
        _end_servers(Path(folder))


def address_for(worker: str) -> Address:
    """Return the address of a process (`gw0`, `gw1`, … or `master`), its database freshly cloned."""
    folder = Path(os.environ[RUN])
    with _locked(folder):
        sockets = Path(_started(folder))
        database = f"test_{worker}"
        with _postgres(sockets) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')
            connection.execute(f'CREATE DATABASE "{database}" TEMPLATE "{TEMPLATE}"')
    number = int(worker.removeprefix("gw")) + 1 if worker.startswith("gw") else 0
    var = folder / worker
    var.mkdir(exist_ok=True)
    return Address(
        f"postgresql+psycopg://{OWNER}@/{database}?host={sockets}",
        f"unix://{sockets}/redis.sock?db={number}",
        var,
    )


@contextmanager
def another_database(name: str, *, template: str = TEMPLATE) -> Iterator[str]:
    """Give the address of a database of its own, dropped afterwards; for tests that commit or migrate."""
    folder = Path(os.environ[RUN])
    with _locked(folder):
        sockets = Path(_started(folder))
    unique = f"{name}_{os.getpid()}"
    with _postgres(sockets) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{unique}" WITH (FORCE)')
        connection.execute(f'CREATE DATABASE "{unique}" TEMPLATE "{template}"')
    try:
        yield f"postgresql+psycopg://{OWNER}@/{unique}?host={sockets}"
    finally:
        with _postgres(sockets) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{unique}" WITH (FORCE)')


def settings_for(address: Address, **environ: str) -> Settings:
    """Return the settings of the test environment at an address."""
    return load_settings(
        {
            "AKF_ENV": "test",
            "AKF_VAR": str(address.folder),
            "DATABASE_URL": address.database_url,
            "REDIS_URL": address.redis_url,
            "SECRET_KEY": SECRET,
            "JOURNAL_KEY": JOURNAL_KEY,
            **environ,
        }
    )


def _started(folder: Path) -> str:
    """Return the folder of the sockets, starting and migrating on the first call of the run."""
    state = folder / "state.json"
    if not state.exists():
        servers = Servers(folder / "servers", durable=False)
        servers.start()
        try:
            _make_template(servers)
        except BaseException:
            servers.stop()
            raise
        state.write_text(
            json.dumps({"sockets": str(servers.sockets), "pids": servers.pids}), encoding="utf-8"
        )
        _KEPT.append(servers)
    sockets: str = json.loads(state.read_text(encoding="utf-8"))["sockets"]
    return sockets


_KEPT: list[Servers] = []


def _make_template(servers: Servers) -> None:
    """Migrate a database in which no test ever writes."""
    engine = create_engine(servers.urls[0], poolclass=NullPool)
    schema.upgrade(engine)
    with _postgres(servers.sockets) as connection:
        connection.execute(f'ALTER DATABASE "{DATABASE}" RENAME TO "{TEMPLATE}"')


def _postgres(sockets: Path) -> psycopg.Connection:
    return psycopg.connect(host=str(sockets), user=OWNER, dbname="postgres", autocommit=True)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    with (folder / "start.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _end_servers(folder: Path) -> None:
    state = folder / "state.json"
    if state.exists():
        read = json.loads(state.read_text(encoding="utf-8"))
        for kept in _KEPT:
            kept.stop()
        for pid in read["pids"].values():
            if any(word in process_command(pid) for word in ("postgres", "redis")):
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGQUIT if "postgres" in process_command(pid) else signal.SIGTERM)
        shutil.rmtree(read["sockets"], ignore_errors=True)
    shutil.rmtree(short_folder(folder / "servers"), ignore_errors=True)
    shutil.rmtree(folder, ignore_errors=True)


def _is_alive(pid: int) -> bool:
    return "pytest" in process_command(pid) or "python" in process_command(pid)
