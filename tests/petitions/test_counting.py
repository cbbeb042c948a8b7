"""Supports are counted once each, rungs follow the count up and down, nobody sees more than may be seen."""

from datetime import datetime, timedelta

from flask.testing import FlaskClient
from sqlalchemy import Engine, func, select, text
from sqlalchemy.orm import Session

from akimfeedback.core.db import db
from akimfeedback.law.initiatives import Rung
from akimfeedback.mandates.rules import Role
from akimfeedback.petitions.models import Petition
from akimfeedback.petitions.queries import counts
from akimfeedback.petitions.rules import Publication, Switch
from akimfeedback.petitions.service import counting, rungs, supporting, switches
from akimfeedback.petitions.support_models import (
    CountAlarm,
    PetitionRung,
    Signature,
)
from benchmarks.counting import statements
from tests import make
from tests.petitions.support import PEPPER, add_people, count, crowd, facts, sign


def db_engine(client: FlaskClient) -> Engine:
    """Return the engine behind a client's application."""
    with client.application.app_context():
        return db.engine


def test_support_is_counted_once_and_waits_for_its_lag(
    session: Session, petition: Petition, now: datetime
) -> None:
    sign(session, petition, now)
    assert counting.count_due(session, now=now, lag_seconds=60) == 0
    assert count(session, now) == 1
    assert count(session, now) == 0
    assert petition.totals is not None
    assert (petition.totals.counted, petition.totals.lines) == (1, {"phone": 1})


def test_the_count_for_machines_is_small_public_and_asks_nothing_again(
    client: FlaskClient, session: Session, petition: Petition, now: datetime
) -> None:
    for _ in range(12):
        sign(session, petition, now)
    count(session, now)
    session.commit()
    answer = client.get(f"/initiatives/{petition.number}/count.json?first")
    assert answer.status_code == 200
    assert answer.json is not None
    assert (answer.json["count"], answer.json["live"]) == (12, True)
    assert answer.headers["Cache-Control"] == "public, max-age=15"
    assert "Set-Cookie" not in answer.headers
    assert "Cookie" not in answer.headers.get("Vary", "")
    with statements(db_engine(client)) as sent:
        again = client.get(
            f"/initiatives/{petition.number}/count.json?second",
            headers={"If-None-Match": answer.headers["ETag"]},
        )
    assert (again.status_code, sent) == (304, [])


def test_who_moves_between_two_counts_is_taken_out_where_the_figures_hold_them(
    session: Session, petition: Petition, now: datetime
) -> None:
    user = crowd(session, petition, now, 1)[0]
    supporting.withdraw(session, facts(session, petition), user, pepper=PEPPER, now=now)
    sign(session, petition, now, user=user, home=make.village(session).id)
    count(session, now)
    assert counting.recount(session, now=now) == 0


def test_counting_rests_while_its_switch_is_off_and_catches_up(
    session: Session, petition: Petition, now: datetime
) -> None:
    admin = make.seat(session, unit=make.district(session), role=Role.ADMINISTRATOR)
    switches.turn_off(session, admin, Switch.LIVE_COUNT, {"kk": "Үзіліс", "ru": "Пауза"}, now=now)
    sign(session, petition, now)
    assert count(session, now) == 0
    switches.turn_on(session, admin, Switch.LIVE_COUNT, now=now)
    assert count(session, now) == 1


def test_a_rung_is_reached_and_falls_back_when_supports_are_removed(
    session: Session, petition: Petition, now: datetime
) -> None:
    """Behaviour 18: the rung is lost with its day and reached anew as another row."""
    people = crowd(session, petition, now, petition.answer_at)

    def rows() -> list[tuple[str, bool]]:
        found = select(PetitionRung.rung, PetitionRung.lost_at).order_by(PetitionRung.id)
        return [(rung, lost is not None) for rung, lost in session.execute(found)]

    assert rows() == [("answer", False)]
    assert counts.shown(petition).next_step is Rung.AGENDA
    session.execute(
        text(
            "UPDATE signature SET state = 'invalidated', changed_at = clock_timestamp() WHERE id ="
            " (SELECT min(id) FROM signature)"
        )
    )
    count(session, now)
    assert rows() == [("answer", True)]
    assert counts.shown(petition).next_step is Rung.ANSWER
    supporting.withdraw(session, facts(session, petition), people[1], pepper=PEPPER, now=now)
    for _ in range(2):
        sign(session, petition, now)
    count(session, now)
    assert rows() == [("answer", True), ("answer", False)]
    assert rungs.refresh(session, [petition.id], now) == 0


