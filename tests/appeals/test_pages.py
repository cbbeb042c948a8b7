"""The resident's way through the pages, as a browser without script goes it."""

import io
import re
from datetime import datetime

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy.orm import Session

from akimfeedback.accounts import service as accounts
from akimfeedback.accounts.models import User
from akimfeedback.appeals.models import Appeal, Reply
from akimfeedback.appeals.rules import State
from akimfeedback.core import clock
from akimfeedback.notifications.models import Message
from tests import make
from tests.appeals.conftest import Place
from tests.appeals.test_filing import statements
from tests.pages import Page

TEXT = "Мектеп жолындағы шам үш күннен бері жанбайды. Балалар қараңғыда жүр."


@pytest.fixture
def now() -> datetime:
    """Return the present: pages ask the clock themselves."""
    return clock.now()


@pytest.fixture
def ready(app: Flask, session: Session, place: Place) -> Place:
    """Give the village to the pages."""
    session.commit()
    return place


def sign_in(page: Page, session: Session, user: User | None) -> None:
    """Sign a person in, as the code page does."""
    assert user is not None
    token, _row = accounts.open_session(
        session, user, how="code", strong=False, device="test", now=clock.now()
    )
    session.commit()
    with page.client.session_transaction() as cookie:
        cookie["_user_id"] = token


def fields(place: Place, **more: object) -> dict[str, object]:
    """Return what a resident types."""
    return {
        "place": place.village.kato, "topic": "LIGHT", "kind": "problem", "text": TEXT, "landmark": "school",
        "place_words": "Абай көшесі", "visibility": "office", "public": "y",
    } | more  # fmt: skip


def picture() -> tuple[io.BytesIO, str]:
    """Return a small photo to upload."""
    held = io.BytesIO()
    Image.new("RGB", (640, 480), "gray").save(held, "JPEG")
    held.seek(0)
    return held, "photo.jpg"


def send(page: Page, place: Place, **more: object) -> None:
    """Write a request and press send."""
    page.get(f"/write?in={place.village.kato}")
    page.post("/write", fields(place, **more), status=302)
    page.follow()
    page.post("/write/send", status=302)


def latest(session: Session) -> Appeal:
    """Return the newest request."""
    return session.query(Appeal).order_by(Appeal.id.desc()).first()  # type: ignore[return-value]


def test_without_a_village_the_page_asks_for_it(page: Page) -> None:
    page.get("/write")

    assert any("/villages/choose" in link for link in page.links())


def test_a_signed_in_resident_writes_checks_sends_and_gets_a_receipt(
    page: Page, session: Session, ready: Place
) -> None:
    sign_in(page, session, ready.resident.user)

    send(page, ready, photos=picture())
    page.follow()

    case = latest(session)
    assert f"{case.number[:2]}-{case.number[2:]}" in page.text
    assert case.place_words == "Мектеп, Абай көшесі"
    assert case.language == "kk"
    assert len(case.photos) == 1
    pdf = page.client.get(f"/mine/{case.number}/receipt.pdf")
    assert pdf.data.startswith(b"%PDF")


def test_sending_takes_at_most_fifteen_statements(page: Page, session: Session, ready: Place) -> None:
    sign_in(page, session, ready.resident.user)
    send(page, ready)
    page.post("/write", fields(ready, text="Екінші өтінім, басқа мәселе туралы"), status=302)
    page.follow()

    with statements(session) as sent:
        page.post("/write/send", status=302)

    assert len(sent) <= 15, "\n".join(statement[:90] for statement in sent)


def test_pressed_twice_it_is_sent_once(page: Page, session: Session, ready: Place) -> None:
    sign_in(page, session, ready.resident.user)
    send(page, ready)
    first = page.response.location  # type: ignore[union-attr]
    page.post("/write/send", status=302)

    assert page.response.location == first  # type: ignore[union-attr]
    assert session.query(Appeal).filter_by(author_id=ready.resident.user_id).count() == 1


def test_who_is_not_signed_in_comes_back_to_the_kept_text(page: Page, session: Session, ready: Place) -> None:
    page.get(f"/write?in={ready.village.kato}")
    page.post("/write", fields(ready), status=302)
    page.follow()
    page.post("/write/send", status=302)
    assert "/sign-in" in (page.response.location or "")  # type: ignore[union-attr]

    with page.client.session_transaction() as cookie:
        kept = cookie["pending"]
    sign_in(page, session, ready.resident.user)
    page.get("/write/check")
    assert kept
    assert TEXT in page.text
    page.post("/write/send", status=302)
    assert latest(session).text == TEXT


