"""The way to epetition.kz: the frozen text in its fields, its link and count kept beside."""

import io
import zipfile
from datetime import date, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from akimfeedback.core import clock
from akimfeedback.core.errors import NotAllowed, RuleBroken
from akimfeedback.petitions.models import Petition
from akimfeedback.petitions.rules import Publication
from akimfeedback.petitions.service.handing_over import Elsewhere, enter
from tests import make
from tests.accounts.signing import sign_in
from tests.pages import Page

LINK = "https://epetition.kz/petitions/123"


@pytest.fixture
def petition(session: Session, now: datetime) -> Petition:
    row = make.petition(session, place=make.village(session), now=now)
    assert row.text
    row.text.tried = "Хат жаздық."
    row.portal = {"admission": 50, "okrug": 60, "district_maslikhat": None}
    session.commit()
    return row


def test_the_package_holds_both_languages_in_the_portals_fields(
    client: FlaskClient, petition: Petition
) -> None:
    answer = client.get(f"/initiatives/{petition.number}/epetition.zip")

    with zipfile.ZipFile(io.BytesIO(answer.data)) as found:
        names = found.namelist()
        kk = found.read("kk.txt").decode("utf-8-sig")
        assert found.read("epetition.pdf").startswith(b"%PDF")
        todo = found.read("epetition.txt").decode("utf-8-sig")
    assert names == ["kk.txt", "ru.txt", "epetition.txt", "epetition.pdf"]
    for words in (
        "Балалар алаңын салу",
        "1. Мектеп жанында алаң салу",
        "Хат жаздық.",
        "Балалар жолда ойнайды.",
    ):
        assert words in kk
    assert "https://epetition.kz/" in todo
    assert "60" in todo
    again = client.get(f"/initiatives/{petition.number}/epetition.zip?x=1")
    assert len(again.data) == len(answer.data)


def test_the_author_enters_link_and_count_and_the_count_here_stays(
    page: Page, session: Session, petition: Petition
) -> None:
    author = petition.author
    assert author
    path = f"/initiatives/{petition.number}/epetition"
    assert 'name="url"' not in page.get(path).text
    sign_in(page, session, author)

    page.get(path)
    page.post(path, {"url": "https://epetition.kz.evil.org/1"}, status=422)
    page.post(path, {"url": LINK, "count": "412", "on": clock.today().isoformat()}, status=302)

    session.refresh(petition)
    assert (petition.elsewhere_url, petition.elsewhere_count) == (LINK, 412)
    assert petition.handed_over_on == clock.today()
    assert petition.totals
    assert petition.totals.counted == 0
    assert "412" in page.get(path).text


@pytest.mark.parametrize(
    ("seen", "code"),
    [
        (Elsewhere("http://epetition.kz/1"), "odd-portal-link"),
        (Elsewhere("https://epetition.kz/"), "odd-portal-link"),
        (Elsewhere("javascript:alert(1)"), "odd-portal-link"),
        (Elsewhere("https://epetition.kz@evil.org/1"), "odd-portal-link"),
        (Elsewhere(LINK, -1), "odd-portal-count"),
        (Elsewhere(LINK, 5, date(2026, 9, 16)), "odd-portal-count"),
        (Elsewhere(LINK, 5, date(2026, 9, 1)), "odd-portal-count"),
    ],
    ids=["no https", "no path", "script", "another host", "below zero", "tomorrow", "before it was started"],
)
def test_only_the_portal_and_possible_numbers_are_taken(
    session: Session, petition: Petition, now: datetime, seen: Elsewhere, code: str
) -> None:
    me = make.actor(session, petition.author)

    with pytest.raises(RuleBroken, match=code):
        enter(session, me, petition, seen, now=now)


def test_neither_a_stranger_nor_the_office_enters_it(
    session: Session, petition: Petition, now: datetime
) -> None:
    with pytest.raises(NotAllowed, match="not-yours"):
        enter(session, make.actor(session, make.person(session)), petition, Elsewhere(LINK), now=now)


def test_a_draft_nobody_backs_has_no_package(
    client: FlaskClient, session: Session, petition: Petition
) -> None:
    petition.publication, petition.published_at = Publication.BACKING.value, None
    petition.created_at -= timedelta(days=1)
    session.commit()

    assert client.get(f"/initiatives/{petition.number}/epetition").status_code == 404
