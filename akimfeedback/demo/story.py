"""The life of the made-up district: who writes when about what, and what becomes of it. Pure and repeatable.

The same load moment gives the same story. Terms come from the law package: the demo has no rule of its own.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from random import Random

from akimfeedback.core.clock import KAZAKHSTAN
from akimfeedback.demo import places
from akimfeedback.demo.acts import CaseStory
from akimfeedback.demo.filing import World, written
from akimfeedback.demo.office_life import Desk, live
from akimfeedback.demo.people import Resident, residents
from akimfeedback.demo.places import Okrug
from akimfeedback.demo.today import of_today
from akimfeedback.demo.withdrawals import of_last_month
from akimfeedback.law.workdays import add_months

_GROWTH = (0.45, 0.5, 0.56, 0.64, 0.74, 0.88)
"""Share of the usual number of requests in an office's first quarters; then all of them."""
_MORE_WRITERS = 0.35  # how much more often the first residents write than the last


@dataclass(frozen=True)
class Story:
    """The whole made-up district."""

    residents: dict[str, list[Resident]]
    cases: list[CaseStory]  # in order of filing


def connected_from(okrug: Okrug, today: date) -> date | None:
    """Return the day the office's acceptance holds from; None when it has not accepted."""
    if not okrug.months_connected:
        return None
    first = add_months(today, -okrug.months_connected)
    return first.replace(day=1) if okrug.months_connected > 1 else first


def tell(world: World, *, share: float = 1.0) -> Story:
    """Return the story of all okrugs; `share` below one tells a part of it, for quick tests."""
    rng = Random(world.today.toordinal())  # noqa: S311 - the same day tells the same story
    people = residents(rng, world.today.year)
    cases: list[CaseStory] = []
    for okrug in places.OKRUGS:
        luck = Random(f"{okrug.kato} {world.today}")  # noqa: S311
        desk = Desk(okrug, luck, world.now, world.calendar)
        moments = _moments(okrug, desk.rng, world, share)
        cases += [_case(world, desk, people[okrug.kato], filed_at) for filed_at in moments]
    cases += of_today(world, people)
    cases += of_last_month(world, people)
    return Story(people, sorted(cases, key=lambda case: case.filed_at))


def _case(world: World, desk: Desk, people: list[Resident], filed_at: datetime) -> CaseStory:
    weights = [1 + _MORE_WRITERS * len(people) / (place + 1) for place in range(len(people))]
    author = desk.rng.choices(people, weights)[0]
    case, where = written(world, desk, author, filed_at)
    past_the_office = case.topic in world.past_the_office
    happened = live(desk, case, where, world.routing[case.topic], past_the_office=past_the_office)
    return replace(case, acts=happened)


def _moments(okrug: Okrug, rng: Random, world: World, share: float) -> Iterable[datetime]:
    start = connected_from(okrug, world.today)
    if start is None:
        return []
    day, moments, credit = start, [], rng.random()
    while day <= world.today:
        credit += share * okrug.per_quarter / 91 * _growth(start, day) * _season(day)
        while credit >= 1:
            credit -= rng.uniform(0.7, 1.3)
            moments.append(_moment(rng, day))
        day += timedelta(days=1)
    return [moment for moment in moments if moment < world.now - timedelta(minutes=10)]


def _growth(start: date, day: date) -> float:
    quarter = (day - start).days // 91
    return _GROWTH[quarter] if quarter < len(_GROWTH) else 1.0


def _season(day: date) -> float:
    """Return how much people write in the month: more in thaw and snow, less in summer."""
    by_month = (1.05, 1.1, 1.2, 1.25, 1.0, 0.95, 0.9, 0.85, 0.95, 1.0, 1.0, 1.0)[day.month - 1]
    return by_month * (0.6 if day.weekday() >= 5 else 1.16)


def _moment(rng: Random, day: date) -> datetime:
    """Return a moment of the day: most by day, many in the evening, a few at night."""
    draw = rng.random()
    if draw < 0.55:
        hour = rng.randint(9, 17)
    else:
        hour = rng.randint(18, 22) if draw < 0.93 else rng.choice((0, 6, 7, 8, 23))
    return datetime.combine(day, time(hour, rng.randint(0, 59), rng.randint(0, 59)), KAZAKHSTAN)
