"""Terms of the quick track as data, and the rules asked at the moment of an act. Pure.

The quick track is a service: its terms are those an office has taken on, most of them modelled on the code.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from akimfeedback.law.workdays import WorkCalendar, add_months, add_working_days, working_day_from

_CODE = "https://adilet.zan.kz/rus/docs/K2000000350"
_ACCESS = "https://adilet.zan.kz/rus/docs/Z1500000401"
_METHOD = "method v1 of the block"


class Unit(StrEnum):
    """What a term is counted in."""

    WORKING_DAYS = "working-days"
    CALENDAR_DAYS = "calendar-days"
    MONTHS = "months"


@dataclass(frozen=True)
class Term:
    """One edition of one term. `valid_from` None: no earlier edition is known; `valid_to` is the last day."""

    id: str
    value: int
    unit: Unit
    article: str  # of the code, or "" for a term of the house
    source: str
    modelled_on: str  # "" when the term is the law itself (information about the official track)
    valid_from: date | None = None
    valid_to: date | None = None

    def holds_on(self, day: date) -> bool:
        """Return whether this edition is in force on that day."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )


class UnknownTerm(LookupError):
    """No edition of the term is in force on that day."""


_WD, _CD, _MO = Unit.WORKING_DAYS, Unit.CALENDAR_DAYS, Unit.MONTHS

TERMS: tuple[Term, ...] = (
    Term("L-01", 15, _WD, "76(1)", _CODE, "АППК 76(1)"),
    Term("L-05", 2, _MO, "76(3)", _CODE, "АППК 76(3)"),
    Term("L-06", 3, _WD, "76(3)", _CODE, "АППК 76(3)"),
    Term("L-07", 3, _WD, "65(1)", _CODE, "АППК 65(1)"),
    Term("L-08", 5, _WD, "", _METHOD, "house"),
    Term("L-09", 20, _WD, "", _METHOD, "house"),
    Term("L-10", 10, _WD, "", _METHOD, "house"),
    Term("L-20", 20, _WD, "99", _CODE, ""),
    Term("L-21", 3, _MO, "92", _CODE, ""),
    Term("L-22", 6, _MO, "92", _CODE, ""),
    Term("L-23", 3, _WD, "91(4)", _CODE, ""),
    Term("L-24", 15, _CD, "11", _ACCESS, ""),
)


def term(term_id: str, on: date, terms: Sequence[Term] = TERMS) -> Term:
    """Return the edition of a term in force on that day. Raises UnknownTerm."""
    for edition in terms:
        if edition.id == term_id and edition.holds_on(on):
            return edition
    raise UnknownTerm(f"{term_id} on {on}")


def answer_due_on(registered_on: date, calendar: WorkCalendar) -> date:
    """Return the last day on which an answer is in time; the day of registration is not counted.

    Raises CalendarTooShort.

    Law: L-01.
    """
    return _after("L-01", registered_on, calendar)


def is_late(due_on: date, answered_on: date) -> bool:
    """Return whether an answer comes after its last day.

    Law: L-01.
    """
    return answered_on > due_on


def latest_extension(decided_on: date, calendar: WorkCalendar) -> date:
    """Return the latest new date an extension decided that day may set.

    Months count from the decision; a last day that is off moves to the next working day.
    Raises CalendarTooShort.

    Law: L-05, L-04.
    """
    return working_day_from(add_months(decided_on, term("L-05", decided_on).value), calendar)


def extension_notice_by(decided_on: date, calendar: WorkCalendar) -> date:
    """Return the last day to tell the resident about an extension. Raises CalendarTooShort.

    Law: L-06.
    """
    return _after("L-06", decided_on, calendar)


class ExtensionFault(StrEnum):
    """Why an extension does not move the date that counts."""

    DECIDED_LATE = "decided-late"
    NOT_LATER = "not-later"
    TOO_LONG = "too-long"
    TOLD_LATE = "told-late"


