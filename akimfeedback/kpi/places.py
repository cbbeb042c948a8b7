"""Between which places an okrug stands among similar ones: never one place, always a range. Pure.

S of each okrug has the method's own distribution (`composite.Shape`); the okrugs are taken as independent.
The own score runs over quantiles of equal weight, at each of them the others are above with their own
chances, and how many are follows from those. No simulation: the same digits every time.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from scipy.special import ndtr, ndtri

from akimfeedback.kpi.composite import Shape, score
from akimfeedback.kpi.method import Method
from akimfeedback.kpi.scores import Counts, Floats, Shrunk, shrink

STEPS = 100
OUTSIDE = 0.05  # on each side
_REACH, _HALVINGS = 8.0, 40


def shape_of(figures: Mapping[str, Any], method: Method) -> Shape | None:
    """Return the distribution behind a stored score; None when there is no published score."""
    if not figures["score"]:
        return None
    shares = {one["code"]: _shrunk(one, method) for one in figures["indicators"] if one["shrunk"]}
    found = score(shares, method.weights, ())
    return found.shape if found else None


def _shrunk(one: Mapping[str, Any], method: Method) -> Shrunk:
    return shrink(Counts(one["k"], one["n"]), one["peers"], method.indicator(one["code"]).prior)


def place_range(own: Shape, others: Sequence[Shape]) -> tuple[int, int]:
    """Return the places (1 is the highest score) between which the own one lies with 90 % probability."""
    chances = _chances_above(own, others)
    spread = np.zeros((STEPS, len(others) + 1))
    spread[:, 0] = 1.0
    for column in range(len(others)):
        above = chances[:, column, None]
        moved = spread[:, :-1] * above
        spread = spread * (1 - above)
        spread[:, 1:] += moved
    total = np.cumsum(spread.mean(axis=0))
    first, last = (int(np.searchsorted(total, level - 1e-12)) + 1 for level in (OUTSIDE, 1 - OUTSIDE))
    return first, min(last, len(others) + 1)


def _chances_above(own: Shape, others: Sequence[Shape]) -> Floats:
    """Return the chance of each other okrug to be above, for each quantile of the own score."""
    z = ndtri((np.arange(STEPS) + 0.5) / STEPS)
    level = own.mean + own.deviation * _quantile(z, own.skewness, own.kurtosis)
    mean, deviation, skewness, kurtosis = (
        np.array([getattr(one, name) for one in others], dtype=np.float64)
        for name in ("mean", "deviation", "skewness", "kurtosis")
    )
    wanted = (level[:, None] - mean) / deviation
    low, high = np.full(wanted.shape, -_REACH), np.full(wanted.shape, _REACH)
    for _step in range(_HALVINGS):
        middle = (low + high) / 2
        is_below = _quantile(middle, skewness, kurtosis) < wanted
        low, high = np.where(is_below, middle, low), np.where(is_below, high, middle)
    chances: Floats = ndtr(-(low + high) / 2)
    return chances


def _quantile(z: Floats, skewness: Floats | float, kurtosis: Floats | float) -> Floats:
    """Return the standardised quantile by Cornish–Fisher, as the range of the score uses it."""
    first, second = (z**2 - 1) * skewness / 6, (z**3 - 3 * z) * kurtosis / 24
    found: Floats = z + first + second - (2 * z**3 - 5 * z) * skewness**2 / 36
    return found
