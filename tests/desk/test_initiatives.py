"""The moderator's pages of initiatives: queue, decision with preview, rarer acts, switches."""

from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from akimfeedback.core import clock
from akimfeedback.core.clock import local_day
from akimfeedback.mandates.rules import Role
from akimfeedback.petitions.models import Petition, PetitionNews
from akimfeedback.petitions.queries import moderation
from akimfeedback.petitions.queries.switches import is_on
from akimfeedback.petitions.rules import Publication, RejectReason, Switch
from akimfeedback.petitions.service import hiding, locking, moderating, objecting
from akimfeedback.petitions.service.creating import InitiativeText, add_version
from akimfeedback.petitions.service.moderating import Ruling
from akimfeedback.web import formats
from tests import make
from tests.accounts.signing import sign_in
from tests.pages import Page
from tests.petitions.checking import Desk

TEXT = "Балалар алаңын салу"


@pytest.fixture
def at() -> datetime:
    return clock.now()


@pytest.fixture
def desk(app: Flask, session: Session, page: Page, at: datetime) -> Desk:
    """Give a desk with its moderator signed in."""
    made = Desk(session, at)
    assert made.moderator.user is not None
    sign_in(page, session, made.moderator.user, strong=True)
    return made


@pytest.fixture
def petition(session: Session, desk: Desk) -> Petition:
    made = desk.waiting()
    session.commit()
    return made


def as_senior(page: Page, session: Session, desk: Desk) -> None:
    assert desk.assessor.user is not None
    sign_in(page, session, desk.assessor.user, strong=True)


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_queue_and_decision_open_in_every_language(
    page: Page, session: Session, desk: Desk, at: datetime, language: str
) -> None:
    petition = desk.waiting()
    petition.moderation_due_on = local_day(at).replace(year=local_day(at).year - 1)
    session.commit()

    page.get("/desk/initiatives", query={"lang": language})
    queue = page.text
    page.get(f"/desk/initiatives/{petition.number}", query={"lang": language})

    assert TEXT in queue
    assert page.h1 == TEXT


def test_a_number_opens_what_waits_no_longer(
    page: Page, session: Session, desk: Desk, petition: Petition
) -> None:
    """Decided and hidden ones too; of another district and drafts nothing is said."""
    petition.publication = Publication.HIDDEN
    draft = make.petition(
        session, place=petition.place or petition.territory, now=clock.now(), publication=Publication.DRAFT
    )
    abroad = make.petition(session, place=make.village(session), now=clock.now())
    session.commit()
    typed = f"{petition.number[:2]}-{petition.number[2:]}"
    found = page.client.get("/desk/initiatives", query_string={"number": typed})
    assert (found.location or "").endswith(f"/desk/initiatives/{petition.number}")
    for number in (draft.number, abroad.number, "0000000", "\u0661"):
        page.get("/desk/initiatives", query={"number": number})
        assert "Бұл нөмірмен" in page.text


def test_a_decision_is_previewed_before_it_is_sent(page: Page, session: Session, petition: Petition) -> None:
    """Behaviour 17: preview of what author and public get, then the decision itself."""
    address = f"/desk/initiatives/{petition.number}"
    fields = {
        "outcome": "reject",
        "reason": "offence",
        "visible": "chosen",
        "parts": "asks",
        "note": "Түзетіңіз",
    }
    page.get(address)

    page.post(f"{address}/preview", fields, status=200)
    shown = page.text
    session.expire_all()
    before = petition.publication
    page.post(address, fields)

    session.expire_all()
    assert "Түзетіңіз" in shown
    assert "Мектеп жанында алаң салу" in shown
    assert "Балалар жолда ойнайды" not in shown
    assert f"/p/{petition.link}" in shown
    assert before == Publication.MODERATION
    assert petition.publication == Publication.REJECTED
    assert petition.shown_parts == ["asks"]


@pytest.mark.parametrize(
    "fields",
    [{"outcome": "reject"}, {"outcome": "return"}, {"outcome": "reject", "reason": "barred"}, {}],
    ids=["no reason", "nothing to correct", "no closed subject", "no decision"],
)
def test_an_incomplete_decision_comes_back_with_what_was_typed(
    page: Page, petition: Petition, fields: dict[str, str]
) -> None:
    """Behaviour 17: no reason refused."""
    page.get(f"/desk/initiatives/{petition.number}")

    page.post(f"/desk/initiatives/{petition.number}/preview", fields | {"words": "Сөзім"}, status=422)

    assert "Сөзім" in page.text


