"""PINs, the code app, remembered devices: how staff prove who they are."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from akimfeedback.accounts import post, second_factor, service
from akimfeedback.accounts.models import RememberedDevice, SignInSession, User
from akimfeedback.accounts.rules import PinCheck
from akimfeedback.core import clock
from akimfeedback.core.errors import RuleBroken
from akimfeedback.mandates.rules import Role
from akimfeedback.notifications.models import Message
from akimfeedback.notifications.service import tell_address
from tests import make
from tests.accounts.signing import sign_in
from tests.pages import Page

PIN = "739164"


@pytest.fixture(autouse=True)
def teller() -> None:
    post.register(tell_address)


def remembered(session: Session, now: datetime) -> tuple[User, str]:
    user = make.person(session)
    second_factor.set_pin(session, user, PIN, now=now)
    token = second_factor.remember_device(session, user, device="Chrome, Android", now=now)
    session.flush()
    return user, token


def opened(session: Session, user: User, now: datetime) -> SignInSession:
    _, row = service.open_session(session, user, how="code", device="?", strong=False, now=now)
    return row


def test_the_right_pin_opens(session: Session, now: datetime) -> None:
    user, token = remembered(session, now)

    assert second_factor.check_pin(session, token, PIN, now=now) == (PinCheck.RIGHT, user)


def test_five_wrong_pins_forget_the_device_and_tell_its_owner(session: Session, now: datetime) -> None:
    user, token = remembered(session, now)

    results = [second_factor.check_pin(session, token, "000001", now=now)[0] for _ in range(5)]

    assert results == [PinCheck.WRONG] * 4 + [PinCheck.LOCKED]
    assert second_factor.check_pin(session, token, PIN, now=now) == (PinCheck.LOCKED, None)
    told = session.scalars(select(Message).where(Message.kind == "accounts.locked")).one()
    assert told.address == user.phone


def test_a_device_is_remembered_for_thirty_days(session: Session, now: datetime) -> None:
    _, token = remembered(session, now)

    late = now + timedelta(days=30)

    assert second_factor.check_pin(session, token, PIN, now=late)[0] is PinCheck.LOCKED


def test_an_easy_pin_is_refused(session: Session, now: datetime) -> None:
    with pytest.raises(RuleBroken, match="easy-pin"):
        second_factor.set_pin(session, make.person(session), "123456", now=now)


def test_the_apps_code_makes_a_session_strong_once(session: Session, now: datetime) -> None:
    user = make.person(session)
    secret = second_factor.new_factor_secret()
    assert second_factor.enrol_factor(session, user, secret, second_factor.current_code(secret, now), now=now)
    row, later = opened(session, user, now), now + timedelta(minutes=2)
    code = second_factor.current_code(secret, later)

    assert second_factor.check_factor(session, row, code, now=later) is PinCheck.RIGHT
    assert row.strong
    assert (
        second_factor.check_factor(session, opened(session, user, later), code, now=later) is PinCheck.WRONG
    )


def test_five_wrong_codes_of_the_app_lock_for_a_quarter_of_an_hour(session: Session, now: datetime) -> None:
    user = make.person(session)
    user.totp_secret = second_factor.new_factor_secret()
    row = opened(session, user, now)

    results = [second_factor.check_factor(session, row, "none", now=now) for _ in range(5)]
    code = second_factor.current_code(user.totp_secret, now)

    assert results[-1] is PinCheck.LOCKED
    assert second_factor.check_factor(session, row, code, now=now) is PinCheck.LOCKED
    later = now + timedelta(minutes=15)
    code = second_factor.current_code(user.totp_secret, later)
    assert second_factor.check_factor(session, row, code, now=later) is PinCheck.RIGHT


def test_nobody_resets_the_own_second_factor(session: Session, now: datetime) -> None:
    user = make.person(session)

    with pytest.raises(RuleBroken, match="own-factor"):
        second_factor.reset_factor(session, user, by=user.id, now=now)


def test_an_administrator_without_the_second_factor_has_no_power(
    app: Flask, page: Page, session: Session
) -> None:
    seat = make.mandate(session, unit=make.district(session), role=Role.ADMINISTRATOR)
    assert seat.user is not None
    sign_in(page, session, seat.user)
    page.get("/desk", status=403)
    page.get("/sign-in/second-factor", status=302)
    page.get("/sign-in/second-factor/new")
    with page.client.session_transaction() as cookie:
        secret = cookie["factor"]

    page.post("/sign-in/second-factor/new", {"code": second_factor.current_code(secret, clock.now())})

    page.get("/desk")


def test_staff_choose_a_pin_and_come_in_with_it(app: Flask, page: Page, session: Session) -> None:
    seat = make.mandate(session, unit=make.district(session), role=Role.CLERK)
    assert seat.user is not None
    sign_in(page, session, seat.user)
    page.get("/sign-in/quick")
    page.post("/sign-in/quick", {"pin": "123456", "pin_again": "123456"}, status=422)
    page.post("/sign-in/quick", {"pin": PIN, "pin_again": PIN})
    page.get("/sign-out")
    page.post("/sign-out", {}, status=200)

    page.get("/sign-in/pin")
    page.post("/sign-in/pin", {"pin": "739165"}, status=422)
    page.post("/sign-in/pin", {"pin": PIN})

    page.get("/profile")
    assert session.scalars(select(RememberedDevice)).one().wrong_pins == 0


def test_the_pin_page_is_closed_to_strange_browsers(app: Flask, page: Page) -> None:
    page.get("/sign-in/pin", status=302)


def test_power_ends_with_the_day_of_the_mandate(app: Flask, page: Page, session: Session) -> None:
    seat = make.mandate(session, unit=make.district(session), role=Role.CLERK, ends_on=clock.today())
    assert seat.user is not None
    sign_in(page, session, seat.user)
    page.get("/sign-in/quick")
    seat.ends_on = clock.today() - timedelta(days=1)
    session.commit()

    page.get("/sign-in/quick", status=403)
    page.get("/profile")


@pytest.mark.parametrize(("strong", "status"), [(False, 403), (True, 200)], ids=["before", "after"])
def test_a_passkey_is_kept_only_after_the_second_factor_one_owes(
    app: Flask, page: Page, session: Session, *, strong: bool, status: int
) -> None:
    user = make.person(session)
    village = make.village(session)
    make.mandate(session, unit=make.okrug_of(session, village), role=Role.CLERK, user=user)
    make.mandate(session, unit=make.district(session), role=Role.MODERATOR, user=user)
    sign_in(page, session, user, strong=strong)
    page.get("/profile")

    answer = page.client.post("/sign-in/passkey/new", data={"csrf_token": page.csrf_token()})

    assert answer.status_code == status
