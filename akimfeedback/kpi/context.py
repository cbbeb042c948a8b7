"""Facts that stand beside a score and are never scored, and days on which promotional tools rest. Pure."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum

MOST_POSTS = 500
MOST_BUDGET = Decimal(100_000_000)  # thousand tenge: a hundred billion, more than any okrug has


class Fact(StrEnum):
    """What is said of an okrug beside its population and its distance to the district's centre."""

    POSTS = "posts"  # staff posts of the akim's office
    VACANCIES = "vacancies"  # of them empty on that day
    BUDGET = "budget"  # of the year, thousand tenge


class FactFault(StrEnum):
    """What is wrong with a fact."""

    NOT_A_NUMBER = "kpi.fact-not-a-number"
    NOT_WHOLE = "kpi.fact-not-whole"
    OUT_OF_RANGE = "kpi.fact-out-of-range"
    FUTURE = "kpi.fact-in-the-future"
    NO_SOURCE = "kpi.fact-without-source"


def read_value(typed: str) -> Decimal | None:
    """Return the number people typed ("12", "48 500,5"), None when it is none."""
    plain = typed.strip().replace("\u00a0", "").replace("\u202f", "").replace(" ", "").replace(",", ".")
    try:
        value = Decimal(plain)
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def fact_fault(code: Fact, value: Decimal | None, as_of: date, source: str, today: date) -> FactFault | None:
    """Return what is wrong with a fact, None for a good one: posts 0 to 500, a budget above 0."""
    if value is None:
        return FactFault.NOT_A_NUMBER
    if not source.strip():
        return FactFault.NO_SOURCE
    if as_of > today:
        return FactFault.FUTURE
    if code is Fact.BUDGET:
        return None if 0 < value <= MOST_BUDGET else FactFault.OUT_OF_RANGE
    if value != value.to_integral_value():
        return FactFault.NOT_WHOLE
    return None if 0 <= value <= MOST_POSTS else FactFault.OUT_OF_RANGE


def newest(facts: Iterable[tuple[Fact, date, Decimal]], on: date) -> dict[Fact, tuple[date, Decimal]]:
    """Return by code the newest fact known on a day; later ones do not count yet."""
    found: dict[Fact, tuple[date, Decimal]] = {}
    for code, as_of, value in facts:
        if as_of <= on and (code not in found or as_of > found[code][0]):
            found[code] = (as_of, value)
    return found


@dataclass(frozen=True)
class Campaign:
    """Days of an election campaign in a unit and all below it; `territory_id` None is the whole country."""

    territory_id: int | None
    from_on: date
    to_on: date
    lifted_on: date | None = None  # ended early: that day counts no more


def rests_until(campaigns: Sequence[Campaign], path: Collection[int], day: date) -> date | None:
    """Return the last day on which promotional tools of a unit rest, None when they do not rest on `day`.

    `path` holds the unit and all units above it. Figures themselves stay: they are public information.
    Campaigns that touch or overlap are told as one.
    """
    here = sorted(
        (one for one in campaigns if one.territory_id is None or one.territory_id in path),
        key=lambda one: one.from_on,
    )
    until: date | None = None
    for one in here:
        last = one.to_on if one.lifted_on is None else min(one.to_on, _day_before(one.lifted_on))
        starts_in_time = one.from_on <= (day if until is None else _day_after(until))
        if starts_in_time and last >= (until or day):
            until = last
    return until


def _day_before(day: date) -> date:
    return date.fromordinal(day.toordinal() - 1)


def _day_after(day: date) -> date:
    return date.fromordinal(day.toordinal() + 1)
