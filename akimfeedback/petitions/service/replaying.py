"""Play a storm of support that happened elsewhere, much faster: shows the counter at work, never for real."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from akimfeedback.core.clock import local_day
from akimfeedback.core.errors import RuleBroken
from akimfeedback.petitions.models import PetitionTotal
from akimfeedback.petitions.queries.support import PetitionFacts, facts_by_number
from akimfeedback.petitions.rules import Line
from akimfeedback.petitions.service import counting
from akimfeedback.petitions.service.supporting import SUPPORT

HOUR_SECONDS = 3600
STEPS_AN_HOUR = 4


@dataclass(frozen=True)
class Played:
    """One hour of the storm as it was played."""

    hour: int
    signed: int  # in all
    counted: int  # what the figures hold
    seconds: float  # the hour took


def scaled(hours: Sequence[int], speed: float, most_per_second: float) -> list[int]:
    """Return the hours made smaller so that the largest fits into what is played in a second."""
    largest = max(hours, default=0)
    room = most_per_second * HOUR_SECONDS / speed
    part = min(1.0, room / largest) if largest else 1.0
    return [round(hour * part) for hour in hours]


def replay(
    make_session: Callable[[], Session],
    number: str,
    hours: Sequence[int],
    *,
    pepper: bytes,
    now: Callable[[], datetime],
    speed: float = 1_000,
    most_per_second: float = 400,
) -> Iterator[Played]:
    """Write supports of nobody hour by hour and count beside them; each hour is told when it is over.

    The caller makes sure that this is no real installation. Raises RuleBroken `petitions.closed`.
    """
    with make_session() as session:
        facts = facts_by_number(session, number)
    if facts is None or facts.version_id is None or facts.keys(pepper) is None:
        raise RuleBroken("petitions.closed")
    signed = 0
    for hour, many in enumerate(scaled(hours, speed, most_per_second)):
        started = time.monotonic()
        for step in range(STEPS_AN_HOUR):
            first, last = many * step // STEPS_AN_HOUR, many * (step + 1) // STEPS_AN_HOUR
            _sign(make_session, facts, pepper, range(signed + first, signed + last), local_day(now()))
            _wait(started + (step + 1) * HOUR_SECONDS / speed / STEPS_AN_HOUR)
        signed += many
        yield Played(hour, signed, _count(make_session, facts.id, now()), time.monotonic() - started)


def _sign(
    make_session: Callable[[], Session], facts: PetitionFacts, pepper: bytes, people: range, on: date
) -> None:
    own = facts.keys(pepper)
    if own is None or not people:
        return
    rows = [
        {
            "petition_id": facts.id, "support_key": own.support_key(f"replay:{person}"),
            "source_key": None, "area_id": None, "line": Line.PHONE.value, "version_id": facts.version_id,
            "backer": False, "shown_name": None, "on": on, "device_key": None, "network_key": None,
            "phone_shifted": None, "confirm_seconds": None,
        }
        for person in people
    ]  # fmt: skip
    with make_session() as session:
        session.execute(SUPPORT, rows)
        session.commit()


def _count(make_session: Callable[[], Session], petition_id: int, now: datetime) -> int:
    with make_session() as session:
        counting.count_due(session, now=now, lag_seconds=0)
        session.commit()
        total = session.get(PetitionTotal, petition_id)
        return total.counted if total else 0


def _wait(until: float) -> None:
    time.sleep(max(0.0, until - time.monotonic()))
