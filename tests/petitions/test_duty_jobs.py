"""The sweeps as the scheduler calls them: they commit what they did and may run twice."""

from datetime import timedelta

from flask import Flask
from sqlalchemy.orm import Session

from akimfeedback.core import clock
from akimfeedback.desk import jobs as desk_jobs
from akimfeedback.petitions.jobs import duties as jobs
from akimfeedback.petitions.rules import Publication
from tests.petitions.acts import Unit


def test_what_has_ended_is_closed_and_handed_over_by_the_sweeps(app: Flask, session: Session) -> None:
    unit = Unit(session, now=clock.now() - timedelta(days=70))
    row = unit.petition()
    session.commit()

    with app.app_context():
        closed = jobs.close_ended(), jobs.close_ended()
        at_once = desk_jobs.hand_over_initiatives()
    session.refresh(row)
    row.closed_at = clock.now() - timedelta(hours=7)
    session.commit()
    with app.app_context():
        handed = desk_jobs.hand_over_initiatives(), desk_jobs.hand_over_initiatives()

    session.refresh(row)
    assert (closed, at_once, handed) == ((1, 0), 0, (1, 0))
    assert row.publication == Publication.CLOSED
    assert row.case_number


def test_missed_duties_are_marked_by_the_sweep(app: Flask, session: Session) -> None:
    unit = Unit(session, now=clock.now() - timedelta(days=60))
    unit.at_rung()
    session.commit()

    with app.app_context():
        assert (jobs.miss_duties(), jobs.miss_duties()) == (4, 0)
