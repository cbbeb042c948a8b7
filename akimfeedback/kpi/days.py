"""Waiting days as they may be shown: bins that never hold few, who still waits, the range of a median. Pure.

Single days are never shown: a case would be found by its length. Bins are joined until each holds five
answers or none; below ten answers there is no distribution at all.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log, sqrt

import numpy as np
from scipy.stats import binom

from akimfeedback.kpi.scores import Z95, Interval
from akimfeedback.kpi.survival import survival_steps

EDGES = (2, 5, 10, 15, 20, 30, 60)  # last working day of each bin; one more without an end
LEAST_IN_BIN = 5
LEAST_ANSWERED = 10
MEDIAN_FLOOR = 6


@dataclass(frozen=True)
class Bin:
    """Working days from..to, both in it (`last` None: and longer), and how many answers took them."""

    first: int
    last: int | None
    answers: int


@dataclass(frozen=True)
class Days:
    """Bins of answered cases, (day, share still waiting) at the bins' ends, and how many have no answer."""

    bins: tuple[Bin, ...]
    still: tuple[tuple[int, float], ...]
    unanswered: int


def days(lengths: Sequence[int], answered: Sequence[bool]) -> Days | None:
    """Return the distribution of working days; None below ten answers.

    One entry per case as in `survival.waiting`. Raises ValueError for unequal lengths.
    """
    steps = survival_steps(lengths, answered)
    done = np.sort(np.asarray([day for day, is_done in zip(lengths, answered, strict=True) if is_done]))
    if len(done) < LEAST_ANSWERED:
        return None
    ends = np.searchsorted(done, np.asarray(EDGES), side="right")
    counts = np.diff(np.concatenate(([0], ends, [len(done)])))
    firsts = (0, *(edge + 1 for edge in EDGES))
    bins = joined(
        [Bin(*one) for one in zip(firsts, (*EDGES, None), (int(count) for count in counts), strict=True)]
    )
    still = tuple((one.last, _still(steps, one.last)) for one in bins if one.last is not None)
    return Days(tuple(bins), still, len(lengths) - len(done))


def joined(bins: Sequence[Bin]) -> list[Bin]:
    """Return the bins with neighbours joined until each holds at least five answers; empty tails are cut.

    A bin that is short joins the next one, the last ones join the one before.
    """
    found: list[Bin] = []
    open_bin: Bin | None = None
    for one in bins:
        open_bin = one if open_bin is None else Bin(open_bin.first, one.last, open_bin.answers + one.answers)
        if open_bin.answers >= LEAST_IN_BIN:
            found.append(open_bin)
            open_bin = None
    if open_bin is not None and open_bin.answers and found:
        last = found.pop()
        found.append(Bin(last.first, open_bin.last, last.answers + open_bin.answers))
    return found


def _still(steps: Sequence[tuple[int, float]], day: int) -> float:
    """Return the share that still waits after a day."""
    return next((share for when, share in reversed(steps) if when <= day), 1.0)


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
    share = _still(steps, day)
    if not 0 < share < 1:
        return None
    total = 0.0
    for when, _left in steps:
        if when <= day:
            at_risk, events = int(np.sum(waited >= when)), int(np.sum((waited == when) & done))
            total += events / (at_risk * (at_risk - events))
    half = Z95 * sqrt(total) / abs(log(share))
    return Interval(share ** exp(half), share ** exp(-half))
