"""A village with everybody in it."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
from sqlalchemy.orm import Session

from akimfeedback.geography.models import Territory
from akimfeedback.mandates.actor import Actor
from akimfeedback.mandates.rules import Role
from tests import make


@dataclass(frozen=True)
class Place:
    """A village, its okrug and district, and who works there."""

    village: Territory
    okrug: Territory
    district: Territory
    akim: Actor
    clerk: Actor
    superior: Actor
    moderator: Actor
    resident: Actor


@pytest.fixture
def place(session: Session) -> Place:
    """Give a village whose office has joined, with akim, clerk, superior, moderator and one resident."""
    district = make.district(session)
    village = make.village(session, district_unit=district)
    okrug = make.okrug_of(session, village)
    make.topic(session)
    make.topic(session, code="CONDUCT", past_the_office=True)
    return Place(
        village=village,
        okrug=okrug,
        district=district,
        akim=make.seat(session, unit=okrug, role=Role.AKIM),
        clerk=make.seat(session, unit=okrug, role=Role.CLERK),
        superior=make.seat(session, unit=district, role=Role.SUPERIOR),
        moderator=make.seat(session, unit=district, role=Role.MODERATOR),
        resident=make.actor(session, make.person(session)),
    )


def at(day: str, hours: str = "11:00") -> datetime:
    """Return a moment of Kazakhstan time."""
    return datetime.fromisoformat(f"{day}T{hours}:00+05:00").astimezone(UTC)


def day(words: str) -> date:
    """Return a date."""
    return date.fromisoformat(words)
