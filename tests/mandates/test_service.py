"""Seating and unseating people."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from akimfeedback.accounts import post
from akimfeedback.core.errors import NotAllowed, NotFound, RuleBroken
from akimfeedback.geography.models import Territory
from akimfeedback.mandates import queries, service
from akimfeedback.mandates.actor import Actor
from akimfeedback.mandates.rules import AkimKind, Role
from akimfeedback.mandates.service import NewMandate
from akimfeedback.notifications.models import Message
from akimfeedback.notifications.service import tell_address
from tests import make

DAY = date(2026, 9, 15)
PHONE = "+77015556677"


@pytest.fixture(autouse=True)
def teller() -> None:
    post.register(tell_address)


@pytest.fixture
def okrug(session: Session) -> Territory:
    return make.okrug_of(session, make.village(session))


@pytest.fixture
def administrator(session: Session, okrug: Territory) -> Actor:
    return make.seat(session, unit=session.get_one(Territory, okrug.parent_id), role=Role.ADMINISTRATOR)


def akim(
    okrug: Territory, starts_on: date = DAY, ends_on: date | None = None, name: str = "Асанов"
) -> NewMandate:
    return NewMandate(okrug.id, Role.AKIM, name, starts_on, ends_on, AkimKind.ELECTED)


def test_a_second_akim_on_the_same_day_is_refused(
    session: Session, okrug: Territory, administrator: Actor, now: datetime
) -> None:
    service.open_mandate(session, administrator, akim(okrug), now=now)

    with pytest.raises(RuleBroken) as refused:
        service.open_mandate(session, administrator, akim(okrug, DAY + timedelta(days=30)), now=now)

    assert refused.value.code == "mandates.akim-already-there"
    assert refused.value.details == {"starts_on": DAY, "ends_on": None}
    assert len(queries.of_unit(session, okrug.id)) == 1


def test_terms_that_follow_one_another_fit(
    session: Session, okrug: Territory, administrator: Actor, now: datetime
) -> None:
    service.open_mandate(session, administrator, akim(okrug, DAY, DAY + timedelta(days=9)), now=now)

    service.open_mandate(session, administrator, akim(okrug, DAY + timedelta(days=10)), now=now)

    assert len(queries.of_unit(session, okrug.id)) == 2


def test_a_change_of_akim_ends_the_old_term_the_day_before(
    session: Session, okrug: Territory, administrator: Actor, now: datetime
) -> None:
    old = service.open_mandate(session, administrator, akim(okrug, date(2025, 1, 1)), now=now)

    new = service.change_akim(session, administrator, akim(okrug, DAY, name="Усенов"), now=now)

    assert old.ends_on == DAY - timedelta(days=1)
    assert queries.akim_of(session, okrug.id, DAY) == new
    assert queries.akim_of(session, okrug.id, DAY - timedelta(days=1)) == old


def test_a_stranger_seats_nobody(session: Session, okrug: Territory, now: datetime) -> None:
    stranger = make.seat(session, unit=make.district(session), role=Role.ADMINISTRATOR)

    with pytest.raises(NotAllowed, match="not-your-unit"):
        service.open_mandate(session, stranger, akim(okrug), now=now)


def test_an_akim_seats_the_own_clerks_and_nobody_else(
    session: Session, okrug: Territory, now: datetime
) -> None:
    actor = make.seat(session, unit=okrug, role=Role.AKIM)

    service.open_mandate(session, actor, NewMandate(okrug.id, Role.CLERK, "Хатшы", DAY), now=now)

    with pytest.raises(NotAllowed):
        service.open_mandate(session, actor, NewMandate(okrug.id, Role.MODERATOR, "Досы", DAY), now=now)


def test_an_office_joins_with_a_paper_only(
    session: Session, okrug: Territory, administrator: Actor, now: datetime
) -> None:
    office = service.open_office(session, administrator, okrug.id, now=now)

    with pytest.raises(RuleBroken, match="no-paper"):
        service.accept_term(session, administrator, office, service.Acceptance(DAY, " "), now=now)
    service.accept_term(session, administrator, office, service.Acceptance(DAY, "№ 14"), now=now)

    assert (office.connected_from, office.acceptance_note) == (DAY, "№ 14")


def invited(session: Session, okrug: Territory, administrator: Actor, now: datetime) -> str:
    mandate = service.open_mandate(session, administrator, akim(okrug), now=now)
    return service.invite(session, administrator, mandate, phone=PHONE, now=now)


def test_the_link_seats_its_owner_once(
    session: Session, okrug: Territory, administrator: Actor, now: datetime
) -> None:
    token = invited(session, okrug, administrator, now)
    user = make.person(session, phone=PHONE)

    mandate = service.accept_invitation(session, token, user, now=now)

    assert queries.actor_of(session, user, DAY).seats == (mandate,)
    with pytest.raises(NotFound, match="no-invitation"):
        service.accept_invitation(session, token, make.person(session), now=now)


def test_another_phone_cannot_use_the_link(
    session: Session, okrug: Territory, administrator: Actor, now: datetime
) -> None:
    token = invited(session, okrug, administrator, now)

    with pytest.raises(NotAllowed, match="other-phone"):
        service.accept_invitation(session, token, make.person(session), now=now)


def test_the_link_ends_after_seven_days(
    session: Session, okrug: Territory, administrator: Actor, now: datetime
) -> None:
    token = invited(session, okrug, administrator, now)

    with pytest.raises(NotFound, match="no-invitation"):
        service.invitation(session, token, now=now + timedelta(days=7))


def test_a_new_link_ends_the_former(
    session: Session, okrug: Territory, administrator: Actor, now: datetime
) -> None:
    first = invited(session, okrug, administrator, now)
    mandate = queries.akim_of(session, okrug.id, DAY)
    assert mandate is not None

    second = service.invite(session, administrator, mandate, phone=PHONE, now=now + timedelta(hours=1))

    with pytest.raises(NotFound):
        service.invitation(session, first, now=now + timedelta(hours=1))
    assert service.invitation(session, second, now=now + timedelta(hours=1)).mandate == mandate


def test_the_token_is_not_stored(
    session: Session, okrug: Territory, administrator: Actor, now: datetime
) -> None:
    token = invited(session, okrug, administrator, now)

    assert queries.invitation_by(session, token) is None
    assert session.scalars(select(Message).where(Message.kind == "mandates.invited")).one().address == PHONE
