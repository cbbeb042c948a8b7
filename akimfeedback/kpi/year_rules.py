"""The yearly cycle of a district as a machine of states: conclusions, commission, contest, decision. Pure.

The official cycle covers central bodies and oblasts; this one is an adaptation of it for rural okrugs.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from akimfeedback.law.workdays import WorkCalendar, add_working_days

CONTEST_WORKING_DAYS = 10
MOST_LETTERS = 2000


class YearState(StrEnum):
    """Where the year of a district stands."""

    CONCLUSIONS = "conclusions"  # the assessor writes a conclusion on each okrug
    COMMISSION = "commission"  # the commission has sat; a second person approves
    CONTEST = "contest"  # approved: the akims' offices may contest, their contests are answered
    DECIDED = "decided"  # published with everything beside it


class YearStep(StrEnum):
    """What may be done in a year."""

    CONCLUDE = "conclude"
    SIT = "sit"
    APPROVE = "approve"
    CONTEST = "contest"
    ANSWER = "answer"
    DECIDE = "decide"


class Outcome(StrEnum):
    """What became of a contest."""

    UPHELD = "upheld"
    PARTLY = "partly"
    REJECTED = "rejected"


STEPS: Mapping[YearState, frozenset[YearStep]] = {
    YearState.CONCLUSIONS: frozenset({YearStep.CONCLUDE, YearStep.SIT}),
    YearState.COMMISSION: frozenset({YearStep.SIT, YearStep.APPROVE}),
    # a conclusion is written again only where a contest against it was upheld
    YearState.CONTEST: frozenset({YearStep.CONTEST, YearStep.ANSWER, YearStep.CONCLUDE, YearStep.DECIDE}),
    YearState.DECIDED: frozenset(),
}
LEADS_TO: Mapping[YearStep, YearState] = {
    YearStep.SIT: YearState.COMMISSION,
    YearStep.APPROVE: YearState.CONTEST,
    YearStep.DECIDE: YearState.DECIDED,
}
"""Where a step leads; the others leave the state as it is."""


@dataclass(frozen=True)
class YearFacts:
    """What the machine needs to know of a year, as it stands on the day of the step."""

    state: YearState
    okrugs: int  # with figures of the year that are final
    concluded: int
    contest_ends_on: date | None = None
    unanswered: int = 0  # contests without an outcome
    uncorrected: int = 0  # corrections asked for by a contest and not yet decided
    outdated: int = 0  # conclusions whose upheld contest has not led to new words yet


def refusal(step: YearStep, facts: YearFacts, today: date) -> str | None:
    """Return why a step is not possible now, as the code of a refusal; None when it is.

    A contest comes on the last day at the latest; a decision only after it, with every contest answered,
    every correction decided and every upheld conclusion written again.
    """
    if step not in STEPS[facts.state]:
        return "kpi.year-not-now"
    if step is YearStep.SIT and facts.concluded < facts.okrugs:
        return "kpi.year-conclusions-missing"
    ends_on = facts.contest_ends_on
    if step is YearStep.CONTEST and (ends_on is None or today > ends_on):
        return "kpi.contest-over"
    if step is YearStep.DECIDE:
        return _undecidable(facts, today)
    return None


def _undecidable(facts: YearFacts, today: date) -> str | None:
    if facts.contest_ends_on is None or today <= facts.contest_ends_on:
        return "kpi.contest-runs"
    if facts.unanswered:
        return "kpi.contests-unanswered"
    if facts.uncorrected:
        return "kpi.corrections-undecided"
    return "kpi.conclusions-outdated" if facts.outdated else None


def after(step: YearStep, state: YearState) -> YearState:
    """Return the state after a step."""
    return LEADS_TO.get(step, state)


def contest_end(approved_on: date, calendar: WorkCalendar) -> date:
    """Return the last day on which an akim's office may contest. Raises CalendarTooShort.

    Law: L-50.
    """
    return add_working_days(approved_on, CONTEST_WORKING_DAYS, calendar)


_DISMISSAL = re.compile(
    r"жұмыстан\s+(?:шығар|босат|кет)|қызмет(?:інен|тен)\s+(?:босат|алын|кет)|уволи|увольн|освобо\w+\s+от\s+должност"
    r"|отстран\w+\s+от\s+должност|\bdismiss|\bfire[sd]?\b|\bsack(?:ed|ing)?\b",
    re.IGNORECASE,
)


def speaks_of_dismissal(words: str) -> bool:
    """Return whether a conclusion ties figures to somebody's dismissal; such words are not taken."""
    return _DISMISSAL.search(words) is not None
