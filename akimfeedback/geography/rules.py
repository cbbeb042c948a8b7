"""Levels and kinds of territories, what a code says by itself, and when a unit is in force. Pure."""

from datetime import date
from enum import IntEnum, StrEnum

CODE_LENGTH = 9
BEFORE_RECORDS = date(1991, 12, 16)
"""The beginning written on units of the first edition read: nobody told us when they came to be."""


class Level(IntEnum):
    """Depth in the classifier, as its code shows it."""

    OBLAST = 1
    DISTRICT = 2
    OKRUG = 3
    PLACE = 4


class Kind(StrEnum):
    """What the classifier's name says a unit is."""

    OBLAST = "oblast"
    CITY = "city"  # of republican or oblast significance, and city districts
    DISTRICT = "district"
    OKRUG = "okrug"  # с.о. / а.о.
    VILLAGE_OKRUG = "village-okrug"  # с.а.
    SETTLEMENT_OKRUG = "settlement-okrug"  # п.а.
    CITY_OKRUG = "city-okrug"  # г.а.
    TOWN = "town"
    SETTLEMENT = "settlement"
    VILLAGE = "village"
    OTHER = "other"  # stations, farms, plots


class Change(StrEnum):
    """What a newer edition did to a unit."""

    RENAMED = "renamed"
    MOVED = "moved"
    CLOSED = "closed"


RURAL = frozenset({Kind.OKRUG, Kind.VILLAGE_OKRUG, Kind.SETTLEMENT_OKRUG, Kind.SETTLEMENT, Kind.VILLAGE})
"""Kinds of okrugs in the countryside; towns and city districts are not among them."""

URBAN_ALONE = frozenset({Kind.TOWN, Kind.SETTLEMENT, Kind.CITY})
"""Kinds that have an akim of their own when they stand straight under a district."""

_ZEROS = ((Level.OBLAST, 2), (Level.DISTRICT, 4), (Level.OKRUG, 6))


def level_of(kato: str) -> Level:
    """Return the level a code shows by its zeros: 190000000 is an oblast, 194230100 a place."""
    for level, digits in _ZEROS:
        if kato[digits:].strip("0") == "":
            return level
    return Level.PLACE


def stem_of(kato: str) -> str:
    """Return the digits all units under this one begin with: 19 of 190000000, 1942 of 194200000."""
    return next((kato[:digits] for level, digits in _ZEROS if level == level_of(kato)), kato)


def codes_above(kato: str) -> list[str]:
    """Return the codes of the units above, nearest first; some of them may not exist."""
    cut = [kato[:digits].ljust(CODE_LENGTH, "0") for _, digits in reversed(_ZEROS)]
    return list(dict.fromkeys(code for code in cut if code != kato and level_of(code) < level_of(kato)))


def has_akim(level: Level, kind: Kind, parent_level: Level | None) -> bool:
    """Say whether the product calls a unit an okrug.

    Every unit of the okrug level has an akim: с.о., с.а., п.а., г.а., towns, villages, districts of cities.
    So has a town, a settlement or a city district that the classifier writes among places though nothing
    but a district stands above it. A village straight under a city belongs to the city.
    """
    if level == Level.OKRUG:
        return kind != Kind.OTHER
    return level == Level.PLACE and parent_level == Level.DISTRICT and kind in URBAN_ALONE


def in_force(valid_from: date, valid_to: date | None, on: date) -> bool:
    """Say whether a unit exists on a day; both days belong to it."""
    return valid_from <= on and (valid_to is None or on <= valid_to)
