"""Populations: set by the administrator with a source, found for any day."""

from datetime import date

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from akimfeedback.geography.models import Population
from akimfeedback.geography.populations import Figure
from akimfeedback.geography.queries import by_kato, population_on, populations_on
from akimfeedback.geography.service import PopulationReport, import_population, set_population
from akimfeedback.geography.tables import BadFile
from tests.geography.units import NOW, load

HEADER = "kato,as_of,population,source\n"
LINES = "194230000,2025-01-01,4 120,Акимат\n194230000,01.01.2026,4200,Акимат\n196835000,2026-01-01,0,Акимат\n"


def read(session: Session, lines: str) -> PopulationReport:
    return import_population(session, (HEADER + lines).encode(), now=NOW)


@pytest.fixture(autouse=True)
def _country(session: Session) -> None:
    load(session)


def people(session: Session, kato: str, on: date) -> int | None:
    territory = by_kato(session, kato)
    assert territory is not None
    figure = population_on(session, territory.id, on)
    return figure.people if figure else None


def test_figures_are_read_once(session: Session) -> None:
    assert read(session, LINES) == PopulationReport(rows=3, new=3, changed=0, unchanged=0)
    assert read(session, LINES) == PopulationReport(rows=3, new=0, changed=0, unchanged=3)


def test_a_corrected_figure_replaces_the_one_of_its_day(session: Session) -> None:
    read(session, LINES)

    report = read(session, "194230000,2026-01-01,4300,Correction\n")

    assert (report.changed, report.new) == (1, 0)
    assert people(session, "194230000", date(2026, 6, 1)) == 4300


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2026, 6, 1), 4200),
        (date(2026, 1, 1), 4200),
        (date(2025, 12, 31), 4120),
        (date(2020, 1, 1), 4120),  # nothing earlier: the oldest figure
    ],
)
def test_the_figure_of_a_day_is_the_newest_before_it(session: Session, on: date, expected: int) -> None:
    read(session, LINES)

    assert people(session, "194230000", on) == expected


def test_a_unit_without_a_figure_has_none(session: Session) -> None:
    read(session, LINES)

    assert people(session, "194237000", date(2026, 6, 1)) is None


def test_figures_of_many_units_come_in_one_query(session: Session) -> None:
    read(session, LINES)
    ids = [t.id for kato in ("194230000", "196835000", "194237000") if (t := by_kato(session, kato))]

    found = populations_on(session, ids, date(2026, 6, 1))

    assert [found[number].people for number in ids[:2]] == [4200, 0]
    assert ids[2] not in found


def test_a_figure_typed_by_hand_replaces_the_one_of_its_day(session: Session) -> None:
    read(session, LINES)

    set_population(session, Figure("194230000", date(2026, 1, 1), 4500, "letter 7"), now=NOW)

    assert people(session, "194230000", date(2026, 6, 1)) == 4500
    assert session.scalar(select(func.count()).select_from(Population)) == 3


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        ("19423000,2026-01-01,1,s", "line 2, column kato: “19423000” is not a code"),
        ("199999999,2026-01-01,1,s", "line 2, column kato: there is no unit 199999999"),
        ("194230000,2026-13-01,1,s", "line 2, column as_of: “2026-13-01” is not a date"),
        ("194230000,31.02.2026,1,s", "line 2, column as_of"),
        ("194230000,2026-01-01,-5,s", "line 2, column population: “-5” is not a whole number"),
        ("194230000,2026-01-01,12.5,s", "line 2, column population"),
        ("194230000,2026-01-01,,s", "line 2, column population"),
        ("194230000,2026-01-01,99999999999,s", "line 2, column population"),
        ("194230000,2026-01-01,5,", "line 2, column source: the source of the figure is missing"),
        ("194230000,2026-01-01,5,s\n194230000,01.01.2026,6,s", "line 3, column as_of"),
    ],
)
def test_a_bad_table_names_the_fault_and_leaves_nothing(session: Session, lines: str, problem: str) -> None:
    with pytest.raises(BadFile) as refused:
        read(session, lines)

    assert problem in str(refused.value)
    assert session.scalar(select(func.count()).select_from(Population)) == 0
