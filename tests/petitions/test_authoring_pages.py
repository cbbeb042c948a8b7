"""Starting an initiative: search first, one question a page, nothing is lost, no silent refusal."""

from datetime import datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from akimfeedback.accounts.models import User
from akimfeedback.accounts.session import KEPT_AT_SIGN_IN
from akimfeedback.core import clock
from akimfeedback.core.errors import TooMany
from akimfeedback.geography.models import Territory
from akimfeedback.petitions import drafts
from akimfeedback.petitions.models import CoAuthor, Petition
from akimfeedback.petitions.queries import switches
from akimfeedback.petitions.rules import Publication, Switch
from akimfeedback.petitions.service import drafting
from akimfeedback.petitions.service.creating import InitiativeText, NewInitiative
from akimfeedback.petitions.support_models import KillSwitch
from tests import make
from tests.accounts.signing import sign_in
from tests.pages import Page

TITLE = "Балалар алаңын салу"
NEW = "/initiatives/new"


def neighbour(session: Session, village: Territory) -> User:
    user = make.person(session, name="Айгүл Сейітова")
    user.home = village
    session.flush()
    return user


def fill(
    page: Page, okrug: Territory, *, title: str = TITLE, until: str = "asks", topic: str = "PLAY"
) -> None:
    """Answer the questions in order, to one of them."""
    page.get(f"{NEW}/title", query={"okrug": okrug.kato})
    page.post(f"{NEW}/title?okrug={okrug.kato}", {"title": title})
    if until == "title":
        return
    page.get(f"{NEW}/alike")
    page.post(f"{NEW}/alike")
    page.get(f"{NEW}/why")
    page.post(f"{NEW}/why", {"why": "Балалар жолда ойнайды."})
    page.get(f"{NEW}/tried")
    page.post(f"{NEW}/tried", {"tried": ""})
    page.get(f"{NEW}/asks")
    form = {
        "asks": "Алаң салу\n- Жарық орнату",
        "place": okrug.id,
        "topic": topic,
        "days": "60",
        "language": "kk",
    }
    page.post(f"{NEW}/asks", form)


@pytest.fixture
def okrug(session: Session, village: Territory) -> Territory:
    make.topic(session, code="PLAY")
    return make.okrug_of(session, village)


def url_in(page: Page, part: str) -> bool:
    return any(part in link for link in page.links())


def started(session: Session) -> list[Petition]:
    session.expire_all()
    return list(session.scalars(select(Petition).order_by(Petition.id)))


def test_a_resident_must_search_before_creating(
    page: Page, session: Session, okrug: Territory, petition: Petition
) -> None:
    """Behaviour 1: the way to the second question leads through what is there already, in both languages."""
    fill(page, okrug, title="Построить детскую площадку", until="title")

    assert page.get(f"{NEW}/why", status=302).location == f"{NEW}/alike"
    page.get(f"{NEW}/alike")
    assert petition.text
    assert petition.text.title in page.text
    page.post(f"{NEW}/alike")
    page.get(f"{NEW}/why")
    page.get(f"{NEW}/title")
    page.post(f"{NEW}/title", {"title": "Жолды жөндеу"})  # another matter is searched again
    assert page.get(f"{NEW}/why", status=302).location == f"{NEW}/alike"


def test_an_office_that_has_not_joined_shows_the_official_way(page: Page, session: Session) -> None:
    """Behaviour 2, the office."""
    place = make.village(session, connected_from=None)

    page.get(f"{NEW}/title", query={"okrug": make.okrug_of(session, place).kato})

    assert url_in(page, "official")


def test_somebody_from_elsewhere_is_told_why_and_where_to(
    page: Page, session: Session, village: Territory, okrug: Territory
) -> None:
    """Behaviour 2, the person: refused with an explanation, the text kept."""
    stranger = make.person(session)
    stranger.home = make.village(session)
    session.flush()
    sign_in(page, session, stranger)
    fill(page, okrug)

    page.get(f"{NEW}/check")
    assert f"/initiatives?okrug={okrug.kato}" in page.html
    assert page.post(f"{NEW}/send").location == f"{NEW}/check"

    assert started(session) == []
    page.get(f"{NEW}/check")
    assert TITLE in page.text


