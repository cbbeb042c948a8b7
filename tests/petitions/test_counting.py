"""Supports are counted once each, rungs follow the count up and down, and nobody sees more than may be seen."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from akimfeedback.accounts.models import User
from akimfeedback.core.errors import RuleBroken
from akimfeedback.geography.models import Population, Territory
from akimfeedback.mandates.rules import Role
from akimfeedback.petitions.models import Petition
from akimfeedback.petitions.queries import counts
from akimfeedback.petitions.queries.support import PetitionFacts, backers, facts_by_number
from akimfeedback.petitions.rules import Line, Publication, Relation, SupportState, Switch
from akimfeedback.petitions.service import counting, rungs, supporting, switches
from akimfeedback.petitions.service.supporting import Supporter
from akimfeedback.petitions.support_models import CountAlarm, PetitionRung, PetitionTally, Signature
from tests import make

PEPPER = b"pepper of the tests"
OF_AGE = 1990


def facts(session: Session, petition: Petition) -> PetitionFacts:
    """Return the facts of an initiative as a request reads them."""
    session.flush()
    found = facts_by_number(session, petition.number)
    assert found is not None
    return found


def sign(
    session: Session, petition: Petition, now: datetime, *, home: int | None = None, user: User | None = None,
    **more: object,
) -> User:  # fmt: skip
    """Let somebody of the unit, or of `home`, support it."""
    user = user or make.person(session)
    fields = {"home_id": home or petition.place_id, "birth_year": OF_AGE, "consent": True} | more
    supporting.support(
        session, facts(session, petition), Supporter(user=user, **fields), pepper=PEPPER, now=now
    )  # type: ignore[arg-type]
    return user


def count(session: Session, now: datetime) -> int:
    """Count without a lag."""
    return counting.count_due(session, now=now, lag_seconds=0)


def state_of(session: Session, petition: Petition, user: User) -> str:
    """Return the state of a person's support."""
    found = supporting.supports(session, facts(session, petition), user, pepper=PEPPER)
    assert found is not None
    return found.state


@pytest.fixture
def village(session: Session) -> Territory:
    """Return a village of an okrug of 1,000 people."""
    place = make.village(session)
    okrug = make.okrug_of(session, place)
    session.add(Population(territory_id=okrug.id, as_of=make.LONG_AGO, people=1000, source="санақ", entered_at=make.CREATED_AT))
    session.flush()
    return place


@pytest.fixture
def petition(session: Session, village: Territory, now: datetime) -> Petition:
    """Return an open initiative of that village."""
    return make.petition(session, place=village, now=now)


def test_support_is_counted_once_and_waits_for_its_lag(
    session: Session, petition: Petition, now: datetime
) -> None:
    sign(session, petition, now)
    assert counting.count_due(session, now=now, lag_seconds=60) == 0
    assert count(session, now) == 1
    assert count(session, now) == 0
    assert petition.totals is not None
    assert (petition.totals.counted, petition.totals.lines) == (1, {"phone": 1})
