"""Budgets of queries, bytes and requests. Times are measured by `make bench`, never here."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import brotli
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection, event, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from akimfeedback.accounts import service as accounts
from akimfeedback.accounts.models import User
from akimfeedback.core import clock
from akimfeedback.core.db import db
from akimfeedback.geography.models import Territory
from akimfeedback.kpi.periods import parse
from akimfeedback.kpi.service.freezing import freeze
from akimfeedback.mandates.rules import Role
from akimfeedback.topics.service import load_catalogue
from tests import make
from tests.appeals.conftest import at
from tests.kpi.registers import lines, load
from tests.petitions.support import add_people, crowd

FIRST_VISIT_BYTES = 50_000
FIRST_PAINT_BYTES = 14_000
NEXT_PAGE_BYTES = 12_000
FIRST_VISIT_REQUESTS = 8
FILING_QUERIES = 15
LIST_QUERIES = 8
PAGE_QUERIES = 20
BROWSER = {"Accept-Encoding": "gzip, deflate, br", "Accept-Language": "kk"}
FOUND_BY_BROWSER = re.compile(r'(?:<script[^>]*\ssrc|<link[^>]*\shref|<img[^>]*\ssrc)="(/[^"]+)"')


@pytest.fixture
def now() -> datetime:
    """Return the present: pages ask the clock themselves."""
    return clock.now()


@pytest.fixture
def village(app: Flask, session: Session) -> Territory:
    """Give a village whose office has joined, with akim and clerk."""
    place = make.village(session)
    make.topic(session)
    for role in (Role.AKIM, Role.CLERK):
        make.mandate(session, unit=make.okrug_of(session, place), role=role)
    session.commit()
    return place


@contextmanager
def queries(app: Flask) -> Iterator[list[str]]:
    """Collect the statements sent to the database in the block."""
    sent: list[str] = []

    def note(_connection: Connection, _cursor: object, statement: str, *_more: object) -> None:
        if "SAVEPOINT" not in statement:  # the tests' own, around what is rolled back
            sent.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)


def sign_in(client: FlaskClient, session: Session, user: User) -> None:
    """Put a session of the person into the browser."""
    token, _row = accounts.open_session(
        session, user, how="code", strong=True, device="test", now=clock.now()
    )
    session.commit()
    with client.session_transaction() as cookie:
        cookie["_user_id"] = token


def csrf(html: str) -> str:
    """Return the token of a page's form."""
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', html)
    assert found is not None
    return found[1]


def test_filing_takes_at_most_fifteen_queries(
    app: Flask, client: FlaskClient, session: Session, village: Territory
) -> None:
    sign_in(client, session, make.person(session))
    form = client.get(f"/write?in={village.kato}").get_data(as_text=True)
    fields = {
        "csrf_token": csrf(form), "place": village.kato, "topic": "LIGHT", "kind": "problem",
        "text": "Шам жанбайды.", "visibility": "office", "public": "y",
    }  # fmt: skip
    assert client.post("/write", data=fields).status_code == 302
    check = client.get("/write/check").get_data(as_text=True)

    with queries(app) as sent:
        done = client.post("/write/send", data={"csrf_token": csrf(check)})

    assert "/mine/" in done.location
    assert len(sent) <= FILING_QUERIES, "\n\n".join(sent)


def test_a_kept_public_page_asks_the_database_nothing(
    app: Flask, client: FlaskClient, session: Session, village: Territory
) -> None:
    path = f"/okrugs/{make.okrug_of(session, village).kato}"
    client.set_cookie("seen", "1")

    with queries(app) as made:
        first = client.get(path, headers=BROWSER)
    with queries(app) as sent:
        second = client.get(path, headers=BROWSER)

    assert first.status_code == second.status_code == 200
    assert first.get_data() == second.get_data()
    assert 0 < len(made) <= PAGE_QUERIES, "\n\n".join(made)
    assert sent == []


def test_a_first_visit_to_a_kept_page_asks_the_database_nothing(
    app: Flask, session: Session, village: Territory
) -> None:
    path = f"/okrugs/{make.okrug_of(session, village).kato}"
    assert app.test_client().get(path, headers=BROWSER).status_code == 200

    with queries(app) as sent:
        answer = app.test_client().get(path, headers=BROWSER)

    assert answer.status_code == 200
    assert sent == []


def list_queries(app: Flask, client: FlaskClient, shown: int) -> int:
    """Return how many queries the office's list takes, once it shows that many requests."""
    with queries(app) as sent:
        html = client.get("/office/requests").get_data(as_text=True)
    assert len(set(re.findall(r'href="(/office/requests/\d+)"', html))) == shown
    return len(sent)


