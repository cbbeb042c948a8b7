"""A village of a thousand people and an open initiative of it."""

from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from akimfeedback.geography.models import Territory
from akimfeedback.petitions.models import Petition
from tests import make
from tests.petitions.support import add_people


@pytest.fixture
def village(session: Session) -> Territory:
    """Return a village of an okrug of 1,000 people."""
    place = make.village(session)
    okrug = make.okrug_of(session, place)
    add_people(session, okrug, 1000)
    return place


@pytest.fixture
def petition(session: Session, village: Territory, now: datetime) -> Petition:
    """Return an open initiative of that village."""
    return make.petition(session, place=village, now=now)
