"""Real processes for the tests of the house: started, killed, waited for."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from akimfeedback.core.settings import ROOT

WAIT_SECONDS = 180  # a loaded machine is slow, not broken


def clean_environ(**more: str) -> dict[str, str]:
    """Return the environment without addresses and settings of whoever runs the tests."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("AKF_", "PYTEST"))}
    for name in ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "PORT", "PROMETHEUS_MULTIPROC_DIR"):
        kept.pop(name, None)
    return kept | {"PYTHONPATH": str(ROOT)} | more


def run_flask(environ: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    """Run a command of the product to its end."""
    return subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", *words],
        cwd=ROOT, env=environ, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip


def until(ready: Callable[[], object], what: str) -> None:
    """Wait for a state of another process; fails when it does not come."""
    end = time.monotonic() + WAIT_SECONDS
    while not ready():
        assert time.monotonic() < end, f"did not happen: {what}"
        time.sleep(0.02)


def kill_hard(*pids: int) -> None:
    """Kill as a power cut does."""
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def is_gone(pid: int) -> bool:
    """Return whether there is no such living process."""
    try:
        return ") Z " in Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    except FileNotFoundError:
        return True
