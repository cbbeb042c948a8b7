"""The replay of a storm: its busiest hours, and never where people are real."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from akimfeedback.core.errors import RuleBroken
from akimfeedback.petitions.rules import Publication
from akimfeedback.petitions.service import replaying
from akimfeedback.petitions.support_models import Signature
from tests import make

START = datetime(2026, 1, 1, tzinfo=UTC)


def hours(*new: int) -> list[tuple[datetime, int]]:
    return [(START + timedelta(hours=at), n) for at, n in enumerate(new) if n]


@pytest.mark.parametrize(
    ("series", "many", "found"),
    [
        (hours(1, 0, 5, 9, 0, 2), 2, [5, 9]),
        (hours(1, 0, 5, 9, 0, 2), 4, [5, 9, 0, 2]),
        (hours(4), 3, [4]),
        ([], 3, []),
    ],
    ids=["two", "a quiet hour counts", "shorter than asked", "empty"],
)
def test_the_busiest_hours_follow_one_another(
    series: list[tuple[datetime, int]], many: int, found: list[int]
) -> None:
    assert replaying.busiest(series, many) == found


def test_pretend_support_is_one_uncounted_row_each(session: Session, now: datetime) -> None:
    petition = make.petition(session, place=make.village(session), now=now)

    replaying.begin(session, petition, "test", now=now)
    replaying.pretend(session, petition, 25, now=now)
    replaying.pretend(session, petition, 0, now=now)

    waiting = select(func.count()).where(~Signature.counted, Signature.petition_id == petition.id)
    assert session.scalar(waiting) == 25


@pytest.mark.parametrize(
    ("environment", "state"),
    [("production", Publication.OPEN), ("demo", Publication.CLOSED)],
    ids=["real people", "not collecting"],
)
def test_nobody_pretends_where_people_are_real(
    session: Session, now: datetime, environment: str, state: Publication
) -> None:
    petition = make.petition(session, place=make.village(session), now=now, publication=state)

    with pytest.raises(RuleBroken, match="not-possible-now"):
        replaying.begin(session, petition, environment, now=now)
