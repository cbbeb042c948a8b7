"""The calendar in force, remembered in the process as long as the table of moved days says the same."""

from datetime import date
from functools import lru_cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from akimfeedback.calendars.models import MovedDay
from akimfeedback.law import workdays
from akimfeedback.law.official_days import calendar_for
from akimfeedback.law.workdays import WorkCalendar

YEARS_BACK = 3
YEARS_AHEAD = 2

_Line = tuple[date, bool, str, int | None]

# built once: every request that counts a term asks it
_MOVED = select(MovedDay.day, MovedDay.working, MovedDay.source, MovedDay.author_id).order_by(MovedDay.day)


def calendar_on(session: Session, today: date) -> WorkCalendar:
    """Return the calendar from three years before `today`'s year to two after, moved days on top.

    One small query reads the moved days, so an edit is seen by every process at its next request; the
    calendar itself is built anew only when they differ.
    """
    return _built(today.year, _lines(session))


def calendar_if(session: Session, today: date, day: date, *, working: bool | None) -> WorkCalendar:
    """Return the calendar as it would be with one day moved, or no longer (None); nothing is written."""
    others = tuple(line for line in _lines(session) if line[0] != day)
    return _built(today.year, others if working is None else (*others, (day, working, "", None)))


def calendar_of_years(session: Session, first: int, last: int) -> WorkCalendar:
    """Return the calendar of the named years, both included: for registers kept before the product."""
    return _of_years(first, last, _lines(session))


def moved_days(session: Session) -> list[MovedDay]:
    """Return the moved days, the latest first."""
    return list(session.scalars(select(MovedDay).order_by(MovedDay.day.desc())))


def _lines(session: Session) -> tuple[_Line, ...]:
    return tuple((row.day, row.working, row.source, row.author_id) for row in session.execute(_MOVED))


def _built(year: int, lines: tuple[_Line, ...]) -> WorkCalendar:
    return _of_years(year - YEARS_BACK, year + YEARS_AHEAD, lines)


@lru_cache(maxsize=16)
def _of_years(first: int, last: int, lines: tuple[_Line, ...]) -> WorkCalendar:
    moved = {
        day: workdays.MovedDay(working=working, source=source, author=str(author or ""))
        for day, working, source, author in lines
    }
    return calendar_for(range(first, last + 1), moved)
