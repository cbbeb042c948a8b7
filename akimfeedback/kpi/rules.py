"""The method as data, the life of a figure, and who is counted in which indicator. Pure; reads stored facts.

Source of the method: decree № 954 of 2010, block "interaction with citizens", adapted for rural okrugs by
this product: an adaptation, not an official assessment.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from math import isclose

from akimfeedback.kpi.periods import Period
from akimfeedback.law.request_terms import Exit, leaves_cohort

MOST_INDICATORS = 10
RATERS_NEEDED = 5
PROMISE_UPDATE_DAYS = 120


class Zone(StrEnum):
    """Our three zones, modelled on those of the official block."""

    REACTION = "reaction"
    RESULT = "result"
    OPENNESS = "openness"


@dataclass(frozen=True)
class Indicator:
    """One share k of n of a method; `question` and `gaming` are keys of its plain words."""

    code: str
    zone: Zone
    weight: float
    prior: float  # M: weight of the peers' mean, in cases
    m0: float  # the mean assumed when there are no peers
    floor: int  # least n for a share
    question: str
    gaming: str


@dataclass(frozen=True)
class Method:
    """A version of the method, in force for periods that begin on `valid_from` or later."""

    version: str
    valid_from: date
    indicators: tuple[Indicator, ...]

    @property
    def weights(self) -> dict[str, float]:
        """Return the weight of each indicator by code."""
        return {indicator.code: indicator.weight for indicator in self.indicators}

    def indicator(self, code: str) -> Indicator:
        """Return one indicator. Raises KeyError for an unknown code."""
        return {indicator.code: indicator for indicator in self.indicators}[code]


V1 = Method(
    version="v1",
    valid_from=date(2000, 1, 1),
    indicators=(
        Indicator("K1", Zone.REACTION, 0.30, 20.0, 0.80, 10, "answered-on-time", "late-cases-withdrawn"),
        Indicator("K2", Zone.REACTION, 0.10, 20.0, 0.50, 10, "answered-promptly", "hasty-answers"),
        Indicator("K3", Zone.RESULT, 0.25, 20.0, 0.60, 10, "solved-says-the-resident", "pressed-verdicts"),
        Indicator("K4", Zone.RESULT, 0.20, 20.0, 0.70, 10, "satisfied-with-the-answer", "rating-bursts"),
        Indicator("K5", Zone.OPENNESS, 0.15, 10.0, 0.70, 10, "openness-duties-met", "empty-updates"),
    ),
)
METHODS: tuple[Method, ...] = (V1,)


class MethodFault(StrEnum):
    """What is wrong with a method."""

    NO_INDICATOR = "no-indicator"
    TOO_MANY = "too-many-indicators"
    SAME_CODE = "same-code-twice"
    WEIGHTS = "weights-do-not-sum-to-one"
    RANGE = "number-out-of-range"
    WORDS = "question-or-gaming-note-missing"


def method_faults(method: Method) -> tuple[MethodFault, ...]:
    """Return all that is wrong with a method; nothing for a sound one."""
    chosen = method.indicators
    checks = (
        (not chosen, MethodFault.NO_INDICATOR),
        (len(chosen) > MOST_INDICATORS, MethodFault.TOO_MANY),
        (len({one.code for one in chosen}) < len(chosen), MethodFault.SAME_CODE),
        (not isclose(sum(one.weight for one in chosen), 1.0, abs_tol=1e-9), MethodFault.WEIGHTS),
        (any(not _in_range(one) for one in chosen), MethodFault.RANGE),
        (any(not (one.question and one.gaming) for one in chosen), MethodFault.WORDS),
    )
    return tuple(fault for wrong, fault in checks if wrong)


def _in_range(one: Indicator) -> bool:
    return 0 < one.weight <= 1 and one.prior > 0 and 0 < one.m0 < 1 and one.floor >= 1


class UnknownMethod(LookupError):
    """No method was in force then."""


def method_for(period: Period, methods: Sequence[Method] = METHODS) -> Method:
    """Return the latest method in force on the period's first day. Raises UnknownMethod."""
    valid = [method for method in methods if method.valid_from <= period.first_day]
    if not valid:
        raise UnknownMethod(str(period))
    return max(valid, key=lambda method: method.valid_from)


class FigureState(StrEnum):
    """The life of a quarter's figures."""

    PREVIEW = "preview"  # the office and the district
    PROVISIONAL = "provisional"  # public; ten working days for the akim's reply
    FINAL = "final"  # frozen
    CORRECTED = "corrected"  # a new version with a reason


PUBLIC_STATES = frozenset({FigureState.PROVISIONAL, FigureState.FINAL, FigureState.CORRECTED})

MOVES: dict[FigureState, frozenset[FigureState]] = {
    FigureState.PREVIEW: frozenset({FigureState.PREVIEW, FigureState.PROVISIONAL}),
    FigureState.PROVISIONAL: frozenset({FigureState.PROVISIONAL, FigureState.FINAL}),
    FigureState.FINAL: frozenset({FigureState.CORRECTED}),
    FigureState.CORRECTED: frozenset({FigureState.CORRECTED}),
}


