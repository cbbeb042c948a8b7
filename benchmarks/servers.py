"""The run's own PostgreSQL and Redis, durable as in production, and gunicorn with the product's settings."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from akimfeedback.core.embedded import Servers, forget
from akimfeedback.core.settings import ROOT

TICK = os.sysconf("SC_CLK_TCK")
SECRET = "a secret key of the benchmark only, long enough"  # noqa: S105 - nothing is behind it
NO_CAPS = {
    "AKF_LIMITS__ENABLED": "true",  # the counters in Redis are paid for, only their caps are out of the way
    "AKF_LIMITS__READING": "9000000 per minute",
    "AKF_LIMITS__CHANGING": "9000000 per minute",
    "AKF_LIMITS__FILING": "9000000 per day",
}


@contextmanager
def started() -> Iterator[Servers]:
    """Give the servers in a folder of their own, which is deleted at the end."""
    folder = Path(tempfile.mkdtemp(prefix="akf-bench-"))
    servers = Servers(folder / "servers", durable=True)
    try:
        servers.start()
        yield servers
    finally:
        servers.stop()
        forget(folder / "servers")
        shutil.rmtree(folder, ignore_errors=True)


def environ(servers: Servers, **more: str) -> dict[str, str]:
    """Return the environment of the product's processes in this run."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AKF_")}
    return kept | NO_CAPS | {
        "AKF_ENV": "test",
        "AKF_VAR": str(servers.var.parent / "var"),
        "AKF_LOG__LEVEL": "info",
        "AKF_LOG__SHAPE": "json",
        "AKF_WEB__WORKERS": "2",
        "DATABASE_URL": servers.urls[0],
        "REDIS_URL": servers.urls[1],
        "SECRET_KEY": SECRET,
        "PYTHONPATH": str(ROOT),
    } | more  # fmt: skip


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def web(servers: Servers, app: str, **more: str) -> Iterator[tuple[int, int]]:
    """Give (port, pid) of gunicorn with an application, under the product's own configuration."""
    port = free_port()
    names = environ(servers, PORT=str(port), **more)
    Path(names["AKF_VAR"]).mkdir(parents=True, exist_ok=True)
    with (servers.var.parent / "web.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "--config", "config/gunicorn.py", app],
            cwd=ROOT, env=names, stdout=log, stderr=log, stdin=subprocess.DEVNULL,
        )  # fmt: skip
    try:
        _wait(port, process, servers.var.parent / "web.log")
        yield port, process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def _wait(port: int, process: "subprocess.Popen[bytes]", log: Path) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"gunicorn did not start: {log.read_text(encoding='utf-8')[-800:]}")


def processor_seconds(*roots: int) -> float:
    """Return processor time of these processes and everything below them, ended children too."""
    stats: dict[int, tuple[int, int]] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                words = (folder / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()
            except OSError:
                continue
            stats[int(folder.name)] = (int(words[1]), sum(int(word) for word in words[11:15]))
    return sum(ticks for pid, (_, ticks) in stats.items() if _is_below(pid, set(roots), stats)) / TICK


def _is_below(pid: int, roots: set[int], stats: dict[int, tuple[int, int]]) -> bool:
    while pid in stats:
        if pid in roots:
            return True
        pid = stats[pid][0]
    return False
