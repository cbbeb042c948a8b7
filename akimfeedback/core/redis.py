"""Redis of this process, and nudges to the workers that may get lost without harm."""

from typing import Any

import structlog
from flask import current_app
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry
from rq import Queue

from akimfeedback.core.settings import Settings

CONNECT_SECONDS = 0.5
ANSWER_SECONDS = 2.0
NUDGE_SECONDS_KEPT = 120
TICK_KEY = "akimfeedback:tick"

_log = structlog.get_logger(__name__)


def connect(settings: Settings, *, wait: float | None = ANSWER_SECONDS) -> Redis:
    """Return a client of the configured Redis; nothing is sent before the first command."""
    once_more = Retry(NoBackoff(), 1)  # the library's own default waits for seconds between tries
    return Redis.from_url(
        settings.redis_url, socket_connect_timeout=CONNECT_SECONDS, socket_timeout=wait, retry=once_more
    )


def redis_client() -> Redis:
    """Return the running application's client; short waits, so that a dead Redis slows no page."""
    client: Redis = current_app.extensions["akimfeedback.redis"]
    return client


def nudge(job: str, *args: Any, queue: str = "default", at_most_every: int | None = None) -> bool:
    """Ask a worker to run a job soon, by its dotted path; call it after the commit.

    The rows are the work and the schedule finds them anyway: a lost nudge costs only time, so a dead Redis is
    logged and forgotten. Returns whether the nudge was sent. Where crowds come, one nudge in `at_most_every`
    seconds is enough: the rest waits for the schedule.
    """
    try:
        if at_most_every and not redis_client().set(f"nudged:{job}", 1, ex=at_most_every, nx=True):
            return False
        Queue(queue, connection=redis_client()).enqueue(job, *args, ttl=NUDGE_SECONDS_KEPT, result_ttl=0)
    except RedisError:
        _log.warning("nudge lost", job=job)
        return False
    return True
