"""Case mix: what the peers would have reached with the same topics. Beside K1, never scored. Pure.

Indirect standardisation by the topic at intake. The rates are those of the peers without the okrug itself; a
topic with fewer than ten cases among them takes their overall rate. Nothing is adjusted for what an akim may
choose: the topic is the one the resident chose, whatever was corrected later.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt

from akimfeedback.kpi.scores import Counts, Precision, settle_sum

LEAST_OF_TOPIC = 10  # cases of a topic among the peers for a rate of its own


@dataclass(frozen=True)
class CaseMix:
    """Observed and expected successes, their ratio, the adjusted share, and the distance in deviations.

    `ratio`, `adjusted` are None when nothing was expected, `z` when chance has no room (all rates 0 or 1).
    """

    observed: int
    expected: float
    overall: float  # share of the peers
    ratio: float | None
    adjusted: float | None
    z: float | None


def rates_of(peers: Mapping[str, Counts]) -> tuple[dict[str, float], float | None]:
    """Return the peers' rate by topic and their overall rate; None without a single case."""
    together = sum(peers.values(), Counts(0, 0))
    rates = {topic: one.k / one.n for topic, one in peers.items() if one.n >= LEAST_OF_TOPIC}
    return rates, together.raw


def expect(own: Mapping[str, Counts], rates: Mapping[str, float], overall: float) -> CaseMix:
    """Return how an okrug stands to what its topics let expect; a topic without a rate takes `overall`."""
    topics = sorted(own)
    by_topic = [(own[topic].n, rates.get(topic, overall)) for topic in topics]
    observed = sum(own[topic].k for topic in topics)
    expected = sum(n * rate for n, rate in by_topic)
    spread = sum(n * rate * (1 - rate) for n, rate in by_topic)
    ratio = observed / expected if expected else None
    return CaseMix(
        observed=observed,
        expected=expected,
        overall=overall,
        ratio=ratio,
        adjusted=None if ratio is None else min(1.0, overall * ratio),
        z=(observed - expected) / sqrt(spread) if spread > 0 else None,
    )


def case_mix(own: Mapping[str, Counts], peers: Mapping[str, Counts]) -> CaseMix | None:
    """Return the case mix of an okrug beside its peers (without itself); None below ten cases or no peers."""
    counted = sum(own.values(), Counts(0, 0))
    rates, overall = rates_of(peers)
    if overall is None or settle_sum(counted).precision is Precision.NONE:
        return None
    return expect(own, rates, overall)
