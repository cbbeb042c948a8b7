"""Far fewer requests than okrugs of like size get (G7). Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from akimfeedback.kpi.signals.chance import poisson_lower
from akimfeedback.kpi.signals.rules import Part

SMALLEST_EXPECTED = 5.0
FEWEST_OTHERS = 5
WINSORISED = 0.1
MANY = 50
"""In a group of more okrugs one of them hardly changes how far they differ: the spread is taken once."""


@dataclass(frozen=True)
class Intake:
    """Requests received and residents."""

    received: int
    people: int


def part(received: int, expected: float, people: int, spread: float = 1.0) -> Part | None:
    """Return how far intake lies below what is expected; None where few are expected anyway."""
    if expected < SMALLEST_EXPECTED:
        return None
    p = poisson_lower(received, expected, spread)
    return Part("intake", received, people, expected, p, more={"spread": spread})


def spread_of(units: Mapping[int, Intake]) -> float:
    """Return how many times wider than Poisson a group differs; the outer tenths are drawn in.

    1 for fewer than three okrugs.
    """
    people = sum(one.people for one in units.values())
    received = sum(one.received for one in units.values())
    if len(units) <= 2 or not people or not received:
        return 1.0
    means = {unit: one.people * received / people for unit, one in units.items()}
    residuals = sorted((units[unit].received - mean) / mean**0.5 for unit, mean in means.items() if mean)
    cut = int(len(residuals) * WINSORISED)
    low, high = residuals[cut], residuals[len(residuals) - 1 - cut]
    drawn = [min(max(one, low), high) for one in residuals]
    return max(1.0, sum(one * one for one in drawn) / (len(drawn) - 1))


def parts(group: Mapping[int, Intake]) -> dict[int, Part]:
    """Return the parts of one peer group: each okrug against the rate of the others.

    Nothing under five others with known population.
    """
    if len(group) <= FEWEST_OTHERS:
        return {}
    received = sum(one.received for one in group.values())
    people = sum(one.people for one in group.values())
    found: dict[int, Part] = {}
    whole = spread_of(group) if len(group) > MANY else None
    for unit, one in group.items():
        if people == one.people:
            continue
        expected = one.people * (received - one.received) / (people - one.people)
        spread = whole or spread_of({other: seen for other, seen in group.items() if other != unit})
        seen = part(one.received, expected, one.people, spread)
        if seen is not None:
            found[unit] = seen
    return found
