"""The counting of working days, against the vectors of the law page and against properties."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from akimfeedback.core import clock
from akimfeedback.law.official_days import UNNAMED_HOLIDAY, calendar_for
from akimfeedback.law.workdays import (
    CalendarTooShort,
    DayReason,
    MovedDay,
    Why,
    WorkCalendar,
    add_months,
    add_working_days,
    explain_count,
    is_working_day,
    next_working_day,
    registration_day,
    working_day_from,
    working_days_between,
)

ALMATY = ZoneInfo("Asia/Almaty")
CLOSES = time(18, 30)
CALENDAR = calendar_for(range(2024, 2029))

DAYS = st.dates(date(2024, 1, 1), date(2027, 6, 30))
COUNTS = st.integers(1, 60)


@pytest.mark.parametrize(
    ("filed", "registered", "due"),
    [
        ("2025-12-29 11:00", "2025-12-29", "2026-01-05 2026-01-22 2026-01-29 2026-02-26"),
        ("2026-03-05 10:00", "2026-03-05", "2026-03-11 2026-04-01 2026-04-08 2026-05-08"),
        ("2026-03-06 19:10", "2026-03-10", "2026-03-13 2026-04-03 2026-04-10 2026-05-13"),
        ("2026-03-08 00:01", "2026-03-10", "2026-03-13 2026-04-03 2026-04-10 2026-05-13"),
        ("2026-03-08 23:59", "2026-03-10", "2026-03-13 2026-04-03 2026-04-10 2026-05-13"),
        ("2026-03-16 09:30", "2026-03-16", "2026-03-19 2026-04-09 2026-04-16 2026-05-19"),
        ("2026-04-30 12:00", "2026-04-30", "2026-05-06 2026-05-26 2026-06-03 2026-07-01"),
        ("2026-06-30 17:00", "2026-06-30", "2026-07-03 2026-07-22 2026-07-29 2026-08-26"),
        ("2026-12-14 11:00", "2026-12-14", "2026-12-18 2027-01-08 2027-01-15 2027-02-12"),
    ],
    ids=lambda value: value if " " in value and ":" in value else "",
)
def test_the_vectors_of_the_law_page(filed: str, registered: str, due: str) -> None:
    at = datetime.fromisoformat(filed).replace(tzinfo=ALMATY)
    day = registration_day(at, CALENDAR, CLOSES)

    assert day.isoformat() == registered
    reached = [add_working_days(day, count, CALENDAR).isoformat() for count in (3, 15, 20, 40)]
    assert reached == due.split()


@pytest.mark.parametrize(
    ("filed", "registered"),
    [
        ("2026-04-29 00:00", "2026-04-29"),
        ("2026-04-29 18:30", "2026-04-29"),
        ("2026-04-29 18:31", "2026-04-30"),
        ("2026-04-30 18:31", "2026-05-04"),
        ("2025-01-03 12:00", "2025-01-05"),
    ],
    ids=[
        "at midnight",
        "on the minute of closing",
        "a minute later",
        "before a holiday",
        "into a working Sunday",
    ],
)
def test_the_day_a_filing_counts_from(filed: str, registered: str) -> None:
    at = datetime.fromisoformat(filed).replace(tzinfo=ALMATY)

    assert registration_day(at, CALENDAR, CLOSES).isoformat() == registered


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        ("2024-05-04", None),
        ("2024-05-08", DayReason(Why.SWAPPED)),
        ("2025-01-05", None),
        ("2025-01-03", DayReason(Why.SWAPPED)),
        ("2026-03-09", DayReason(Why.CARRIED, "womens-day")),
        ("2026-05-27", DayReason(Why.HOLIDAY, "qurban-ait", estimated=True)),
        ("2026-08-31", None),
        ("2027-03-15", DayReason(Why.HOLIDAY, "constitution-day")),
        ("2027-05-17", None),
        ("2026-04-25", DayReason(Why.WEEKEND)),
    ],
    ids=[
        "working Saturday", "off for that Saturday", "working Sunday", "off for that Sunday", "carried over",
        "by the moon", "no longer a holiday", "the new Constitution Day", "a feast on Sunday is not carried",
        "an ordinary Saturday",
    ],
)  # fmt: skip
def test_why_a_day_is_off(day: str, reason: DayReason | None) -> None:
    assert CALENDAR.reason_off(date.fromisoformat(day)) == reason


def test_a_moved_day_wins_over_the_base_and_changes_the_version() -> None:
    off, works = date(2026, 8, 31), date(2026, 3, 24)
    moved = {off: MovedDay(False, "order 1", "a"), works: MovedDay(True, "order 2", "a")}
    changed = calendar_for([2026], moved)

    assert changed.reason_off(off) == DayReason(Why.MOVED, source="order 1")
    assert is_working_day(works, changed)
    assert changed.version != calendar_for([2026]).version


def test_a_calendar_edit_is_seen_at_once() -> None:
    day = date(2026, 4, 22)
    assert is_working_day(day, calendar_for([2026]))

    assert not is_working_day(day, calendar_for([2026], {day: MovedDay(False, "order", "a")}))
    assert is_working_day(day, calendar_for([2026]))


def test_equal_calendars_have_equal_versions() -> None:
    assert calendar_for([2027, 2026]).version == calendar_for([2026, 2027]).version
    assert len(CALENDAR.version) == 12


def test_a_calendar_needs_a_year() -> None:
    with pytest.raises(ValueError, match="at least one year"):
        calendar_for([])


def test_a_term_needs_a_day() -> None:
    with pytest.raises(ValueError, match="at least one working day"):
        add_working_days(date(2026, 1, 5), 0, CALENDAR)


@pytest.mark.parametrize("start", [date(2026, 12, 14), date(2027, 1, 4), date(2025, 12, 31)])
def test_nothing_is_guessed_past_the_horizon(start: date) -> None:
    with pytest.raises(CalendarTooShort):
        add_working_days(start, 15, calendar_for([2026]))


def test_the_calendar_covers_next_year_and_names_each_holiday() -> None:
    this = clock.today().year
    calendar = calendar_for([this, this + 1])

    assert add_working_days(date(this, 12, 31), 240, calendar).year == this + 1
    names = [reason.holiday for reason in calendar.days_off.values() if reason.why is not Why.SWAPPED]
    assert None not in names
    assert UNNAMED_HOLIDAY not in names


@given(DAYS, COUNTS)
def test_counting_back_returns_what_was_added(start: date, count: int) -> None:
    assert working_days_between(start, add_working_days(start, count, CALENDAR), CALENDAR) == count


@given(DAYS, COUNTS)
def test_a_term_never_ends_on_a_day_off(start: date, count: int) -> None:
    due_on = add_working_days(start, count, CALENDAR)

    assert is_working_day(due_on, CALENDAR)
    assert due_on > start


@given(DAYS, DAYS, COUNTS)
def test_who_files_later_is_not_answered_earlier(one: date, other: date, count: int) -> None:
    first, second = sorted((one, other))

    assert add_working_days(first, count, CALENDAR) <= add_working_days(second, count, CALENDAR)


@given(DAYS, DAYS)
def test_the_way_back_is_the_way_there(one: date, other: date) -> None:
    assert working_days_between(one, other, CALENDAR) == -working_days_between(other, one, CALENDAR)


@given(DAYS, COUNTS)
def test_the_explanation_covers_every_day(start: date, count: int) -> None:
    counted = explain_count(start, count, CALENDAR)

    assert (counted.due_on - start).days == count + len(counted.skipped)
    assert counted.weekend_days + len(counted.special_days) == len(counted.skipped)
    assert counted.first_on == next_working_day(start, CALENDAR)


def test_the_explanation_names_holidays_and_working_weekends() -> None:
    spring = explain_count(date(2026, 3, 5), 15, CALENDAR)
    assert [(skip.day.day, skip.reason.holiday) for skip in spring.special_days] == [
        (8, "womens-day"), (9, "womens-day"), (21, "nauryz"), (22, "nauryz"), (23, "nauryz"), (24, "nauryz"),
        (25, "nauryz"),
    ]  # fmt: skip

    assert explain_count(date(2024, 5, 1), 3, CALENDAR).working_weekends == (date(2024, 5, 4),)


@given(DAYS)
def test_the_working_day_from_a_day_is_itself_or_the_next(day: date) -> None:
    found = working_day_from(day, CALENDAR)

    assert found == (day if is_working_day(day, CALENDAR) else next_working_day(day, CALENDAR))


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2027-12-31", 2, "2028-02-29"),
        ("2026-11-30", 1, "2026-12-30"),
        ("2026-10-15", 2, "2026-12-15"),
        ("2026-12-05", 0, "2026-12-05"),
    ],
    ids=["short month", "leap year", "to December", "same year", "nothing"],
)
def test_months_are_added_by_the_calendar(day: str, months: int, then: str) -> None:
    assert add_months(date.fromisoformat(day), months).isoformat() == then


def test_a_plain_calendar_without_a_base_knows_weekends_only() -> None:
    bare = WorkCalendar(date(2026, 1, 1), date(2026, 12, 31), {})

    assert add_working_days(date(2026, 1, 1), 1, bare) == date(2026, 1, 2)
    assert next_working_day(date(2026, 1, 2), bare) == date(2026, 1, 2) + timedelta(days=3)
