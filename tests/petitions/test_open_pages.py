"""Numbers, feeds and tables of an initiative as outsiders take them along."""

from datetime import date, datetime
from xml.etree import ElementTree as Tree

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from akimfeedback.geography.models import Territory
from akimfeedback.petitions.models import Petition, PetitionNews
from akimfeedback.petitions.rules import Publication
from akimfeedback.petitions.service import counting
from akimfeedback.petitions.support_models import PetitionRung, PetitionTally, SupportIntent
from tests import make
from tests.pages import Page

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def place(session: Session) -> Territory:
    return make.village(session)


@pytest.fixture
def petition(session: Session, place: Territory, now: datetime) -> Petition:
    """Return an open initiative that grew to 60, lost two and has eleven who began."""
    row = make.petition(session, place=place, now=now)
    for day, n in ((10, 25), (11, 37), (12, -2)):
        session.add(
            PetitionTally(petition_id=row.id, on=date(2026, 9, day), area_id=place.id, line="phone", n=n)
        )
    if row.totals:
        row.totals.counted, row.totals.lines = 60, {"phone": 60}
    for _ in range(11):
        session.add(SupportIntent(petition_id=row.id, language="kk", on=date(2026, 9, 10), created_at=now))
    session.commit()
    return row


def test_the_page_of_numbers_draws_and_tables_days_villages_and_the_funnel(
    page: Page, petition: Petition, place: Territory
) -> None:
    found = page.get(f"/initiatives/{petition.number}/numbers?lang=en").text

    assert "−2" in found
    assert place.name_kk in found or place.name_en in found
    assert found.count("<svg") >= 2
    assert "fewer than 10" in found, "nobody gave the code yet, and that is not told apart from nine"


def test_everybody_sees_when_the_figures_were_last_checked(
    page: Page, session: Session, petition: Petition, now: datetime
) -> None:
    assert counting.recount(session, now=now) >= 0
    session.commit()
    found = page.get(f"/initiatives/{petition.number}/numbers?lang=en").text
    assert "counted anew" in found


def test_pages_name_their_feeds(page: Page, petition: Petition, place: Territory) -> None:
    """A reader of feeds finds them from the address of the page."""
    for path, feed in (
        (f"/initiatives/{petition.number}", f"/initiatives/{petition.number}/news.atom"),
        ("/initiatives", "/initiatives/feed.atom"),
    ):
        page.get(path)
        assert feed in [row.get("href") for row in page.all("link") if row.get("rel") == "alternate"]


def test_the_table_has_no_cell_under_ten(client: FlaskClient, petition: Petition) -> None:
    lines = client.get(f"/initiatives/{petition.number}/history.csv").data.decode("utf-8-sig").split("\r\n")

    assert lines[0] == "on,count,change,strong,phone,shared,paper,imported"
    assert lines[1:4] == ["2026-09-10,25,,,25,,,", "2026-09-11,62,37,,62,,,", "2026-09-12,60,-2,,60,,,"]


def test_the_feed_of_one_tells_steps_and_news_but_nothing_hidden(
    client: FlaskClient, session: Session, petition: Petition, now: datetime
) -> None:
    session.add(PetitionRung(petition_id=petition.id, rung="answer", needed=45, reached_at=now))
    for text, hidden in (("Жиналыс болды \x0b <b>", None), ("Құпия", "offence")):
        session.add(
            PetitionNews(
                petition_id=petition.id, by_office=True, text=text, language="kk", at=now,
                hidden_reason=hidden,
            )
        )  # fmt: skip
    session.commit()

    answer = client.get(f"/initiatives/{petition.number}/news.atom")

    root = Tree.fromstring(answer.data)
    entries = root.findall(f"{ATOM}entry")
    assert answer.mimetype == "application/atom+xml"
    assert len(entries) == 3
    assert {one.findtext(f"{ATOM}summary") for one in entries} == {None, "Жиналыс болды  <b>"}
    assert len({one.findtext(f"{ATOM}id") for one in entries}) == 3
    assert "Құпия" not in answer.text


def test_the_feed_of_an_okrug_holds_its_new_ones_alone(
    client: FlaskClient, session: Session, petition: Petition, now: datetime
) -> None:
    make.petition(session, place=make.village(session), now=now, title="Басқа жақтан")
    hidden = make.petition(
        session, place=session.get_one(Territory, petition.place_id), now=now, title="Құпия"
    )
    hidden.publication = Publication.HIDDEN.value
    session.commit()
    kato = petition.territory.kato

    answer = client.get(f"/initiatives/feed.atom?okrug={kato}")

    titles = [one.findtext(f"{ATOM}title") for one in Tree.fromstring(answer.data).findall(f"{ATOM}entry")]
    assert titles == ["Балалар алаңын салу"]
    assert client.get("/initiatives/feed.atom?okrug=000000000").status_code == 404


@pytest.mark.parametrize("path", ["numbers", "history.csv", "news.atom"])
def test_what_is_not_public_has_no_numbers(
    client: FlaskClient, session: Session, place: Territory, now: datetime, path: str
) -> None:
    draft = make.petition(session, place=place, now=now, publication=Publication.BACKING)
    session.commit()

    assert client.get(f"/initiatives/{draft.number}/{path}").status_code == 404
