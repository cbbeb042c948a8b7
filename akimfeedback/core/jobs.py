"""The house's own sweep: the sign of life of the scheduler."""

from akimfeedback.core.health import write_tick
from akimfeedback.core.redis import redis_client


def tick() -> None:
    """Every 5 seconds. Shows that scheduler, Redis and a worker live; safe to repeat."""
    write_tick(redis_client())
