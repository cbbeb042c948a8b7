"""The funnel: which share is unusual for its number of cases. Pure.

Exact binomial limits around the peers' share at 95 % (an early look, for the office alone) and 99.8 %
(public), widened by what okrugs differ anyway (Spiegelhalter 2005: additive over-dispersion after
Winsorising a tenth).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt

import numpy as np
from scipy.stats import binom

from akimfeedback.kpi.scores import Z95, Counts, Interval

EARLY, PUBLIC = 0.95, 0.998
WINSORISED = 0.10  # on each side
Z_OF = {EARLY: Z95, PUBLIC: 3.090232306167813}
LEAST_OKRUGS = 5  # fewer say nothing about how okrugs differ


class Place(StrEnum):
    """Where an okrug lies: inside, outside the early limits only, outside the public ones."""

    INSIDE = "inside"
    EARLY_ABOVE = "early-above"
    EARLY_BELOW = "early-below"
    ABOVE = "above"
    BELOW = "below"


@dataclass(frozen=True)
class Dispersion:
    """Target share, φ after Winsorising, and τ, the deviation between okrugs that chance does not explain."""

    target: float
    phi: float
    tau: float


def exact_limits(n: int, target: float, level: float) -> Interval:
    """Return the binomial limits of k/n at a target share: shares 0..1. Raises ValueError for n = 0."""
    if n < 1:
        raise ValueError("nothing was counted")
    tail = (1 - level) / 2
    return Interval(float(binom.ppf(tail, n, target)) / n, float(binom.ppf(1 - tail, n, target)) / n)


def widened_limits(n: int, target: float, tau: float, level: float) -> Interval:
    """Return target ± z·√(s² + τ²), kept inside 0..1."""
    half = Z_OF[level] * sqrt(target * (1 - target) / n + tau * tau)
    return Interval(max(0.0, target - half), min(1.0, target + half))


def limits(n: int, spread: Dispersion, level: float) -> Interval:
    """Return the wider of the exact and the widened limits: nobody is called unusual by one of them alone."""
    exact = exact_limits(n, spread.target, level)
    if not spread.tau:
        return exact
    wide = widened_limits(n, spread.target, spread.tau, level)
    return Interval(min(exact.low, wide.low), max(exact.high, wide.high))


def z_score(counts: Counts, target: float, tau: float = 0.0) -> float:
    """Return how many deviations the share lies from the target; with τ the corrected one, z*."""
    return (counts.k / counts.n - target) / sqrt(target * (1 - target) / counts.n + tau * tau)


def dispersion(okrugs: Sequence[Counts], target: float | None = None) -> Dispersion | None:
    """Return target, φ and τ of a group; the target is its pooled share unless given.

    None with fewer than five okrugs that counted anything, or when all or none succeeded.
    """
    counted = sorted((one for one in okrugs if one.n), key=lambda one: (one.n, one.k))
    together = sum(counted, Counts(0, 0))
    if len(counted) < LEAST_OKRUGS or not together.n:
        return None
    middle = together.k / together.n if target is None else target
    if not 0 < middle < 1:
        return None
    z = winsorised([z_score(one, middle) for one in counted])
    many = len(counted)
    phi = float(np.sum(np.square(z))) / many
    weights = np.array([one.n / (middle * (1 - middle)) for one in counted])
    total = float(weights.sum())
    room = total - float(np.square(weights).sum()) / total
    excess = many * phi - (many - 1)
    return Dispersion(middle, phi, sqrt(excess / room) if excess > 0 and room > 0 else 0.0)


def winsorised(values: Sequence[float]) -> list[float]:
    """Return the values in order, a tenth on each side (whole okrugs) drawn in to the nearest one kept."""
    ordered = sorted(values)
    cut = int(len(ordered) * WINSORISED)
    if not cut:
        return ordered
    low, high = ordered[cut], ordered[-cut - 1]
    return [min(max(value, low), high) for value in ordered]


def place(counts: Counts, spread: Dispersion) -> Place:
    """Return where an okrug lies; with no case it lies inside."""
    if not counts.n:
        return Place.INSIDE
    share = counts.k / counts.n
    for level, below, above in (
        (PUBLIC, Place.BELOW, Place.ABOVE),
        (EARLY, Place.EARLY_BELOW, Place.EARLY_ABOVE),
    ):
        kept = limits(counts.n, spread, level)
        if share < kept.low:
            return below
        if share > kept.high:
            return above
    return Place.INSIDE


def public_place(found: Place) -> Place:
    """Return what everybody may see: the early look stays with the office."""
    return Place.INSIDE if found in (Place.EARLY_ABOVE, Place.EARLY_BELOW) else found