def test_a_mistake_keeps_everything_typed_and_the_photo(page: Page, session: Session, ready: Place) -> None:
    page.get(f"/write?in={ready.village.kato}")

    page.post("/write", fields(ready, topic="", photos=picture()), status=422)

    assert page.one("textarea", name="text").text.strip() == TEXT  # type: ignore[union-attr]
    kept = page.one("input", name="kept").get("value")
    assert kept
    page.post("/write", fields(ready, kept=kept), status=302)
    sign_in(page, session, ready.resident.user)
    page.post("/write/send", status=302)
    assert len(latest(session).photos) == 1


def test_photos_from_before_the_sign_in_belong_to_the_author(
    page: Page, session: Session, ready: Place
) -> None:
    page.get(f"/write?in={ready.village.kato}")
    page.post("/write", fields(ready, photos=picture()), status=302)
    sign_in(page, session, ready.resident.user)
    page.get("/write/check")

    page.post("/write/send", status=302)

    (photo,) = latest(session).photos
    assert photo.file.uploaded_by == ready.resident.user_id


@pytest.mark.parametrize("accuracy", ["inf", "nan", "1e300", "-5", "hello"])
def test_a_strange_point_does_not_stop_a_request(
    page: Page, session: Session, ready: Place, accuracy: str
) -> None:
    sign_in(page, session, ready.resident.user)

    send(page, ready, lat="51.1", lon="nan", accuracy=accuracy)

    found = latest(session)
    assert (found.lon, found.gps_error_m) in {(None, None), (None, -5)}


def test_a_file_that_is_no_photo_is_refused_and_the_text_stays(page: Page, ready: Place) -> None:
    page.get(f"/write?in={ready.village.kato}")

    page.post("/write", fields(ready, photos=(io.BytesIO(b"<script>"), "x.jpg")), status=422)

    assert TEXT in page.text


def test_the_check_page_shows_personal_data_and_lets_change_the_text(page: Page, ready: Place) -> None:
    page.get(f"/write?in={ready.village.kato}")
    page.post("/write", fields(ready, text="Хабарласыңыз: 8 701 123 45 67"), status=302)
    page.follow()
    assert "8 701 123 45 67" in [b.text for b in page.all("b")]

    page.get("/write?edit=1")
    assert page.one("textarea", name="text").text.strip() == "Хабарласыңыз: 8 701 123 45 67"  # type: ignore[union-attr]


def test_an_office_that_has_not_joined_shows_the_official_route(
    app: Flask, page: Page, session: Session
) -> None:
    village = make.village(session, connected_from=None)
    session.commit()

    page.get(f"/write?in={village.kato}")

    assert "/official-route" in page.links()
    assert not page.all("textarea")


def test_another_persons_case_looks_as_if_it_were_not_there(
    page: Page, session: Session, ready: Place, now: datetime
) -> None:
    case = make.request(session, village=ready.village, now=now)
    session.commit()
    sign_in(page, session, ready.resident.user)

    page.get(f"/mine/{case.number}", status=404)
    page.get("/mine/26999999", status=404)


@pytest.fixture
def answered(ready: Place, session: Session, now: datetime) -> Reply:
    """Give an answered case of the resident."""
    case = make.request(session, village=ready.village, now=now, author=ready.resident.user)
    reply = make.answer(session, case, by=ready.akim, now=now)
    session.commit()
    return reply


def link_of(session: Session) -> str:
    """Return the one-tap link of the message."""
    message = session.query(Message).filter_by(kind="appeals.answered").order_by(Message.id.desc()).first()
    assert message is not None
    return str(message.params["path"])


def test_opening_the_link_records_nothing_a_button_does(
    page: Page, session: Session, answered: Reply
) -> None:
    link = link_of(session)

    page.get(link)
    session.refresh(answered)
    assert answered.verdict is None
    page.post(link, {"verdict": "partly"}, status=302)
    page.follow()
    page.post(f"{link}/rating", {"rating": "4"}, status=302)
    page.post(f"{link}/comment", {"comment": "Рахмет"}, status=302)

    session.expire_all()
    found = session.get_one(Reply, answered.id)
    assert (found.verdict, found.rating, found.comment) == ("partly", 4, "Рахмет")
    assert not answered.comment_passed_on


