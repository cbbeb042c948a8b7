"""The desk of the administrator: offices, people, working days, topics."""

from datetime import timedelta
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from akimfeedback.accounts.models import User
from akimfeedback.calendars.models import MovedDay
from akimfeedback.core import clock
from akimfeedback.geography.models import Territory
from akimfeedback.kpi.context_models import ContextFact, ElectionPeriod
from akimfeedback.mandates import queries
from akimfeedback.mandates.rules import Role
from akimfeedback.topics.models import Topic
from tests import make
from tests.accounts.signing import sign_in
from tests.pages import Page


@pytest.fixture
def okrug(session: Session) -> Territory:
    return make.okrug_of(session, make.village(session))


@pytest.fixture
def administrator(app: Flask, page: Page, session: Session, okrug: Territory) -> User:
    seat = make.mandate(session, unit=session.get_one(Territory, okrug.parent_id), role=Role.ADMINISTRATOR)
    make.topic(session)
    assert seat.user is not None
    sign_in(page, session, seat.user, strong=True)
    return seat.user


@pytest.mark.usefixtures("administrator")
@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_every_page_opens_in_every_language(page: Page, okrug: Territory, language: str) -> None:
    office = f"/desk/offices/{okrug.kato}"
    tails = ("", "/acceptance", "/contact", "/people/new", "/akim")
    for path in (
        "/desk",
        "/desk/offices",
        "/desk/accounts",
        "/desk/calendar",
        "/desk/topics",
        "/desk/topics/LIGHT",
    ):
        page.get(path, query={"lang": language})
    for tail in tails:
        page.get(office + tail, query={"lang": language})


@pytest.mark.usefixtures("administrator")
def test_the_akim_is_changed_and_invited(page: Page, session: Session, okrug: Territory) -> None:
    old = make.mandate(session, unit=okrug, role=Role.AKIM)
    session.commit()
    first = clock.today() + timedelta(days=7)
    page.get(f"/desk/offices/{okrug.kato}/akim")

    page.post(
        f"/desk/offices/{okrug.kato}/akim",
        {"kind": "acting", "holder": "Усенов", "starts_on": first.isoformat(), "phone": "8 701 555 66 77"},
    )

    session.expire_all()
    new = queries.akim_of(session, okrug.id, first)
    assert new is not None
    assert (new.holder, new.akim_kind) == ("Усенов", "acting")
    assert old.ends_on == first - timedelta(days=1)
    assert queries.waiting_invitations(session, [new.id])[new.id].phone == "+77015556677"


@pytest.mark.usefixtures("administrator")
def test_wrong_dates_keep_what_was_typed(page: Page, okrug: Territory) -> None:
    page.get(f"/desk/offices/{okrug.kato}/people/new")

    page.post(
        f"/desk/offices/{okrug.kato}/people/new",
        {"role": "clerk", "holder": "Хатшы Айгүл", "starts_on": "2026-09-15", "ends_on": "2026-09-01"},
        status=422,
    )

    assert page.one("input", name="holder").get("value") == "Хатшы Айгүл"


@pytest.mark.usefixtures("administrator")
def test_a_day_is_previewed_before_it_moves(page: Page, session: Session) -> None:
    day = {"day": "2026-12-14", "becomes": "off", "source": "№ 1"}
    page.get("/desk/calendar")

    page.post("/desk/calendar/preview", day, status=200)
    before = session.scalars(select(MovedDay)).all()
    page.post("/desk/calendar", day)

    session.expire_all()
    assert before == []
    assert session.scalars(select(MovedDay)).one().source == "№ 1"


@pytest.mark.usefixtures("administrator")
def test_routing_of_a_topic_is_changed(page: Page, session: Session) -> None:
    page.get("/desk/topics/LIGHT")
    words = {f"{stem}_{code}": "сөз" for stem in ("name", "executor") for code in ("kk", "ru", "en")}

    page.post("/desk/topics/LIGHT", words | {"routing": "other", "target_days": "4", "active": "y"})

    session.expire_all()
    assert session.get_one(Topic, "LIGHT").routing == "other"


def test_residents_are_not_found_by_phone(page: Page, session: Session, administrator: User) -> None:
    resident = make.person(session, name="Айша")
    session.commit()
    page.get("/desk/accounts")

    page.post("/desk/accounts", {"phone": resident.phone}, status=200)

    assert "Айша" not in page.text


def test_a_locked_colleague_is_let_in_again(
    page: Page, session: Session, okrug: Territory, administrator: User
) -> None:
    colleague = make.mandate(session, unit=okrug, role=Role.CLERK).user
    assert colleague is not None
    colleague.locked_until = clock.now() + timedelta(minutes=10)
    session.commit()
    page.get("/desk/accounts")
    page.post("/desk/accounts", {"phone": colleague.phone}, status=200)

    page.post(f"/desk/accounts/{colleague.id}/unlock", {})

    session.refresh(colleague)
    assert colleague.locked_until is None


def test_an_administrator_of_another_district_sees_nothing(
    app: Flask, page: Page, session: Session, okrug: Territory
) -> None:
    seat = make.mandate(session, unit=make.district(session), role=Role.ADMINISTRATOR)
    assert seat.user is not None
    sign_in(page, session, seat.user, strong=True)

    page.get(f"/desk/offices/{okrug.kato}", status=403)
    page.get("/desk/offices")
    assert okrug.name_kk not in page.text


def test_residents_do_not_enter(app: Flask, page: Page, session: Session) -> None:
    sign_in(page, session, make.person(session))

    page.get("/desk", status=403)


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.MODERATOR, Role.AUDITOR])
def test_the_desk_has_a_door_for_everybody_who_begins_there(page: Page, session: Session, role: Role) -> None:
    seat = make.seat(session, unit=make.district(session), role=role)
    assert seat.user is not None
    sign_in(page, session, seat.user, strong=True)

    page.get("/desk")

    doors = [link for link in page.links() if link.startswith(("/desk/", "/district/"))]
    assert doors
    for door in doors:
        page.get(door)


@pytest.mark.usefixtures("administrator")
@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_facts_beside_the_figures_are_entered_and_a_bad_one_keeps_what_was_typed(
    page: Page, session: Session, okrug: Territory, language: str
) -> None:
    path = f"/desk/offices/{okrug.kato}/context"
    page.get(path, query={"lang": language})
    day = clock.today().isoformat()
    good = {"code": "posts", "value": "8", "as_of": day, "source": "Штат кестесі № 4"}

    bad = page.post(path, {**good, "value": "жетеу"}, status=422)
    assert "жетеу" in bad.text
    page.post(path, good)

    kept = session.scalars(select(ContextFact)).one()
    assert (kept.code, kept.value, kept.source) == ("posts", Decimal(8), "Штат кестесі № 4")
    assert "Штат кестесі № 4" in page.get(path).text


@pytest.mark.usefixtures("administrator")
def test_election_days_are_entered_and_ended(page: Page, session: Session) -> None:
    page.get("/desk/campaigns")
    day = clock.today().isoformat()
    typed = {"unit": "000000001", "from_on": day, "to_on": day, "reason": "Әкім сайлауы"}

    refused = page.post("/desk/campaigns", typed, status=422)
    assert "Әкім сайлауы" in refused.text
    page.post("/desk/campaigns", {**typed, "unit": ""})
    row = session.scalars(select(ElectionPeriod)).one()
    page.post(f"/desk/campaigns/{row.id}/lift", {})

    session.expire_all()
    assert row.lifted_at is not None
    page.get("/desk/campaigns", query={"lang": "ru"})
