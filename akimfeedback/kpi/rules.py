"""The life of a figure, and who is counted in which indicator. Pure; reads stored facts.

The method itself is data: `kpi.method`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from akimfeedback.kpi.periods import Period
from akimfeedback.law.request_terms import Exit, leaves_cohort

RATERS_NEEDED = 5
PROMISE_UPDATE_DAYS = 120


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
