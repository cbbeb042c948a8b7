"""What is watched, when a month is looked at, who may know, and the shape of a check. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from akimfeedback.kpi.periods import Period, PeriodKind, period_of
from akimfeedback.law.workdays import WorkCalendar, add_working_days

Q = 0.10
"""False discovery rate over all checks of a month."""
TESTED_WORKING_DAYS = 2
"""A month is looked at on the second working day after it."""
EXPLAIN_WORKING_DAYS = 10
"""How long the akim may explain before a finding is written without an explanation."""
EXPLANATION_LETTERS = 2000
FINDING_LETTERS = 1000
MOST_ROWS = 200
"""Rows kept behind one part of a check."""
REVIEWED_FLOOR = 5
"""Findings of a year are published from so many on."""
OKRUGS_FLOOR = 5
"""Findings of what the office must not know are published when they come from so many okrugs."""


class SignalCode(StrEnum):
    """What is watched. G4 (few devices behind ratings) is absent: the platform keeps no devices of raters."""

    LAST_DAY = "G1"
    MASS_ANSWERS = "G2"
    DONE_NOT_SOLVED = "G3"
    LATER_AND_ELSEWHERE = "G5"
    NOT_ASKED = "G6"
    FEW_REQUESTS = "G7"
    TOPIC_MOVED = "G8"
    TIMES_CHANGED = "G9"
    RATING_BURST = "G10"
    PERIOD_END = "G11"
    WITHDRAWN_AFTER = "G12"
    EXPLAINED_OR_REFUSED = "G13"


HIDDEN_FROM_OFFICE = frozenset({SignalCode.WITHDRAWN_AFTER})
"""Never shown or told to the office: who withdrew might be asked why."""
ROWS_NOT_FOR_OFFICE = frozenset(
    {
        SignalCode.WITHDRAWN_AFTER,
        SignalCode.RATING_BURST,
        SignalCode.DONE_NOT_SOLVED,
        SignalCode.NOT_ASKED,
        SignalCode.FEW_REQUESTS,
    }
)
"""The rows would tell the office what single residents think or did."""
EXACT = frozenset({SignalCode.TIMES_CHANGED})
"""No chance is involved: one row is enough, and the check is outside the false discovery rate."""


class Finding(StrEnum):
    """What a person found behind a signal."""

    TRUE = "true"  # the figure did not show the work as it was
    INNOCENT = "innocent"
    UNCLEAR = "unclear"


@dataclass(frozen=True)
class Part:
    """One way of looking: `seen` of `n`, what is usual, and the chance of at least so much."""

    name: str
    seen: float
    n: int
    expected: float
    p: float
    rows: tuple[int, ...] = ()  # ids of requests
    more: dict[str, Any] = field(default_factory=dict)  # numbers and moments for the page

    def as_data(self) -> dict[str, Any]:
        """Return what is stored."""
        return {
            "name": self.name,
            "seen": self.seen,
            "n": self.n,
            "expected": self.expected,
            "p": self.p,
            "rows": list(self.rows[:MOST_ROWS]),
            **self.more,
        }


@dataclass(frozen=True)
class Check:
    """One check of one okrug in one month, made of one or two parts."""

    code: SignalCode
    parts: tuple[Part, ...]

    @property
    def strongest(self) -> Part:
        """Return the part least likely to come about by chance."""
        return min(self.parts, key=lambda part: part.p)

    @property
    def p(self) -> float:
        """Return the chance over all parts (Bonferroni)."""
        return min(1.0, self.strongest.p * len(self.parts))


def check_of(code: SignalCode, parts: Sequence[Part | None]) -> Check | None:
    """Return the check of the parts that could be looked at; None when none could."""
    found = tuple(part for part in parts if part is not None)
    return Check(code, found) if found else None


def month_before(day: date) -> Period:
    """Return the last month that is over."""
    return period_of(day, PeriodKind.MONTH).shifted(-1)


def tested_on(month: Period, calendar: WorkCalendar) -> date:
    """Return the day from which a month is looked at; raises CalendarTooShort."""
    return add_working_days(month.last_day, TESTED_WORKING_DAYS, calendar)


def explain_until(raised_on: date, calendar: WorkCalendar) -> date:
    """Return the last day on which no finding is written without the akim's explanation."""
    return add_working_days(raised_on, EXPLAIN_WORKING_DAYS, calendar)


def once_in_months(p: float) -> int | None:
    """Return in how many months chance alone would show so much once in an okrug; None: never.

    Rounded down to one leading digit, because the model behind it is no more exact than that.
    """
    if p <= 0:
        return None
    months = min(int(1 / p), 10**9)
    scale = 10 ** (len(str(months)) - 1)
    return months // scale * scale
