"""How a date was counted, as plain data for the receipt. Pure."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from akimfeedback.law import request_terms, workdays
from akimfeedback.law.workdays import WorkCalendar

RULE = "L-01"


@dataclass(frozen=True)
class Counted:
    """The day a request counts from and the last day of the answer, with the way there."""

    registered_on: date
    due_on: date
    explanation: dict[str, Any]


def count(filed_at_local: datetime, closes: time, calendar: WorkCalendar) -> Counted:
    """Return registration day and due date of a request that came at a moment of Kazakhstan time.

    Raises CalendarTooShort.
    """
    registered_on = workdays.registration_day(filed_at_local, calendar, closes)
    explanation = explain(registered_on, calendar) | {
        "filed_on": filed_at_local.date().isoformat(),
        "after_hours": filed_at_local.time() > closes,
        "closes": closes.strftime("%H:%M"),
    }
    return Counted(registered_on, request_terms.answer_due_on(registered_on, calendar), explanation)


def explain(registered_on: date, calendar: WorkCalendar) -> dict[str, Any]:
    """Return why the term ends when it does: rule, calendar, days stepped over. Raises CalendarTooShort."""
    days = request_terms.term(RULE, registered_on).value
    counted = workdays.explain_count(registered_on, days, calendar)
    return {
        "rule": RULE,
        "days": days,
        "calendar": calendar.version,
        "from_on": registered_on.isoformat(),
        "first_on": counted.first_on.isoformat(),
        "due_on": counted.due_on.isoformat(),
        "weekend_days": counted.weekend_days,
        "special": [
            {"day": skip.day.isoformat(), "why": skip.reason.why.value, "holiday": skip.reason.holiday}
            for skip in counted.special_days
        ],
        "working_weekends": [day.isoformat() for day in counted.working_weekends],
    }