def test_the_offices_list_takes_as_many_queries_for_sixty_requests_as_for_five(
    app: Flask, client: FlaskClient, session: Session, village: Territory, now: datetime
) -> None:
    sign_in(client, session, make.person(session, name="Әкім"))
    user = session.scalars(select(User).order_by(User.id.desc())).first()
    make.mandate(session, unit=make.okrug_of(session, village), role=Role.CLERK, user=user)
    _file(session, village, now, 5)
    few = list_queries(app, client, 5)

    _file(session, village, now, 55)
    many = list_queries(app, client, 50)  # a page of the list

    assert few == many <= LIST_QUERIES


def _file(session: Session, village: Territory, now: datetime, count: int) -> None:
    for number in range(count):
        make.request(session, village=village, now=now - timedelta(minutes=number))
    session.commit()


PAGES = {
    "home": "/",
    "write": "/write?in={village}",
    "okrug": "/okrugs/{okrug}",
    "choose": "/villages/choose",
    "initiatives": "/initiatives?okrug={okrug}",
    "initiative": "/initiatives/{initiative}",
    "support": "/initiatives/{initiative}/support",
    "start": "/initiatives/new/title?okrug={okrug}",
    "figures": "/okrugs/{okrug}?period=2026-Q3",
    "compare": "/compare?okrug={okrug}&period=2026-Q3",
    "district": "/districts/{district}?period=2026-Q3",
    "method": "/method",
    "open data": "/open-data",
}
LISTED = 20
SUPPORTED = 14


def address(session: Session, village: Territory, now: datetime, path: str) -> str:
    """Return an address of a village; initiatives that it names are made, the last one supported."""
    okrug = make.okrug_of(session, village)
    number = ""
    if "/initiatives" in path:
        add_people(session, okrug, 1000)
        titles = (f"Ауыл ортасынан балалар алаңын салу және жарық орнату, {n}-кезең" for n in range(LISTED))
        petitions = [make.petition(session, place=village, now=now, title=title) for title in titles]
        crowd(session, petitions[-1], now, SUPPORTED)
        number = petitions[-1].number
        session.commit()
    if "Q3" in path or "data" in path:
        with_figures(session, okrug)
    district = session.get_one(Territory, okrug.parent_id).kato
    return path.format(village=village.kato, okrug=okrug.kato, initiative=number, district=district)


def with_figures(session: Session, okrug: Territory) -> None:
    """Freeze a quarter of twelve requests."""
    load(session, okrug, lines(12), now=at("2026-10-13"))
    freeze(session, parse("2026-Q3"), now=at("2026-10-30"))
    session.commit()


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
@pytest.mark.parametrize("language", ["kk", "ru"])
def test_the_first_visit_stays_light(
    client: FlaskClient, session: Session, village: Territory, now: datetime, path: str, language: str
) -> None:
    with_every_topic(session)
    path = address(session, village, now, path)
    client.set_cookie("lang", language)

    page = client.get(path, headers=BROWSER)
    found = dict.fromkeys(FOUND_BY_BROWSER.findall(source(page)))
    others = [client.get(one, headers=BROWSER) for one in found]

    assert {page.status_code, *(one.status_code for one in others)} == {200}
    assert 1 + len(others) <= FIRST_VISIT_REQUESTS
    assert len(page.get_data()) <= FIRST_PAINT_BYTES
    assert sum(len(one.get_data()) for one in (page, *others)) <= FIRST_VISIT_BYTES


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
def test_the_next_page_stays_light(
    client: FlaskClient, session: Session, village: Territory, now: datetime, path: str
) -> None:
    with_every_topic(session)
    client.set_cookie("seen", "1")
    path = address(session, village, now, path)

    page = client.get(path, headers=BROWSER)

    assert page.status_code == 200
    assert "<style" not in source(page)
    assert len(page.get_data()) <= NEXT_PAGE_BYTES


def with_every_topic(session: Session) -> None:
    """Load the topics of the product: the form shows them all."""
    load_catalogue(session)
    session.commit()


def source(page: TestResponse) -> str:
    """Return the text of a page that came packed."""
    assert page.headers["Content-Encoding"] == "br"
    return str(brotli.decompress(page.get_data()).decode())


def test_a_first_visit_kept_before_flask_still_gets_its_cookie(
    app: Flask, session: Session, village: Territory
) -> None:
    path = f"/okrugs/{make.okrug_of(session, village).kato}"

    answers = [app.test_client().get(path, headers=BROWSER) for _ in range(3)]

    cookies = [[value.partition(";")[0] for value in one.headers.getlist("Set-Cookie")] for one in answers]
    assert cookies == [["seen=1"]] * 3
    assert answers[0].get_data() == answers[2].get_data()
