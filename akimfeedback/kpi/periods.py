"""Periods of the block: months count, quarters score, half-years and years sum their quarters. Pure."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from akimfeedback.law.workdays import WorkCalendar, add_working_days, next_working_day

PROVISIONAL_WORKING_DAYS = 10
REPLY_WORKING_DAYS = 10
MONTHS = 12

_WRITTEN = re.compile(r"(?P<year>2\d{3})(?:-(?:(?P<kind>[QH])(?P<part>[1-4])|(?P<month>0[1-9]|1[0-2])))?")


class BadPeriod(ValueError):
    """The text is not a period such as 2026-07, 2026-Q3, 2026-H2 or 2026."""


class PeriodKind(StrEnum):
    """What a period is; only quarters, half-years and years carry a score."""

    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"


_LENGTH = {PeriodKind.MONTH: 1, PeriodKind.QUARTER: 3, PeriodKind.HALF: 6, PeriodKind.YEAR: 12}


@dataclass(frozen=True, order=True)
class Period:
    """A stretch of whole months; `part` counts from 1 within the year."""

    year: int
    kind: PeriodKind
    part: int = 1

    def __post_init__(self) -> None:
        """Raise BadPeriod for a part the year does not have."""
        if not 1 <= self.part <= MONTHS // _LENGTH[self.kind]:
            raise BadPeriod(f"{self.year} has no {self.kind} {self.part}")

    def __str__(self) -> str:
        """Return the text of the period, for example 2026-Q3."""
        if self.kind is PeriodKind.YEAR:
            return str(self.year)
        if self.kind is PeriodKind.MONTH:
            return f"{self.year}-{self.part:02d}"
        return f"{self.year}-{'Q' if self.kind is PeriodKind.QUARTER else 'H'}{self.part}"

    @property
    def first_day(self) -> date:
        """Return the first day."""
        return date(self.year, (self.part - 1) * _LENGTH[self.kind] + 1, 1)

    @property
    def last_day(self) -> date:
        """Return the last day, still inside."""
        return self.shifted(1).first_day - timedelta(days=1)

    @property
    def scored(self) -> bool:
        """Return whether the period carries a score; months only count."""
        return self.kind is not PeriodKind.MONTH

    @property
    def frozen_itself(self) -> bool:
        """Return whether figures are frozen for this period; longer ones sum frozen quarters."""
        return self.kind is PeriodKind.QUARTER

    def shifted(self, steps: int) -> "Period":
        """Return the period that many steps later (earlier when negative), of the same kind."""
        per_year = MONTHS // _LENGTH[self.kind]
        year, part = divmod(self.year * per_year + self.part - 1 + steps, per_year)
        return Period(year, self.kind, part + 1)

    @property
    def year_before(self) -> "Period":
        """Return the same period of last year."""
        return Period(self.year - 1, self.kind, self.part)

    def previous(self, count: int) -> tuple["Period", ...]:
        """Return the `count` periods before, nearest first."""
        return tuple(self.shifted(-step) for step in range(1, count + 1))

    @property
    def quarters(self) -> tuple["Period", ...]:
        """Return the quarters inside, in order; a month has none."""
        length = _LENGTH[self.kind]
        first = (self.part - 1) * length // 3 + 1
        return tuple(Period(self.year, PeriodKind.QUARTER, first + step) for step in range(length // 3))

    @property
    def wider(self) -> tuple["Period", ...]:
        """Return the half-year and year that sum this quarter; nothing for other kinds."""
        if self.kind is not PeriodKind.QUARTER:
            return ()
        return (
            Period(self.year, PeriodKind.HALF, (self.part + 1) // 2),
            Period(self.year, PeriodKind.YEAR),
        )

    def contains(self, day: date) -> bool:
        """Return whether the day lies inside."""
        return self.first_day <= day <= self.last_day

    def is_over(self, today: date) -> bool:
        """Return whether the last day has passed."""
        return today > self.last_day


def parse(text: str) -> Period:
    """Return the period written as 2026-07, 2026-Q3, 2026-H2 or 2026. Raises BadPeriod."""
    found = _WRITTEN.fullmatch(text)
    if found is None:
        raise BadPeriod(text)
    year = int(found["year"])
    if found["month"]:
        return Period(year, PeriodKind.MONTH, int(found["month"]))
    if found["kind"]:
        kind = PeriodKind.QUARTER if found["kind"] == "Q" else PeriodKind.HALF
        return Period(year, kind, int(found["part"]))
    return Period(year, PeriodKind.YEAR)


def period_of(day: date, kind: PeriodKind) -> Period:
    """Return the period of that kind which contains the day."""
    return Period(day.year, kind, (day.month - 1) // _LENGTH[kind] + 1)


def quarter_of(day: date) -> Period:
    """Return the quarter which contains the day."""
    return period_of(day, PeriodKind.QUARTER)


@dataclass(frozen=True)
class LifeDates:
    """When a quarter's figures become provisional, until when the akim may reply, when they are frozen."""

    provisional_on: date
    reply_ends_on: date
    final_on: date


def life_dates(period: Period, calendar: WorkCalendar) -> LifeDates:
    """Return the dates of a period's figures; raises CalendarTooShort.

    Provisional on the 10th working day after the period, ten more for the reply, final on the next one.
    """
    provisional_on = add_working_days(period.last_day, PROVISIONAL_WORKING_DAYS, calendar)
    reply_ends_on = add_working_days(provisional_on, REPLY_WORKING_DAYS, calendar)
    return LifeDates(provisional_on, reply_ends_on, next_working_day(reply_ends_on, calendar))
