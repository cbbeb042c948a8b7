"""Change of a share against the same quarter of last year: difference, range, probability, words. Pure."""

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from math import asin, pi, sqrt

import numpy as np
from scipy.special import betainc, betaln

from akimfeedback.kpi.scores import Counts, Interval, wilson

CHANGE_FLOOR = 10
SURE, PROBABLE = 0.95, 0.80
JEFFREYS = 0.5

_DEVIATIONS = 12.0
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(256)


class ChangeWord(StrEnum):
    """Words for a change."""

    IMPROVED = "improved"
    PROBABLY_IMPROVED = "probably-improved"
    NO_CLEAR_CHANGE = "no-clear-change"
    PROBABLY_WORSENED = "probably-worsened"
    WORSENED = "worsened"


@dataclass(frozen=True)
class Change:
    """Difference of raw shares now − then, Newcombe's 95 % range, P(now is higher), and its word."""

    difference: float
    low: float
    high: float
    probability: float
    word: ChangeWord


def newcombe(now: Counts, then: Counts) -> Interval:
    """Return Newcombe's 95 % range (his method 10) of the difference now − then. Raises for n = 0."""
    ours, theirs = wilson(now.k, now.n), wilson(then.k, then.n)
    p, q = now.k / now.n, then.k / then.n
    down = sqrt((p - ours.low) ** 2 + (theirs.high - q) ** 2)
    up = sqrt((ours.high - p) ** 2 + (q - theirs.low) ** 2)
    return Interval(p - q - down, p - q + up)


def probability_greater(a: float, b: float, c: float, d: float) -> float:
    """Return Pr(X > Y) for independent X ~ Beta(a, b) and Y ~ Beta(c, d), by numerical integration.

    The sharper density is integrated over its angle (share = sin² t), where Jeffreys posteriors are smooth,
    so that fixed Gauss nodes give some ten digits, the same ones every time.
    """
    if (a + b, a) < (c + d, c):
        return 1.0 - _share_below(c, d, a, b)
    return _share_below(a, b, c, d)


@lru_cache(maxsize=50_000)  # the same few okrugs are recounted all day; only what changed is integrated anew
def _share_below(a: float, b: float, c: float, d: float) -> float:
    """Return Pr(Y < X), integrating over X ~ Beta(a, b), the sharper of the two."""
    centre, reach = asin(sqrt(a / (a + b))), _DEVIATIONS / (2 * sqrt(a + b))
    start, end = max(0.0, centre - reach), min(pi / 2, centre + reach)
    angle = (start + end) / 2 + (end - start) / 2 * _NODES
    log_density = (2 * a - 1) * np.log(np.sin(angle)) + (2 * b - 1) * np.log(np.cos(angle)) - betaln(a, b)
    below = 2 * np.exp(log_density) * betainc(c, d, np.sin(angle) ** 2)
    return min(max(float(np.sum(_WEIGHTS * below)) * (end - start) / 2, 0.0), 1.0)


def probability_improved(now: Counts, then: Counts) -> float:
    """Return Pr(θ now > θ then) under independent Jeffreys posteriors."""
    return probability_greater(
        now.k + JEFFREYS, now.n - now.k + JEFFREYS, then.k + JEFFREYS, then.n - then.k + JEFFREYS
    )


def change_word(probability: float) -> ChangeWord:
    """Return the word for a probability of improvement; the lower half mirrors the upper."""
    steps = (
        (SURE, ChangeWord.IMPROVED, ChangeWord.WORSENED),
        (PROBABLE, ChangeWord.PROBABLY_IMPROVED, ChangeWord.PROBABLY_WORSENED),
    )
    for level, better, worse in steps:
        if probability >= level:
            return better
        if 1 - probability >= level:
            return worse
    return ChangeWord.NO_CLEAR_CHANGE


def change(now: Counts, then: Counts) -> Change | None:
    """Return the change between two unpooled quarters; None when either has fewer than ten."""
    if min(now.n, then.n) < CHANGE_FLOOR:
        return None
    spread, probability = newcombe(now, then), probability_improved(now, then)
    difference = now.k / now.n - then.k / then.n
    return Change(difference, spread.low, spread.high, probability, change_word(probability))
