"""The working-day calendar and the counting of terms in working days. Pure; past its horizon it refuses."""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import cached_property
from hashlib import sha256

SATURDAY = 5
ONE_DAY = timedelta(days=1)
MONTHS_OF_YEAR = 12


class CalendarTooShort(Exception):
    """The calendar ends before the day that was asked for; nobody may guess the days off beyond it."""

    def __init__(self, day: date, calendar: "WorkCalendar") -> None:
        super().__init__(f"{day} is outside {calendar.first_day}..{calendar.last_day}")
        self.day = day


class Why(StrEnum):
    """Why a day is off (or, for `MOVED` and `SWAPPED` on a weekend, why it is a working day)."""

    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    CARRIED = "carried"  # the holiday fell on a weekend, this working day is off instead
    SWAPPED = "swapped"  # the Government swapped it with a weekend day
    MOVED = "moved"  # a line of the table of moved days


@dataclass(frozen=True)
class DayReason:
    """Why a day is off; `holiday` is a stable key of `official_days.HOLIDAY_KEYS`."""

    why: Why
    holiday: str | None = None
    estimated: bool = False  # the date follows the moon and is not announced yet
    source: str | None = None  # of a moved day


@dataclass(frozen=True)
class MovedDay:
    """One line of the table on top of the base: this day works (or is off), who says so, who wrote it."""

    working: bool
    source: str
    author: str


@dataclass(frozen=True)
class WorkCalendar:
    """Days off from `first_day` to `last_day`, both included; a moved day wins over the base."""

    first_day: date
    last_day: date
    days_off: Mapping[date, DayReason] = field(hash=False)
    working_weekends: frozenset[date] = frozenset()
    moved: Mapping[date, MovedDay] = field(default_factory=dict, hash=False)

    @cached_property
    def version(self) -> str:
        """Return a short hash of the content: equal calendars have equal versions."""
        lines = [f"{self.first_day}..{self.last_day}"]
        lines += [f"off {day} {r.why} {r.holiday} {r.estimated}" for day, r in sorted(self.days_off.items())]
        lines += [f"works {day}" for day in sorted(self.working_weekends)]
        lines += [f"moved {day} {m.working} {m.source} {m.author}" for day, m in sorted(self.moved.items())]
        return sha256("\n".join(lines).encode()).hexdigest()[:12]

    @cached_property
    def working_days(self) -> list[date]:
        """Return all working days of the horizon in order."""
        span = (self.last_day - self.first_day).days + 1
        days = (self.first_day + timedelta(days=number) for number in range(span))
        return [day for day in days if self.reason_off(day) is None]

    def reason_off(self, day: date) -> DayReason | None:
        """Return why the day is off, None for a working day. Raises CalendarTooShort."""
        self.require(day)
        moved = self.moved.get(day)
        if moved is not None:
            return None if moved.working else DayReason(Why.MOVED, source=moved.source)
        if day in self.days_off:
            return self.days_off[day]
        if day.weekday() >= SATURDAY and day not in self.working_weekends:
            return DayReason(Why.WEEKEND)
        return None

    def require(self, day: date) -> None:
        """Raise CalendarTooShort for a day the calendar does not cover."""
        if not self.first_day <= day <= self.last_day:
            raise CalendarTooShort(day, self)


@dataclass(frozen=True)
class SkippedDay:
    """A day that a count of working days stepped over."""

    day: date
    reason: DayReason


@dataclass(frozen=True)
class DayCount:
    """How a date was counted: shown to the person beside the date."""

    from_on: date  # the day that is not counted
    first_on: date  # the first working day counted
    working_days: int
    due_on: date
    skipped: tuple[SkippedDay, ...]  # days off between, in order
    working_weekends: tuple[date, ...]  # Saturdays and Sundays that were counted

    @property
    def weekend_days(self) -> int:
        """Return how many of the skipped days are plain weekends."""
        return sum(skip.reason.why is Why.WEEKEND for skip in self.skipped)

    @property
    def special_days(self) -> tuple[SkippedDay, ...]:
        """Return the skipped days that deserve their own line: all but plain weekends."""
        return tuple(skip for skip in self.skipped if skip.reason.why is not Why.WEEKEND)


def is_working_day(day: date, calendar: WorkCalendar) -> bool:
    """Return whether the day is a working one. Raises CalendarTooShort."""
    return calendar.reason_off(day) is None


def add_working_days(start: date, count: int, calendar: WorkCalendar) -> date:
    """Return the `count`-th working day after `start`; `start` itself is not counted.

    Raises ValueError for a count below one, CalendarTooShort when the calendar ends first.

    Law: L-02.
    """
    if count < 1:
        raise ValueError(f"a term has at least one working day, not {count}")
    calendar.require(start)
    place = bisect_right(calendar.working_days, start) + count - 1
    if place >= len(calendar.working_days):
        raise CalendarTooShort(calendar.last_day + ONE_DAY, calendar)
    return calendar.working_days[place]


def working_days_between(start: date, end: date, calendar: WorkCalendar) -> int:
    """Return how many working days lie after `start` up to `end`, included; negative when `end` is earlier.

    `working_days_between(today, due_on, …)` is what is left: 0 on the last day, below 0 when late.
    Raises CalendarTooShort.
    """
    calendar.require(start)
    calendar.require(end)
    return bisect_right(calendar.working_days, end) - bisect_right(calendar.working_days, start)


def next_working_day(day: date, calendar: WorkCalendar) -> date:
    """Return the first working day after `day`. Raises CalendarTooShort."""
    return add_working_days(day, 1, calendar)


def working_day_from(day: date, calendar: WorkCalendar) -> date:
    """Return `day` when it is a working day, else the next working day. Raises CalendarTooShort.

    Law: L-04.
    """
    return day if is_working_day(day, calendar) else next_working_day(day, calendar)


def registration_day(filed_at_local: datetime, calendar: WorkCalendar, closes: time) -> date:
    """Return the day from which a filing counts: that day, or the next working day.

    The next working day when it came on a day off or after `closes` (a filing at that very minute is in
    time). `filed_at_local` is Kazakhstan time. Raises CalendarTooShort.

    Law: L-03.
    """
    day = filed_at_local.date()
    if filed_at_local.time() > closes:
        return next_working_day(day, calendar)
    return working_day_from(day, calendar)


def add_months(day: date, months: int) -> date:
    """Return the same day `months` later; the last day of that month when it has no such day."""
    number = day.year * MONTHS_OF_YEAR + day.month - 1 + months
    year, month = divmod(number, MONTHS_OF_YEAR)
    following = date(year + (month + 1) // MONTHS_OF_YEAR, (month + 1) % MONTHS_OF_YEAR + 1, 1)
    last = (following - ONE_DAY).day
    return date(year, month + 1, min(day.day, last))


def explain_count(start: date, count: int, calendar: WorkCalendar) -> DayCount:
    """Return how `add_working_days` came to its date: which days were stepped over and why.

    Raises as `add_working_days` does.
    """
    due_on = add_working_days(start, count, calendar)
    days = [start + timedelta(days=number) for number in range(1, (due_on - start).days + 1)]
    off = [(day, calendar.reason_off(day)) for day in days]
    return DayCount(
        from_on=start,
        first_on=next_working_day(start, calendar),
        working_days=count,
        due_on=due_on,
        skipped=tuple(SkippedDay(day, reason) for day, reason in off if reason is not None),
        working_weekends=tuple(day for day, reason in off if reason is None and day.weekday() >= SATURDAY),
    )
