"""The method as data: its indicators, its definition as one document, what makes it sound, which is in force.

The first method comes with the product (`methods/v1.toml`); later ones are rows, drafted and approved at the
desk. A definition holds every number and every word of a method; formulas and cohorts are code. Pure but for
reading the product's own file.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from enum import StrEnum
from hashlib import sha256
from json import dumps
from math import isclose
from pathlib import Path
from typing import Any

from akimfeedback.kpi.periods import Period

MOST_INDICATORS = 10
LANGUAGES = ("kk", "ru", "en")
LEAST_FLOOR = 10
MOST_PRIOR = 200.0
COUNTED = frozenset({"K1", "K2", "K3", "K4", "K5"})
"""What the product counts: a method can weigh these, not others."""
CARRIERS = frozenset({"K1", "K3", "K4"})
"""Without one of these there is no block: in time, solved, satisfied."""
FOLDER = Path(__file__).with_name("methods")
Words = Mapping[str, str]


class Zone(StrEnum):
    """Our three zones, modelled on those of the official block."""

    REACTION = "reaction"
    RESULT = "result"
    OPENNESS = "openness"


class Tag(StrEnum):
    """Whether the office itself can change the figure, or it describes where the office works."""

    CONTROLLABLE = "controllable"
    CONTEXT = "context"


@dataclass(frozen=True)
class Indicator:
    """One share k of n of a method, with its plain words in three languages."""

    code: str
    zone: Zone
    weight: float
    prior: float  # M: weight of the peers' mean, in cases
    m0: float  # the mean assumed when there are no peers
    floor: int  # least n for a share
    question: Words
    gaming: Words  # how it is known to be gamed
    formula: Words = field(default_factory=dict)
    publish_from: int = 0  # least n for a published score; 0: the score does not wait for it
    tag: Tag = Tag.CONTROLLABLE
    watched_by: tuple[str, ...] = ()  # codes of the signals that watch it


@dataclass(frozen=True)
class Method:
    """A version of the method, in force for periods that begin on `valid_from` or later."""

    version: str
    valid_from: date
    indicators: tuple[Indicator, ...]

    @property
    def weights(self) -> dict[str, float]:
        """Return the weight of each indicator by code."""
        return {indicator.code: indicator.weight for indicator in self.indicators}

    @property
    def publish_floors(self) -> dict[str, int]:
        """Return the least n of each indicator the score waits for, by code."""
        return {one.code: one.publish_from for one in self.indicators if one.publish_from}

    def indicator(self, code: str) -> Indicator:
        """Return one indicator. Raises KeyError for an unknown code."""
        return {indicator.code: indicator for indicator in self.indicators}[code]


class BadDefinition(ValueError):
    """A document that is no method: a part is missing or of a wrong type."""


def definition_of(method: Method) -> dict[str, Any]:
    """Return the whole method as plain values, indicators by code; `method_from` reads it back."""
    return {
        "version": method.version,
        "valid_from": method.valid_from.isoformat(),
        "indicators": [_plain(one) for one in sorted(method.indicators, key=lambda one: one.code)],
    }


def _plain(one: Indicator) -> dict[str, Any]:
    values = asdict(one)
    return values | {"zone": one.zone.value, "tag": one.tag.value, "watched_by": list(one.watched_by)}


def method_from(definition: Mapping[str, Any]) -> Method:
    """Return the method of a definition, soundness not judged. Raises BadDefinition."""
    try:
        indicators = tuple(_indicator(one) for one in definition["indicators"])
        day = definition["valid_from"]
        valid_from = day if isinstance(day, date) else date.fromisoformat(day)
        return Method(str(definition["version"]), valid_from, tuple(sorted(indicators, key=lambda i: i.code)))
    except (KeyError, TypeError, ValueError) as error:
        raise BadDefinition(str(error)) from error


def _indicator(one: Mapping[str, Any]) -> Indicator:
    return Indicator(
        code=str(one["code"]),
        zone=Zone(one["zone"]),
        weight=float(one["weight"]),
        prior=float(one["prior"]),
        m0=float(one["m0"]),
        floor=int(one["floor"]),
        question=dict(one["question"]),
        gaming=dict(one["gaming"]),
        formula=dict(one["formula"]),
        publish_from=int(one["publish_from"]),
        tag=Tag(one["tag"]),
        watched_by=tuple(one["watched_by"]),
    )


def digest_of(method: Method) -> str:
    """Return the hash of a definition: a dry run belongs to exactly one."""
    return sha256(dumps(definition_of(method), sort_keys=True, ensure_ascii=False).encode()).hexdigest()


@dataclass(frozen=True)
class ProductMethod:
    """A method that comes with the product, with its reason by language and its sources."""

    method: Method
    reason: Words
    sources: tuple[str, ...]


def _read(path: Path) -> ProductMethod:
    read = tomllib.loads(path.read_text(encoding="utf-8"))
    method = method_from(read | {"indicators": read["indicator"]})
    return ProductMethod(method, read["reason"], tuple(read["sources"]))


PRODUCT_METHODS: tuple[ProductMethod, ...] = tuple(_read(path) for path in sorted(FOLDER.glob("v*.toml")))
METHODS: tuple[Method, ...] = tuple(one.method for one in PRODUCT_METHODS)
V1 = METHODS[0]


def product_rows() -> list[dict[str, Any]]:
    """Return the product's own methods as they are written down: version, valid_from, definition, reason."""
    return [
        {
            "version": one.method.version,
            "valid_from": one.method.valid_from,
            "definition": definition_of(one.method) | {"sources": list(one.sources)},
            "reason": dict(one.reason),
        }
        for one in PRODUCT_METHODS
    ]


