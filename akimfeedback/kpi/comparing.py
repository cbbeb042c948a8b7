"""Shares of a few okrugs side by side: which differ for certain, and which cannot be told apart. Pure.

Ranges that overlap are no test: two shares are called different by Newcombe's range of their difference and
by the probability that one is higher, at a level shared out over all pairs that are looked at together.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from akimfeedback.kpi.change import newcombe, probability_improved
from akimfeedback.kpi.disclosure import hides
from akimfeedback.kpi.scores import Counts, Interval

MOST_COMPARED = 5
MISTAKE = 0.05  # chance that any of the pairs of one indicator is called different without being so


@dataclass(frozen=True)
class Seen:
    """What may be shown of one indicator of an okrug: k of n (None: too few opinions), range, its window."""

    counts: Counts | None
    ranged: Interval | None  # None: too few for a share
    pooled: bool = False

    @property
    def share(self) -> float | None:
        """Return the plain share, None without a range."""
        return self.counts.raw if self.counts and self.ranged else None


NOTHING = Seen(None, None)


def seen(one: Mapping[str, Any]) -> Seen:
    """Return what may be shown of a stored indicator: opinions of fewer than five are not."""
    if hides(one):
        return NOTHING
    ranged = Interval(*one["wilson"]) if one["wilson"] else None
    return Seen(Counts(one["k"], one["n"]), ranged, one["precision"] == "pooled")


@dataclass(frozen=True)
class Difference:
    """The first okrug is higher than the second for certain, by `low` to `high` (shares)."""

    higher: str
    lower: str
    low: float
    high: float


def differences(shown: Mapping[str, Seen]) -> list[Difference]:
    """Return the pairs that clearly differ, in the order of the names given.

    Only shares with a range and of the same window are set against each other: four quarters together are not
    compared with one. With m pairs each must reach 1 − .05/(2m).
    """
    pairs = [
        (first, second)
        for first, second in combinations(shown, 2)
        if shown[first].share is not None
        and shown[second].share is not None
        and shown[first].pooled == shown[second].pooled
    ]
    level = 1 - MISTAKE / (2 * len(pairs)) if pairs else 1.0
    found = [_difference(shown, first, second, level) for first, second in pairs]
    return [one for one in found if one]


def _difference(shown: Mapping[str, Seen], first: str, second: str, level: float) -> Difference | None:
    one, other = shown[first].counts, shown[second].counts
    if one is None or other is None:
        return None
    spread, chance = newcombe(one, other), probability_improved(one, other)
    if spread.low > 0 and chance >= level:
        return Difference(first, second, spread.low, spread.high)
    if spread.high < 0 and 1 - chance >= level:
        return Difference(second, first, -spread.high, -spread.low)
    return None


def asked_once(katos: Sequence[str]) -> list[str]:
    """Return the codes asked for, each once, in the order asked."""
    return list(dict.fromkeys(katos))