def test_creation_stops_and_is_limited_but_the_text_is_kept(
    page: Page, session: Session, village: Territory, okrug: Territory, now: datetime
) -> None:
    """Behaviour 3: the switch, one a topic, three a week."""
    author = neighbour(session, village)
    sign_in(page, session, author)
    fill(page, okrug)
    off = KillSwitch(code=Switch.CREATE, off_since=now, banner={"kk": "Ертең қосамыз"}, changed_at=now)
    session.merge(off)
    session.commit()
    switches.forget(session)

    page.get(f"{NEW}/title")
    assert "Ертең қосамыз" in page.text
    page.get(f"{NEW}/check")
    assert page.post(f"{NEW}/send").location == f"{NEW}/check"
    assert started(session) == []

    session.delete(session.get_one(KillSwitch, Switch.CREATE))
    session.commit()
    switches.forget(session)
    page.get(f"{NEW}/check")
    page.post(f"{NEW}/send")
    fill(page, okrug, title="Тағы бір алаң")
    page.get(f"{NEW}/check")
    page.get(f"{NEW}/check")
    assert "/initiatives/mine" in page.links()  # one on this topic is alive


def test_three_a_week_and_no_more(page: Page, session: Session, village: Territory, okrug: Territory) -> None:
    """Behaviour 3, the rate."""
    author = neighbour(session, village)
    for place in range(3):
        make.petition(session, place=village, now=clock.now(), author=author, title=f"Басқа {place}")
    sign_in(page, session, author)
    fill(page, okrug)

    page.get(f"{NEW}/check")
    assert page.post(f"{NEW}/send").location == f"{NEW}/check"

    words = InitiativeText(TITLE, ("Салу",), "Керек", "", "kk")
    new = NewInitiative(place_id=village.id, topic_code=make.topic(session).code, text=words, days=60)
    who = make.actor(session, author)
    with pytest.raises(TooMany):
        drafting.start(session, who, new, now=clock.now())
    assert len(started(session)) == 3


def test_markup_in_the_search_is_only_text(page: Page, session: Session, okrug: Territory) -> None:
    """Behaviour 4."""
    fill(page, okrug, title="<script>alert(1)</script><b>алаң</b>", until="title")

    page.get(f"{NEW}/alike")

    assert "<script>alert(1)" not in page.html
    assert "<script>alert(1)</script>" in page.text


@pytest.mark.parametrize(
    ("step", "form"),
    [
        ("title", {"title": ""}),
        ("title", {"title": "а" * 101}),
        ("why", {"why": "а" * 1501}),
        ("tried", {"tried": "", "tried_case": "abc"}),
        ("asks", {"asks": "\n".join("1234567"), "days": "45", "language": "kk", "topic": "PLAY"}),
        ("asks", {"asks": "\n".join("12345678"), "days": "60", "language": "kk", "topic": "PLAY"}),
        ("asks", {"asks": "а" * 401, "days": "60", "language": "kk", "topic": "PLAY"}),
    ],
    ids=["no title", "long title", "long why", "odd number", "odd term", "eight points", "long point"],
)
def test_an_invalid_initiative_keeps_what_was_typed(
    page: Page, session: Session, okrug: Territory, step: str, form: dict[str, str]
) -> None:
    """Behaviour 5."""
    fill(page, okrug)
    page.get(f"{NEW}/{step}")

    page.post(f"{NEW}/{step}", form | {"place": str(okrug.id)}, status=422)

    long = next(iter(form.values()))
    assert not long or long.splitlines()[0] in page.html


def test_a_draft_survives_signing_in_and_is_started_once(
    page: Page, session: Session, village: Territory, okrug: Territory
) -> None:
    """Nothing is lost between the first word and the number."""
    fill(page, okrug)
    page.get(f"{NEW}/check")
    assert "sign-in" in page.post(f"{NEW}/send").location
    assert drafts.WAITS in KEPT_AT_SIGN_IN
    author = neighbour(session, village)
    sign_in(page, session, author)

    page.get(f"{NEW}/check")
    first = page.post(f"{NEW}/send").location
    again = page.post(f"{NEW}/send").location

    (row,) = started(session)
    assert first == again == f"/initiatives/{row.number}/manage"
    assert row.publication == Publication.BACKING
    assert (row.author_id, row.topic_code, row.text and row.text.asks) == (
        author.id,
        "PLAY",
        ["Алаң салу", "Жарық орнату"],
    )
    page.get(first)