def may_become(now: FigureState, then: FigureState) -> bool:
    """Return whether figures may move so; a frozen figure only gets a corrected version beside it."""
    return then in MOVES[now]


@dataclass(frozen=True)
class CaseFacts:
    """What is stored of a case, as far as K1 and K2 need it."""

    kind: str
    registered_on: date
    effective_due_on: date
    answered_on: date | None = None  # first substantive answer
    prompt: bool = False
    exit_kind: Exit | None = None
    exit_on: date | None = None
    forwarded_in_term: bool = False


THANKS = "thanks"


def counts_in_k1(case: CaseFacts, period: Period, connected_from: date, today: date) -> bool:
    """Return whether a case is in n of K1 and K2: its effective due date lies in the period and is over.

    Out are thanks, cases registered before the office joined, and lawful exits; an open overdue case is in.
    """
    if case.kind == THANKS or case.registered_on < connected_from:
        return False
    if not period.contains(case.effective_due_on) or case.effective_due_on >= today:
        return False
    if case.exit_kind is None or case.exit_on is None or case.answered_on is not None:
        return True
    return not leaves_cohort(
        case.exit_kind, case.exit_on, case.effective_due_on, forwarded_in_term=case.forwarded_in_term
    )


def succeeds_in_k1(case: CaseFacts) -> bool:
    """Return whether the first substantive answer came on or before the effective due date."""
    return case.answered_on is not None and case.answered_on <= case.effective_due_on


def succeeds_in_k2(case: CaseFacts) -> bool:
    """Return whether the first substantive answer came within the prompt days, as stored at the act."""
    return case.answered_on is not None and case.prompt


@dataclass(frozen=True)
class AnswerFacts:
    """What is stored of an answer, as far as K3 and K4 need it."""

    kind: str
    substantive: bool
    own_powers: bool
    window_ends_on: date
    verdict: str | None = None  # standing at the window's end
    rating: int | None = None
    by_staff: bool = False


SOLVED = "solved"
SATISFIED_FROM = 4


def counts_in_k3(answer: AnswerFacts, period: Period, today: date) -> bool:
    """Return whether an answer is in n of K3: substantive, own powers, window over, resident's verdict."""
    return (
        answer.substantive
        and answer.own_powers
        and answer.kind != THANKS
        and period.contains(answer.window_ends_on)
        and answer.window_ends_on < today
        and answer.verdict is not None
        and not answer.by_staff
    )


def succeeds_in_k3(answer: AnswerFacts) -> bool:
    """Return whether the verdict is "solved"; "partly" is not."""
    return answer.verdict == SOLVED


def counts_in_k4(answer: AnswerFacts, period: Period, today: date) -> bool:
    """Return whether an answer is in n of K4: as K3, with a rating."""
    return counts_in_k3(answer, period, today) and answer.rating is not None


def succeeds_in_k4(answer: AnswerFacts) -> bool:
    """Return whether the rating is 4 or 5."""
    return answer.rating is not None and answer.rating >= SATISFIED_FROM


def k4_has_value(raters: int) -> bool:
    """Return whether enough different people rated."""
    return raters >= RATERS_NEEDED


class Duty(StrEnum):
    """Openness duties of v1. A duty the product cannot see is absent, never failed."""

    MEETING_HELD = "meeting-held"
    MEETING_RECORD = "meeting-record"
    RECEPTION_HELD = "reception-held"
    QUESTION_ANSWERED = "question-answered"
    INITIATIVE_DECIDED = "initiative-decided"
    PROMISE_UPDATED = "promise-updated"
    MONTHLY_REPORT = "monthly-report"
    BUDGET_PUBLISHED = "budget-published"


@dataclass(frozen=True)
class DutyDue:
    """One duty: what is owed, by which day, and when it was done."""

    duty: Duty
    due_on: date
    done_on: date | None


def promise_duties(
    begun_on: date, updates: Sequence[date], until: date, ended_on: date | None = None
) -> tuple[DutyDue, ...]:
    """Return the update duties of one promise under way that fall due up to and including `until`.

    Each update opens the next duty 120 days later, and so does a missed one; a promise that ended owes
    nothing due after its end.
    """
    last = until if ended_on is None else min(until, ended_on)
    waiting = sorted(day for day in updates if day > begun_on)
    found: list[DutyDue] = []
    opened = begun_on
    while (due_on := opened + timedelta(days=PROMISE_UPDATE_DAYS)) <= last:
        inside = [day for day in waiting if opened < day <= due_on]
        done_on = inside[0] if inside else None
        found.append(DutyDue(Duty.PROMISE_UPDATED, due_on, done_on))
        opened = done_on or due_on
    return tuple(found)
