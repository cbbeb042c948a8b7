"""Chances and what is usual elsewhere. Pure."""

from collections.abc import Hashable, Mapping
from math import sqrt

from scipy.special import bdtrc, gammaincc, ndtr, pdtrc

PRIOR_CASES = 20.0
"""Weight of what is assumed where there are few others, in cases: as in the indicators."""

Counts = Mapping[int, tuple[int, int]]


def binomial_upper(k: int, n: int, share: float) -> float:
    """Return the chance of at least k of n when each comes with the share."""
    if k <= 0:
        return 1.0
    if k > n:
        return 0.0
    return float(bdtrc(k - 1, n, min(max(share, 0.0), 1.0)))


def poisson_upper(k: int, mean: float) -> float:
    """Return the chance of at least k when the mean is expected."""
    return 1.0 if k <= 0 else float(pdtrc(k - 1, mean))


def poisson_lower(k: float, mean: float, spread: float = 1.0) -> float:
    """Return the chance of at most k when the mean is expected.

    `spread` is how many times wider than Poisson okrugs differ among themselves; both numbers are read in
    units of it (quasi-Poisson).
    """
    spread = max(1.0, spread)
    return float(gammaincc(k / spread + 1, mean / spread))


def gap_z(k_one: int, n_one: int, k_two: int, n_two: int, usual_gap: float = 0.0) -> float:
    """Return z of the difference of two shares over the usual one, with the pooled variance; 0 without."""
    if not n_one or not n_two:
        return 0.0
    pooled = (k_one + k_two) / (n_one + n_two)
    error = sqrt(pooled * (1 - pooled) * (1 / n_one + 1 / n_two))
    if error == 0:
        return 0.0
    return (k_one / n_one - k_two / n_two - usual_gap) / error


def above(z: float) -> float:
    """Return the chance of at least z."""
    return float(ndtr(-z))


def usual_share(k: int, n: int, total: tuple[int, int], assumed: float) -> float:
    """Return the share of the others, without the okrug itself, drawn to what is assumed."""
    others_k, others_n = total[0] - k, total[1] - n
    return (others_k + PRIOR_CASES * assumed) / (others_n + PRIOR_CASES)


def totals(counts: Counts, groups: Mapping[int, Hashable]) -> dict[Hashable, tuple[int, int]]:
    """Return the sums of k and n of each group."""
    found: dict[Hashable, tuple[int, int]] = {}
    for unit, (k, n) in counts.items():
        group = groups.get(unit)
        old = found.get(group, (0, 0))
        found[group] = (old[0] + k, old[1] + n)
    return found


def usual_shares(counts: Counts, groups: Mapping[int, Hashable], assumed: float) -> dict[int, float]:
    """Return what is usual for each okrug: the share of the others of its group."""
    sums = totals(counts, groups)
    return {unit: usual_share(k, n, sums[groups.get(unit)], assumed) for unit, (k, n) in counts.items()}
