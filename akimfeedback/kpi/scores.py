"""From k of n to a share: Wilson's range, the peer mean, the shrunk share, precision and rounding. Pure.

All figures are unrounded; `share4` and `score1` round once, for pages and the interface. Arrays go in and
come out wherever a whole country is counted; single figures run through the same code, digit for digit.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv

Floats = NDArray[np.float64]

Z95 = 1.959963984540054
PRIOR_STRENGTH = 20.0  # weight of m0 inside the mean of the peers
NORMAL_FLOOR = 30
FEW_FLOOR = 10
WILSON_FLOOR = 10  # a raw share carries its range from here on


@dataclass(frozen=True)
class Counts:
    """k successes among n counted; 0 <= k <= n."""

    k: int
    n: int

    def __post_init__(self) -> None:
        """Raise ValueError for counts that cannot be."""
        if not 0 <= self.k <= self.n:
            raise ValueError(f"{self.k} of {self.n}")

    def __add__(self, other: "Counts") -> "Counts":
        """Return the counts of both together."""
        return Counts(self.k + other.k, self.n + other.n)

    @property
    def raw(self) -> float | None:
        """Return the share k/n, None when nothing was counted."""
        return self.k / self.n if self.n else None


@dataclass(frozen=True)
class Interval:
    """A range, low <= high."""

    low: float
    high: float

    def contains(self, value: float) -> bool:
        """Return whether the value lies inside, ends included."""
        return self.low <= value <= self.high


@dataclass(frozen=True)
class Shrunk:
    """A share pulled toward the peers' mean: value, 95 % range, and the Beta(a, b) behind it."""

    value: float
    low: float
    high: float
    a: float
    b: float


class Precision(StrEnum):
    """How firmly a share stands."""

    NORMAL = "normal"
    FEW = "few"
    POOLED = "pooled"
    NONE = "none"


@dataclass(frozen=True)
class Settled:
    """The counts to show for a quarter and how firm they are."""

    counts: Counts
    precision: Precision


def wilson(k: int, n: int) -> Interval:
    """Return Wilson's 95 % range of k of n, shares 0..1. Raises ValueError for n = 0 or impossible counts."""
    if not Counts(k, n).n:
        raise ValueError("nothing was counted")
    share, z2 = k / n, Z95 * Z95
    centre = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = Z95 / (1 + z2 / n) * float(np.sqrt(share * (1 - share) / n + z2 / (4 * n * n)))
    return Interval(0.0 if k == 0 else centre - half, 1.0 if k == n else centre + half)


def prior_mean(others: Counts, m0: float) -> float:
    """Return the mean of the peers without the okrug itself, pulled toward m0; never 0 or 1."""
    return (others.k + PRIOR_STRENGTH * m0) / (others.n + PRIOR_STRENGTH)


def prior_means(
    k: Floats, n: Floats, group: NDArray[np.intp], m0: float, rest: tuple[Floats, Floats] | None = None
) -> Floats:
    """Return `prior_mean` of each okrug; `group` holds each okrug's group as a number from 0.

    `rest` holds k and n of each group's okrugs that have no place in the arrays.
    """
    rest_k, rest_n = rest or (0.0, 0.0)
    all_k, all_n = np.bincount(group, weights=k) + rest_k, np.bincount(group, weights=n) + rest_n
    means: Floats = (all_k[group] - k + PRIOR_STRENGTH * m0) / (all_n[group] - n + PRIOR_STRENGTH)
    return means


@dataclass(frozen=True)
class ShrunkMany:
    """`Shrunk` of many okrugs, one array per figure."""

    value: Floats
    low: Floats
    high: Floats
    a: Floats
    b: Floats

    def one(self, place: int) -> Shrunk:
        """Return the figures of one okrug."""
        parts = (self.value, self.low, self.high, self.a, self.b)
        return Shrunk(*(float(part[place]) for part in parts))


def shrink_all(k: Floats, n: Floats, m: Floats, strength: float) -> ShrunkMany:
    """Return (k + M·m)/(n + M) and its 95 % Beta range for many okrugs; `strength` is M."""
    a, b = k + strength * m, n - k + strength * (1 - m)
    return ShrunkMany(a / (a + b), betaincinv(a, b, 0.025), betaincinv(a, b, 0.975), a, b)


def shrink(counts: Counts, m: float, strength: float) -> Shrunk:
    """Return the share of one okrug pulled toward `m` with the weight of `strength` cases."""
    many = shrink_all(np.array([float(counts.k)]), np.array([float(counts.n)]), np.array([m]), strength)
    return many.one(0)


def settle(own: Counts, previous: Sequence[Counts], floor: int = FEW_FLOOR) -> Settled:
    """Return which counts of a quarter are shown: its own, or with the three quarters before, or none.

    `previous` are the three previous quarters in any order; `floor` is the method's least n for a share. With
    precision none the own counts are kept: they are said in words, without a share.
    """
    alone = settle_sum(own, floor)
    if alone.precision is not Precision.NONE:
        return alone
    pooled = sum(previous, own)
    return Settled(pooled, Precision.POOLED) if pooled.n >= floor else alone


def settle_sum(counts: Counts, floor: int = FEW_FLOOR) -> Settled:
    """Return how firm the counts of a half-year or year are: sums are never pooled further back."""
    if counts.n < floor:
        return Settled(counts, Precision.NONE)
    return Settled(counts, Precision.NORMAL if counts.n >= NORMAL_FLOOR else Precision.FEW)


def share4(value: float) -> Decimal:
    """Return a share with four decimals, half up."""
    return _rounded(value, "0.0001")


def score1(value: float) -> Decimal:
    """Return a score with one decimal, half up."""
    return _rounded(value, "0.1")


def percent0(value: float) -> Decimal:
    """Return a share as whole percent, half up."""
    return _rounded(value * 100, "1")


def _rounded(value: float, step: str) -> Decimal:
    """Return the value rounded half up, after its 12 significant digits (the package's) are taken."""
    return Decimal(f"{value:.12g}").quantize(Decimal(step), rounding=ROUND_HALF_UP)
