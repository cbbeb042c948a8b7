"""What an edit of the calendar changes. Pure."""

from datetime import date, timedelta

from akimfeedback.law.workdays import WorkCalendar, add_working_days, is_working_day

MOST_YEARS_AWAY = 2


def changed_days(before: WorkCalendar, after: WorkCalendar) -> dict[date, bool]:
    """Return the days that work in one calendar and not in the other, with True where they work now.

    Only days both calendars cover are compared.
    """
    first, last = max(before.first_day, after.first_day), min(before.last_day, after.last_day)
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return {
        day: is_working_day(day, after)
        for day in days
        if is_working_day(day, before) != is_working_day(day, after)
    }


def moved_due(start: date, count: int, before: WorkCalendar, after: WorkCalendar) -> tuple[date, date] | None:
    """Return the old and the new due date of a term, None when it does not move.

    Raises CalendarTooShort as the count of working days does.
    """
    old, new = add_working_days(start, count, before), add_working_days(start, count, after)
    return None if old == new else (old, new)


def can_be_moved(day: date, today: date) -> bool:
    """Say whether a day may be edited: from the year before last to the year after next."""
    return abs(day.year - today.year) <= MOST_YEARS_AWAY
