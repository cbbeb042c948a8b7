"""One okrug after an event: counted alone, with the digits a recount of the country would give."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from akimfeedback.geography.models import Territory
from akimfeedback.kpi.models import Snapshot
from akimfeedback.kpi.periods import parse
from akimfeedback.kpi.service.rolling import roll_up
from tests import make
from tests.appeals.conftest import at
from tests.kpi.registers import lines, load

AFTER = at("2026-10-01")
QUARTER = parse("2026-Q3")


@pytest.fixture
def okrugs(session: Session) -> list[Territory]:
    """Give six okrugs of one group: thin ones that pool, full ones that have a score."""
    make.topic(session)
    found = []
    for number in range(6):
        unit = make.okrug_of(session, make.village(session))
        load(session, unit, lines(2 + 12 * number, rating=5 - number % 2), now=AFTER)
        load(session, unit, lines(9, received="2026-01-15", answered=None, prefix="old"), now=AFTER)
        found.append(unit)
    roll_up(session, QUARTER, now=AFTER)
    return found


def digits(session: Session) -> dict[int, tuple[str, object, object]]:
    session.expire_all()
    rows = session.scalars(select(Snapshot).where(Snapshot.period == str(QUARTER), Snapshot.version == 0))
    return {row.territory_id: (row.input_hash, dict(row.figures), dict(row.counted or {})) for row in rows}


@pytest.mark.parametrize("place", [0, 1, 5], ids=["a pooled okrug", "few cases", "with a score"])
def test_one_okrug_gets_the_digits_of_a_recount_of_all(
    session: Session, okrugs: list[Territory], place: int
) -> None:
    before, unit = digits(session), okrugs[place]
    load(session, unit, lines(3, verdict="not-solved", rating=1, prefix="event"), now=AFTER)

    assert roll_up(session, QUARTER, [unit.id], now=AFTER) == 1

    alone = digits(session)
    roll_up(session, QUARTER, now=AFTER)
    together = digits(session)
    assert alone[unit.id] == together[unit.id] != before[unit.id]
    # the peers' mean moved a little: they are told at their own next event or at night
    assert {key: one for key, one in alone.items() if key != unit.id} == {
        key: one for key, one in before.items() if key != unit.id
    }


def test_two_okrugs_at_once_see_each_other(session: Session, okrugs: list[Territory]) -> None:
    pair = [okrugs[1], okrugs[4]]
    for unit in pair:
        load(session, unit, lines(5, answered="2026-08-20", prefix="event"), now=AFTER)

    assert roll_up(session, QUARTER, [unit.id for unit in pair], now=AFTER) == 2

    alone = digits(session)
    roll_up(session, QUARTER, now=AFTER)
    assert [alone[unit.id] for unit in pair] == [digits(session)[unit.id] for unit in pair]


def test_sums_of_yesterday_are_counted_again(session: Session, okrugs: list[Territory]) -> None:
    assert roll_up(session, QUARTER, [okrugs[0].id], now=AFTER + timedelta(days=1)) == 6
    assert roll_up(session, QUARTER, [okrugs[0].id], now=AFTER + timedelta(days=1)) == 1


def test_an_okrug_that_is_in_no_group_yet_is_counted_with_its_group(
    session: Session, okrugs: list[Territory]
) -> None:
    unit = make.okrug_of(session, make.village(session))
    load(session, unit, lines(4), now=AFTER)

    assert roll_up(session, QUARTER, [unit.id], now=AFTER) == 7
    assert digits(session)[unit.id][1]["group_size"] == 7  # type: ignore[index]
