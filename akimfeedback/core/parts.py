"""Processes under the supervisor: how each is started, watched, started again and stopped."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

LONGEST_PAUSE = 8.0
CALM_SECONDS = 60.0
STOP_SECONDS = 20.0
DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG of Linux


@dataclass
class Part:
    """One process of ours: started again with growing pauses when it dies."""

    name: str
    command: list[str]
    environ: Mapping[str, str]
    log: Path | None = None
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    again_at: float = 0.0
    pause: float = field(default=1.0)

    @property
    def runs(self) -> bool:
        """Whether the process is there."""
        return self.process is not None and self.process.poll() is None

    @property
    def pid(self) -> int:
        """The process, 0 when there is none."""
        return self.process.pid if self.process else 0

    def start(self) -> None:
        """Start the process; it ends when the supervisor is killed."""
        output = self.log.open("ab") if self.log else None
        try:
            self.process = subprocess.Popen(
                self.command,
                env=dict(self.environ),
                stdout=output,
                stderr=output,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
                preexec_fn=_die_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509 - one thread
            )
        finally:
            if output:
                output.close()
        self.started = time.monotonic()

    def look_after(self, now: float) -> str | None:
        """Start the process again when it died and its pause is over; returns a line to print, if any."""
        if self.runs:
            if now - self.started > CALM_SECONDS:
                self.pause = 1.0
            return None
        if not self.again_at:
            self.again_at = now + self.pause
            code = self.process.returncode if self.process else "none"
            return f"{self.name} ended ({code}); again in {self.pause:.0f} s"
        if now < self.again_at:
            return None
        self.again_at, self.pause = 0.0, min(self.pause * 2, LONGEST_PAUSE)
        self.start()
        return f"{self.name} runs again (pid {self.pid})"


def stop_all(parts: list[Part]) -> None:
    """Ask all to end, wait, then end by force whoever stayed, with what it started."""
    for part in parts:
        if part.process and part.runs:
            part.process.send_signal(signal.SIGTERM)
    until = time.monotonic() + STOP_SECONDS
    for part in parts:
        if part.process is None:
            continue
        with suppress(subprocess.TimeoutExpired):
            part.process.wait(max(0.1, until - time.monotonic()))
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(part.pid, signal.SIGKILL)
        part.process.wait()


def _die_with_parent() -> None:
    ctypes.CDLL(None).prctl(DIE_WITH_PARENT, signal.SIGTERM)
