"""Routing of a topic and the kinds of requests. Pure."""

from collections.abc import Collection, Sequence
from enum import StrEnum


class Routing(StrEnum):
    """Whose power the matter is, seen from the okrug akim."""

    OWN = "own"
    HELP = "help"
    OTHER = "other"


class Kind(StrEnum):
    """What a person wants, in plain words; the legal kind on the official track is derived from it."""

    PROBLEM = "problem"  # something is broken: сообщение / хабар
    HELP = "help"  # I need help: заявление / арыз
    DISAGREE = "disagree"  # I disagree with a decision: жалоба / шағым
    IDEA = "idea"  # предложение / ұсыныс
    INFORMATION = "information"  # запрос / сұрау салу
    ATTITUDE = "attitude"  # отклик / үн қосу
    THANKS = "thanks"


ASKS_FOR_NOTHING = frozenset({Kind.IDEA, Kind.ATTITUDE, Kind.THANKS})
"""Kinds for which "taken into account" is an answer on the substance."""


TILES = 6
DEFAULT_TILES = ("ROAD_IN", "WATER", "LIGHT", "WASTE", "CATTLE", "STRAY")
"""What is shown first where an okrug has no year of requests behind it yet."""

NEVER_TILES = frozenset({"OTHER", "THANKS", "CONDUCT", "CORR"})
"""Topics that stand under "all topics" however often they are used."""


def tile_codes(used: Sequence[str], active: Collection[str], count: int = TILES) -> list[str]:
    """Return the codes of the first page: the most used first, filled up with the default ones.

    `used` is sorted by use, the most used first; inactive and never-shown codes are passed over.
    """
    wanted = [*used, *DEFAULT_TILES]
    allowed = [code for code in wanted if code in active and code not in NEVER_TILES]
    return list(dict.fromkeys(allowed))[:count]
