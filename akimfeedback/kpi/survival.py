"""Figures beside the block, never scored: waiting times, escalation rates, bounds for the silent. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import gammaincinv

from akimfeedback.kpi.scores import Interval

MEDIAN_FLOOR = 6
P90_FLOOR = 30
RESPONSE_FLOOR = 0.5


@dataclass(frozen=True)
class Waiting:
    """Working days to the first substantive answer; None when too few cases or not yet reached."""

    cases: int
    median: int | None
    p90: int | None
    steps: tuple[tuple[int, float], ...] = ()  # the curve, see `survival_steps`


def waiting(days: Sequence[int], answered: Sequence[bool]) -> Waiting:
    """Return Kaplan–Meier's median and 90th percentile of working days.

    One entry per case: days until the answer, or until the day the case left or today (`answered` False).
    The median needs six cases, the 90th percentile thirty. Raises ValueError for unequal lengths.
    """
    steps = survival_steps(days, answered)
    count = len(days)
    return Waiting(
        cases=count,
        median=_first_at_or_below(steps, 0.5) if count >= MEDIAN_FLOOR else None,
        p90=_first_at_or_below(steps, 0.1) if count >= P90_FLOOR else None,
        steps=steps,
    )


def survival_steps(days: Sequence[int], answered: Sequence[bool]) -> tuple[tuple[int, float], ...]:
    """Return Kaplan–Meier's curve: (day, share still waiting after it) for each day with an answer.

    A case that leaves on a day with answers still counts among those waiting that day.
    """
    if len(days) != len(answered):
        raise ValueError("one mark per case")
    waited, done = np.asarray(days, dtype=np.int64), np.asarray(answered, dtype=bool)
    events, counts = np.unique(waited[done], return_counts=True)
    at_risk = len(waited) - np.searchsorted(np.sort(waited), events, side="left")
    left = np.cumprod((at_risk - counts) / at_risk)
    return tuple((int(day), float(share)) for day, share in zip(events, left, strict=True))


def still_waiting(steps: Sequence[tuple[int, float]], day: int) -> float:
    """Return the share that still waits after a day of the curve; everybody before the first step."""
    return next((share for when, share in reversed(steps) if when <= day), 1.0)


def _first_at_or_below(steps: Sequence[tuple[int, float]], level: float) -> int | None:
    """Return the first day on which at most `level` still wait; rounding of the product is forgiven."""
    return next((day for day, share in steps if share <= level + 1e-12), None)


def rate_per_100(events: int, due: int) -> tuple[float, Interval] | None:
    """Return events per 100 due cases with the exact 95 % Poisson range; None without due cases."""
    if due <= 0:
        return None
    low = float(gammaincinv(events, 0.025)) if events else 0.0
    high = float(gammaincinv(events + 1, 0.975))
    return events * 100 / due, Interval(low * 100 / due, high * 100 / due)


def manski(successes: int, responded: int, asked: int) -> Interval | None:
    """Return the share if all silent ones had said no, and if all had said yes; None when nobody was asked.

    Shown when fewer than half responded (`response_is_low`). Raises ValueError for impossible counts.
    """
    if not 0 <= successes <= responded <= asked:
        raise ValueError(f"{successes} of {responded} of {asked}")
    if not asked:
        return None
    return Interval(successes / asked, (successes + asked - responded) / asked)


def response_is_low(responded: int, asked: int) -> bool:
    """Return whether fewer than half of those asked responded."""
    return asked > 0 and responded / asked < RESPONSE_FLOOR
