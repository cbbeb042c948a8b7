"""A share far above the others'. Pure.

Terms moved and requests sent on (G5), authors not asked (G6), withdrawals after an act of the office (G12),
explained or refused (G13).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from akimfeedback.kpi.signals.chance import binomial_upper
from akimfeedback.kpi.signals.rules import Part


@dataclass(frozen=True)
class Watched:
    """A share: from how many cases it is looked at, from how many hits, what is assumed without others."""

    name: str
    cases: int
    hits: int
    usual: float


EXTENDED = Watched("extended", 10, 3, 0.10)
FORWARDED = Watched("forwarded", 10, 3, 0.08)
NOT_ASKED = Watched("not-asked", 5, 2, 0.01)
WITHDRAWN_AFTER = Watched("withdrawn-after", 3, 3, 0.30)
DECLINED = Watched("declined", 10, 5, 0.35)


def share_part(watched: Watched, k: int, n: int, usual: float, rows: Sequence[int] = ()) -> Part | None:
    """Return k of n against what is usual; None under the smallest number of cases."""
    if n < watched.cases:
        return None
    p = binomial_upper(k, n, usual) if k >= watched.hits else 1.0
    return Part(watched.name, k, n, usual * n, p, rows=tuple(rows))


def all_parts(
    watched: Watched, counts: Mapping[int, tuple[int, int]], usual: Mapping[int, float]
) -> dict[int, Part]:
    """Return the part of each okrug that has enough cases."""
    found = {unit: share_part(watched, k, n, usual[unit]) for unit, (k, n) in counts.items()}
    return {unit: part for unit, part in found.items() if part is not None}
