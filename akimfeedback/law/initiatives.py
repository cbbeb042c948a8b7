"""Rules of local initiatives as data: the ladder, backers, terms, and what the state's portal asks. Pure.

A local initiative is a collective proposal to the akim on this platform, not a petition under the code. The
ladder is ours; it rests on the written pledge of the office. What the state's portal needs is shown beside it
as information and never compared with counts made here.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from math import isqrt

from akimfeedback.law.request_terms import Term, Unit

_CODE = "https://adilet.zan.kz/rus/docs/K2000000350"
_HOUSE = "house rules of local initiatives"
_WD, _CD, _MO = Unit.WORKING_DAYS, Unit.CALENDAR_DAYS, Unit.MONTHS

INITIATIVE_TERMS: tuple[Term, ...] = (
    Term("L-33", 5, _WD, "", _HOUSE, "house"),  # moderation
    Term("L-34", 6, _MO, "90-3(2)", _CODE, "АППК 90-3(2)"),  # longest collection
    Term("L-35", 20, _WD, "90-5(1)", _CODE, "АППК 90-5(1)"),  # written answer
    Term("L-36", 1, _WD, "90-6(3)", _CODE, "АППК 90-6(3)"),  # publication of the decision
    Term("L-37", 3, _WD, "90-5(2)", _CODE, "АППК 90-5(2)"),  # notice of a public discussion
    Term("L-38", 12, _MO, "90-2(4)", _CODE, "АППК 90-2(4)"),  # same subject
    Term("L-39", 14, _CD, "", _HOUSE, "house"),  # positions of deputies
    Term(
        "L-40", 24, _CD, "", _HOUSE, "house"
    ),  # hours of grace for a code asked before the end; see GRACE_HOURS
    Term("L-41", 7, _CD, "", _HOUSE, "house"),  # an unconfirmed support is forgotten
    Term("L-42", 30, _CD, "", _HOUSE, "house"),  # a phone confirmed within this time needs no new code
    Term("L-43", 20, _WD, "", _HOUSE, "house"),  # decision on an objection
    Term("L-44", 180, _CD, "", _HOUSE, "house"),  # scrubbing after the matter ended
    Term(
        "L-45", 60, _CD, "", _HOUSE, "house"
    ),  # a silent author: dormant, others may adopt after as long again
    Term("L-46", 30, _CD, "", _HOUSE, "house"),  # backers found, else the draft lapses
)

ADULT_AGE = 18
COLLECTION_DAYS = (30, 60, 90)
FEWER_THAN = 10
SMALL_VILLAGE = 500
LADDER_VERSION = "2026-1"


class Rung(StrEnum):
    """What an initiative obliges the office to, by its pledge."""

    ANSWER = "answer"  # a written answer
    AGENDA = "agenda"  # agenda of the community assembly and a public discussion
    POSITIONS = "positions"  # positions of the district's deputies


@dataclass(frozen=True)
class RungRule:
    """T = max(floor, ⌈factor · √N⌉), capped at a share of N, never below 10."""

    rung: Rung
    factor: int
    floor: int
    cap_percent: int


LADDER: tuple[RungRule, ...] = (
    RungRule(Rung.ANSWER, 1, 10, 10),
    RungRule(Rung.AGENDA, 2, 15, 15),
    RungRule(Rung.POSITIONS, 3, 20, 25),
)
NEVER_BELOW = 10
UNKNOWN_POPULATION_ANSWER = 30
BACKERS: tuple[tuple[int, int], ...] = ((500, 3), (1000, 4), (2000, 5), (5000, 6))
MOST_BACKERS_NEEDED = 7
UNKNOWN_POPULATION_BACKERS = 5
MOST_BACKERS = 20

PORTAL_ADMISSION = 50  # АППК 90-2(4)
PORTAL_PEOPLE_CAP = 50_000  # АППК 90-3(4)
PORTAL_OKRUG_PERCENT = 5
PORTAL_DISTRICT_MASLIKHAT_PERCENT = 10


@dataclass(frozen=True)
class Step:
    """One printed step of a ladder; rungs with the same number are one step."""

    needed: int
    rungs: tuple[Rung, ...]


@dataclass(frozen=True)
class PortalNeeds:
    """What the state's portal asks for, collected anew there with a digital signature. None: unknown."""

    admission: int
    okrug: int | None
    district_maslikhat: int | None


def threshold(rule: RungRule, population: int) -> int:
    """Return how many counted supporters a rung takes in a unit of `population` residents (≥ 0).

    The root is rounded up; the cap is rounded down to whole people. Law: L-30.
    """
    if population < 0:
        raise ValueError("a population is not negative")
    wanted = max(rule.floor, _root_up(rule.factor, population))
    return max(NEVER_BELOW, min(wanted, population * rule.cap_percent // 100))


def ladder(population: int | None) -> tuple[Step, ...]:
    """Return the steps of a unit, rising; equal rungs are one. Unknown population: one step of 30.

    Law: L-30.
    """
    if population is None:
        return (Step(UNKNOWN_POPULATION_ANSWER, (Rung.ANSWER,)),)
    steps: list[Step] = []
    for rule in LADDER:
        needed = threshold(rule, population)
        if steps and steps[-1].needed == needed:
            steps[-1] = Step(needed, (*steps[-1].rungs, rule.rung))
        else:
            steps.append(Step(needed, (rule.rung,)))
    return tuple(steps)


def backers_needed(population: int | None) -> int:
    """Return how many adult residents back a draft before moderation: 3 to 7 by the bands of peers.

    Law: L-31.
    """
    if population is None:
        return UNKNOWN_POPULATION_BACKERS
    return next((needed for below, needed in BACKERS if population < below), MOST_BACKERS_NEEDED)


def portal_needs(okrug: int | None, district: int | None) -> PortalNeeds:
    """Return what epetition.kz asks of the unit and of the district's maslikhat (the district's own people).

    Law: L-32.
    """
    return PortalNeeds(
        admission=PORTAL_ADMISSION,
        okrug=_percent_up(PORTAL_OKRUG_PERCENT, okrug),
        district_maslikhat=_percent_up(PORTAL_DISTRICT_MASLIKHAT_PERCENT, district),
    )


def is_adult(birth_year: int, today: date, adult: int = ADULT_AGE) -> bool:
    """Say whether somebody born in that year may be of age: the year alone is asked, and they say the rest.

    Law: L-47.
    """
    return today.year - birth_year >= adult


def term(rule_id: str, day: date) -> int:
    """Return the length of a term in force on a day. Raises LookupError. Law: L-33 to L-46."""
    for one in INITIATIVE_TERMS:
        if one.id == rule_id and one.holds_on(day):
            return one.value
    raise LookupError(rule_id)


def _root_up(factor: int, population: int) -> int:
    """Return ⌈factor · √population⌉ without floating point."""
    square = factor * factor * population
    root = isqrt(square)
    return root if root * root == square else root + 1


def _percent_up(percent: int, population: int | None) -> int | None:
    if population is None:
        return None
    return -(-min(population, PORTAL_PEOPLE_CAP) * percent // 100)