def extension_fault(
    *, decided_on: date, old_due_on: date, new_due_on: date, told_on: date, calendar: WorkCalendar
) -> ExtensionFault | None:
    """Return what is wrong with an extension, None for a lawful one.

    It must be decided before the old date (that day itself is too late), set a later one within the
    limit, and be told within its term. Raises CalendarTooShort.

    Law: L-05, L-06.
    """
    if decided_on >= old_due_on:
        return ExtensionFault.DECIDED_LATE
    if new_due_on <= old_due_on:
        return ExtensionFault.NOT_LATER
    if new_due_on > latest_extension(decided_on, calendar):
        return ExtensionFault.TOO_LONG
    if told_on > extension_notice_by(decided_on, calendar):
        return ExtensionFault.TOLD_LATE
    return None


def forward_by(registered_on: date, calendar: WorkCalendar) -> date:
    """Return the last day on which a case may be passed to another body in time. Raises CalendarTooShort.

    Law: L-07.
    """
    return _after("L-07", registered_on, calendar)


def is_forwarded_in_term(registered_on: date, forwarded_on: date, calendar: WorkCalendar) -> bool:
    """Return whether a case was passed on in time. Raises CalendarTooShort.

    Law: L-07.
    """
    return forwarded_on <= forward_by(registered_on, calendar)


def is_prompt(registered_on: date, answered_on: date, calendar: WorkCalendar) -> bool:
    """Return whether the first substantive answer came within the prompt days. Raises CalendarTooShort.

    Law: L-08.
    """
    return answered_on <= _after("L-08", registered_on, calendar)


def verdict_window_end(notified_on: date, calendar: WorkCalendar) -> date:
    """Return the last day of the resident's verdict, counted from the notice of the answer.

    Raises CalendarTooShort.

    Law: L-09.
    """
    return _after("L-09", notified_on, calendar)


def verdict_change_end(given_on: date, window_end: date, calendar: WorkCalendar) -> date:
    """Return the last day to change a verdict already given; never past the window.

    Raises CalendarTooShort.

    Law: L-10.
    """
    return min(_after("L-10", given_on, calendar), window_end)


def may_go_higher(due_on: date, answered_on: date | None, today: date) -> bool:
    """Return whether "go higher" is open: the term has passed without an answer in time.

    Modelled on silence that counts as a refusal; on the quick track it is an offer, not a legal state.

    Law: L-11.
    """
    return today > due_on and (answered_on is None or is_late(due_on, answered_on))


SUBSTANTIVE = frozenset({"done", "done-in-part", "explained", "refused"})
NOTED = "noted"
ASKS_FOR_NOTHING = frozenset({"idea", "attitude", "thanks"})


def is_substantive(decision: str, kind: str, *, parts_complete: bool) -> bool:
    """Return whether an answer settles the case: a decision with its required parts.

    "Noted" settles only kinds that ask for nothing.

    Law: L-12.
    """
    if not parts_complete:
        return False
    return decision in SUBSTANTIVE or (decision == NOTED and kind in ASKS_FOR_NOTHING)


class Exit(StrEnum):
    """Ways a case ends without an answer."""

    WITHDRAWN = "withdrawn"
    DUPLICATE = "duplicate"
    RETURNED = "returned"
    TERMINATED = "terminated"
    FORWARDED = "forwarded"


def leaves_cohort(exit_kind: Exit, exit_on: date, effective_due_on: date, *, forwarded_in_term: bool) -> bool:
    """Return whether a case that ended without an answer is out of the on-time count.

    A forwarded one is out only when passed on in term; the others when dated on or before the due date.

    Law: L-07, L-13.
    """
    if exit_kind is Exit.FORWARDED:
        return forwarded_in_term
    return exit_on <= effective_due_on


PUBLIC_AFTER_WORKING_DAYS = 10
_MONTHS_OF_QUARTER = 3


def stands_from(due_on: date, calendar: WorkCalendar) -> date:
    """Return the day from which an effective due date no longer moves: figures of its quarter are public.

    Raises CalendarTooShort.

    Law: L-51.
    """
    first = date(due_on.year, (due_on.month - 1) // _MONTHS_OF_QUARTER * _MONTHS_OF_QUARTER + 1, 1)
    last = add_months(first, _MONTHS_OF_QUARTER) - timedelta(days=1)
    return add_working_days(last, PUBLIC_AFTER_WORKING_DAYS, calendar)


def _after(term_id: str, start: date, calendar: WorkCalendar) -> date:
    """Return the last day of a term of working days that starts after `start`."""
    return add_working_days(start, term(term_id, start).value, calendar)
