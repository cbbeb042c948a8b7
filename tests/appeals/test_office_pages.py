"""The akim's office at work, as a browser without script goes it."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from akimfeedback.appeals.models import Appeal
from akimfeedback.appeals.rules import State
from akimfeedback.core import clock
from akimfeedback.geography.models import Territory
from akimfeedback.mandates.rules import Role
from tests import make
from tests.accounts.signing import sign_in
from tests.appeals.conftest import Place
from tests.pages import Page

FOUND = "10 қарашада көшені қарап шықтық: үш шам күйіп кеткен."
DONE = "11 қарашада электрик үш шамды ауыстырды, қазір жанып тұр."


@pytest.fixture
def now() -> datetime:
    """Return the present: pages ask the clock themselves."""
    return clock.now()


@pytest.fixture
def case(app: Flask, session: Session, place: Place, now: datetime) -> Appeal:
    """Give a request filed today."""
    filed = make.request(session, village=place.village, author=place.resident.user, now=now)
    session.commit()
    return filed


def come_in(page: Page, session: Session, place: Place) -> None:
    """Sign the clerk in."""
    assert place.clerk.user is not None
    sign_in(page, session, place.clerk.user)


def address(case: Appeal, act: str = "") -> str:
    """Return the page of a case or of an act on it."""
    return f"/office/requests/{case.number}" + (f"/{act}" if act else "")


def parts(case: Appeal, **more: object) -> dict[str, object]:
    """Return what an office types into an answer."""
    return {
        "decision": "done", "found": FOUND, "done": DONE, "law": "ӘРПК 76-бап үлгісі",
        "complain": "Аудан әкіміне", "language": "kk", "version": str(case.version),
    } | more  # fmt: skip


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_today_leads_to_the_most_urgent_request(
    page: Page, session: Session, place: Place, case: Appeal, language: str
) -> None:
    come_in(page, session, place)

    page.get("/office/today", query={"lang": language})

    assert address(case, "answer") in page.links()
    assert address(case) in page.links()


@pytest.mark.parametrize("role", [Role.SUPERIOR, Role.AUDITOR])
def test_who_inspects_reads_the_case_and_may_not_act_on_it(
    page: Page, session: Session, place: Place, case: Appeal, role: Role
) -> None:
    district = session.get_one(Territory, place.okrug.parent_id)
    inspector = make.seat(session, unit=district, role=role, on=clock.today())
    assert inspector.user is not None
    sign_in(page, session, inspector.user, strong=True)

    page.get(address(case))

    assert case.text in page.text
    assert address(case, "answer") not in page.links()
    session.refresh(case)
    assert case.seen_at is None, "only the addressee's own look counts"
    for act in ("answer", "extend", "forward", "ask", "end", "package"):
        page.get(address(case, act), status=403)


@pytest.mark.parametrize("which", ["open", "overdue", "mine", "answered", "unregistered", "all"])
def test_every_list_of_the_office_opens(
    page: Page, session: Session, place: Place, case: Appeal, which: str
) -> None:
    come_in(page, session, place)

    page.get("/office/requests", query={"which": which, "q": ""})

    assert (address(case) in page.links()) is (which in {"open", "unregistered", "all"})


def test_words_without_kazakh_letters_find_the_request(
    page: Page, session: Session, place: Place, case: Appeal
) -> None:
    come_in(page, session, place)

    page.get("/office/requests", query={"q": case.number})

    assert address(case) in page.links()


def test_the_case_shows_who_wrote_unless_hidden(
    page: Page, session: Session, place: Place, case: Appeal
) -> None:
    come_in(page, session, place)
    page.get(address(case))
    assert place.resident.user is not None
    assert f"tel:{place.resident.user.phone}" in page.links()

    case.visibility = "hidden"
    session.commit()
    page.get(address(case))

    assert f"tel:{place.resident.user.phone}" not in page.links()


@pytest.mark.parametrize("act", ["answer", "extend", "forward", "ask", "end"])
@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_every_act_has_a_page(
    page: Page, session: Session, place: Place, case: Appeal, act: str, language: str
) -> None:
    come_in(page, session, place)

    page.get(address(case, act), query={"lang": language})

    assert case.text in page.text


def test_an_answer_with_all_parts_is_sent(page: Page, session: Session, place: Place, case: Appeal) -> None:
    come_in(page, session, place)
    page.get(address(case, "answer"))

    page.post(address(case, "answer"), parts(case), status=302)

    session.refresh(case)
    assert case.state == State.ANSWERED
    assert case.on_time is True
    assert case.replies[0].done == DONE


def test_a_missing_part_is_named_and_the_rest_stays(
    page: Page, session: Session, place: Place, case: Appeal
) -> None:
    come_in(page, session, place)
    page.get(address(case, "answer"))

    page.post(address(case, "answer"), parts(case, done=""), status=422)

    assert FOUND in page.text
    assert page.all("a", href="#done")


def test_the_second_of_two_keeps_the_text_and_sees_the_first(
    page: Page, session: Session, place: Place, case: Appeal, now: datetime
) -> None:
    come_in(page, session, place)
    page.get(address(case, "answer"))
    seen = parts(case)
    make.answer(session, case, by=place.akim, now=now)
    session.commit()

    page.post(address(case, "answer"), seen, status=422)

    session.refresh(case)
    assert len(case.replies) == 1
    assert DONE in page.text
    assert case.replies[0].done in page.text


def test_noted_is_no_answer_to_a_problem(page: Page, session: Session, place: Place, case: Appeal) -> None:
    come_in(page, session, place)
    page.get(address(case, "answer"))

    page.post(address(case, "answer"), parts(case, decision="noted"), status=422)

    session.refresh(case)
    assert case.state != State.ANSWERED


def test_more_time_needs_a_later_day_and_a_reason(
    page: Page, session: Session, place: Place, case: Appeal
) -> None:
    come_in(page, session, place)
    page.get(address(case, "extend"))
    later = case.due_on + timedelta(days=14)

    page.post(address(case, "extend"), {"new_due_on": later.isoformat(), "reason": ""}, status=422)
    page.post(
        address(case, "extend"), {"new_due_on": later.isoformat(), "reason": "Сараптама керек"}, status=302
    )

    session.refresh(case)
    assert case.due_on == later


def test_a_case_goes_to_another_body_with_its_name(
    page: Page, session: Session, place: Place, case: Appeal
) -> None:
    come_in(page, session, place)
    page.get(address(case, "forward"))

    page.post(address(case, "forward"), {"body": "Электр желісі", "reason": "Желі солардікі"}, status=302)

    session.refresh(case)
    assert case.state == State.FORWARDED
    assert case.forwarding is not None
    assert case.forwarding.in_time


def test_the_small_acts_of_the_case_page(page: Page, session: Session, place: Place, case: Appeal) -> None:
    come_in(page, session, place)
    page.get(address(case))
    seat = place.clerk.seats[0]
    today = clock.today().isoformat()

    page.post(address(case, "assign"), {"mandate": str(seat.id)}, status=302)
    page.post(address(case, "note"), {"text": "Электрикке айттым"}, status=302)
    page.post(address(case, "register-number"), {"number": "ЖТ-2026-77", "on": today}, status=302)
    page.post(address(case, "ask"), {"text": "Қай бағана?"}, status=302)

    session.refresh(case)
    assert case.assigned_to_id == seat.id
    assert case.register_number == "ЖТ-2026-77"
    assert case.state == State.QUESTION
    page.get("/office/not-in-the-register")
    assert address(case) not in page.links()


def test_another_office_learns_nothing(page: Page, session: Session, place: Place, case: Appeal) -> None:
    stranger = make.seat(session, unit=make.okrug_of(session, make.village(session)), role=Role.CLERK)
    assert stranger.user is not None
    sign_in(page, session, stranger.user)

    page.get(address(case), status=404)
    page.get(address(case, "answer"), status=404)


def test_a_resident_has_no_office(page: Page, session: Session, place: Place, case: Appeal) -> None:
    assert place.resident.user is not None
    sign_in(page, session, place.resident.user)

    page.get("/office/today", status=403)
    page.get(address(case), status=403)
