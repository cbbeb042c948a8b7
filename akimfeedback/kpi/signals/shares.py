"""A share far above the others'. Pure.

Terms moved and requests sent on (G5), authors not asked (G6), withdrawals after an act of the office (G12),
explained or refused (G13).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from akimfeedback.kpi.signals.chance import binomial_upper
from akimfeedback.kpi.signals.rules import Part


@dataclass(frozen=True)
class Watched:
    """A share: from how many cases it is looked at, from how many hits, what is assumed without others.

    Above `most_usual` elsewhere it is the platform's affair and no office's.
    """

    name: str
    cases: int
    hits: int
    usual: float
    most_usual: float = 1.0


EXTENDED = Watched("extended", 10, 3, 0.10)
FORWARDED = Watched("forwarded", 10, 3, 0.08)
NOT_ASKED = Watched("not-asked", 5, 2, 0.01, most_usual=0.2)
WITHDRAWN_AFTER = Watched("withdrawn-after", 3, 3, 0.30)
DECLINED = Watched("declined", 10, 5, 0.35)


def share_part(watched: Watched, k: int, n: int, usual: float, rows: Sequence[int] = ()) -> Part | None:
    """Return k of n against what is usual; None where it is not looked at."""
    if n < watched.cases or usual > watched.most_usual:
        return None
    p = binomial_upper(k, n, usual) if k >= watched.hits else 1.0
    return Part(watched.name, k, n, usual * n, p, rows=tuple(rows))
