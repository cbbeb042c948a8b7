"""An initiative below the first rung goes to the office as a request, once, with its count."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from akimfeedback.appeals.models import Appeal
from akimfeedback.desk.handing_over import hand_over_ended, text_of
from akimfeedback.law.initiatives import Rung
from akimfeedback.petitions.models import Petition
from akimfeedback.petitions.rules import Publication
from akimfeedback.petitions.service import closing
from akimfeedback.topics.rules import Kind
from tests.appeals.conftest import at
from tests.petitions.acts import Unit

BEGUN, ENDED = at("2026-09-07"), at("2026-11-08", "00:10")
SETTLED = at("2026-11-08", "06:20")


@pytest.fixture
def unit(app: Flask, session: Session):  # type: ignore[no-untyped-def]
    """Give an okrug whose office has pledged, within the application."""
    with app.app_context():
        yield Unit(session, now=BEGUN)


def closed(unit: Unit, *rungs: Rung, pledged: bool = True) -> Petition:
    petition = unit.petition()
    if not pledged:
        petition.pledge_id = None
    for rung in rungs:
        unit.at_rung(rung, petition=petition)
    closing.close_ended(unit.session, now=ENDED)
    return petition


def test_below_the_first_rung_it_becomes_a_request_of_its_author_once(unit: Unit) -> None:
    petition = closed(unit)

    done = hand_over_ended(unit.session, now=SETTLED), hand_over_ended(unit.session, now=SETTLED)

    (case,) = unit.session.scalars(select(Appeal)).all()
    assert done == (1, 0)
    assert petition.case_number == case.number
    assert (case.author_id, case.kind, case.territory_id) == (unit.author.id, Kind.IDEA, unit.okrug.id)
    assert case.due_on > date(2026, 11, 8)
    assert "1. Мектеп жанында алаң салу\n2. Жарық орнату" in case.text


def test_it_waits_until_the_count_of_the_last_day_has_settled(unit: Unit) -> None:
    closed(unit)

    assert hand_over_ended(unit.session, now=at("2026-11-08", "05:00")) == 0


def test_a_crash_after_filing_does_not_file_twice(unit: Unit) -> None:
    petition = closed(unit)
    hand_over_ended(unit.session, now=SETTLED)
    first, petition.case_number = petition.case_number, None

    hand_over_ended(unit.session, now=SETTLED)

    assert petition.case_number == first
    assert len(unit.session.scalars(select(Appeal)).all()) == 1


@pytest.mark.parametrize(
    ("pledged", "cases"), [(True, 0), (False, 1)], ids=["the office has pledged", "it has not"]
)
def test_above_the_first_rung_it_is_answered_as_an_initiative_where_the_office_pledged(
    unit: Unit, *, pledged: bool, cases: int
) -> None:
    closed(unit, Rung.ANSWER, pledged=pledged)

    assert hand_over_ended(unit.session, now=SETTLED) == cases


def test_an_office_that_has_left_does_not_stop_the_others(unit: Unit) -> None:
    gone, stays = closed(unit), closed(Unit(unit.session, now=BEGUN))
    gone.office.connected_from = None
    unit.session.flush()

    assert hand_over_ended(unit.session, now=SETTLED) == 1

    assert gone.case_number is None
    assert stays.case_number


@pytest.mark.parametrize(
    ("count", "words"),
    [(9, "10 тұрғыннан аз"), (12, "12 тұрғын")],
    ids=["fewer than ten", "twelve"],
)
def test_the_office_reads_the_count_everybody_reads(unit: Unit, count: int, words: str) -> None:
    petition = unit.petition(publication=Publication.CLOSED)
    assert petition.totals
    petition.population, petition.totals.counted = 2000, count

    assert words in text_of(petition, "kk")
