"""Many at once: answers within ten minutes (G2), ratings within minutes of the answer (G10). Pure."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from akimfeedback.kpi.signals.chance import binomial_upper, poisson_upper
from akimfeedback.kpi.signals.rules import Part

WINDOW_SECONDS = 600
GRIDS = 2
"""Windows begin every five minutes, so that none is cut in two by the clock."""
WINDOWS_A_DAY = 54
"""Ten-minute windows of nine working hours: where an office answers, so that a busy day is no wonder."""
SMALLEST_BURST = 6
"""Fewer answers in ten minutes are a stack signed before lunch."""
QUICK_SECONDS = 180
SMALLEST_QUICK = 5
"""Ratings are never told below five."""
QUICK_USUAL = 0.05


@dataclass(frozen=True)
class Burst:
    """The fullest window: how many, where it begins, which places of the list."""

    count: int
    begins: float
    places: tuple[int, ...]


def fullest(moments: Sequence[float]) -> Burst | None:
    """Return the fullest ten-minute window of moments in seconds; of equals the first. None for nothing."""
    if not moments:
        return None
    step = WINDOW_SECONDS // GRIDS
    windows: Counter[int] = Counter()
    for moment in moments:
        slot = int(moment // step)
        windows.update(slot - back for back in range(GRIDS))
    slot, count = min(windows.items(), key=lambda item: (-item[1], item[0]))
    begins = float(slot * step)
    inside = tuple(
        place for place, moment in enumerate(moments) if begins <= moment < begins + WINDOW_SECONDS
    )
    return Burst(count, begins, inside)


def scan_chance(count: int, rate: float, windows: int) -> float:
    """Return the chance that the fullest of so many windows holds so many (Poisson, Bonferroni)."""
    return min(1.0, poisson_upper(count, rate) * windows)


def burst_part(
    name: str, moments: Sequence[float], rows: Sequence[int], working_days: int, smallest: int
) -> Part | None:
    """Return the scan of a month; None when fewer came in all than a burst has."""
    found = fullest(moments)
    if found is None or len(moments) < smallest:
        return None
    windows = max(1, working_days * WINDOWS_A_DAY)
    rate = len(moments) / windows
    p = scan_chance(found.count, rate, windows * GRIDS) if found.count >= smallest else 1.0
    return Part(
        name, found.count, len(moments), rate, p,
        rows=tuple(rows[place] for place in found.places), more={"begins": found.begins},
    )  # fmt: skip


def quick_part(delays: Sequence[float], rows: Sequence[int], usual: float) -> Part | None:
    """Return the ratings that came within three minutes of the answer, against the share elsewhere."""
    if len(delays) < SMALLEST_QUICK:
        return None
    quick = [place for place, delay in enumerate(delays) if 0 <= delay <= QUICK_SECONDS]
    p = binomial_upper(len(quick), len(delays), usual) if len(quick) >= SMALLEST_QUICK else 1.0
    return Part(
        "quick", len(quick), len(delays), usual * len(delays), p,
        rows=tuple(rows[place] for place in quick),
    )  # fmt: skip
