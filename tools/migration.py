"""Write the next numbered migration: `make migration m="add petition threshold"`.

Under a lock: a throw-away database goes up to the head, is compared with the models, and the difference
becomes `migrations/versions/NNNN_slug.py`; `migrations/current-head` moves with it, so that two branches
that both add a migration collide in git instead of in production.
"""

import fcntl
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from akimfeedback.app import create_app
from akimfeedback.core import schema
from akimfeedback.core.db import db
from akimfeedback.core.embedded import Servers
from akimfeedback.core.health import HEAD_FILE
from akimfeedback.core.settings import ROOT, load_settings

VERSIONS = ROOT / "migrations" / "versions"


@contextmanager
def locked() -> Iterator[None]:
    """Let one migration be written at a time."""
    (ROOT / "var").mkdir(exist_ok=True)
    with (ROOT / "var" / "migration.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def throw_away_servers() -> Iterator[dict[str, str]]:
    """Give the environment of servers that vanish with the block."""
    with tempfile.TemporaryDirectory(prefix="akf-migration-") as folder:
        servers = Servers(Path(folder), durable=False)
        database_url, redis_url = servers.start()
        try:
            yield {"AKF_ENV": "test", "AKF_VAR": folder, "DATABASE_URL": database_url, "REDIS_URL": redis_url,
                   "SECRET_KEY": "only-for-the-time-of-this-command"}  # fmt: skip
        finally:
            servers.stop()


def next_number() -> str:
    """Return the number after the newest migration, four digits."""
    numbers = [int(path.stem.split("_")[0]) for path in VERSIONS.glob("[0-9]*_*.py")]
    return f"{max(numbers, default=0) + 1:04}"


def slug_of(message: str) -> str:
    """Return the message as a file name, at most 40 characters."""
    return re.sub(r"[^a-z0-9]+", "_", message.lower()).strip("_")[:40].rstrip("_")


def write(message: str) -> Path | None:
    """Write the migration; returns None when models and schema already agree."""
    with throw_away_servers() as environ:
        app = create_app(load_settings(environ))
        with app.app_context():
            schema.upgrade(db.engine)
            if not schema.differences(db.engine):
                return None
            made = schema.new_revision(db.engine, message, next_number(), slug_of(message))
            schema.upgrade(db.engine)
            left = schema.differences(db.engine)
            db.engine.dispose()
    if left:
        print("the migration does not reach the models, finish it by hand:", *left, sep="\n  ")
    HEAD_FILE.write_text(made.stem + "\n", encoding="ascii")
    return made


def main(arguments: list[str]) -> int:
    """Run the command; needs a message."""
    message = " ".join(arguments).strip()
    if not message or not slug_of(message):
        print('Say what the migration does: make migration m="add petition threshold"')
        return 2
    with locked():
        VERSIONS.mkdir(parents=True, exist_ok=True)
        made = write(message)
    if made is None:
        print("models and migrations agree: nothing to write")
        return 0
    subprocess.run(
        [sys.executable, "-m", "ruff", "check", "--quiet", "--select", "I,F401", "--fix", str(made)],
        check=False,
    )
    subprocess.run([sys.executable, "-m", "ruff", "format", "--quiet", str(made)], check=False)
    print(made.relative_to(ROOT))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
