"""Signals of unusual support, as arithmetic. Pure; each one is for people to look at, none changes a count.

Every check takes plain numbers and returns the facts a person needs to judge, or None when nothing is
unusual. Limits are data of a version: a finding names the version it was made under.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import pairwise
from math import fsum, sqrt
from random import Random

from scipy.special import bdtrc, pdtrc

SIGNALS_VERSION = "2026-1"

Facts = dict[str, float]

MOST_NAMES = 500
"""Names of which the order is looked at; their pairs grow with the square."""


@dataclass(frozen=True)
class Limits:
    """Where looking begins, of one version."""

    concentration_from: int = 20  # supports with a known device or network
    concentration_part: float = 1 / 4  # effective sources below this part of the supports
    series_range: int = 10_000_000  # numbers behind one operator's prefix: seven digits
    series_run: int = 5  # numbers in a row
    series_pairs: int = 3  # neighbours in all
    series_chance: float = 0.0001
    regular_from: int = 15
    regular_below: float = 0.3
    night_from: int = 20
    night_more: float = 0.2  # above the platform's share
    night_chance: float = 0.001
    order_from: int = 15
    order_above: float = 0.5
    fast_from: int = 10
    fast_seconds: float = 5.0
    fast_above: float = 0.3
    adults_part: float = 0.64  # adults among residents where only the whole is known
    hours_part: float = 0.6
    hours: int = 48
    paper_from: int = 10
    paper_above: float = 0.5
    withdrawn_from: int = 5
    withdrawn_part: float = 0.1  # of those who supported on the day of the visit
    visit_hours: int = 24


LIMITS = Limits()
NIGHT_HOURS = range(6)
"""Hours of the night, Kazakhstan time: from midnight to six."""


def effective_number(weights: Iterable[int]) -> float:
    """Return (Σw)² / Σw²: how many equal sources would give the same concentration. 0 for nothing."""
    heavy = [weight for weight in weights if weight > 0]
    squares = sum(weight * weight for weight in heavy)
    return sum(heavy) ** 2 / squares if squares else 0.0


def concentration(weights: Sequence[int], limits: Limits = LIMITS) -> Facts | None:
    """Flag supports that come from few devices: n ≥ 20 and fewer effective ones than n / 4.

    A weight is the number of supports of one device, or of one network where no device is known.
    """
    n = sum(weights)
    effective = effective_number(weights)
    if n < limits.concentration_from or effective >= n * limits.concentration_part:
        return None
    return {"n": n, "effective": round(effective, 2), "largest": max(weights)}


def runs(numbers: Iterable[int]) -> list[int]:
    """Return the lengths of runs of consecutive numbers, the longest first; a number counts once."""
    lengths: list[int] = []
    before: int | None = None
    for number in sorted(set(numbers)):
        if before is not None and number == before + 1:
            lengths[-1] += 1
        else:
            lengths.append(1)
        before = number
    return sorted(lengths, reverse=True)


def phone_series(numbers: Iterable[int], limits: Limits = LIMITS) -> Facts | None:
    """Flag phone numbers that follow one another more than chance allows in an operator's range.

    Numbers may be shifted by a common secret: only distances matter. Under chance the number of neighbours
    among n of M numbers is about Poisson with mean n (n − 1) / M. A family that bought four cards at once is
    no signal: five in a row, or three neighbours against a chance below one in ten thousand.
    """
    lengths = runs(numbers)
    n = sum(lengths)
    pairs = sum(length - 1 for length in lengths)
    if n == 0 or pairs < limits.series_pairs:
        return None
    chance = float(pdtrc(pairs - 1, n * (n - 1) / limits.series_range))
    spread = sum(1 for length in lengths if length > 1) > 1
    if lengths[0] < limits.series_run and not (spread and chance < limits.series_chance):
        return None
    return {"n": n, "longest": lengths[0], "neighbours": pairs, "chance": chance}


def gap_variation(moments: Sequence[float]) -> float | None:
    """Return the coefficient of variation of the gaps between moments in seconds; None below two gaps.

    Arrivals of people who know nothing of one another give about 1; all at one moment give 0.
    """
    gaps = [later - earlier for earlier, later in pairwise(sorted(moments))]
    if len(gaps) < 2:
        return None
    mean = fsum(gaps) / len(gaps)
    if mean == 0:
        return 0.0
    return sqrt(fsum((gap - mean) ** 2 for gap in gaps) / len(gaps)) / mean


def regularity(moments: Sequence[float], limits: Limits = LIMITS) -> Facts | None:
    """Flag supports that come like a clock: variation of the gaps below 0.3 with at least 15."""
    variation = gap_variation(moments)
    if len(moments) < limits.regular_from or variation is None or variation >= limits.regular_below:
        return None
    return {"n": len(moments), "variation": round(variation, 3)}


def night(hours: Sequence[int], platform: float | None, limits: Limits = LIMITS) -> Facts | None:
    """Flag a share of night hours far above the platform's (0..1); None: the platform's is not known."""
    n = len(hours)
    if platform is None or n < limits.night_from:
        return None
    at_night = sum(1 for hour in hours if hour in NIGHT_HOURS)
    share = at_night / n
    chance = float(bdtrc(at_night - 1, n, platform)) if at_night else 1.0
    if share < platform + limits.night_more or chance >= limits.night_chance:
        return None
    return {"n": n, "at_night": at_night, "share": round(share, 3), "platform": round(platform, 3)}


def order_of(keys: Sequence[str]) -> float | None:
    """Return Kendall's τ-b of arrival and alphabet, −1..1; None below two different keys.

    Equal names are ties of the alphabet. Of more than 500 the last ones are looked at.
    """
    last = keys[-MOST_NAMES:]
    rising = falling = 0
    for place, later in enumerate(last):
        for earlier in last[:place]:
            rising += earlier < later
            falling += earlier > later
    pairs = len(last) * (len(last) - 1) // 2
    untied = rising + falling
    return (rising - falling) / sqrt(pairs * untied) if untied else None


def name_order(keys: Sequence[str], limits: Limits = LIMITS) -> Facts | None:
    """Flag names that come by the alphabet, forwards or backwards: |τ| > 0.5 with at least 15."""
    return ordered(len(keys), order_of(keys), limits)


def ordered(n: int, order: float | None, limits: Limits = LIMITS) -> Facts | None:
    """Flag an order that was computed before, of a sheet whose names are no longer kept."""
    if n < limits.order_from or order is None or abs(order) <= limits.order_above:
        return None
    return {"n": n, "order": round(order, 3)}


def fast_confirm(seconds: Sequence[float], limits: Limits = LIMITS) -> Facts | None:
    """Flag codes given back faster than people read a message: more than 30 % within 5 seconds, n ≥ 10."""
    n = len(seconds)
    fast = sum(1 for one in seconds if one <= limits.fast_seconds)
    if n < limits.fast_from or fast / n <= limits.fast_above:
        return None
    return {"n": n, "fast": fast, "share": round(fast / n, 3)}


def adults(residents: int, limits: Limits = LIMITS) -> int:
    """Return the adults of a place where only its residents are known."""
    return int(residents * limits.adults_part)


def too_many(moments: Sequence[float], residents: int | None, limits: Limits = LIMITS) -> Facts | None:
    """Flag more supports than adults live there, or more than 60 % of them within 48 hours.

    `moments` in seconds; no residents known, or none: nothing can be said.
    """
    if not residents:
        return None
    grown_up, n = adults(residents, limits), len(moments)
    most = _most_within(sorted(moments), limits.hours * 3600)
    if n <= grown_up and most <= grown_up * limits.hours_part:
        return None
    return {"n": n, "adults": grown_up, "within_48": most}


def _most_within(moments: Sequence[float], seconds: float) -> int:
    first = most = 0
    for place, moment in enumerate(moments):
        while moment - moments[first] > seconds:
            first += 1
        most = max(most, place - first + 1)
    return most


def paper_share(paper: int, counted: int, limits: Limits = LIMITS) -> Facts | None:
    """Flag more than half of what counts on paper, from 10 supports on."""
    if counted < limits.paper_from or paper / counted <= limits.paper_above:
        return None
    return {"n": counted, "paper": paper, "share": round(paper / counted, 3)}


def coercion(
    withdrawals: Sequence[float], visits: Sequence[float], standing: int, limits: Limits = LIMITS
) -> Facts | None:
    """Flag many withdrawals within a day after an official's visit: at least 5 and 10 % of those who stood.

    Moments in seconds. `standing` is how many support now; those who withdrew after the visit are added to
    know how many did before it. This is a sign of pressure on people, never of fraud.
    """
    span = limits.visit_hours * 3600
    worst = max((sum(1 for one in withdrawals if 0 <= one - visit < span) for visit in visits), default=0)
    if worst < limits.withdrawn_from or worst < (standing + worst) * limits.withdrawn_part:
        return None
    return {"n": standing + worst, "withdrawn": worst, "share": round(worst / (standing + worst), 3)}


AGAIN_FROM = 10
AGAIN_PART = 0.2


def worth_another_look(seen: float, n: float) -> bool:
    """Say whether a matter that was judged is raised anew: the supports grew by a fifth, at least by 10."""
    return n - seen >= max(AGAIN_FROM, seen * AGAIN_PART)


@dataclass(frozen=True)
class RateLimit:
    """At most `most` supports of one initiative from one network in `seconds`."""

    seconds: int
    most: int


RATE_LIMITS: tuple[RateLimit, ...] = (RateLimit(60, 10), RateLimit(300, 30))
"""Burst and sustained. They are high on purpose: mobile operators put a whole village behind one address, and
a school hall may sign together. What is above is not refused: the row is held without a word, so that a
machine learns nothing, and a person releases it or removes it."""


def too_fast(counts: Mapping[int, int], limits: Iterable[RateLimit] = RATE_LIMITS) -> bool:
    """Say whether one network gave too many; `counts` maps a span in seconds to the supports in it.

    The support in question is counted too; a span that is missing says nothing.
    """
    return any(counts.get(limit.seconds, 0) > limit.most for limit in limits)


RECHECK_OF = 10
"""One of ten accepted sheets is typed once more."""


def drawn(seed: bytes, place: int) -> bool:
    """Say whether the accepted sheet at a place (0, 1, …) is drawn: exactly one of each ten, by the seed."""
    block, inside = divmod(place, RECHECK_OF)
    digest = sha256(seed + block.to_bytes(8)).digest()
    return Random(digest).randrange(RECHECK_OF) == inside  # noqa: S311 - a lot, repeatable by the seed
