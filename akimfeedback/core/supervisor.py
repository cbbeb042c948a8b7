"""One command for all parts: `python -m akimfeedback.core.supervisor demo|run`.

Starts PostgreSQL and Redis (when no addresses are given), brings the schema up, loads the demo district
when the demo is empty, starts web, workers and scheduler, says what runs and where, starts again what died,
and stops all in order at Ctrl-C.
"""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from akimfeedback.core.binaries import EmbeddedError
from akimfeedback.core.boot import with_secret
from akimfeedback.core.embedded import Servers, forget
from akimfeedback.core.parts import Part, stop_all
from akimfeedback.core.settings import ROOT, SECRETS, Settings, SettingsError, load_settings

MODES = ("demo", "run", "reset")
LOOK_SECONDS = 0.25
READY_SECONDS = 60.0
LOADING, LOADED = "demo-loading", "demo-loaded"
KAZAKHSTAN = "Asia/Almaty"


class CannotStartError(Exception):
    """The product cannot start; the text is one plain sentence."""


@dataclass
class House:
    """All that one supervisor looks after."""

    settings: Settings
    is_demo: bool
    servers: Servers | None = None
    parts: list[Part] = field(default_factory=list)
    environ: dict[str, str] = field(default_factory=dict)
    must_stop: bool = False

    def stop(self) -> None:
        """Stop first who asks for work, then who does it, the servers last."""
        say("stopping")
        stop_all([part for part in self.parts if part.name == "scheduler"])
        stop_all([part for part in self.parts if part.name != "scheduler"])
        if self.servers:
            self.servers.stop()
        say("stopped, the data stays in " + str(self.settings.var))


def say(line: str) -> None:
    """Print one line at once."""
    print(line, flush=True)


def main(arguments: list[str]) -> int:
    """Run until told to stop; returns the exit code."""
    mode = arguments[0] if arguments else ""
    if mode not in MODES:
        say(f"usage: python -m akimfeedback.core.supervisor {'|'.join(MODES)}")
        return 2
    try:
        settings = _settings(mode, os.environ)
        if mode == "reset":
            return _reset(settings)
        return _run(House(settings, is_demo=mode == "demo"))
    except (SettingsError, EmbeddedError, CannotStartError) as error:
        say(f"akimfeedback does not start: {error}")
        return 1


def _settings(mode: str, environ: Mapping[str, str]) -> Settings:
    """Return the settings; the demo is always the demo, whatever addresses stand in the environment."""
    if mode in ("demo", "reset"):
        own = {key: value for key, value in environ.items() if key not in ("DATABASE_URL", "REDIS_URL")}
        return with_secret(load_settings(own | {"AKF_ENV": "demo", "AKF_WEB__HOST": "127.0.0.1"}))
    settings = load_settings(environ)
    return settings if settings.is_production else with_secret(settings)


def _reset(settings: Settings) -> int:
    forget(settings.var)
    say(f"{settings.var} is empty; the next make demo begins anew")
    return 0


def _run(house: House) -> int:
    for kind in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(kind, lambda *_: _ask_to_stop(house))
    _check_port(house.settings)
    try:
        _start_servers(house)
        _flask(house, "db", "upgrade")
        if house.is_demo:
            _load_demo(house)
        else:
            _flask(house, "topics", "load")
        _start_parts(house)
        if not house.must_stop:
            _introduce(house)
        while not house.must_stop:
            time.sleep(LOOK_SECONDS)
            _look_after(house)
    except KeyboardInterrupt:
        pass
    finally:
        house.stop()
    return 0


def _ask_to_stop(house: House) -> None:
    """Stop at the next look; during the start, at once."""
    if house.must_stop or not house.parts:
        house.must_stop = True
        raise KeyboardInterrupt
    house.must_stop = True


def _check_port(settings: Settings) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.web.host, settings.web.port))
        except OSError as error:
            raise CannotStartError(
                f"port {settings.web.port} is taken; free it or choose another, for instance PORT=8100."
            ) from error


def _start_servers(house: House) -> None:
    settings = house.settings
    urls = (settings.database_url, settings.redis_url)
    if not all(urls):
        settings.var.mkdir(parents=True, exist_ok=True)
        house.servers = Servers(settings.var)
        own = house.servers.start()
        urls = (urls[0] or own[0], urls[1] or own[1])
        say(f"PostgreSQL runs (pid {house.servers.pids['postgres']})")
        say(f"Redis runs (pid {house.servers.pids['redis']})")
    house.environ = _environ_of_parts(settings, urls)


