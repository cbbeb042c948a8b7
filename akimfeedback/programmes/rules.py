"""Statuses of a promise, the duty to report on it, and the shares with all their denominators. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction


class PromiseState(StrEnum):
    """Where a promise stands, by the akim's word; raters come later and are shown beside."""

    DECLARATION = "declaration"  # cannot be checked
    NOT_DUE = "not-due"
    IN_PROGRESS = "in-progress"
    FULFILLED = "fulfilled"
    PARTLY = "partly"
    NOT_FULFILLED = "not-fulfilled"
    THWARTED = "thwarted"  # outside the akim's control, with a document
    WITHDRAWN = "withdrawn"  # by the akim, with a reason


class Control(StrEnum):
    """In whose hands the matter is."""

    AKIM = "akim"
    DISTRICT = "district"
    OBLAST = "oblast"
    REPUBLIC = "republic"
    PRIVATE = "private"


UNDER_WAY = frozenset({PromiseState.NOT_DUE, PromiseState.IN_PROGRESS})
"""States that owe an update every 120 days."""

BY_UPDATE = (
    PromiseState.NOT_DUE,
    PromiseState.IN_PROGRESS,
    PromiseState.FULFILLED,
    PromiseState.PARTLY,
    PromiseState.NOT_FULFILLED,
    PromiseState.THWARTED,
)
"""States an update may set; withdrawing is an act of its own, a declaration stays one."""

NEEDS_EVIDENCE = frozenset({PromiseState.FULFILLED, PromiseState.PARTLY, PromiseState.THWARTED})
"""States nobody takes on word alone: a photo, a document or the address of a publication must come along."""

ENDED = frozenset({PromiseState.WITHDRAWN, PromiseState.DECLARATION})
"""States that take no updates."""

UPDATE_EVERY = timedelta(days=120)
SHORT_NAME = 40
NAME_IN_MESSAGE = 14


def duty_due(opened_on: date) -> date:
    """Return the last day on which an update meets the duty: 120 calendar days after it was opened."""
    return opened_on + UPDATE_EVERY


def is_stalled(state: str, shown_on: date, today: date) -> bool:
    """Say whether a promise in progress has shown nothing for 120 days.

    `shown_on` is the last evidence or the entry.
    """
    return state == PromiseState.IN_PROGRESS and today > shown_on + UPDATE_EVERY


def may_become(state: str, new: str) -> bool:
    """Say whether an update may set `new`: ended promises stay, all others may be corrected both ways."""
    if state == PromiseState.DECLARATION:
        return new == PromiseState.DECLARATION
    return state not in ENDED and new in BY_UPDATE


def in_message(short_name: str) -> str:
    """Return a short name for a text message: at most 14 letters, cut with an ellipsis."""
    return (
        short_name if len(short_name) <= NAME_IN_MESSAGE else short_name[: NAME_IN_MESSAGE - 1].rstrip() + "…"
    )


@dataclass(frozen=True)
class Counts:
    """How many promises stand where; `stalled` are not among `in_progress`."""

    fulfilled: int = 0
    partly: int = 0
    not_fulfilled: int = 0
    thwarted: int = 0
    in_progress: int = 0
    stalled: int = 0
    not_due: int = 0
    withdrawn: int = 0
    declarations: int = 0

    @property
    def total(self) -> int:
        """Return all promises of the programme, declarations too."""
        return self.testable + self.declarations

    @property
    def testable(self) -> int:
        """Return the promises one can check."""
        return self.due + self.thwarted + self.in_progress + self.stalled + self.not_due + self.withdrawn

    @property
    def due(self) -> int:
        """Return the promises whose outcome is there: the denominator. What is under way is never in it."""
        return self.fulfilled + self.partly + self.not_fulfilled

    @property
    def under_way(self) -> int:
        """Return the promises that still have time or go on."""
        return self.in_progress + self.stalled + self.not_due


@dataclass(frozen=True)
class Shares:
    """Three shares 0..1 that are only ever shown together; None where nothing is counted yet."""

    strict: Fraction | None  # fulfilled of those with an outcome
    generous: Fraction | None  # a partly fulfilled one counts half
    with_thwarted: Fraction | None  # the same, thwarted ones counted as not fulfilled
    coverage: Fraction | None  # promises one can check, of all


def shares(counts: Counts) -> Shares:
    """Return the shares of a programme.

    Equal weights; not due, under way and withdrawn are in no denominator.
    """
    half = counts.fulfilled + Fraction(counts.partly, 2)
    return Shares(
        strict=_of(Fraction(counts.fulfilled), counts.due),
        generous=_of(half, counts.due),
        with_thwarted=_of(half, counts.due + counts.thwarted),
        coverage=_of(Fraction(counts.testable), counts.total),
    )


def _of(part: Fraction, whole: int) -> Fraction | None:
    return part / whole if whole else None
