"""What people who review support decide by: findings, what a removal looks for, lines of a sheet. Pure."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from enum import StrEnum
from typing import Any

REMOVAL_VERSION = "2026-1"
ALONE_UP_TO = 20
ALONE_SHARE = 0.1
LINES_ON_SHEET = 15
_DAYS = ("first_on", "last_on")
EARLIEST_BIRTH_YEAR = 1900


class Finding(StrEnum):
    """What a person found behind a signal."""

    TRUE = "true"  # support was not given as it should be
    INNOCENT = "innocent"
    UNCLEAR = "unclear"


class LineFault(StrEnum):
    """Why a line of a sheet does not count."""

    UNREADABLE = "unreadable"
    NOT_ADULT = "not-adult"
    NOT_RESIDENT = "not-resident"
    TWICE = "twice"  # twice on this sheet
    COUNTED_BEFORE = "counted-before"  # on another sheet
    REJECTED = "rejected"  # with the whole sheet


@dataclass(frozen=True)
class Filters:
    """What a removal looks for; all that is given must hold. `last_id` closes the list when it is counted."""

    line: str | None = None
    area_id: int | None = None
    first_on: date | None = None
    last_on: date | None = None
    device: str | None = None  # hexadecimal of the keyed hash
    network: str | None = None
    sheet_id: int | None = None
    within_seconds: float | None = None  # confirmed within so many seconds
    held: bool = False
    last_id: int | None = None

    @property
    def chosen(self) -> bool:
        """Say whether anything is looked for at all: a removal of everything is a mistake."""
        return any(getattr(self, one.name) for one in fields(self) if one.name != "last_id")

    @property
    def covers_intents(self) -> bool:
        """Say whether codes still waiting may belong to it: they have a day, and come by phone."""
        return self.first_on is not None and self.sheet_id is None and self.line in (None, "phone")

    def as_data(self) -> dict[str, Any]:
        """Return what is stored: only what is given."""
        data = {name: value for name, value in asdict(self).items() if value not in (None, False, "")}
        return data | {name: data[name].isoformat() for name in _DAYS if name in data}

    @classmethod
    def of(cls, data: dict[str, Any]) -> "Filters":
        """Return the filters of stored data."""
        rest: dict[str, Any] = {name: value for name, value in data.items() if name not in _DAYS}
        first, last = (date.fromisoformat(data[name]) if name in data else None for name in _DAYS)
        return cls(**rest, first_on=first, last_on=last)


def needs_second(found: int, counted: int) -> bool:
    """Say whether another person confirms a removal: more than 20 rows, or more than 10 % of the count."""
    return found > ALONE_UP_TO or found > counted * ALONE_SHARE


@dataclass(frozen=True)
class SheetLine:
    """One line of a sheet as a person typed it."""

    name: str = ""
    birth_year: int | None = None
    place_id: int | None = None  # village of the okrug; None: from elsewhere or not readable

    @property
    def empty(self) -> bool:
        """Say whether nothing was typed."""
        return not self.name and self.birth_year is None and self.place_id is None


def without_tail(lines: Sequence[SheetLine]) -> list[SheetLine]:
    """Return the lines without empty ones at the end; an empty one between keeps its place."""
    kept = list(lines)
    while kept and kept[-1].empty:
        kept.pop()
    return kept


def different(first: Sequence[tuple[object, ...]], second: Sequence[tuple[object, ...]]) -> list[int]:
    """Return the numbers (1, 2, …) of the lines two entries hold differently; a missing line differs."""
    longest = max(len(first), len(second))
    return [
        place + 1
        for place in range(longest)
        if place >= len(first) or place >= len(second) or first[place] != second[place]
    ]