def _environ_of_parts(settings: Settings, urls: tuple[str, str]) -> dict[str, str]:
    known = {key: value for key, value in os.environ.items() if key != "PORT"}
    given = {name: getattr(settings.secrets, key) for name, key in SECRETS.items()}
    return known | {name: value for name, value in given.items() if value} | {
        "AKF_ENV": settings.environment,
        "AKF_VAR": str(settings.var),
        "AKF_WEB__HOST": settings.web.host,
        "DATABASE_URL": urls[0],
        "REDIS_URL": urls[1],
        "RQ_REDIS_URL": urls[1],
        "PORT": str(settings.web.port),
        "PROMETHEUS_MULTIPROC_DIR": str(settings.var / "metrics"),
        "PYTHONUNBUFFERED": "1",
    }  # fmt: skip


def _flask(house: House, *words: str) -> str:
    """Run a command of the product and return what it printed; raises CannotStartError when it fails."""
    done = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", *words],
        cwd=ROOT, env=_for_commands(house), text=True, check=False, start_new_session=True,
        stdout=subprocess.PIPE,
    )  # fmt: skip
    if done.returncode != 0:
        raise CannotStartError(f"`flask {' '.join(words)}` failed; what it said stands above.")
    return done.stdout.strip()


def _for_commands(house: House) -> dict[str, str]:
    return {key: value for key, value in house.environ.items() if key != "PROMETHEUS_MULTIPROC_DIR"} | {
        "AKF_LOG__LEVEL": "warning"
    }


def _load_demo(house: House) -> None:
    """Load the demo district once; a load that was cut off begins again from nothing."""
    loading, loaded = house.settings.var / LOADING, house.settings.var / LOADED
    if loaded.exists():
        return
    if loading.exists() and house.servers:
        house.servers.empty_database()
        _flask(house, "db", "upgrade")
    loading.touch()
    say("loading the demo district …")
    began = time.monotonic()
    _flask(house, "demo", "load")
    loading.rename(loaded)
    say(f"demo district loaded in {time.monotonic() - began:.0f} s")


def _start_parts(house: House) -> None:
    settings, python = house.settings, sys.executable
    logs = settings.var / "log"
    logs.mkdir(parents=True, exist_ok=True)
    web = [python, "-m", "gunicorn", "--chdir", str(ROOT), "-c", "config/gunicorn.py"]
    worker = [python, "-m", "akimfeedback.worker"]
    cron = [python, "-m", "rq.cli", "cron", "akimfeedback/schedule.py"]
    commands = [("web", web)]
    commands += [(f"worker {number}", worker) for number in range(1, settings.worker.count + 1)]
    commands += [("scheduler", cron)]
    for name, command in commands:
        log = logs / f"{name.replace(' ', '-')}.log" if house.is_demo else None
        own = house.environ | {"PYTHONPATH": str(ROOT)} | ({"TZ": KAZAKHSTAN} if name == "scheduler" else {})
        part = Part(name, command, own, log)
        house.parts.append(part)
        part.start()


def _introduce(house: House) -> None:
    """Say what runs and where, once the pages answer."""
    address = f"http://{house.settings.web.host}:{house.settings.web.port}/"
    accounts = _flask(house, "demo", "accounts") if house.is_demo else ""
    _wait_for_pages(house, address)
    for part in house.parts:
        say(f"{part.name} runs (pid {part.pid})")
    say(f"\nOpen {address}")
    if house.is_demo:
        say(f"Messages that would leave: {address}demo/outbox")
        say(accounts)
        say(f"Logs: {house.settings.var / 'log'}    Stop: Ctrl-C\n")


def _wait_for_pages(house: House, address: str) -> None:
    until = time.monotonic() + READY_SECONDS
    while time.monotonic() < until and not house.must_stop:
        try:
            with urllib.request.urlopen(f"{address}healthz", timeout=5):  # noqa: S310 - our own loopback address
                return
        except (urllib.error.URLError, OSError):
            time.sleep(LOOK_SECONDS)
            _look_after(house)
    if not house.must_stop:
        raise CannotStartError(
            f"the pages did not answer within {READY_SECONDS:.0f} s; see {_log_of(house)}."
        )


def _log_of(house: House) -> Path | str:
    return next((part.log for part in house.parts if part.log), "the lines above")


def _look_after(house: House) -> None:
    for name in house.servers.died() if house.servers else []:
        _restart_server(house, name)
    for part in house.parts:
        line = part.look_after(time.monotonic())
        if line:
            say(line)


def _restart_server(house: House, name: str) -> None:
    if house.servers is None:
        return
    say(f"{name} died, starting it again")
    try:
        house.servers.start_again(name)
    except EmbeddedError as error:
        say(f"{name} does not start: {error}")
        return
    say(f"{name} runs again (pid {house.servers.pids[name]})")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
