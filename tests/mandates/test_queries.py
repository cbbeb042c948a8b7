"""Who answers for a place, and what a seat covers."""

from datetime import date

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from akimfeedback.geography.models import Territory
from akimfeedback.mandates import queries
from akimfeedback.mandates.models import DeputyOkrug
from akimfeedback.mandates.rules import Role, in_force
from tests import make

DAY = date(2026, 9, 15)


def unit(session: Session) -> tuple[Territory, Territory, Territory]:
    """Return a village, its okrug and its district."""
    place = make.village(session)
    okrug = make.okrug_of(session, place)
    return place, okrug, session.get_one(Territory, okrug.parent_id)


@pytest.mark.parametrize(
    ("first", "last", "holds"),
    [
        (DAY, DAY, True),
        (DAY, None, True),
        (date(2026, 9, 16), None, False),
        (date(2020, 1, 1), date(2026, 9, 14), False),
        (date(2020, 1, 1), DAY, True),
    ],
    ids=["one day", "open end", "from tomorrow", "until yesterday", "last day"],
)
def test_both_days_belong_to_a_mandate(session: Session, first: date, last: date | None, holds: bool) -> None:
    _, okrug, _ = unit(session)
    seat = make.mandate(session, unit=okrug, role=Role.CLERK, starts_on=first, ends_on=last)

    actor = queries.actor_of(session, seat.user, DAY)

    assert in_force(first, last, DAY) is holds
    assert bool(actor.seats) is holds


def test_a_seat_of_the_district_covers_its_okrugs_and_no_others(session: Session) -> None:
    _, okrug, district = unit(session)
    _, stranger, _ = unit(session)

    actor = make.seat(session, unit=district, role=Role.SUPERIOR)

    assert actor.seat_in(okrug.id, Role.SUPERIOR)
    assert actor.seat_in(stranger.id, Role.SUPERIOR) is None
    assert actor.seat_in(okrug.id, Role.DEPUTY) is None


def test_an_akim_covers_the_own_unit_only(session: Session) -> None:
    _, okrug, district = unit(session)

    actor = make.seat(session, unit=district, role=Role.AKIM)

    assert actor.seat_in(okrug.id, Role.AKIM) is None
    assert actor.works_in(district.id)


def test_a_deputy_of_a_constituency_sees_the_named_okrugs(session: Session) -> None:
    _, mine, district = unit(session)
    other = make.okrug_of(session, make.village(session, district_unit=district))
    seat = make.mandate(session, unit=district, role=Role.DEPUTY)
    session.add(DeputyOkrug(mandate_id=seat.id, territory_id=mine.id))
    session.flush()

    actor = queries.actor_of(session, seat.user, DAY)

    assert actor.seat_in(mine.id, Role.DEPUTY)
    assert actor.seat_in(other.id, Role.DEPUTY) is None
    assert seat in queries.covering(session, mine.id, DAY, Role.DEPUTY)
    assert seat not in queries.covering(session, other.id, DAY, Role.DEPUTY)


def test_a_village_belongs_to_the_office_above(session: Session) -> None:
    place, okrug, _ = unit(session)

    found = queries.office_of(session, place.id)

    assert found is not None
    assert found.territory_id == okrug.id


def test_the_akim_answers(session: Session) -> None:
    place, okrug, _ = unit(session)
    akim = make.mandate(session, unit=okrug, role=Role.AKIM)

    found = queries.addressee_of(session, place.id, DAY)

    assert (found.territory, found.mandate, found.by_superior) == (okrug, akim, False)
    assert found.connected(DAY)


def test_a_vacant_seat_goes_to_the_superior(session: Session) -> None:
    place, okrug, district = unit(session)
    make.mandate(session, unit=okrug, role=Role.AKIM, ends_on=date(2026, 9, 14))
    superior = make.mandate(session, unit=district, role=Role.SUPERIOR)

    found = queries.addressee_of(session, place.id, DAY)

    assert (found.mandate, found.by_superior) == (superior, True)


def test_a_place_nobody_answers_for_is_not_refused(session: Session) -> None:
    district = make.district(session)

    found = queries.addressee_of(session, district.id, DAY)

    assert (found.territory, found.office, found.mandate) == (district, None, None)
    assert not found.connected(DAY)


def test_an_actor_costs_two_queries(session: Session) -> None:
    _, _, district = unit(session)
    seat = make.mandate(session, unit=district, role=Role.DEPUTY)
    user = seat.user
    session.flush()
    asked: list[str] = []
    event.listen(session.get_bind(), "before_cursor_execute", lambda *a: asked.append(a[2]))

    queries.actor_of(session, user, DAY)

    assert len(asked) == 2
