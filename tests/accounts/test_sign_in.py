"""Signing in with a phone and a code, as a visitor and as somebody who means harm."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from akimfeedback.accounts.models import Consent, SignInCode, SignInSession, User
from akimfeedback.accounts.rules import CONSENT_VERSION
from akimfeedback.core import clock
from akimfeedback.notifications.models import Message
from tests import make
from tests.accounts.signing import PHONE, ask, sent_code, sign_in
from tests.pages import Page


def consented(session: Session) -> User:
    user = make.person(session, phone=PHONE)
    session.add(
        Consent(
            user_id=user.id,
            kind="personal-data",
            version=CONSENT_VERSION,
            language="kk",
            given_at=clock.now(),
        )
    )
    session.commit()
    return user


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 100_000:05d}"


def test_the_first_sign_in_asks_for_consent_and_goes_on(app: Flask, page: Page, session: Session) -> None:
    ask(page, to="/profile/my-data")
    page.post("/sign-in/code", {"code": sent_code(session)})
    page.follow()

    page.post("/sign-in/consent", {"birth_year": "1965", "language": "ru", "agree": "y"})

    assert page.response is not None
    assert page.response.location == "/profile/my-data"
    user = session.scalars(select(User).where(User.phone == PHONE)).one()
    consent = session.scalars(select(Consent)).one()
    assert (user.language, user.birth_year) == ("ru", 1965)
    assert (consent.user_id, consent.version, consent.language) == (user.id, CONSENT_VERSION, "ru")


def test_the_village_named_before_becomes_the_home(app: Flask, page: Page, session: Session) -> None:
    village = make.village(session)
    session.commit()
    page.client.set_cookie("home", village.kato)
    ask(page)
    page.post("/sign-in/code", {"code": sent_code(session)})
    page.follow()

    page.post("/sign-in/consent", {"birth_year": "1965", "language": "kk", "agree": "y"})

    assert session.scalars(select(User).where(User.phone == PHONE)).one().home_id == village.id


def test_without_consent_nothing_is_kept(app: Flask, page: Page, session: Session) -> None:
    ask(page)
    page.post("/sign-in/code", {"code": sent_code(session)})
    page.follow()

    page.post("/sign-in/consent", {"birth_year": "1965", "language": "kk"}, status=422)

    assert session.scalar(select(func.count()).select_from(User)) == 0


def test_who_agreed_before_is_in_at_once(app: Flask, page: Page, session: Session) -> None:
    consented(session)
    ask(page)

    page.post("/sign-in/code", {"code": sent_code(session)})

    page.get("/profile")


def test_who_asked_for_a_code_another_typed_gets_nowhere(app: Flask, page: Page, session: Session) -> None:
    consented(session)
    ask(page)
    first = session.scalars(select(SignInCode)).one()
    first.created_at -= timedelta(minutes=2)
    session.commit()
    stranger = Page(app)
    ask(stranger)

    page.post("/sign-in/code", {"code": sent_code(session)})

    page.get("/profile")
    stranger.get("/sign-in/consent", status=302)
    stranger.get("/profile", status=302)


def test_known_and_unknown_numbers_look_the_same(app: Flask, session: Session) -> None:
    consented(session)
    pages = []
    for phone in (PHONE, "+77017654321"):
        page = Page(app)
        ask(page, phone)
        pages.append((page.response.status_code if page.response else 0, page.text.replace(phone[-9:], "")))

    assert pages[0][0] == pages[1][0]
    assert pages[0][1].count("+7") == pages[1][1].count("+7")


def test_the_message_ends_with_the_line_a_browser_reads(app: Flask, page: Page, session: Session) -> None:
    ask(page)
    message = session.scalars(select(Message)).one()

    from akimfeedback.notifications.labels import text_of  # noqa: PLC0415 - needs the application

    with app.test_request_context():
        lines = text_of(message).splitlines()
    assert lines[-1].startswith("@")
    assert lines[-1].endswith(f" #{message.params['code']}")
    assert message.urgent


def test_a_code_opens_once(app: Flask, session: Session) -> None:
    consented(session)
    first = Page(app)
    ask(first)
    code = sent_code(session)
    first.post("/sign-in/code", {"code": code})

    first.get("/sign-out")
    first.post("/sign-out", {}, status=200)
    again = Page(app)
    again.get("/sign-in/code", status=302)

    row = session.scalars(select(SignInCode)).one()
    assert row.used_at is not None


def test_the_fifth_wrong_try_ends_the_code(app: Flask, page: Page, session: Session) -> None:
    consented(session)
    ask(page)
    code = sent_code(session)

    for _ in range(5):
        page.post("/sign-in/code", {"code": wrong(code)}, status=422)
    page.post("/sign-in/code", {"code": code}, status=422)

    page.get("/profile", status=302)


def test_an_old_code_is_answered_with_a_new_one(app: Flask, page: Page, session: Session) -> None:
    consented(session)
    ask(page)
    old = sent_code(session)
    row = session.scalars(select(SignInCode)).one()
    row.created_at -= timedelta(minutes=16)
    row.expires_at -= timedelta(minutes=16)
    session.commit()

    page.post("/sign-in/code", {"code": old}, status=422)

    assert session.scalar(select(func.count()).select_from(SignInCode)) == 2
    page.post("/sign-in/code", {"code": sent_code(session)})
    page.get("/profile")


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"]
)
def test_sign_in_never_leads_to_another_site(app: Flask, page: Page, session: Session, target: str) -> None:
    consented(session)
    ask(page, to=target)

    response = page.post("/sign-in/code", {"code": sent_code(session)})

    assert response.location == "/"


def test_a_planted_session_does_not_survive_sign_in(app: Flask, page: Page, session: Session) -> None:
    consented(session)
    with page.client.session_transaction() as cookie:
        cookie["_user_id"] = "planted"
        cookie["factor"] = "planted"
    ask(page)

    page.post("/sign-in/code", {"code": sent_code(session)})

    with page.client.session_transaction() as cookie:
        assert cookie["_user_id"] != "planted"
        assert "factor" not in cookie


def test_a_form_without_a_token_changes_nothing(app: Flask, page: Page, session: Session) -> None:
    page.client.post("/sign-in", data={"phone": PHONE})

    assert session.scalar(select(func.count()).select_from(SignInCode)) == 0


def test_signing_out_everywhere_ends_the_other_browser(app: Flask, session: Session) -> None:
    user = consented(session)
    mine, other = Page(app), Page(app)
    for one in (mine, other):
        sign_in(one, session, user)
        one.get("/profile")

    mine.get("/profile/sign-ins")
    mine.post("/profile/sign-ins/end", {})

    mine.get("/profile")
    other.get("/profile", status=302)


def test_cleaning_the_phone_empties_what_the_browser_keeps(app: Flask, page: Page, session: Session) -> None:
    user = consented(session)
    sign_in(page, session, user)
    page.get("/sign-out")

    response = page.post("/sign-out", {"clean": "1"}, status=200)

    assert "storage" in response.headers["Clear-Site-Data"]
    page.get("/profile", status=302)


def test_the_visit_is_noted_at_most_every_five_minutes(app: Flask, page: Page, session: Session) -> None:
    user = consented(session)
    sign_in(page, session, user)
    row = session.scalars(select(SignInSession)).one()
    before = row.last_seen_at

    page.get("/profile")
    session.refresh(row)
    unchanged = row.last_seen_at
    row.last_seen_at = before - timedelta(minutes=6)
    session.commit()
    page.get("/profile")
    session.refresh(row)

    assert unchanged == before
    assert row.last_seen_at > before - timedelta(minutes=6)


@pytest.mark.parametrize(("days", "known"), [(29, True), (31, False)])
def test_a_browser_unused_for_a_month_is_asked_again(
    app: Flask, page: Page, session: Session, days: int, known: bool
) -> None:
    sign_in(page, session, consented(session))
    row = session.scalars(select(SignInSession)).one()
    row.last_seen_at -= timedelta(days=days)
    session.commit()
    answer = page.client.get("/profile")
    assert answer.status_code == (200 if known else 302)
    assert known or "/sign-in" in (answer.location or "")


def test_an_erased_person_is_a_number_without_identity(app: Flask, page: Page, session: Session) -> None:
    user = consented(session)
    sign_in(page, session, user)
    page.get("/profile/my-data")
    page.post("/profile/my-data/erase", {"word": "иә"}, status=422)

    page.post("/profile/my-data/erase", {"word": "жою"})

    session.refresh(user)
    assert (user.phone, user.name, user.email, user.home_id, user.birth_year) == (None,) * 5
    assert user.erased_at is not None
    assert all(consent.withdrawn_at for consent in session.scalars(select(Consent)))
    page.get("/profile", status=302)
