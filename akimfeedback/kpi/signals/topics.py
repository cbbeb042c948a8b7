"""Topics corrected out of the akim's own powers, where verdicts and ratings do not count (G8). Pure."""

from collections.abc import Sequence

from akimfeedback.kpi.signals.chance import binomial_upper
from akimfeedback.kpi.signals.rules import Part

SMALLEST = 5


def moved_part(away: int, back: int, rows: Sequence[int] = ()) -> Part | None:
    """Return the exact McNemar comparison: corrections out of the own powers against those into them."""
    changed = away + back
    if changed < SMALLEST:
        return None
    p = binomial_upper(away, changed, 0.5)
    return Part("moved-away", away, changed, changed / 2, p, rows=tuple(rows), more={"back": back})
