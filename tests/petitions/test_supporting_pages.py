"""The way to support as people walk it: sheet, code, thanks; refusals; another adult; withdrawing."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from akimfeedback.accounts import service as accounts
from akimfeedback.accounts.models import SignInCode, User
from akimfeedback.accounts.session import DEVICE_COOKIE
from akimfeedback.core import clock
from akimfeedback.core.db import db
from akimfeedback.geography.models import Territory
from akimfeedback.petitions import signing
from akimfeedback.petitions.models import Petition, PetitionFollower
from akimfeedback.petitions.queries import switches
from akimfeedback.petitions.rules import Publication, Switch
from akimfeedback.petitions.service import reminding
from akimfeedback.petitions.support_models import KillSwitch, Signature, SupportIntent
from tests import make
from tests.accounts.signing import sent_code, sign_in
from tests.pages import Page

PHONE = "+77015550011"
TOKEN = re.compile(r'name="csrf_token"[^>]*')  # carries the second it was made in


@pytest.fixture
def village(app: object, session: Session) -> Territory:
    """Return a village whose office has joined."""
    return make.village(session)


@pytest.fixture
def petition(session: Session, village: Territory) -> Petition:
    """Return an open initiative of the village."""
    found = make.petition(session, place=village, now=clock.now())
    session.commit()
    return found


def path(petition: Petition, rest: str = "/support") -> str:
    """Return an address of the initiative."""
    return f"/initiatives/{petition.number}{rest}"


def sheet(village: Territory, **other: str) -> dict[str, str]:
    """Return a sheet filled in well."""
    said = {"place": village.kato, "birth_year": "1970", "phone": PHONE, "agree": "y"}
    return {**said, **other}


def walk(page: Page, session: Session, petition: Petition, village: Territory, **other: str) -> None:
    """Go the whole way with a code."""
    page.get(path(petition))
    page.post(path(petition), sheet(village, **other))
    page.follow()
    page.post(path(petition, "/support/code"), {"code": sent_code(session)})
    page.follow()


def resident(session: Session, home: Territory) -> User:
    """Return somebody who lives there, with a phone confirmed today and a consent."""
    person = make.person(session)
    person.home_id = home.id
    person.birth_year, person.phone_confirmed_at = 1970, clock.now()
    accounts.give_consent(session, person, language="kk", now=clock.now())
    session.commit()
    return person


@contextmanager
def statements(page: Page) -> Iterator[list[str]]:
    """Collect the statements a request sends."""
    seen: list[str] = []

    def note(*about: object) -> None:
        if "SAVEPOINT" not in str(about[2]):
            seen.append(str(about[2]))

    with page.app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


def rows(session: Session, petition: Petition) -> list[Signature]:
    """Return what was written."""
    session.expire_all()
    return list(
        session.scalars(select(Signature).where(Signature.petition_id == petition.id).order_by(Signature.id))
    )


def test_a_visitor_supports_with_sheet_and_code(
    page: Page, session: Session, petition: Petition, village: Territory
) -> None:
    """Three taps: the button, the sheet, the code; then an account with consent, and one row."""
    walk(page, session, petition, village, follow="y")
    (row,) = rows(session, petition)
    assert (row.line, row.state, row.area_id, row.counted) == ("phone", "valid", village.id, False)
    user = session.scalar(select(User).where(User.phone == PHONE))
    assert user is not None
    assert (user.home_id, user.birth_year) == (village.id, 1970)
    assert session.get(PetitionFollower, (petition.id, user.id)) is not None
    intent = session.scalars(select(SupportIntent)).one()
    assert (intent.phone, intent.confirmed_at is not None) == (None, True)


def test_the_sheet_alone_signs_nothing(
    page: Page, session: Session, petition: Petition, village: Territory
) -> None:
    """No GET ever signs, and neither does the sheet before the code."""
    page.get(path(petition))
    page.post(path(petition), sheet(village))
    page.follow()
    assert rows(session, petition) == []


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        pytest.param({"shown_name": "www.site.kz"}, "әріптер ғана", id="a link in the name"),
        pytest.param({"shown_name": "Бот 42"}, "әріптер ғана", id="digits in the name"),
        pytest.param({"place": "123456789"}, "тұратыныңызды таңдаңыз", id="a strange village"),
        pytest.param({"place": ""}, "тұратыныңызды таңдаңыз", id="no village"),
        pytest.param({"birth_year": "2015"}, "кәмелетке толғандар", id="a child"),
        pytest.param({"birth_year": "1790"}, "Туған жылыңызды", id="a year long ago"),
        pytest.param({"phone": "87172555555"}, "ұялы", id="a fixed line"),
        pytest.param({"agree": ""}, "келісіміңізсіз", id="no consent"),
    ],
)
def test_sign_with_bad_name_link_in_name_wrong_village_under_18(
    page: Page, session: Session, petition: Petition, village: Territory, typed: dict[str, str], words: str
) -> None:
    """Behaviour 9: refused in clear words, and what was typed stays."""
    page.get(path(petition))
    page.post(path(petition), {"shown_name": "Айгүл Сейітова", **sheet(village), **typed}, status=422)
    assert words in page.text, page.text
    kept = {one.get("name"): one.get("value") for one in page.all("input")}
    assert kept["shown_name"] == typed.get("shown_name", "Айгүл Сейітова")
    assert kept["birth_year"] == typed.get("birth_year", "1970")
    assert rows(session, petition) == []


def test_code_wrong_five_times(page: Page, session: Session, petition: Petition, village: Territory) -> None:
    """Behaviour 12: after five wrong tries the right code opens nothing any more."""
    page.get(path(petition))
    page.post(path(petition), sheet(village))
    page.follow()
    right = sent_code(session)
    wrong = "11111" if right != "11111" else "22222"
    for _ in range(5):
        page.post(path(petition, "/support/code"), {"code": wrong}, status=422)
    page.post(path(petition, "/support/code"), {"code": right}, status=422)
    assert "тым көп" in page.text
    assert rows(session, petition) == []


def test_a_repeat_and_a_first_time_answer_with_the_same_pages(
    app: object, page: Page, session: Session, petition: Petition, village: Territory
) -> None:
    """No public page tells whether a phone has supported before."""
    walk(page, session, petition, village)
    first = page.text
    known = Page(page.app)
    for code in session.scalars(select(SignInCode)):
        code.created_at -= timedelta(hours=1)
    session.commit()
    walk(known, session, petition, village)
    assert TOKEN.sub("", known.text) == TOKEN.sub("", first)
    assert len(rows(session, petition)) == 1


def test_a_known_and_an_unknown_phone_see_the_same_sheet_answers(
    page: Page, session: Session, petition: Petition, village: Territory
) -> None:
    """The code page is the same but for the number that was typed."""
    make.person(session, phone=PHONE)
    session.commit()
    texts = []
    for phone in (PHONE, "+77015550012"):
        browser = Page(page.app)
        browser.get(path(petition))
        browser.post(path(petition), sheet(village, phone=phone))
        browser.follow()
        texts.append(browser.text.replace("5550011", "…").replace("555 00 11", "…").replace("555 00 12", "…"))
    assert texts[0].replace("\u00a0", " ") == texts[1].replace("\u00a0", " ")


def test_first_and_repeated_support_do_the_same_work(
    page: Page, session: Session, petition: Petition, village: Territory
) -> None:
    """As many statements, in the same order, for a first time and a repeat: no answer is quicker."""
    person = resident(session, village)
    sign_in(page, session, person)
    page.get(path(petition, "/support/mine"))  # what a process remembers of an initiative is read
    page.get(path(petition))
    done = []
    for _ in range(2):
        with statements(page) as seen:
            page.post(path(petition), {})
        done.append(seen)
        page.follow()
        page.get(path(petition))
    assert done[0] == done[1]


def test_a_resident_confirmed_lately_supports_in_two_taps(
    page: Page, session: Session, petition: Petition, village: Territory
) -> None:
    """The button and the sheet; after thirty days a code is asked again."""
    person = resident(session, village)
    sign_in(page, session, person)
    page.get(path(petition))
    assert {one.get("name") for one in page.all("input")}.isdisjoint({"phone", "birth_year", "agree"})
    page.post(path(petition), {})
    page.follow()
    assert page.h1.startswith("Рақмет")
    assert [row.line for row in rows(session, petition)] == ["phone"]
    session.merge(person).phone_confirmed_at = clock.now() - timedelta(days=31)
    session.commit()
    page.get(path(petition))
    page.post(path(petition), {})
    assert page.response is not None
    assert page.response.location.endswith("/support/code")


def test_somebody_from_elsewhere_is_told_before_pressing(
    page: Page, session: Session, petition: Petition
) -> None:
    """The sheet says it is shown apart; the row stands on its own line."""
    person = resident(session, make.village(session))
    sign_in(page, session, person)
    page.get(path(petition))
    assert "Бұл қолдау саналмайды" in page.text
    page.post(path(petition), {})
    assert [row.line for row in rows(session, petition)] == ["outside"]


def test_another_adult_on_the_phone_is_counted_apart_and_never_named(
    page: Page, session: Session, petition: Petition, village: Territory
) -> None:
    """Relation and name are asked; the name is nowhere in the row."""
    sign_in(page, session, resident(session, village))
    said = {"name": "Серік Ахметов", "relation": "spouse", "birth_year": "1968", "agree": "y"}
    page.get(path(petition, "/support/shared"))
    page.post(path(petition, "/support/shared"), said)
    page.follow()
    (row,) = rows(session, petition)
    assert (row.line, row.shown_name) == ("shared", None)
    for name in ("Ася Ахметова", "Болат Ахметов"):
        page.get(path(petition, "/support/shared"))
        page.post(path(petition, "/support/shared"), {**said, "name": name})
    page.get(path(petition, "/support/shared"))
    page.post(path(petition, "/support/shared"), {**said, "name": "Төртінші Адам"}, status=409)
    assert "одан көп болмайды" in page.text
    assert len(rows(session, petition)) == 3


def test_the_support_of_another_adult_is_taken_back_by_name(
    page: Page, session: Session, petition: Petition, village: Territory
) -> None:
    """Letters of another keyboard and case do; a name nobody gave gets the same answer; the owner stays."""
    sign_in(page, session, resident(session, village))
    page.get(path(petition))
    page.post(path(petition), {})
    page.get(path(petition, "/support/shared"))
    said = {"name": "Серік Ахметов", "relation": "spouse", "birth_year": "1968", "agree": "y"}
    page.post(path(petition, "/support/shared"), said)
    answers = []
    for name in ("Бөтен Адам", "серик АХМЕТОВ"):
        page.get(path(petition, "/support/mine"))
        page.post(path(petition, "/support/shared/withdraw"), {"name": name})
        answers.append(TOKEN.sub("", page.follow().text))
    page.post(path(petition, "/support/shared/withdraw"), {"name": "www.site.kz"}, status=422)

    assert answers[0] == answers[1]
    assert sorted((row.line, row.state) for row in rows(session, petition)) == [
        ("phone", "valid"), ("shared", "withdrawn"),
    ]  # fmt: skip


def test_what_i_support_is_listed_for_me_alone(
    page: Page, session: Session, petition: Petition, village: Territory
) -> None:
    """The list names what stands, other adults of the phone apart; taken back it is gone."""
    person = resident(session, village)
    sign_in(page, session, person)
    page.get("/initiatives/supported")
    assert "қолдаған жоқсыз" in page.text
    page.get(path(petition))
    page.post(path(petition), {})

    page.get("/initiatives/supported")
    assert path(petition, "/support/mine") in page.links()
    page.get(path(petition, "/support/mine"))
    page.post(path(petition, "/support/withdraw"))

    page.get("/initiatives/supported")
    assert path(petition, "/support/mine") not in page.links()


def test_the_mark_of_a_browser_leaves_a_remembered_device_alone(
    page: Page, session: Session, petition: Petition, village: Territory
) -> None:
    """Who signs in with a PIN supports and still signs in with it; looking sets no mark."""
    page.client.set_cookie(DEVICE_COOKIE, "token-of-the-device")
    page.get(path(petition))
    assert page.client.get_cookie(signing.DEVICE) is None
    page.post(path(petition), sheet(village))
    mark, device = page.client.get_cookie(signing.DEVICE), page.client.get_cookie(DEVICE_COOKIE)
    assert len(mark.value if mark else "") == signing.MARK_LETTERS
    assert (device.value if device else "") == "token-of-the-device"


def test_withdrawing_leaves_the_news(
    page: Page, session: Session, petition: Petition, village: Territory
) -> None:
    """Support is taken back by POST; following is another matter."""
    person = resident(session, village)
    sign_in(page, session, person)
    page.get(path(petition))
    page.post(path(petition), {"follow": "y"})
    page.get(path(petition, "/support/mine"))
    page.post(path(petition, "/support/withdraw"))
    assert [row.state for row in rows(session, petition)] == ["withdrawn"]
    assert session.get(PetitionFollower, (petition.id, person.id)) is not None
    page.get(path(petition, "/support/mine"))
    assert "қолдамайсыз" in page.text


def test_a_paused_product_keeps_what_was_typed(
    page: Page, session: Session, petition: Petition, village: Territory
) -> None:
    """Behaviour 14 on the page: the switch says its words, nothing is lost, the page itself stays."""
    page.get(path(petition))
    words = {"kk": "Кешке қайта ашамыз.", "ru": "Вечером откроем."}
    session.add(KillSwitch(code=Switch.SIGN, off_since=clock.now(), banner=words, changed_at=clock.now()))
    session.commit()
    switches.forget(session)
    page.post(path(petition), sheet(village), status=409)
    assert "1970" in {one.get("value") for one in page.all("input")}
    page.get(path(petition), status=409)
    assert "Кешке қайта ашамыз." in page.text
    page.get(path(petition, ""))
    assert "Кешке қайта ашамыз." in page.text
    switches.forget(session)


def test_a_code_asked_before_the_end_is_good_for_a_day(
    page: Page, session: Session, petition: Petition, village: Territory
) -> None:
    """Grace: begun in time, confirmed within 24 hours after the end; later it is too late."""
    page.get(path(petition))
    page.post(path(petition), sheet(village))
    page.follow()
    intent = session.scalars(select(SupportIntent)).one()
    petition.publication = Publication.CLOSED
    petition.closes_on = clock.today() - timedelta(days=1)
    intent.created_at = clock.now() - timedelta(hours=23)
    petition.closes_on = clock.local_day(intent.created_at)
    session.commit()
    page.post(path(petition, "/support/code"), {"code": sent_code(session)})
    assert len(rows(session, petition)) == 1


def test_a_code_given_two_days_after_the_end_is_too_late(
    page: Page, session: Session, petition: Petition, village: Territory
) -> None:
    """The page says so clearly, and what can still be done."""
    page.get(path(petition))
    page.post(path(petition), sheet(village))
    page.follow()
    intent = session.scalars(select(SupportIntent)).one()
    petition.publication = Publication.CLOSED
    intent.created_at = clock.now() - timedelta(hours=48)
    petition.closes_on = clock.local_day(intent.created_at)
    session.commit()
    page.post(path(petition, "/support/code"), {"code": sent_code(session)}, status=409)
    assert "саналмады" in page.text
    assert rows(session, petition) == []


def test_before_publication_only_the_link_opens_page_and_sheet(
    page: Page, session: Session, village: Territory
) -> None:
    """Backers come by the link; by the number the page is not there."""
    draft = make.petition(session, place=village, now=clock.now(), publication=Publication.BACKING)
    session.commit()
    page.get(path(draft, ""), status=404)
    page.get(path(draft), status=404)
    page.get(f"/p/{draft.link}")
    (button,) = [link for link in page.links() if "/support" in link]
    page.get(button)
    page.post(button, sheet(village))
    page.follow()
    page.post(f"{path(draft, '/support/code')}?link={draft.link}", {"code": sent_code(session)})
    assert [row.backer for row in rows(session, draft)] == [True]


def test_one_reminder_by_day_then_the_number_is_forgotten(
    session: Session, village: Territory, petition: Petition, now: datetime
) -> None:
    """A day later one message, never at night, never twice; after seven days the phone is gone."""
    begun = SupportIntent(
        petition_id=petition.id, phone=PHONE, language="kk", on=clock.local_day(now), created_at=now
    )
    petition.closes_on = clock.local_day(now) + timedelta(days=60)
    session.add(begun)
    session.flush()
    night = now.replace(hour=20) + timedelta(days=1)  # one o'clock in Kazakhstan
    day = now + timedelta(days=1, hours=1)
    assert reminding.remind(session, now=now + timedelta(hours=23)) == 0
    assert reminding.remind(session, now=night) == 0
    assert reminding.remind(session, now=day) == 1
    assert reminding.remind(session, now=day + timedelta(days=1)) == 0
    assert reminding.forget_phones(session, now=now + timedelta(days=6)) == 0
    assert reminding.forget_phones(session, now=now + timedelta(days=7)) == 1
    session.expire_all()
    assert begun.phone is None


def test_who_has_joined_sees_it_and_nobody_else_does(
    page: Page, session: Session, petition: Petition, village: Territory
) -> None:
    """The own page says so instead of the button; a stranger's page keeps the button."""
    person = resident(session, village)
    sign_in(page, session, person)
    page.get(path(petition))
    page.post(path(petition), {})
    page.get(path(petition, ""))
    assert "Сіз бұл бастамаға қосылғансыз" in page.text
    stranger = Page(page.app)
    stranger.get(path(petition, ""))
    assert "қосылғансыз" not in stranger.text
    assert "Қолдаймын" in stranger.text
