"""The district in the database: whole, once, with figures and accounts that open."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from akimfeedback.accounts.models import User
from akimfeedback.accounts.secrets import pin_matches
from akimfeedback.appeals.models import Appeal, CasePhoto, Escalation, Reply
from akimfeedback.appeals.rules import Publicity, State
from akimfeedback.appeals.service import sweeping
from akimfeedback.core import clock
from akimfeedback.core.db import db
from akimfeedback.demo import people, pictures, places
from akimfeedback.demo.load import Loaded, load
from akimfeedback.demo.sign_ins import sign_ins
from akimfeedback.files.models import StoredFile
from akimfeedback.files.rules import FileState
from akimfeedback.geography.models import Population, Territory
from akimfeedback.kpi.models import Snapshot
from akimfeedback.mandates.models import Mandate, Office
from akimfeedback.programmes.models import Promise, UpdateDuty


@pytest.fixture(scope="module")
def district(whole_app: Flask) -> Iterator[tuple[Session, Loaded]]:
    """Load a small part of the stories once for all tests here; nothing of it stays."""
    with whole_app.app_context(), db.engine.connect() as connection, connection.begin() as transaction:
        with Session(connection, join_transaction_mode="create_savepoint") as own:
            found = load(own, now=clock.now(), share=0.04)
            assert found is not None
            yield own, found
        transaction.rollback()


@pytest.fixture
def session(district: tuple[Session, Loaded]) -> Session:
    return district[0]


@pytest.fixture
def loaded(district: tuple[Session, Loaded]) -> Loaded:
    return district[1]


def count(session: Session, table: type) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


def how_many(session: Session, *conditions: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).select_from(Appeal).where(*conditions)) or 0


def test_a_load_brings_everything_and_a_second_one_nothing(
    app: Flask, session: Session, loaded: Loaded
) -> None:
    before = [count(session, table) for table in (User, Appeal, Promise, Territory)]

    assert load(session, now=clock.now()) is None

    assert [count(session, table) for table in (User, Appeal, Promise, Territory)] == before
    assert (loaded.okrugs, loaded.promises) == (12, 56)
    assert loaded.requests == count(session, Appeal) > 80


def test_what_waits_today_is_in_the_queues(session: Session, loaded: Loaded) -> None:
    today = clock.today()
    states = set(session.scalars(select(Appeal.state)))
    open_entries = session.scalars(select(Escalation.reason).where(Escalation.settled_at.is_(None))).all()

    assert {State.ACCEPTED, State.QUESTION, State.DISPUTED, State.ANSWERED, State.CLOSED} <= states
    assert {"not-solved", "silence", "conduct"} <= set(open_entries)
    assert how_many(session, Appeal.publicity == Publicity.PENDING) >= 6
    assert how_many(session, Appeal.due_on >= today, Appeal.state == State.IN_WORK) >= 3


def test_the_nightly_sweeps_find_nothing_left_undone(session: Session, loaded: Loaded) -> None:
    assert sweeping.tell_overdue(session, now=clock.now()) == 0
    assert sweeping.close_windows(session, now=clock.now()) == 0


def test_each_office_shows_how_it_came_to_its_term(session: Session, loaded: Loaded) -> None:
    offices = session.scalars(select(Office)).all()

    assert len(offices) == 12
    assert sum(office.connected_from is None for office in offices) == 1
    assert all(office.acceptance_note for office in offices if office.connected_from)


def test_people_stand_with_their_made_up_source(session: Session, loaded: Loaded) -> None:
    sources = set(session.scalars(select(Population.source)))
    okrugs = [okrug.kato for okrug in places.OKRUGS]
    in_okrugs = session.scalar(
        select(func.sum(Population.people)).join(Territory).where(Territory.kato.in_(okrugs))
    )

    assert sources == {places.POPULATION_SOURCE}
    assert in_okrugs == sum(okrug.people for okrug in places.OKRUGS)


def test_officials_open_with_the_pin_of_the_demo(session: Session, loaded: Loaded) -> None:
    akim = session.scalars(select(Mandate).where(Mandate.holder == people.AKIMS[0].name)).one()

    assert akim.user is not None
    assert pin_matches(akim.user.pin_hash or "", people.STAFF_PIN)


def test_every_drawing_is_clean_and_shown(session: Session, loaded: Loaded) -> None:
    files = session.scalars(select(StoredFile)).all()

    assert {file.state for file in files} == {FileState.READY}
    assert len(files) == len(pictures.NAMES)
    assert count(session, CasePhoto) > 0


def test_promises_have_duties_met_missed_and_open(session: Session, loaded: Loaded) -> None:
    assert set(session.scalars(select(UpdateDuty.met))) == {True, False, None}


def test_quarters_that_are_over_are_frozen(session: Session, loaded: Loaded) -> None:
    frozen = set(session.scalars(select(Snapshot.period).where(Snapshot.version > 0)))

    assert len([period for period in frozen if "Q" in period]) >= 7


def test_verdicts_differ_and_some_answers_get_none(session: Session, loaded: Loaded) -> None:
    verdicts = set(session.scalars(select(Reply.verdict)))

    assert verdicts == {"solved", "partly", "not-solved", None}


def test_the_list_of_accounts_names_every_role_with_a_phone(session: Session, loaded: Loaded) -> None:
    found = sign_ins(session, now=clock.now())

    roles = {"akim", "clerk", "superior", "deputy", "moderator", "assessor", "auditor", "administrator"}
    assert {one.who.split(" ")[0] for one in found} == roles | {"resident"}
