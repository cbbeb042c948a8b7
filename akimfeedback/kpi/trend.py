"""Trend: is a point more than chance? Individuals chart (XmR), Laney p′ for shares, four signals. Pure.

The signals are those of NHS "Making Data Count". A series is cut where a definition changes: give the part
after the cut only.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from math import sqrt

from akimfeedback.kpi.scores import Counts

XMR = 2.66  # 3 / 1.128
D2 = 1.128
LEAST_POINTS = 8  # fewer have no limits of their own
RUN = 7


class Signal(StrEnum):
    """What is more than chance."""

    OUTSIDE = "outside"
    ONE_SIDE = "one-side"
    MOVING = "moving"
    NEAR_LIMIT = "near-limit"


@dataclass(frozen=True)
class Trend:
    """The mean, (low, high) of each point, and which points carry which signal (index, signal)."""

    mean: float
    limits: tuple[tuple[float, float], ...]
    signals: tuple[tuple[int, Signal], ...]
    sigma_z: float | None = None  # of shares: above 1 more than chance, below 1 suspiciously little


def xmr(values: Sequence[float]) -> Trend | None:
    """Return mean ± 2.66 · mean moving range of single values; None with fewer than eight."""
    if len(values) < LEAST_POINTS:
        return None
    mean, half = _mean(values), XMR * _mean(_moves(values))
    limits = tuple((mean - half, mean + half) for _ in values)
    return Trend(mean, limits, signals(values, mean, limits))


def laney(counts: Sequence[Counts]) -> Trend | None:
    """Return the p′ chart of shares with changing n; None with fewer than eight points that counted anything.

    Limits are p̄ ± 3·s·σ_z, kept inside 0..1. Points without a case must be left out by the caller.
    """
    known = [one for one in counts if one.n]
    if len(known) < LEAST_POINTS or len(known) < len(counts):
        return None
    together = sum(known, Counts(0, 0))
    mean = together.k / together.n
    shares = [one.k / one.n for one in known]
    if not 0 < mean < 1:
        return Trend(mean, tuple((mean, mean) for _ in known), ())
    spread = [sqrt(mean * (1 - mean) / one.n) for one in known]
    z = [(share - mean) / part for share, part in zip(shares, spread, strict=True)]
    sigma = _mean(_moves(z)) / D2
    limits = tuple((max(0.0, mean - 3 * part * sigma), min(1.0, mean + 3 * part * sigma)) for part in spread)
    return Trend(mean, limits, signals(shares, mean, limits), sigma)


def signals(
    values: Sequence[float], mean: float, limits: Sequence[tuple[float, float]]
) -> tuple[tuple[int, Signal], ...]:
    """Return the signals of a series by the index of the point that completes each, in order."""
    found: set[tuple[int, Signal]] = set()
    for number, (value, (low, high)) in enumerate(zip(values, limits, strict=True)):
        if not low <= value <= high:
            found.add((number, Signal.OUTSIDE))
    for end in range(RUN - 1, len(values)):
        part = values[end - RUN + 1 : end + 1]
        if all(value > mean for value in part) or all(value < mean for value in part):
            found.add((end, Signal.ONE_SIDE))
        moves = [after - before for before, after in pairwise(part)]
        if all(move > 0 for move in moves) or all(move < 0 for move in moves):
            found.add((end, Signal.MOVING))
    for end in range(2, len(values)):
        if any(_near(values, mean, limits, end, side) for side in (-1, 1)):
            found.add((end, Signal.NEAR_LIMIT))
    return tuple(sorted(found))


def _near(
    values: Sequence[float], mean: float, limits: Sequence[tuple[float, float]], end: int, side: int
) -> bool:
    """Return whether two of three points lie in the outer third of one side, the last of them among them."""
    marks = []
    for number in range(end - 2, end + 1):
        low, high = limits[number]
        reach = (high - mean) if side > 0 else (mean - low)
        away = (values[number] - mean) * side
        marks.append(reach > 0 and 2 * reach / 3 < away <= reach)
    return marks[-1] and sum(marks) >= 2


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def _moves(values: Sequence[float]) -> list[float]:
    return [abs(after - before) for before, after in pairwise(values)]
