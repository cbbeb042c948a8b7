"""The district in the database: whole, once, with figures and accounts that open."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta

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
from akimfeedback.core.clock import local_day
from akimfeedback.core.db import db
from akimfeedback.demo import counted_again, people, pictures, places
from akimfeedback.demo.load import Loaded, load
from akimfeedback.demo.sealed_past import seal_months
from akimfeedback.demo.sign_ins import figures_worth_a_look, sign_ins, worth_a_look
from akimfeedback.demo.story import connected_from
from akimfeedback.files.models import StoredFile
from akimfeedback.files.rules import FileState
from akimfeedback.geography.models import Population, Territory
from akimfeedback.journal import facts
from akimfeedback.journal.checking import check
from akimfeedback.journal.signing import Signer
from akimfeedback.kpi.context_models import ContextFact, ElectionPeriod
from akimfeedback.kpi.correction_models import Correction
from akimfeedback.kpi.models import Method, OfficeReply, Snapshot
from akimfeedback.kpi.periods import parse
from akimfeedback.kpi.year_models import Contest, YearConclusion, YearCycle
from akimfeedback.kpi.year_queries import figures_of_year
from akimfeedback.mandates.models import Mandate, Office
from akimfeedback.notifications.models import Message
from akimfeedback.petitions.models import Petition, Pledge
from akimfeedback.petitions.queries.counts import shown
from akimfeedback.petitions.service import closing, counting
from akimfeedback.petitions.support_models import (
    FraudSignal,
    PaperSheet,
    PetitionRung,
    PetitionTally,
    Removal,
)
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
    years = session.scalar(select(func.count(Population.as_of.distinct()))) or 0
    assert in_okrugs == years * sum(okrug.people for okrug in places.OKRUGS)


def test_officials_open_with_the_pin_of_the_demo(session: Session, loaded: Loaded) -> None:
    akim = session.scalars(select(Mandate).where(Mandate.holder == people.AKIMS[0].name)).one()

    assert akim.user is not None
    assert pin_matches(akim.user.pin_hash or "", people.STAFF_PIN)


def test_every_drawing_is_clean_and_shown(session: Session, loaded: Loaded) -> None:
    files = session.scalars(select(StoredFile)).all()
    sheets = set(session.scalars(select(PaperSheet.photo_id)))

    assert {file.state for file in files} == {FileState.READY}
    assert len(files) - len(sheets) == len(pictures.NAMES)
    assert all(file.public != (file.id in sheets) for file in files)
    assert count(session, CasePhoto) > 0


def initiatives(session: Session) -> dict[str, Petition]:
    return {row.text.title: row for row in session.scalars(select(Petition)) if row.text}


def test_initiatives_are_kept_also_where_little_is_told(session: Session, loaded: Loaded) -> None:
    busiest = session.scalars(select(Territory.id).where(Territory.kato == places.OKRUGS[0].kato)).one()
    there = [row for row in initiatives(session).values() if row.territory_id == busiest]

    assert any(row.publication == "open" and (shown(row).count or 0) >= 10 for row in there)
    assert any(row.reply_state == "answered" and row.hearing_state == "held" for row in there)
    assert {row.publication for row in initiatives(session).values()} >= {"moderation", "backing", "rejected"}


def test_a_rung_fell_back_after_a_removal_everybody_sees(session: Session, loaded: Loaded) -> None:
    removal = session.scalars(select(Removal)).one()
    [rung] = session.scalars(select(PetitionRung).where(PetitionRung.petition_id == removal.petition_id))
    dump = session.get_one(Petition, removal.petition_id)

    assert (removal.state, removal.done, rung.lost_at is not None) == ("done", 18, True)
    assert dump.reply_state == "none"
    assert all(duty.cancelled_on is not None for duty in dump.duties)


def test_the_figures_hold_what_the_rows_say_day_by_day(session: Session, loaded: Loaded) -> None:
    days = session.scalar(select(func.count(PetitionTally.on.distinct())))

    assert counting.recount(session, now=clock.now()) == 0
    assert (days or 0) > 40


def test_the_sweeps_of_initiatives_find_nothing_left_undone(session: Session, loaded: Loaded) -> None:
    now = clock.now()

    assert closing.close_ended(session, now=now) == closing.miss_duties(session, now=now) == 0
    assert counting.settle(session, now=now) == counting.roll_yesterday(session, now=now) == 0


def test_only_what_came_from_one_device_looks_unusual(session: Session, loaded: Loaded) -> None:
    signals = session.execute(select(FraudSignal.petition_id, FraudSignal.reviewed_at)).all()
    removed = set(session.scalars(select(Removal.petition_id)))

    assert {row.petition_id for row in signals} == removed
    assert {bool(row.reviewed_at) for row in signals} == {True, False}


def test_all_connected_offices_but_one_have_pledged(session: Session, loaded: Loaded) -> None:
    connected = set(session.scalars(select(Office.territory_id).where(Office.connected_from.is_not(None))))
    pledged = set(session.scalars(select(Pledge.territory_id)))

    assert len(connected - pledged) == 1
    assert pledged <= connected


def test_news_of_long_ago_do_not_leave_today(session: Session, loaded: Loaded) -> None:
    waiting = select(func.min(Message.created_at)).where(Message.channel != "bell")

    first = session.scalar(waiting)
    assert first is None or first >= clock.now() - timedelta(hours=37)


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


def test_the_list_also_leads_to_initiatives_worth_a_look(session: Session, loaded: Loaded) -> None:
    found = dict(worth_a_look(session))

    assert {path.rsplit("/", 1)[0] for path in found.values()} == {"/initiatives", "/desk/initiatives"}
    assert {one.who for one in sign_ins(session, now=clock.now())} >= {"resident (author)"}


def test_the_list_leads_to_the_figures_worth_a_look(
    session: Session, loaded: Loaded, whole_app: Flask
) -> None:
    adapter = whole_app.url_map.bind("localhost")

    for words, path in figures_worth_a_look(session):
        assert adapter.match(path), words


def test_each_row_says_what_the_journal_says_of_it(session: Session, loaded: Loaded) -> None:
    assert loaded.requests > 0
    signer = Signer(bytes(32))
    heads = seal_months(session, signer, now=clock.now())

    keys = {signer.public.fingerprint: signer.public.raw}
    found = check(session, keys, facts.registered(), now=clock.now()).found

    assert found == {}
    assert heads > 12


def test_a_misread_paper_is_put_right_by_two_people(session: Session, loaded: Loaded) -> None:
    row = session.scalars(select(Correction)).one()
    office = session.scalars(
        select(Office).join(Territory).where(Territory.kato == counted_again.OKRUG)
    ).one()

    assert row.state == "done"
    assert row.decided_by_id != row.proposed_by_id
    assert office.connected_from == connected_from(places.OKRUGS[2], clock.today())


def test_figures_are_frozen_on_their_own_day(session: Session, loaded: Loaded) -> None:
    rows = session.execute(select(Snapshot.period, Snapshot.computed_at).where(Snapshot.version == 1)).all()

    assert rows
    for period, computed_at in rows:
        assert timedelta(0) < computed_at - end_of(period) < timedelta(days=60), period


def end_of(period: str) -> datetime:
    return datetime.combine(parse(period).last_day, time(0), clock.KAZAKHSTAN)


def test_akims_wrote_on_the_whole_and_on_single_indicators(session: Session, loaded: Loaded) -> None:
    said = set(session.scalars(select(OfficeReply.indicator)))

    assert "" in said
    assert said & {"K1", "K3", "K5"}


def test_the_last_year_was_contested_once_and_decided(session: Session, loaded: Loaded) -> None:
    cycle = session.scalars(select(YearCycle)).one()
    contest = session.scalars(select(Contest)).one()
    written = session.scalars(select(YearConclusion)).all()

    assert (cycle.state, contest.outcome) == ("decided", "partly")
    assert len(written) == len(figures_of_year(session, cycle.district_id, cycle.year))


def test_a_draft_of_the_method_waits_for_a_second_person(session: Session, loaded: Loaded) -> None:
    row = session.scalars(select(Method).where(Method.version == "v2")).one()

    assert (row.state, row.decided_by_id) == ("proposed", None)
    assert row.dry_run is not None
    assert row.dry_run["state"] == "done"


def test_facts_stand_beside_every_score_and_no_campaign_runs(session: Session, loaded: Loaded) -> None:
    facts_known = session.execute(
        select(ContextFact.code, func.count(ContextFact.territory_id.distinct())).group_by(ContextFact.code)
    ).all()
    campaign = session.scalars(select(ElectionPeriod)).one()

    assert {tuple(row) for row in facts_known} == {("posts", 12), ("vacancies", 12), ("budget", 12)}
    assert campaign.lifted_at is not None
    assert local_day(campaign.lifted_at) < clock.today()