def test_personal_data_in_the_text_are_shown_before_it_is_sent(
    page: Page, session: Session, village: Territory, okrug: Territory
) -> None:
    """Every question is looked through; nothing is forbidden, the author decides."""
    fill(page, okrug)
    page.get(f"{NEW}/check")
    assert "+7 701 555 00 11" not in page.text
    page.get(f"{NEW}/tried")
    page.post(f"{NEW}/tried", {"tried": "Көршім Айгүлге хабарласыңыз: +7 701 555 00 11"})

    page.get(f"{NEW}/check")

    assert "<b>+7 701 555 00 11</b>" in page.html
    assert "Мәтінде жеке дерек бар" in page.text


def test_closed_subjects_and_own_cases_are_explained_and_go_on(
    page: Page, session: Session, village: Territory, okrug: Territory
) -> None:
    sign_in(page, session, neighbour(session, village))
    fill(page, okrug, title="Әкімді ауыстыру, менің үйім алдында")

    page.get(f"{NEW}/check")

    assert "/write" in page.links()
    assert "note--warn" in page.html
    page.post(f"{NEW}/send")
    assert len(started(session)) == 1


def test_the_author_manages_corrects_and_withdraws(
    page: Page, session: Session, village: Territory, petition: Petition
) -> None:
    assert petition.author
    petition.frozen_at = petition.created_at
    sign_in(page, session, petition.author)
    manage = f"/initiatives/{petition.number}/manage"
    page.get("/initiatives/mine")
    page.get(manage)
    page.post(f"{manage}/news", {"text": ""}, status=422)
    page.post(f"{manage}/news", {"text": "Әкіммен сөйлестік"})
    page.get(f"{manage}/text")
    form = {"title": TITLE, "asks": "Үлкен алаң салу", "why": "Керек", "tried": "", "material": "yes"}
    page.post(f"{manage}/text", form | {"seen": "0"}, status=422)  # somebody changed it meanwhile
    page.get(f"{manage}/text")
    seen = page.one("input", name="seen").get("value")
    page.post(f"{manage}/text", form | {"seen": seen})
    page.get(manage)
    page.get(f"/initiatives/{petition.number}/versions")
    assert page.all("ins")
    page.get(f"{manage}/withdraw")
    page.post(f"{manage}/withdraw")

    (row,) = started(session)
    assert (row.publication, len(row.versions), row.versions[1].material) == (Publication.WITHDRAWN, 2, True)


def test_a_second_language_is_added_later(
    page: Page, session: Session, village: Territory, now: datetime
) -> None:
    row = make.petition(session, place=village, now=now, publication=Publication.BACKING)
    assert row.author
    sign_in(page, session, row.author)
    address = f"/initiatives/{row.number}/manage/translation"
    page.get(address)
    said = {"language": "ru", "title": "Площадка", "asks": "Построить", "why": "Нужно", "tried": ""}
    page.post(address, said)
    page.get(address)

    (kept,) = started(session)
    assert kept.text
    assert kept.text.translation["ru"]["asks"] == ["Построить"]


def test_a_co_author_joins_by_link(
    page: Page, session: Session, village: Territory, petition: Petition
) -> None:
    assert petition.author
    sign_in(page, session, petition.author)
    page.get(f"/initiatives/{petition.number}/manage")
    shown = page.html
    link = shown.split("/join/")[1].split('"')[0]
    friend = neighbour(session, village)
    sign_in(page, session, friend)

    page.get(f"/initiatives/{petition.number}/join/{link}")
    page.post(f"/initiatives/{petition.number}/join/{link}")
    page.post(f"/initiatives/{petition.number}/join/forged", status=409)

    assert session.scalar(select(func.count()).select_from(CoAuthor)) == 1
    page.get(f"/initiatives/{petition.number}/manage")


@pytest.mark.parametrize(
    "typed",
    ["алаңын", "аланын", "alañ", "balalar alany", "площадку", "БАЛАЛАР"],
    ids=["kk", "kk without Kazakh letters", "kk Latin", "kk plain Latin", "ru", "capitals"],
)
def test_search_finds_it_in_kazakh_cyrillic_latin_and_russian(
    page: Page, session: Session, okrug: Territory, petition: Petition, typed: str
) -> None:
    """Behaviour 23: in the list and in the search before starting."""
    assert petition.text
    petition.text.translation = {"ru": {"title": "Построить детскую площадку"}}
    session.commit()

    page.get("/initiatives", query={"q": typed})
    assert petition.text.title in page.text
    page.get(f"{NEW}/title", query={"okrug": okrug.kato})
    page.post(f"{NEW}/title?okrug={okrug.kato}", {"title": typed})
    page.get(f"{NEW}/alike")
    assert f"/initiatives/{petition.number}" in page.links()
