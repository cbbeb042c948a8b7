"""Periods and the dates of a figure's life."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from akimfeedback.kpi.periods import BadPeriod, Period, PeriodKind, life_dates, parse, period_of, quarter_of
from akimfeedback.law.official_days import calendar_for

KINDS = st.sampled_from(list(PeriodKind))
DAYS = st.dates(date(2010, 1, 1), date(2060, 12, 31))


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026-07", "2026-07-01", "2026-07-31"),
        ("2028-02", "2028-02-01", "2028-02-29"),
        ("2026-12", "2026-12-01", "2026-12-31"),
        ("2026-Q3", "2026-07-01", "2026-09-30"),
        ("2026-Q4", "2026-10-01", "2026-12-31"),
        ("2026-H2", "2026-07-01", "2026-12-31"),
        ("2026", "2026-01-01", "2026-12-31"),
    ],
)
def test_periods_are_read_and_written(text: str, first: str, last: str) -> None:
    period = parse(text)

    assert (str(period), period.first_day.isoformat(), period.last_day.isoformat()) == (text, first, last)


@pytest.mark.parametrize("text", ["", "26-Q1", "2026-Q5", "2026-Q0", "2026-H3", "2026-13", "2026-00",
                                  "2026-7", "2026-q3", "2026-Q3 ", "2026-07-01", "1999-Q1"])  # fmt: skip
def test_other_texts_are_refused(text: str) -> None:
    with pytest.raises(BadPeriod):
        parse(text)


def test_quarters_around_a_year() -> None:
    first = parse("2026-Q1")

    assert [str(one) for one in first.previous(3)] == ["2025-Q4", "2025-Q3", "2025-Q2"]
    assert str(first.year_before) == "2025-Q1"
    assert [str(one) for one in first.wider] == ["2026-H1", "2026"]
    assert [str(one) for one in parse("2026-Q3").wider] == ["2026-H2", "2026"]
    assert parse("2026-H1").wider == ()


@pytest.mark.parametrize(
    ("text", "quarters", "scored", "frozen"),
    [
        ("2026-05", [], False, False),
        ("2026-Q3", ["2026-Q3"], True, True),
        ("2026-H2", ["2026-Q3", "2026-Q4"], True, False),
        ("2026", ["2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4"], True, False),
    ],
)
def test_what_a_period_sums(text: str, quarters: list[str], scored: bool, frozen: bool) -> None:
    period = parse(text)

    assert [str(one) for one in period.quarters] == quarters
    assert (period.scored, period.frozen_itself) == (scored, frozen)


@given(DAYS, KINDS)
def test_a_day_lies_in_its_period_and_in_no_neighbour(day: date, kind: PeriodKind) -> None:
    period = period_of(day, kind)

    assert period.contains(day)
    assert not period.shifted(1).contains(day)
    assert not period.shifted(-1).contains(day)
    assert parse(str(period)) == period
    assert period.is_over(day) is False
    assert period.is_over(period.shifted(1).first_day)


def test_the_quarter_of_a_day() -> None:
    assert str(quarter_of(date(2026, 8, 31))) == "2026-Q3"


def test_a_part_the_year_does_not_have() -> None:
    with pytest.raises(BadPeriod):
        Period(2026, PeriodKind.HALF, 3)


def test_the_life_of_a_quarter() -> None:
    dates = life_dates(parse("2026-Q3"), calendar_for([2026]))

    assert dates.provisional_on == date(2026, 10, 14)
    assert dates.reply_ends_on == date(2026, 10, 29)
    assert dates.final_on == date(2026, 10, 30)
