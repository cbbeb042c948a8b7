"""Official days off of Kazakhstan: the library `holidays` as base, the table of moved days on top."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from types import MappingProxyType

from holidays.countries.kazakhstan import Kazakhstan

from akimfeedback.law.workdays import DayReason, MovedDay, Why, WorkCalendar

HOLIDAY_KEYS: Mapping[str, str] = MappingProxyType(
    {
        "New Year's Day": "new-year",
        "Orthodox Christmas": "orthodox-christmas",
        "International Women's Day": "womens-day",
        "Nowruz Holiday": "nauryz",
        "Kazakhstan's People Solidarity Holiday": "peoples-unity",
        "Defender of the Fatherland Day": "defenders-day",
        "Victory Day": "victory-day",
        "Capital Day": "capital-day",
        "Constitution Day": "constitution-day",
        "Republic Day": "republic-day",
        "First President Day": "first-president-day",
        "Independence Day": "independence-day",
        "Eid al-Adha": "qurban-ait",
    }
)
"""English names of the library and our stable keys; words for the keys stand in docs/glossary.md."""

UNNAMED_HOLIDAY = "public-holiday"  # a name this table does not know yet

_SUBSTITUTED = "Day off (substituted"
_MARKS = re.compile(r" \((?:observed|estimated|observed, estimated)\)$")


def calendar_for(years: Iterable[int], moved: Mapping[date, MovedDay] | None = None) -> WorkCalendar:
    """Return the calendar of all years from the earliest to the latest of `years`.

    The base never changes while the process lives and is remembered; `moved` is taken as given each time,
    so an edit of the table is seen at once. Raises ValueError without years.
    """
    wanted = sorted(set(years))
    if not wanted:
        raise ValueError("a calendar needs at least one year")
    first, last = wanted[0], wanted[-1]
    days_off, working_weekends = _base(first, last)
    return WorkCalendar(
        first_day=date(first, 1, 1),
        last_day=date(last, 12, 31),
        days_off=days_off,
        working_weekends=working_weekends,
        moved=MappingProxyType(dict(moved or {})),
    )


@lru_cache(maxsize=16)
def _base(first: int, last: int) -> tuple[Mapping[date, DayReason], frozenset[date]]:
    """Return days off and working weekend days as the library knows them."""
    official = Kazakhstan(years=range(first, last + 1), language="en_US")
    days_off = {day: _reason(name) for day, name in sorted(official.items()) if first <= day.year <= last}
    weekends = frozenset(day for day in official.weekend_workdays if first <= day.year <= last)
    return MappingProxyType(days_off), weekends


def _reason(name: str) -> DayReason:
    """Return the reason behind the library's English name of a day."""
    whole = name.split("; ", maxsplit=1)[0]
    if whole.startswith(_SUBSTITUTED):
        return DayReason(Why.SWAPPED)
    plain = _MARKS.sub("", whole)
    return DayReason(
        Why.CARRIED if "(observed" in whole else Why.HOLIDAY,
        holiday=HOLIDAY_KEYS.get(plain, UNNAMED_HOLIDAY),
        estimated="estimated)" in whole,
    )