class MethodFault(StrEnum):
    """What is wrong with a method."""

    NO_INDICATOR = "no-indicator"
    TOO_MANY = "too-many-indicators"
    SAME_CODE = "same-code-twice"
    NOT_COUNTED = "code-is-not-counted"
    CARRIER_MISSING = "carrier-missing"
    WEIGHTS = "weights-do-not-sum-to-one"
    RANGE = "number-out-of-range"
    FLOOR = "floor-below-ten"
    WORDS = "words-missing"
    FIRST_DAY = "not-the-first-day-of-a-quarter"
    PAST = "not-in-the-future"


def method_faults(method: Method, today: date | None = None) -> tuple[MethodFault, ...]:
    """Return all that is wrong with a method; nothing for a sound one.

    With `today` it is judged as one to come: it begins on the first day of a quarter still ahead, so that no
    quarter changes its method once it runs.
    """
    chosen, codes = method.indicators, {one.code for one in method.indicators}
    checks = (
        (not chosen, MethodFault.NO_INDICATOR),
        (len(chosen) > MOST_INDICATORS, MethodFault.TOO_MANY),
        (len(codes) < len(chosen), MethodFault.SAME_CODE),
        (not codes <= COUNTED, MethodFault.NOT_COUNTED),
        (not codes >= CARRIERS, MethodFault.CARRIER_MISSING),
        (not weights_sum_to_one([one.weight for one in chosen]), MethodFault.WEIGHTS),
        (any(not _in_range(one) for one in chosen), MethodFault.RANGE),
        (any(not _floors_hold(one) for one in chosen), MethodFault.FLOOR),
        (any(not _has_words(one) for one in chosen), MethodFault.WORDS),
        (today is not None and not is_first_of_quarter(method.valid_from), MethodFault.FIRST_DAY),
        (today is not None and method.valid_from <= today, MethodFault.PAST),
    )
    return tuple(fault for wrong, fault in checks if wrong)


def weights_sum_to_one(weights: Sequence[float]) -> bool:
    """Return whether shares of a whole are the whole, to the ninth digit."""
    return isclose(sum(weights), 1.0, abs_tol=1e-9)


def is_first_of_quarter(day: date) -> bool:
    """Return whether a quarter begins on a day."""
    return day.day == 1 and day.month % 3 == 1


def _in_range(one: Indicator) -> bool:
    return 0 < one.weight <= 1 and 0 < one.prior <= MOST_PRIOR and 0 < one.m0 < 1


def _floors_hold(one: Indicator) -> bool:
    """Return whether no share stands on fewer than ten, and the score waits for what carries it."""
    waits = one.publish_from >= one.floor if one.code in CARRIERS else one.publish_from >= 0
    return one.floor >= LEAST_FLOOR and waits


def _has_words(one: Indicator) -> bool:
    parts = (one.question, one.gaming, one.formula)
    return all(words.get(language, "").strip() for words in parts for language in LANGUAGES)


class UnknownMethod(LookupError):
    """No method was in force then."""


def method_for(period: Period, methods: Sequence[Method] = METHODS) -> Method:
    """Return the latest method in force on the period's first day. Raises UnknownMethod."""
    valid = [method for method in methods if method.valid_from <= period.first_day]
    if not valid:
        raise UnknownMethod(str(period))
    return max(valid, key=lambda method: method.valid_from)


@dataclass(frozen=True)
class MethodChange:
    """What a version changes against the one before it: codes, and numbers as (code, name, before, after)."""

    added: tuple[str, ...]
    dropped: tuple[str, ...]
    numbers: tuple[tuple[str, str, float, float], ...]
    words: tuple[str, ...]  # codes whose words changed


NUMBERS = ("weight", "prior", "m0", "floor", "publish_from")


def change_between(before: Method, after: Method) -> MethodChange:
    """Return what was added, dropped and changed between two methods, by code."""
    old, new = ({one.code: one for one in method.indicators} for method in (before, after))
    both = sorted(old.keys() & new.keys())
    numbers = tuple(
        (code, name, float(getattr(old[code], name)), float(getattr(new[code], name)))
        for code in both
        for name in NUMBERS
        if getattr(old[code], name) != getattr(new[code], name)
    )
    told = ("question", "formula", "gaming", "tag")
    words = tuple(code for code in both if any(getattr(old[code], n) != getattr(new[code], n) for n in told))
    added, dropped = tuple(sorted(new.keys() - old.keys())), tuple(sorted(old.keys() - new.keys()))
    return MethodChange(added, dropped, numbers, words)
