"""Waiting days as they may be shown: five classes, none of few, who still waits, a median's range. Pure.

Single days are never shown: a case would be found by its length. The classes are those of the rows that
are published, hidden by the same rule, so that one cannot be told from the other.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, log, sqrt

import numpy as np
from scipy.stats import binom

from akimfeedback.kpi.disclosure import floored
from akimfeedback.kpi.scores import Z95, Interval
from akimfeedback.kpi.survival import still_waiting, survival_steps

EDGES = (5, 10, 15, 20)  # last working day of each class; one more is longer
CLASSES = ("0-5", "6-10", "11-15", "16-20", "21-up")
UNANSWERED = "no-answer-yet"
LEAST_ANSWERED = 10
MEDIAN_FLOOR = 6


@dataclass(frozen=True)
class Days:
    """Answers by class in order (None: too few to say), cases without an answer (None: too few), the curve.

    `still` holds (day, share still waiting after it) as far as every class up to it may be told.
    """

    answers: tuple[int | None, ...]
    unanswered: int | None
    total: int
    still: tuple[tuple[int, float], ...]


def shown_days(counts: Mapping[str, int], still: Sequence[float]) -> Days | None:
    """Return what may be shown of the days; None below ten answers.

    `counts` are cases by class and without an answer, `still` the shares still waiting at `EDGES`.
    """
    whole = {name: counts.get(name, 0) for name in (*CLASSES, UNANSWERED)}
    answered = sum(whole[name] for name in CLASSES)
    if answered < LEAST_ANSWERED:
        return None
    told = floored(whole)
    answers = tuple(told[name] for name in CLASSES)
    known = answers.index(None) if None in answers else len(answers)
    return Days(
        answers,
        told[UNANSWERED],
        answered + whole[UNANSWERED],
        tuple(zip(EDGES[:known], still[:known], strict=False)),
    )


def median_ranks(n: int) -> tuple[int, int] | None:
    """Return the ranks (from 1) between which the median of n finished cases lies at 95 %; None below six."""
    if n < MEDIAN_FLOOR:
        return None
    rank = int(binom.ppf(0.025, n, 0.5))
    return rank, n + 1 - rank


def still_range(lengths: Sequence[int], answered: Sequence[bool], day: int) -> Interval | None:
    """Return the 95 % range of the share still waiting after a day (Greenwood, log–log); None at 0 or 1."""
    waited, done = np.asarray(lengths, dtype=np.int64), np.asarray(answered, dtype=bool)
    steps = survival_steps(lengths, answered)
    share = still_waiting(steps, day)
    if not 0 < share < 1:
        return None
    total = 0.0
    for when, _left in steps:
        if when <= day:
            at_risk, events = int(np.sum(waited >= when)), int(np.sum((waited == when) & done))
            total += events / (at_risk * (at_risk - events))
    half = Z95 * sqrt(total) / abs(log(share))
    return Interval(share ** exp(half), share ** exp(-half))
