"""The score of an okrug: weighted geometric mean of its shrunk shares, its 90 % range, and words. Pure.

The range comes from the cumulants of log S and Cornish–Fisher, no simulation: the same digits every time.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import median
from typing import TypeVar

import numpy as np
from scipy.special import ndtr, polygamma, psi

from akimfeedback.kpi.scores import Counts, Floats, Precision, Shrunk

FloatOrFloats = TypeVar("FloatOrFloats", float, Floats)
Z90 = 1.6448536269514722
NESTED = ("K1", "K2")
PEERS_NEEDED = 5
ABOVE, BELOW = 0.95, 0.05

_REACH = 5.0  # P is sought within ±5 standard normal steps
_STEPS = 60


@dataclass(frozen=True)
class Score:
    """A score 0..100 with its 90 % range, and the effective weight of each indicator that took part."""

    value: float
    low: float
    high: float
    weights: Mapping[str, float]
    shape: "Shape"


@dataclass(frozen=True)
class Shape:
    """Mean, standard deviation, skewness and excess kurtosis of log S (S as a share)."""

    mean: float
    deviation: float
    skewness: float
    kurtosis: float


def effective_weights(weights: Mapping[str, float], present: Sequence[str]) -> dict[str, float]:
    """Return the weights of the indicators that have a value, spread so that they sum to 1."""
    total = sum(weights[code] for code in present)
    return {code: weights[code] / total for code in present}


def score(
    shares: Mapping[str, Shrunk], weights: Mapping[str, float], needed: Collection[str]
) -> Score | None:
    """Return the score of one okrug; None when one of `needed` (in v1 K1, K3, K4) has no value.

    `shares` holds only indicators with a value; `weights` those of the method.
    """
    if any(code not in shares for code in needed):
        return None
    present = sorted(code for code in weights if code in shares)
    effective = effective_weights(weights, present)
    a = {code: np.array([shares[code].a]) for code in present}
    b = {code: np.array([shares[code].b]) for code in present}
    many = score_all(a, b, effective)
    return many.one(0)


@dataclass(frozen=True)
class ScoreMany:
    """`Score` of many okrugs that have the same indicators."""

    value: Floats
    low: Floats
    high: Floats
    weights: Mapping[str, float]
    mean: Floats
    deviation: Floats
    skewness: Floats
    kurtosis: Floats

    def one(self, place: int) -> Score:
        """Return the score of one okrug."""
        parts = (self.mean, self.deviation, self.skewness, self.kurtosis)
        shape = Shape(*(float(part[place]) for part in parts))
        value, low, high = (float(part[place]) for part in (self.value, self.low, self.high))
        return Score(value, low, high, self.weights, shape)


def score_all(a: Mapping[str, Floats], b: Mapping[str, Floats], weights: Mapping[str, float]) -> ScoreMany:
    """Return scores of many okrugs from Beta parameters per indicator; `weights` are the effective ones."""
    codes = sorted(weights)
    log_value = np.sum([weights[code] * np.log(a[code] / (a[code] + b[code])) for code in codes], axis=0)
    k1, k2, k3, k4 = (_cumulant(order, a, b, weights) for order in (1, 2, 3, 4))
    deviation, skewness, kurtosis = np.sqrt(k2), k3 / k2**1.5, k4 / k2**2
    low, high = (100 * np.exp(k1 + deviation * _cornish_fisher(z, skewness, kurtosis)) for z in (-Z90, Z90))
    value = 100 * np.exp(log_value)
    return ScoreMany(value, low, np.minimum(high, 100.0), weights, k1, deviation, skewness, kurtosis)


def _cumulant(
    order: int, a: Mapping[str, Floats], b: Mapping[str, Floats], weights: Mapping[str, float]
) -> Floats:
    """Return a cumulant of log S; K1 and K2 are nested and taken as fully dependent."""
    own = {code: _log_beta_cumulant(order, a[code], b[code]) for code in weights}
    if order == 1:
        first: Floats = np.sum([weights[code] * own[code] for code in sorted(weights)], axis=0)
        return first
    nested = [code for code in NESTED if code in weights]
    joint = np.sum([weights[code] * np.abs(own[code]) ** (1 / order) for code in nested], axis=0) ** order
    others = [weights[code] ** order * own[code] for code in sorted(weights) if code not in NESTED]
    total: Floats = np.sign(own[nested[0]]) * joint + np.sum(others, axis=0)
    return total


def _log_beta_cumulant(order: int, a: Floats, b: Floats) -> Floats:
    """Return the cumulant of log θ for θ ~ Beta(a, b)."""
    if order == 1:
        first: Floats = psi(a) - psi(a + b)
        return first
    higher: Floats = polygamma(order - 1, a) - polygamma(order - 1, a + b)
    return higher


def _cornish_fisher(z: float, skewness: FloatOrFloats, kurtosis: FloatOrFloats) -> FloatOrFloats:
    """Return the standardised quantile at normal quantile z."""
    first, second = (z**2 - 1) * skewness / 6, (z**3 - 3 * z) * kurtosis / 24
    return z + first + second - (2 * z**3 - 5 * z) * skewness**2 / 36


def probability_above(shape: Shape, level: float) -> float:
    """Return P(S > level), level 0..100, by the same expansion as the range.

    At the lower end of the 90 % range it is .95 exactly, at the upper end .05.
    """
    if level <= 0:
        return 1.0
    wanted = (float(np.log(level / 100)) - shape.mean) / shape.deviation
    low, high = -_REACH, _REACH
    for _ in range(_STEPS):
        middle = (low + high) / 2
        if _cornish_fisher(middle, shape.skewness, shape.kurtosis) < wanted:
            low = middle
        else:
            high = middle
    return float(ndtr(-(low + high) / 2))


class Standing(StrEnum):
    """Words for an okrug among its peers; never a place in a table."""

    ABOVE = "clearly-above"
    BELOW = "clearly-below"
    ALIKE = "cannot-be-told-apart"


def peer_median(others: Sequence[float]) -> float | None:
    """Return the median score of the other okrugs of the group; None with fewer than five."""
    return median(others) if len(others) >= PEERS_NEEDED else None


def standing(shape: Shape, others: Sequence[float]) -> Standing | None:
    """Return the words for a score beside the others' scores; None when there are too few of them."""
    level = peer_median(others)
    if level is None:
        return None
    chance = probability_above(shape, level)
    if chance >= ABOVE:
        return Standing.ABOVE
    return Standing.BELOW if chance <= BELOW else Standing.ALIKE


def may_publish(
    counts: Mapping[str, Counts], precisions: Mapping[str, Precision], floors: Mapping[str, int]
) -> bool:
    """Return whether a score may be published: enough cases in each of `floors`, each with a value."""
    return not unpublished_because(counts, precisions, floors)


def unpublished_because(
    counts: Mapping[str, Counts], precisions: Mapping[str, Precision], floors: Mapping[str, int]
) -> tuple[tuple[str, int, int], ...]:
    """Return what a published score still lacks: (indicator, counted, needed) for each that falls short.

    `floors` are the method's `publish_floors`.
    """
    short = []
    for code, floor in sorted(floors.items()):
        known = code in counts and precisions.get(code, Precision.NONE) is not Precision.NONE
        counted = counts[code].n if code in counts else 0
        if not known or counted < floor:
            short.append((code, counted, floor))
    return tuple(short)