def test_not_solved_from_the_own_page_opens_it_again(
    page: Page, session: Session, ready: Place, answered: Reply
) -> None:
    sign_in(page, session, ready.resident.user)
    number = answered.appeal.number
    page.get(f"/mine/{number}")

    page.post(f"/mine/{number}/verdict", {"verdict": "not-solved"}, status=302)

    page.get(f"/mine/{number}")
    session.refresh(answered.appeal)
    assert answered.appeal.state == State.DISPUTED
    page.get(f"/mine/{number}/higher")
    assert TEXT[:20] in page.one("textarea").text  # type: ignore[operator]


def test_a_wrong_link_is_not_found(page: Page, ready: Place) -> None:
    page.get("/r/aaaaaaaaaaaaaaaa", status=404)
    page.get("/a/aaaaaaaa", status=404)


def test_the_short_link_leads_each_to_the_right_page(
    page: Page, session: Session, ready: Place, answered: Reply
) -> None:
    link, number = answered.appeal.link, answered.appeal.number
    page.get(f"/a/{link}", status=302)
    assert "/sign-in" in (page.response.location or "")  # type: ignore[union-attr]
    sign_in(page, session, ready.resident.user)
    page.get(f"/a/{link}", status=302)
    assert page.response.location == f"/mine/{number}"  # type: ignore[union-attr]


def test_notes_withdrawal_and_privacy_from_the_own_page(
    page: Page, session: Session, ready: Place, now: datetime
) -> None:
    case = make.request(session, village=ready.village, now=now, author=ready.resident.user)
    session.commit()
    sign_in(page, session, ready.resident.user)
    page.get(f"/mine/{case.number}")

    page.post(f"/mine/{case.number}/note", {"note-text": ""}, status=422)
    page.post(f"/mine/{case.number}/note", {"note-text": "Тағы бір шам."}, status=302)
    page.post(f"/mine/{case.number}/keep-private", status=302)
    page.get(f"/mine/{case.number}/withdraw")
    page.post(f"/mine/{case.number}/withdraw", status=302)

    page.get("/mine")
    session.refresh(case)
    assert (case.state, case.publicity) == (State.WITHDRAWN, "private")
    page.get("/check")
    page.post(f"/mine/{case.number}/withdraw", status=409)


def test_the_public_pages_show_no_text_before_a_check(
    page: Page, session: Session, ready: Place, answered: Reply
) -> None:
    number = answered.appeal.number

    for path in (
        f"/okrugs/{ready.okrug.kato}/requests",
        f"/requests/{number}",
        f"/requests/{number}/how-counted",
    ):
        page.get(path)
        assert "Мектеп жолындағы" not in page.text
        assert "Электрик" not in page.text
        assert "Тұрғын 1" not in page.text


def test_check_by_number_gives_state_and_the_same_words_for_any_mistake(
    page: Page, session: Session, ready: Place, answered: Reply
) -> None:
    number = answered.appeal.number
    phone = ready.resident.user.phone if ready.resident.user else ""
    assert phone
    page.get("/check")

    page.post("/check", {"number": f"{number[:2]}-{number[2:]}", "digits": phone[-4:]}, status=200)
    assert number[2:] in page.text
    page.post("/check", {"number": number, "digits": str((int(phone[-4:]) + 1) % 10000).zfill(4)}, status=422)
    wrong_digits = [re.sub(r"\d", "", words_of(page)) for _ in (1,)]
    page.post("/check", {"number": "26999999", "digits": phone[-4:]}, status=422)
    assert wrong_digits == [re.sub(r"\d", "", words_of(page))]


def words_of(page: Page) -> str:
    """Return the words of the mistake."""
    return " ".join("".join(one.itertext()) for one in page.all("p", class_="field__error"))


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_every_page_speaks_each_language(
    page: Page, session: Session, ready: Place, answered: Reply, language: str
) -> None:
    sign_in(page, session, ready.resident.user)
    number = answered.appeal.number
    paths = (
        f"/write?in={ready.village.kato}&", "/mine?", f"/mine/{number}?", f"/mine/{number}/receipt?",
        "/official-route?",
        f"/mine/{number}/higher?", f"/requests/{number}?", f"/okrugs/{ready.okrug.kato}/requests?", "/check?",
        f"{link_of(session)}?",
    )  # fmt: skip

    for path in paths:
        page.get(f"{path}lang={language}")
        assert page.one("html").get("lang") == language
