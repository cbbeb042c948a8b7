"""What moved a score: the part of each indicator between two scores; the parts sum exactly. Pure.

log S is the sum of w·log θ, so that each indicator's part of its difference is plain; the logarithmic mean of
both scores turns it into points. Where the weights differ (an indicator had no value in one of them), the
share's part goes by the mean weight and the rest is the effect of the weights.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from math import exp, fsum, isclose, log

from akimfeedback.kpi.scores import score1


@dataclass(frozen=True)
class Part:
    """One indicator of a score: share used (shrunk) and effective weight."""

    share: float
    weight: float


@dataclass(frozen=True)
class Waterfall:
    """From a score to another, in points: by indicator, and by the weights (0 with the same ones)."""

    start: float
    end: float
    moves: Mapping[str, float]
    weights: float


def score_of(parts: Mapping[str, Part]) -> float:
    """Return 100·Π θ^w."""
    return 100 * exp(fsum(one.weight * log(one.share) for one in parts.values()))


def waterfall(before: Mapping[str, Part], after: Mapping[str, Part]) -> Waterfall:
    """Return what moved the score; the moves and the weights' effect sum to end − start."""
    start, end = score_of(before), score_of(after)
    scale = _log_mean(start, end)
    moves: dict[str, float] = {}
    by_weights = []
    for code in sorted({*before, *after}):
        old, new = before.get(code), after.get(code)
        if old is not None and new is not None:
            was, now = log(old.share), log(new.share)
            moves[code] = scale * (old.weight + new.weight) / 2 * (now - was)
            by_weights.append(scale * (new.weight - old.weight) * (now + was) / 2)
        elif new is not None:
            by_weights.append(scale * new.weight * log(new.share))
        elif old is not None:
            by_weights.append(-scale * old.weight * log(old.share))
    return Waterfall(start, end, moves, fsum(by_weights))


def against_peers(own: Mapping[str, Part], means: Mapping[str, float]) -> Waterfall:
    """Return what sets a score apart from that of the peers' mean shares under the same weights."""
    return waterfall({code: Part(means[code], one.weight) for code, one in own.items()}, own)


def in_tenths(found: Waterfall) -> tuple[Decimal, dict[str, Decimal], Decimal, Decimal]:
    """Return start, moves, the weights' effect and end with one decimal; shown numbers sum exactly.

    Both ends are rounded half up; what the steps lack goes, a tenth each, to those that were cut most.
    """
    start, end = score1(found.start), score1(found.end)
    raw = {**found.moves, "": found.weights}
    shown = {code: score1(value) for code, value in raw.items()}
    missing = int((end - start - sum(shown.values(), Decimal(0))) * 10)
    step = Decimal("0.1") if missing > 0 else Decimal("-0.1")
    moved = [code for code, value in raw.items() if not isclose(value, 0, abs_tol=1e-12)] or sorted(raw)
    cut = sorted(moved, key=lambda code: (float(shown[code] - Decimal(raw[code])) * float(step), code))
    for number in range(abs(missing)):
        shown[cut[number % len(cut)]] += step
    weights = shown.pop("")
    return start, shown, weights, end


def _log_mean(first: float, second: float) -> float:
    """Return the logarithmic mean of two positive numbers."""
    if isclose(first, second, rel_tol=1e-12):
        return (first + second) / 2
    return (second - first) / (log(second) - log(first))
