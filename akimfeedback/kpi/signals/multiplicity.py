"""Many checks at once: which of them are worth a look. Pure.

Benjamini, Hochberg 1995: among what is shown, the expected part that is chance stays below q.
"""

from collections.abc import Sequence


def threshold(chances: Sequence[float], q: float) -> float:
    """Return the largest chance that still passes; 0 when none does but certain ones."""
    m = len(chances)
    passed = (chance for place, chance in enumerate(sorted(chances), start=1) if chance <= q * place / m)
    return max(passed, default=0.0)


def worth_a_look(chances: Sequence[float], q: float) -> list[bool]:
    """Return which checks pass, in the given order; equal chances pass together."""
    limit = threshold(chances, q)
    return [chance <= limit for chance in chances]
