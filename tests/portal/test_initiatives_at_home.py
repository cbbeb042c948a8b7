"""Initiatives on the first page, on an okrug's page and in the menu of each role."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from akimfeedback.core import clock
from akimfeedback.geography.models import Territory
from akimfeedback.mandates.rules import Role
from akimfeedback.petitions.rules import Publication
from tests import make
from tests.accounts.signing import sign_in
from tests.pages import Page


@pytest.fixture
def village(session: Session) -> Territory:
    """Give a village with one initiative that ended and two that collect, the older one first."""
    place, now = make.village(session), clock.now()
    for days, title in ((3, "Көпірді жөндеу"), (2, "Алаң салу")):
        make.petition(session, place=place, now=now - timedelta(days=days), title=title)
    make.petition(session, place=place, now=now, title="Ағаш отырғызу", publication=Publication.CLOSED)
    session.commit()
    return place


def at_home(page: Page, village: Territory) -> str:
    page.client.set_cookie("home", village.kato)
    return str(page.get("/").text)


def test_the_first_page_shows_the_newest_initiative_that_collects(
    page: Page, session: Session, village: Territory
) -> None:
    html = at_home(page, village)

    assert "Алаң салу" in html
    assert "Көпірді жөндеу" not in html
    assert "Ағаш отырғызу" not in html
    assert f"/initiatives?okrug={make.okrug_of(session, village).kato}" in html


def test_without_an_initiative_the_first_page_still_leads_to_the_list(page: Page, session: Session) -> None:
    empty = make.village(session)
    session.commit()

    html = at_home(page, empty)

    assert "thermo" not in html.split("</style>")[-1]
    assert "/initiatives?okrug=" in html


def test_the_word_of_the_menu_leads_to_the_readers_okrug(
    app: Flask, page: Page, session: Session, village: Territory
) -> None:
    stranger = app.test_client().get("/my-villages-initiatives")
    page.client.set_cookie("home", village.kato)
    neighbour = page.client.get("/my-villages-initiatives")

    assert stranger.location == "/initiatives"
    assert neighbour.location == f"/initiatives?okrug={make.okrug_of(session, village).kato}"


def test_the_page_of_an_okrug_counts_what_collects(page: Page, session: Session, village: Territory) -> None:
    kato = make.okrug_of(session, village).kato

    html = page.get(f"/okrugs/{kato}").text

    assert f"/initiatives?okrug={kato}" in html
    assert f"/initiatives/archive/{kato}" in html
    assert "қазір 2 бастама" in html


MENUS = {
    "resident": (None, "/my-villages-initiatives"),
    "akim": (Role.AKIM, "/office/initiatives"),
    "deputy": (Role.DEPUTY, "/district/initiatives"),
    "superior": (Role.SUPERIOR, "/district/initiatives"),
    "assessor": (Role.ASSESSOR, "/desk"),
    "moderator": (Role.MODERATOR, "/desk"),
}


@pytest.mark.parametrize(("role", "path"), MENUS.values(), ids=MENUS)
def test_the_menu_of_a_role_leads_to_its_initiatives(
    page: Page, session: Session, village: Territory, role: Role | None, path: str
) -> None:
    okrug = make.okrug_of(session, village)
    user = make.person(session)
    if role is not None:
        unit = okrug if role == Role.AKIM else okrug.parent
        assert unit is not None
        make.mandate(session, unit=unit, role=role, user=user)
    sign_in(page, session, user, strong=True)

    menu = page.get("/about").text.split("</nav>")[0]

    assert f'href="{path}"' in menu


def test_what_i_wrote_has_requests_and_initiatives(page: Page, session: Session, village: Territory) -> None:
    author = make.person(session)
    make.petition(session, place=village, now=clock.now(), author=author, title="Су құбыры")
    sign_in(page, session, author)

    requests, initiatives = page.get("/mine").text, page.get("/initiatives/mine").text

    assert 'href="/initiatives/mine"' in requests
    assert 'href="/mine"' in initiatives
    assert "Су құбыры" in initiatives