def test_a_decision_is_taken_back_from_its_page(page: Page, session: Session, petition: Petition) -> None:
    address = f"/desk/initiatives/{petition.number}"
    page.get(address)
    page.post(address, {"outcome": "publish"})
    page.follow()

    page.post(f"{address}/undo")

    session.expire_all()
    assert petition.publication == Publication.MODERATION


def test_a_colleague_s_lock_is_taken_over_with_a_word(
    page: Page, session: Session, desk: Desk, petition: Petition
) -> None:
    """Behaviour 17: edit lock taken over."""
    address = f"/desk/initiatives/{petition.number}"
    page.get(address)
    page.post(f"{address}/lock")
    assert desk.second.user is not None
    sign_in(page, session, desk.second.user, strong=True)
    page.get(address)
    locked = page.all("h2", id="decide")

    page.post(f"{address}/lock", {"word": ""}, status=422)
    page.post(f"{address}/lock", {"word": "Әріптес демалыста"})
    page.follow()

    assert locked == []
    assert page.all("h2", id="decide")
    page.post(f"{address}/release")
    session.expire_all()
    assert petition.lock_by_id is None


def test_text_with_a_phone_is_pointed_out(page: Page, session: Session, desk: Desk) -> None:
    petition = desk.waiting(title="Қоңырау: 8 701 555 66 77")
    session.commit()

    page.get(f"/desk/initiatives/{petition.number}")

    assert page.all("div", class_="note note--warn")


def test_hiding_is_proposed_by_one_and_done_by_another(
    page: Page, session: Session, desk: Desk, at: datetime
) -> None:
    petition = make.petition(session, place=desk.village, now=at, author=desk.author)
    session.commit()
    address = f"/desk/initiatives/{petition.number}"
    page.get(address)
    page.post(f"{address}/hide", {"hide-reason": "libel", "hide-word": "Айып"})
    page.get(f"{address}/second")
    page.post(f"{address}/second", {"outcome": "hide"}, status=422)
    as_senior(page, session, desk)
    page.get(f"{address}/second")

    page.post(f"{address}/second", {"outcome": "hide"})

    session.expire_all()
    assert petition.publication == Publication.HIDDEN
    page.follow()


def test_a_senior_restores_marks_and_holds(page: Page, session: Session, desk: Desk, at: datetime) -> None:
    petition = desk.waiting()
    moderating.reject(session, desk.moderator, petition, Ruling(reason=RejectReason.OFFENCE), now=at)
    session.commit()
    as_senior(page, session, desk)
    address = f"/desk/initiatives/{petition.number}"
    page.get(address)

    page.post(f"{address}/restore", {"word": ""}, status=422)
    for act in ("restore", "flag", "hold"):
        page.post(f"{address}/{act}", {"word": "Себебі бар"})

    session.expire_all()
    assert (petition.publication, petition.flagged, petition.legal_hold) == (Publication.OPEN, True, True)


def test_an_author_objects_and_a_senior_decides(
    page: Page, session: Session, desk: Desk, at: datetime
) -> None:
    petition = desk.waiting()
    moderating.reject(session, desk.moderator, petition, Ruling(reason=RejectReason.OFFENCE), now=at)
    session.commit()
    sign_in(page, session, desk.author)
    page.get(f"/initiatives/{petition.number}/objection")
    page.post(f"/initiatives/{petition.number}/objection", {"text": ""}, status=422)
    page.post(f"/initiatives/{petition.number}/objection", {"text": "Қорлау жоқ"})
    row = moderation.open_objection(session, petition.id)
    assert row is not None
    as_senior(page, session, desk)
    page.get(f"/desk/initiatives/{petition.number}/objections/{row.id}")

    page.post(
        f"/desk/initiatives/{petition.number}/objections/{row.id}", {"outcome": "uphold", "words": "Рас"}
    )

    session.expire_all()
    assert petition.publication == Publication.OPEN


def test_later_versions_and_news_are_decided(page: Page, session: Session, desk: Desk, at: datetime) -> None:
    petition = make.petition(session, place=desk.village, now=at, author=desk.author)
    words = InitiativeText(title="Үлкен алаң салу", asks=("Алаң",), why="Керек", tried="", language="kk")
    add_version(session, petition, words, desk.as_author(), now=at, material=True)
    news = PetitionNews(petition_id=petition.id, by_office=True, text="Өлшедік", language="kk", at=at)
    session.add(news)
    session.commit()
    address = f"/desk/initiatives/{petition.number}"
    page.get(f"{address}/version")
    assert page.all("ins")[0].text == "Үлкен алаң"
    page.post(f"{address}/version", {"outcome": "refuse"}, status=422)
    page.post(f"{address}/version", {"outcome": "pass"})
    page.get(f"{address}/news/{news.id}")

    page.post(f"{address}/news/{news.id}", {"outcome": "refuse", "reason": "advertising"})

    session.expire_all()
    assert petition.text is not None
    assert petition.text.title == "Үлкен алаң салу"
    assert news.hidden_reason == "advertising"


