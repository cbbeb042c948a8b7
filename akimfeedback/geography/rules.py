"""Levels and kinds of territories. Pure."""

from enum import IntEnum, StrEnum


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
