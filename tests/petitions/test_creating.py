"""An initiative freezes the rules of its day."""

from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from akimfeedback.core.errors import RuleBroken
from akimfeedback.law import initiatives as law
from akimfeedback.petitions.rules import Publication
from tests import make


@pytest.mark.parametrize(
    ("people", "answer", "agenda", "positions"),
    [(60, 10, 10, 15), (150, 13, 22, 37), (500, 23, 45, 68), (2000, 45, 90, 135), (10_000, 100, 200, 300)],
    ids=["tiny: two rungs are one", "150: the second rung at its cap", "500", "2000", "10000"],
)
def test_ladder(people: int, answer: int, agenda: int, positions: int) -> None:
    needed = {rung: step.needed for step in law.ladder(people) for rung in step.rungs}

    assert list(needed.values()) == [answer, agenda, positions]


def test_unknown_population_has_one_rung_of_thirty() -> None:
    (only,) = law.ladder(None)

    assert (only.needed, only.rungs) == (30, (law.Rung.ANSWER,))


def test_a_new_initiative_is_a_draft_with_number_link_and_key(session: Session, now: datetime) -> None:
    place = make.village(session)

    row = make.petition(session, place=place, now=now, publication=Publication.DRAFT)

    assert len(row.number) == 7
    assert row.totals
    assert row.totals.counted == 0
    assert row.text
    assert row.text.asks == ["Мектеп жанында алаң салу", "Жарық орнату"]


def test_an_office_that_has_not_joined_takes_none(session: Session, now: datetime) -> None:
    place = make.village(session, connected_from=None)

    with pytest.raises(RuleBroken, match="office-not-joined"):
        make.petition(session, place=place, now=now)
