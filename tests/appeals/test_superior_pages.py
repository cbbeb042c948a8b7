"""The district superior reads a case of an office, though only the office works on it."""

from flask import Flask
from sqlalchemy.orm import Session

from akimfeedback.core import clock
from tests import make
from tests.accounts.signing import sign_in
from tests.appeals.conftest import Place
from tests.pages import Page


def test_superior_opens_a_case_and_does_not_mark_it_seen(
    app: Flask, page: Page, session: Session, place: Place
) -> None:
    case = make.request(session, village=place.village, author=place.resident.user, now=clock.now())
    session.commit()
    assert place.superior.user is not None
    sign_in(page, session, place.superior.user)

    page.get(f"/office/requests/{case.number}")

    session.refresh(case)
    assert page.h1 == case.title
    assert case.seen_at is None
