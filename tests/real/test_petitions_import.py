"""Real petitions of other systems as history: sums by a calculation of its own, falling counts, thresholds.

The calculation reads the files with nothing but the standard library and shares no code with the product.
"""

import csv
import json
import os
from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from akimfeedback.core.clock import KAZAKHSTAN
from akimfeedback.core.settings import ROOT
from akimfeedback.mandates.models import Office
from akimfeedback.petitions import sources
from akimfeedback.petitions.models import Petition, PetitionTotal
from akimfeedback.petitions.service.importing import Report, Shelf, take_in
from akimfeedback.petitions.support_models import PetitionRung, PetitionTally, Signature
from tests import make

SHARED = Path(os.environ.get("AKF_SHARED", ROOT.parent / "shared")) / "data" / "petitions"
NOW = datetime(2026, 11, 20, 6, tzinfo=UTC)
UTC_PLUS_5 = timedelta(hours=5)

pytestmark = [
    pytest.mark.real,
    pytest.mark.slow,
    pytest.mark.skipif(not SHARED.exists(), reason="the real petitions are not beside the checkout"),
]


def rows(name: str) -> list[dict[str, str]]:
    with (SHARED / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def brought(session: Session, name: str, *, shelf: Shelf | None = None) -> tuple[Report, Shelf]:
    """Import a file whose kind is told from its first line; nothing of it may be refused."""
    content = (SHARED / name).read_bytes()
    kind = sources.guess(content)
    assert kind is not None
    read = sources.read(kind, content, name, KAZAKHSTAN)
    assert read.refused == []
    if shelf is None:
        village = make.village(session)
        unit = make.okrug_of(session, village)
        office = session.scalars(select(Office).where(Office.territory_id == unit.id)).one()
        shelf = Shelf(office, make.topic(session).code, sources.SOURCES[kind])
    return take_in(session, shelf, read.found, commit=True, now=NOW), shelf


def held(session: Session, source: str) -> dict[str, Petition]:
    found = session.scalars(select(Petition).where(Petition.outside_source == source))
    return {row.outside_number or "": row for row in found}


def journal(session: Session, petition: Petition) -> dict[date, int]:
    found = select(PetitionTally.on, PetitionTally.n).where(PetitionTally.petition_id == petition.id)
    return {row.on: row.n for row in session.execute(found.order_by(PetitionTally.on))}


def test_we_the_people_keeps_each_petitions_own_threshold_and_sum(session: Session) -> None:
    source = rows("we_the_people.csv")

    report, shelf = brought(session, "we_the_people.csv")

    kept = held(session, "we-the-people")
    assert report.new == len(source) == len(kept)
    thresholds = Counter(int(row["signature_threshold"]) for row in source)
    assert Counter(row.answer_at for row in kept.values()) == thresholds
    assert set(thresholds) == {5_000, 25_000, 100_000}
    total = sum(int(row["signature_count"]) for row in source)
    assert session.scalar(select(func.sum(PetitionTotal.counted))) == total == report.supports
    assert session.scalar(select(func.sum(PetitionTally.n))) == total
    assert session.scalar(select(func.count(Signature.id))) == 0
    reached = sum(int(row["signature_count"]) >= int(row["signature_threshold"]) for row in source)
    assert session.scalar(select(func.count(PetitionRung.id))) == reached
    assert session.scalar(select(func.sum(PetitionRung.needed))) == sum(
        int(row["signature_threshold"]) for row in source if row["signatures_needed"] == "0"
    )
    answered = {row["id"] for row in source if row["response_at"]}
    assert {number for number, row in kept.items() if row.reply_state == "answered"} == answered
    again, _ = brought(session, "we_the_people.csv", shelf=shelf)
    assert (again.new, again.changed, again.unchanged) == (0, 0, len(source))


def test_a_count_that_fell_stands_with_its_negative_day(session: Session) -> None:
    lives = {str(life["id"]): life for life in json.loads((SHARED / "uk_petitions_json.json").read_bytes())}

    brought(session, "uk_petitions_json.json")

    cannabis = held(session, "uk-parliament")["104349"]
    days = journal(session, cannabis)
    assert list(days.values()) == [236_997, -2]
    assert date(2016, 7, 1) in days, "30 June, 19:27 in Greenwich, is the next day in Kazakhstan"
    assert cannabis.totals
    assert cannabis.totals.counted == 236_995 == lives["104349"]["attributes"]["signature_count"]
    assert (cannabis.answer_at, cannabis.agenda_at) == (10_000, 100_000)
    assert [reply.text for reply in cannabis.replies] == [
        lives["104349"]["attributes"]["government_response"]["summary"]
    ]
    cob = held(session, "uk-parliament")["104322"]
    assert (cob.publication, cob.reject_reason) == ("rejected", "not-the-akim")


def test_hours_become_days_of_kazakhstan(session: Session) -> None:
    expected: dict[date, int] = defaultdict(int)
    for row in rows("uk_751472_hourly_first.csv"):
        at = datetime.fromisoformat(row["hour_utc"])
        expected[(at + UTC_PLUS_5).date()] += int(row["new_signatures"])  # one zone since March 2024

    brought(session, "uk_751472_hourly_first.csv")

    series = held(session, "uk-parliament")["751472"]
    assert journal(session, series) == dict(sorted(expected.items()))
    reached = session.scalars(select(PetitionRung).where(PetitionRung.petition_id == series.id)).all()
    assert [rung.needed for rung in reached] == [10_000]


def test_constituencies_sum_by_month_with_their_own_population(session: Session) -> None:
    by_month: dict[str, int] = defaultdict(int)
    people: dict[str, int] = {}
    for row in rows("uk_signatures_by_constituency.csv"):
        by_month[row["date"]] += int(row["signature_count"])
        people[row["ons_code"]] = int(row["population"])

    report, _ = brought(session, "uk_signatures_by_constituency.csv")

    found: dict[str, Any] = {
        f"{day:%Y-%m}": n
        for day, n in session.execute(
            select(PetitionTally.on, func.sum(PetitionTally.n)).group_by(PetitionTally.on)
        )
    }
    assert found == by_month
    kept = held(session, "uk-constituencies")
    assert report.new == len(people)
    assert {number: row.population for number, row in kept.items()} == people


def test_the_first_days_of_kyiv(session: Session) -> None:
    source = rows("ukraine_president_2015.csv")

    report, _ = brought(session, "ukraine_president_2015.csv")

    kept = held(session, "ukraine-president")
    assert report.new == len(source)
    votes = {row["n"]: int(row["votes"]) for row in source}
    assert {number: row.totals.counted for number, row in kept.items() if row.totals} == votes
    assert {row.answer_at for row in kept.values()} == {25_000}
