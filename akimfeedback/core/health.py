"""Is everything there that a request needs: database, Redis, storage, schema at head, a living scheduler."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError
from sqlalchemy import Engine, text
from sqlalchemy.exc import SQLAlchemyError

from akimfeedback.core.redis import TICK_KEY
from akimfeedback.core.settings import ROOT
from akimfeedback.core.storage import Storage

HEAD_FILE = ROOT / "migrations" / "current-head"


@dataclass(frozen=True)
class Check:
    """One part of readiness; `note` is a short plain word, never an address or a secret."""

    part: str
    ready: bool
    note: str


@dataclass(frozen=True)
class Parts:
    """What readiness looks at."""

    engine: Engine
    redis: Redis
    storage: Storage
    stale_after_s: int
    head_file: Path = HEAD_FILE


def readiness(parts: Parts) -> list[Check]:
    """Return one check per part, all made even when the first fails."""
    return [
        _checked("database", lambda: _database(parts.engine)),
        _checked("migrations", lambda: _migrations(parts.engine, parts.head_file)),
        _checked("redis", lambda: _redis(parts.redis)),
        _checked("storage", lambda: _storage(parts.storage)),
        _checked("scheduler", lambda: _scheduler(parts.redis, parts.stale_after_s)),
    ]


def expected_head(head_file: Path = HEAD_FILE) -> str:
    """Return the revision the code was written for."""
    return head_file.read_text(encoding="ascii").strip()


def write_tick(redis: Redis) -> None:
    """Remember that the scheduler and a worker are alive."""
    redis.set(TICK_KEY, repr(time.time()))


def tick_age(redis: Redis) -> float | None:
    """Return the seconds since the last tick; None when there never was one."""
    seen = redis.get(TICK_KEY)
    return None if seen is None else max(0.0, time.time() - float(seen))


class _NotReadyError(Exception):
    """Carries the note of a part that answers but is not ready."""


def _checked(part: str, ask: Callable[[], str]) -> Check:
    try:
        return Check(part, ready=True, note=ask())
    except _NotReadyError as error:
        return Check(part, ready=False, note=str(error))
    except (SQLAlchemyError, RedisError, OSError, ValueError, RuntimeError) as error:
        return Check(part, ready=False, note=type(error).__name__)
    except Exception as error:  # the store raises its own kinds, and a health page must answer
        return Check(part, ready=False, note=type(error).__name__)


def _database(engine: Engine) -> str:
    with engine.connect() as connection:
        connection.execute(text("SELECT 1"))
    return "answers"


def _migrations(engine: Engine, head_file: Path) -> str:
    with engine.connect() as connection:
        found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    if found != expected_head(head_file):
        raise _NotReadyError(f"at {found}, not at {expected_head(head_file)}")
    return f"at {found}"


def _redis(redis: Redis) -> str:
    redis.ping()
    return "answers"


def _storage(storage: Storage) -> str:
    storage.check()
    return "keeps and gives"


def _scheduler(redis: Redis, stale_after_s: int) -> str:
    age = tick_age(redis)
    if age is None:
        raise _NotReadyError("no tick yet")
    if age > stale_after_s:
        raise _NotReadyError(f"last tick {age:.0f} s ago")
    return f"last tick {age:.0f} s ago"