def test_another_district_s_moderator_finds_nothing(page: Page, session: Session, petition: Petition) -> None:
    stranger = make.mandate(session, unit=make.district(session), role=Role.MODERATOR)
    assert stranger.user is not None
    sign_in(page, session, stranger.user, strong=True)

    page.get("/desk/initiatives")
    page.get(f"/desk/initiatives/{petition.number}", status=404)


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_promise_is_public(page: Page, session: Session, desk: Desk, at: datetime, language: str) -> None:
    late = desk.waiting()
    late.moderation_due_on = local_day(at).replace(year=local_day(at).year - 1)
    moderating.reject(session, desk.moderator, late, Ruling(reason=RejectReason.OFFENCE), now=at)
    moderating.publish(session, desk.moderator, desk.waiting(title="Екінші"), now=at)
    proposal = hiding.propose_hide(session, desk.moderator, late, RejectReason.LIBEL, word="?", now=at)
    hiding.confirm_hide(session, desk.second, late, proposal, now=at)
    objecting.object_to(session, desk.as_author(), late, "Қате", now=at)
    session.commit()

    page.get("/initiatives/moderation", query={"lang": language})

    assert "50" in page.text
    assert page.all("svg", class_="plot") or page.all("figure")


@pytest.mark.parametrize("code", list(Switch))
def test_every_switch_is_turned_off_after_a_look_and_on_again(
    page: Page, session: Session, desk: Desk, code: Switch
) -> None:
    """Behaviour 22: kill switches each."""
    administrator = make.mandate(session, unit=desk.district, role=Role.ADMINISTRATOR)
    assert administrator.user is not None
    sign_in(page, session, administrator.user, strong=True)
    words = {"kk": "Кейінірек", "ru": "Позже", "en": "Later"}
    page.get(f"/desk/switches/{code}")
    page.post(f"/desk/switches/{code}/preview", words | {"ru": ""}, status=422)
    page.post(f"/desk/switches/{code}/preview", words, status=200)
    looked_at = is_on(session, code)

    page.post(f"/desk/switches/{code}/off", words)
    page.follow()
    off = not is_on(session, code)
    page.get("/initiatives")
    public = page.text
    page.get(f"/desk/switches/{code}")
    page.post(f"/desk/switches/{code}/on")

    assert (looked_at, off, is_on(session, code)) == (True, True, True)
    assert "Кейінірек" in public


def test_residents_turn_no_switches(page: Page, session: Session, desk: Desk) -> None:
    page.get("/desk/switches", status=403)
    page.get("/desk/switches/sign", status=403)


@pytest.mark.parametrize("verb", ["publish", "give_back", "reject"])
def test_the_author_reads_the_moderator_s_words_and_no_others(
    page: Page, session: Session, desk: Desk, at: datetime, verb: str
) -> None:
    petition = desk.waiting()
    ruling = Ruling(reason=RejectReason.OFFENCE, note="Атауын нақтылаңыз")
    getattr(moderating, verb)(session, desk.moderator, petition, ruling, now=at)
    locking.flag(session, desk.second, petition, on=True, word="Тек әріптестерге", now=at)
    session.commit()
    sign_in(page, session, desk.author)

    page.get(f"/initiatives/{petition.number}/manage")

    assert "Атауын нақтылаңыз" in page.text
    assert "Тек әріптестерге" not in page.text


@pytest.mark.usefixtures("desk")
def test_the_public_sees_the_clock_and_since_when_not_who(
    page: Page, session: Session, desk: Desk, petition: Petition, at: datetime
) -> None:
    page.get(f"/desk/initiatives/{petition.number}")
    page.post(f"/desk/initiatives/{petition.number}/lock")
    page.client.delete_cookie("session")

    page.get(f"/p/{petition.link}")

    assert page.all("a", href="/initiatives/moderation")
    assert formats.time_of_day(at)[:2] in page.text
    assert desk.moderator.user is not None
    assert str(desk.moderator.user.name) not in page.text
