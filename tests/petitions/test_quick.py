"""One press of somebody of whom everything is known: two statements, the same answer to a repeat."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from akimfeedback.accounts import service as accounts
from akimfeedback.accounts.models import Consent
from akimfeedback.core import clock
from akimfeedback.core.db import db
from akimfeedback.petitions.models import Petition, PetitionFollower, PetitionVersion
from akimfeedback.petitions.rules import Publication
from akimfeedback.petitions.support_models import Signature
from benchmarks.counting import statements
from tests import make
from tests.accounts.signing import sign_in
from tests.pages import Page


@pytest.fixture
def pressed(page: Page, session: Session) -> str:
    """Return the address of support, for somebody signed in who said everything before."""
    place = make.village(session)
    petition = make.petition(session, place=place, now=clock.now())
    user = make.person(session)
    user.home_id, user.birth_year, user.phone_confirmed_at = place.id, 1980, clock.now()
    accounts.give_consent(session, user, language="kk", now=clock.now())
    session.commit()
    sign_in(page, session, user)
    return f"/initiatives/{petition.number}/support"


def test_one_press_takes_two_statements_and_answers_a_repeat_alike(
    page: Page, session: Session, pressed: str
) -> None:
    page.get(pressed)
    first = page.post(pressed).location
    with page.app.app_context():
        engine = db.session.get_bind().engine
    page.get(pressed)
    with statements(engine) as sent:
        again = page.post(pressed).location
    assert again == first
    assert [one.split()[0] for one in sent if "SAVEPOINT" not in one] == ["SELECT", "WITH"]
    row = session.scalars(select(Signature)).one()
    assert (row.state, row.line) == ("valid", "phone")


def test_who_asks_for_news_goes_the_long_way(page: Page, session: Session, pressed: str) -> None:
    page.get(pressed)
    page.post(pressed, {"follow": "y"})
    assert session.scalars(select(Signature.state)).all() == ["valid"]
    assert len(session.scalars(select(PetitionFollower)).all()) == 2


def test_a_closed_initiative_says_why(page: Page, session: Session, pressed: str) -> None:
    page.get(pressed)
    petition = session.scalars(select(Petition)).one()
    petition.publication = Publication.CLOSED
    session.commit()
    page.post(pressed, status=409)
    assert session.scalars(select(Signature)).all() == []


def test_who_took_the_consent_back_is_asked_again(page: Page, session: Session, pressed: str) -> None:
    page.get(pressed)
    page.post(pressed)
    for row in [*session.scalars(select(Consent)), session.scalars(select(Signature)).one()]:
        session.delete(row) if isinstance(row, Signature) else setattr(row, "withdrawn_at", clock.now())
    session.commit()
    page.get(pressed)
    page.post(pressed, status=422)
    assert session.scalars(select(Signature)).all() == []


def test_a_text_changed_since_the_last_press_is_the_one_agreed_to(
    page: Page, session: Session, pressed: str
) -> None:
    page.get(pressed)
    page.post(pressed)
    session.delete(session.scalars(select(Signature)).one())
    petition = session.scalars(select(Petition)).one()
    newer = PetitionVersion(**{
        column.key: getattr(petition.versions[0], column.key)
        for column in PetitionVersion.__table__.columns
        if column.key != "id"
    })  # fmt: skip
    newer.position = petition.versions[0].position + 1
    session.add(newer)
    session.flush()
    petition.version_id = newer.id
    session.commit()
    page.post(pressed)
    assert session.scalars(select(Signature.version_id)).all() == [newer.id]
