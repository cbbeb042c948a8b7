"""The district board and its papers: facts of the okrugs watched, nobody's name."""

from datetime import datetime, timedelta
from io import BytesIO

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import event
from sqlalchemy.orm import Session

from akimfeedback.appeals.models import Appeal
from akimfeedback.appeals.rules import EscalationReason
from akimfeedback.appeals.service import acts
from akimfeedback.core import clock
from akimfeedback.core.db import db
from akimfeedback.mandates.rules import Role
from akimfeedback.oversight import queries
from tests import make
from tests.accounts.signing import sign_in
from tests.appeals.conftest import Place, place
from tests.kpi.published import GOOD, POOR, okrugs, publish
from tests.pages import Page

__all__ = ["place"]


@pytest.fixture
def now() -> datetime:
    """Return the present: pages ask the clock themselves."""
    return clock.now()


@pytest.fixture
def late(app: Flask, session: Session, place: Place, now: datetime) -> Appeal:
    """Give a request of two months ago without an answer."""
    case = make.request(
        session, village=place.village, author=place.resident.user, now=now - timedelta(days=60)
    )
    session.commit()
    return case


def deputy(page: Page, session: Session, place: Place) -> None:
    """Sign a deputy of the district in."""
    seat = make.seat(session, unit=place.district, role=Role.DEPUTY)
    assert seat.user is not None
    sign_in(page, session, seat.user)


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_board_leads_with_what_is_overdue(
    page: Page, session: Session, place: Place, late: Appeal, language: str
) -> None:
    deputy(page, session, place)

    page.get("/district/", query={"lang": language})

    assert f"/district/okrugs/{place.okrug.kato}" in page.links()


def test_the_overdue_list_names_no_person(page: Page, session: Session, place: Place, late: Appeal) -> None:
    deputy(page, session, place)

    page.get("/district/overdue")

    assert f"{late.number[:2]}-{late.number[2:]}" in page.text
    assert late.text not in page.text
    assert place.resident.user is not None
    assert str(place.resident.user.phone) not in page.html


def test_the_printed_list_says_the_same(page: Page, session: Session, place: Place, late: Appeal) -> None:
    deputy(page, session, place)

    answer = page.client.get("/district/overdue.pdf")

    printed = "\n".join(sheet.extract_text() for sheet in PdfReader(BytesIO(answer.data)).pages)
    assert f"{late.number[:2]}-{late.number[2:]}" in printed
    assert late.text[:20] not in printed


def test_another_district_is_closed(page: Page, session: Session, place: Place, late: Appeal) -> None:
    elsewhere = make.okrug_of(session, make.village(session))
    deputy(page, session, place)

    page.get(f"/district/okrugs/{elsewhere.kato}", status=403)
    page.get(f"/district/okrugs/{place.okrug.kato}")


def test_a_clerk_is_no_watcher(page: Page, session: Session, place: Place, late: Appeal) -> None:
    assert place.clerk.user is not None
    sign_in(page, session, place.clerk.user)

    page.get("/district/", status=403)


def test_the_superior_settles_with_a_note(
    page: Page, session: Session, place: Place, late: Appeal, now: datetime
) -> None:
    acts.escalate(session, late, EscalationReason.SILENCE, now)
    session.commit()
    assert place.superior.user is not None
    sign_in(page, session, place.superior.user)
    page.get("/district/go-higher")
    entry = page.one("form", method="post").get("action", "")

    page.post(entry, {"note": ""}, status=302)
    page.get("/district/go-higher")
    assert late.title in page.text
    page.post(entry, {"note": "Әкіммен сөйлестім, бүгін жауап береді"}, status=302)
    page.get("/district/go-higher")

    assert late.title not in page.text


def test_the_board_asks_no_more_for_more_okrugs(app: Flask, session: Session, place: Place) -> None:
    def asked(count: int) -> int:
        units = [make.okrug_of(session, make.village(session)) for _ in range(count)]
        seen: list[str] = []
        with app.app_context():

            def note(_c: object, _cur: object, statement: str, *_rest: object) -> None:
                seen.append(statement)

            event.listen(db.engine, "before_cursor_execute", note)
            queries.board(session, units, clock.today())
            event.remove(db.engine, "before_cursor_execute", note)
        return len(seen)

    assert asked(2) == asked(9)


def test_figures_of_the_okrugs_watched_are_words_and_a_funnel(
    app: Flask, page: Page, session: Session, place: Place
) -> None:
    units = [place.okrug, *okrugs(session, 5, district=place.district)]
    publish(session, {unit: POOR if place_ == 1 else GOOD for place_, unit in enumerate(units)})
    deputy(page, session, place)

    page.get("/district/figures", query={"lang": "en", "okrug": units[1].kato})

    assert "Clearly below similar okrugs: 1" in page.text
    assert [one.get("id") for one in page.all("figure")] == ["funnel"]
    assert "Early limits" not in page.text
    assert f"/district/okrugs/{units[1].kato}" in page.links()


def test_an_okrug_of_another_district_is_not_marked(
    app: Flask, page: Page, session: Session, place: Place
) -> None:
    other = okrugs(session, 1)[0]
    deputy(page, session, place)

    page.get("/district/figures", query={"okrug": other.kato}, status=403)
