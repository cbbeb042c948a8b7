"""People of a village who support an initiative, and the counter, for the tests of both."""

from datetime import datetime
from typing import Any

import pytest
from sqlalchemy.orm import Session

from akimfeedback.accounts.models import User
from akimfeedback.core.errors import RuleBroken
from akimfeedback.geography.models import Population, Territory
from akimfeedback.petitions.models import Petition
from akimfeedback.petitions.queries.support import PetitionFacts, facts_by_number
from akimfeedback.petitions.service import counting, supporting
from akimfeedback.petitions.service.supporting import Supporter
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
    **more: Any,
) -> User:  # fmt: skip
    """Let somebody of the unit, or of `home`, support it."""
    user = user or make.person(session)
    told: dict[str, Any] = {"home_id": home or petition.place_id, "birth_year": OF_AGE, "consent": True}
    supporting.support(
        session, facts(session, petition), Supporter(user=user, **(told | more)), pepper=PEPPER, now=now
    )
    return user


def add_people(session: Session, unit: Territory, people: int) -> None:
    """Write down how many people a unit has."""
    session.add(
        Population(
            territory_id=unit.id, as_of=make.LONG_AGO, people=people, source="санақ",
            entered_at=make.CREATED_AT,
        )
    )  # fmt: skip
    session.flush()


def count(session: Session, now: datetime) -> int:
    """Count without a lag."""
    return counting.count_due(session, now=now, lag_seconds=0)


def state_of(session: Session, petition: Petition, user: User) -> str:
    """Return the state of a person's support."""
    found = supporting.supports(session, facts(session, petition), user, pepper=PEPPER)
    assert found is not None
    return found.state


def crowd(session: Session, petition: Petition, now: datetime, many: int) -> list[User]:
    """Let many people of the village support it, and count them."""
    people = [sign(session, petition, now) for _ in range(many)]
    count(session, now)
    return people


def refused(code: str) -> "pytest.RaisesExc[RuleBroken]":
    """Expect a refusal."""
    return pytest.raises(RuleBroken, match=f"^{code}$")
