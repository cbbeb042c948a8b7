"""How often people write about what, month by month, and what they want when they do. Pure."""

from random import Random

from akimfeedback.demo.texts import aid, animals, energy, everyday, office, roads, services, tidy, water
from akimfeedback.demo.words import TopicTexts
from akimfeedback.topics.rules import Kind

TEXTS: dict[str, TopicTexts] = {
    code: written
    for module in (aid, animals, energy, everyday, office, roads, services, tidy, water)
    for code, written in module.TOPICS.items()
}

_WINTER, _SPRING, _SUMMER, _AUTUMN = {11, 12, 1, 2, 3}, {3, 4, 5}, {6, 7, 8}, {9, 10, 11}

_OFTEN: dict[str, float] = {
    "ROAD_IN": 13,
    "ROAD_OUT": 2.5,
    "SNOW": 1,
    "BRIDGE": 2,
    "ROADSAFE": 2,
    "WATER": 9,
    "WATER_Q": 2,
    "SEWER": 2,
    "IRRIG": 0.6,
    "FLOOD": 0.1,
    "POWER": 4,
    "LIGHT": 9,
    "HEAT": 1,
    "GAS": 2,
    "WASTE": 6,
    "DUMP": 3,
    "GREEN": 2.5,
    "PLAY": 2.5,
    "CEMETERY": 2,
    "STRAY": 5,
    "VET": 2.5,
    "CATTLE": 4,
    "PASTURE": 3,
    "LAND": 4,
    "SOCIAL": 3,
    "ELDER": 1.5,
    "DISAB": 1,
    "CREDIT": 3,
    "SUBSIDY": 1.5,
    "JOB": 2,
    "MED": 3,
    "SCHOOL": 2,
    "SCHBUS": 1.5,
    "BUS": 2,
    "NET": 3,
    "POST": 1,
    "DOCS": 3.5,
    "CULTURE": 1.5,
    "SAFETY": 2,
    "PRICE": 1.2,
    "HOUSING": 1.5,
    "BUDGET": 1.2,
    "CONDUCT": 1.5,
    "IDEA": 2.5,
    "THANKS": 2,
}

_SEASON: dict[str, tuple[set[int], float]] = {
    "SNOW": ({12, 1, 2}, 14),
    "FLOOD": ({3, 4}, 50),
    "IRRIG": ({5, 6, 7, 8}, 6),
    "WATER": (_SUMMER, 1.8),
    "LIGHT": ({10, 11, 12, 1, 2}, 1.6),
    "HEAT": ({10, 11, 12, 1}, 3),
    "ROAD_IN": ({3, 4, 5, 10}, 1.4),
    "DUMP": ({4, 5}, 2),
    "GREEN": ({4, 5, 6, 7}, 1.8),
    "PASTURE": ({4, 5, 6, 7}, 1.8),
    "CATTLE": (_SUMMER | {5, 9}, 1.6),
    "SCHBUS": (_AUTUMN | _WINTER, 1.5),
    "SUBSIDY": (_SPRING | {9}, 1.6),
}

_HELP = frozenset({"SOCIAL", "ELDER", "DISAB", "CREDIT", "SUBSIDY", "JOB", "DOCS", "LAND", "HOUSING"})
_QUESTION_IS_INFORMATION = 0.5


def pick_topic(rng: Random, month: int) -> str:
    """Return a topic somebody writes about in this month."""
    return rng.choices(list(_OFTEN), [_weight(code, month) for code in _OFTEN])[0]


def _weight(code: str, month: int) -> float:
    months, times = _SEASON.get(code, (set(), 1.0))
    if not _in_season(code, month):
        return 0
    return _OFTEN[code] * (times if month in months else 1)


def _in_season(code: str, month: int) -> bool:
    if code == "SNOW" and month not in _WINTER:
        return False
    return all(any(month in text.months for text in among) for among in TEXTS[code].asked.values())


def kind_of(rng: Random, code: str, text: str) -> Kind:
    """Return what the writer wants."""
    if code in ("IDEA", "THANKS"):
        return Kind.IDEA if code == "IDEA" else Kind.THANKS
    if code == "CONDUCT":
        return Kind.DISAGREE
    if code == "BUDGET" or ("?" in text and rng.random() < _QUESTION_IS_INFORMATION):
        return Kind.INFORMATION
    return Kind.HELP if code in _HELP else Kind.PROBLEM
