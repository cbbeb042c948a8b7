"""What a moderator may do and what stays visible after it. Pure."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from enum import StrEnum

from akimfeedback.law.workdays import WorkCalendar, working_days_between
from akimfeedback.petitions.rules import LOCK_MINUTES, TEXT_HIDDEN, Part, RejectReason

UNDO_MINUTES = 10
CHECK_DAYS = 5  # working days a text, a later version or news may wait; L-33
BUSY_QUEUE = 30
"""So many texts waiting at once show the banner of delay even when none is late yet."""


class Act(StrEnum):
    """What a moderator did, as it is stored."""

    PUBLISH = "publish"
    RETURN = "return"
    REJECT = "reject"
    PROPOSE_HIDE = "propose-hide"
    HIDE = "hide"
    DECLINE_HIDE = "decline-hide"
    RESTORE = "restore"
    APPROVE_VERSION = "approve-version"
    REFUSE_VERSION = "refuse-version"
    PASS_NEWS = "pass-news"  # noqa: S105 - an act, not a password
    HIDE_NEWS = "hide-news"
    FLAG = "flag"
    UNFLAG = "unflag"
    HOLD = "hold"
    END_HOLD = "end-hold"
    TAKE_OVER = "take-over"  # of a colleague's lock, with a word
    UNDO = "undo"
    LATE = "late"  # the term passed; deputies were told


DECISIONS = (Act.PUBLISH, Act.RETURN, Act.REJECT)
"""Acts that end the moderator's term."""

UNDOABLE = frozenset(DECISIONS)
"""Acts their maker may take back within `UNDO_MINUTES`."""


class Waiting(StrEnum):
    """What stands in the queue."""

    TEXT = "text"
    VERSION = "version"
    NEWS = "news"
    OBJECTION = "objection"
    HIDE = "hide"


def usual_parts(reason: RejectReason) -> tuple[Part, ...]:
    """Return what of a rejected text everybody may read unless the moderator says otherwise."""
    return () if reason in TEXT_HIDDEN else tuple(Part)


def shown_parts(reason: RejectReason, chosen: Collection[str] | None) -> list[str]:
    """Return the parts to show, in the order of the text; None: as usual for the reason."""
    wanted = usual_parts(reason) if chosen is None else chosen
    return [str(part) for part in Part if part in wanted]


def in_term(on: date, due_on: date | None) -> bool | None:
    """Say whether a decision came in time; the last day belongs to the term. None: no term was running.

    Law: L-33.
    """
    return None if due_on is None else on <= due_on


def days_taken(on: date, due_on: date, calendar: WorkCalendar) -> int:
    """Return the working days a decision took: the term less what was left of it. Law: L-33."""
    return CHECK_DAYS - working_days_between(on, due_on, calendar)


def may_undo(made_at: datetime, now: datetime) -> bool:
    """Say whether a decision may still be taken back by its maker."""
    return timedelta(0) <= now - made_at < timedelta(minutes=UNDO_MINUTES)


def locked_since(lock_until: datetime | None, now: datetime) -> datetime | None:
    """Return since when somebody works on a text; None: nobody does."""
    if lock_until is None or lock_until <= now:
        return None
    return lock_until - timedelta(minutes=LOCK_MINUTES)


def is_delayed(waiting: int, late: int) -> bool:
    """Say whether people should be told that checking takes longer than promised."""
    return late > 0 or waiting >= BUSY_QUEUE