def test_people_from_elsewhere_are_shown_apart_and_reach_no_rung(
    session: Session, petition: Petition, now: datetime
) -> None:
    elsewhere = make.village(session).id
    for _ in range(petition.answer_at + 1):
        sign(session, petition, now, home=elsewhere)
    count(session, now)
    shown = counts.shown(petition)
    assert (shown.count, shown.outside, shown.fewer) == (None, petition.answer_at + 1, True)
    assert session.scalar(select(func.count(PetitionRung.id))) == 0
    assert session.scalars(select(Signature.area_id).distinct()).all() == [None]


def test_a_small_unit_shows_the_count_and_the_rung_of_the_last_midnight(
    session: Session, now: datetime
) -> None:
    place = make.village(session)
    add_people(session, make.okrug_of(session, place), 150)
    petition = make.petition(session, place=place, now=now)
    crowd(session, petition, now, 13)
    shown = counts.shown(petition)
    assert (shown.count, shown.yesterday, shown.lines, shown.outside) == (None, True, None, None)
    assert session.scalar(select(func.count(PetitionRung.id))) == 0
    tomorrow = now + timedelta(days=1)
    sign(session, petition, tomorrow)
    assert counting.settle(session, now=tomorrow) == 1
    assert counting.roll_yesterday(session, now=tomorrow) >= 1
    assert counts.shown(petition).count == 13  # who came after midnight waits for the next
    assert session.scalars(select(PetitionRung.rung)).all() == ["answer"]
    assert counting.roll_yesterday(session, now=tomorrow) == 0


def test_history_is_silent_below_ten_and_shows_days_that_took_away(
    session: Session, petition: Petition, now: datetime
) -> None:
    people = crowd(session, petition, now, 9)
    crowd(session, petition, now + timedelta(days=1), 3)
    supporting.withdraw(
        session, facts(session, petition), people[0], pepper=PEPPER, now=now + timedelta(days=2)
    )
    count(session, now + timedelta(days=2))
    told = [(day.count, day.change) for day in counts.history(session, petition)]
    assert told == [(12, None), (11, -1)]
    assert list(counts.by_area(session, petition).values()) == [11]


def test_too_many_from_one_network_are_held_without_a_word(
    session: Session, petition: Petition, now: datetime
) -> None:
    for _ in range(14):
        sign(session, petition, now, network="10.0.0.1")
    sign(session, petition, now, network="10.0.0.2")
    assert count(session, now) == 11
    states = session.execute(select(Signature.state, func.count()).group_by(Signature.state)).all()
    assert {row.state: row[1] for row in states} == {"valid": 11, "held": 4}


def test_the_nightly_recount_finds_what_was_tampered_with_and_repairs_it(
    session: Session, petition: Petition, now: datetime
) -> None:
    crowd(session, petition, now, 12)
    assert counting.recount(session, now=now) == 0
    session.execute(text("UPDATE petition_tally SET n = n + 5"))
    assert counting.recount(session, now=now) == 1
    assert petition.totals is not None
    assert petition.totals.counted == 12
    session.execute(text("UPDATE petition_total SET counted = 99"))
    assert counting.recount(session, petition.id, now=now) == 1
    session.expire_all()
    assert petition.totals.counted == 12
    alarms = session.scalars(select(CountAlarm).order_by(CountAlarm.id)).all()
    assert [(one.held, one.found) for one in alarms] == [(17, 12), (99, 12)]
    assert counting.recount(session, now=now) == 0


def test_backers_who_reach_a_rung_oblige_from_the_day_of_publication(
    session: Session, petition: Petition, now: datetime
) -> None:
    petition.publication = Publication.MODERATION
    for _ in range(16):
        sign(session, petition, now)
    petition.answer_at = 16
    count(session, now)
    assert session.scalars(select(PetitionRung.rung)).all() == []
    petition.publication = Publication.OPEN
    session.flush()
    count(session, now)
    assert session.scalars(select(PetitionRung.rung)).all() == ["answer"]
