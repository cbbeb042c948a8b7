"""One petition of another system as history, and how values of a file are read. Pure."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from akimfeedback.law.initiatives import Rung
from akimfeedback.petitions.rules import Publication, RejectReason

MOST_TITLE = 600


@dataclass(frozen=True)
class Fault:
    """One row that is not taken, and why."""

    row: int
    reason: str

    def __str__(self) -> str:
        """Return the fault as one line for the administrator."""
        return f"row {self.row}: {self.reason}"


class Refused(ValueError):
    """A row says something that cannot be."""


@dataclass(frozen=True)
class Reached:
    """A rung of the source with the moment it was reached."""

    rung: Rung
    needed: int
    at: datetime


@dataclass(frozen=True)
class Answer:
    """What the source keeps of the answer."""

    at: datetime
    text: str


@dataclass(frozen=True)
class Past:
    """One petition of another system as history. `days` are differences: a day may be negative."""

    number: str
    title: str
    why: str
    language: str
    opened_at: datetime
    closed_at: datetime
    publication: Publication
    days: Mapping[date, int]
    ladder: str  # name of the rules it lived under
    answer_at: int
    agenda_at: int | None = None
    positions_at: int | None = None
    population: int | None = None
    population_source: str | None = None
    reached: tuple[Reached, ...] = ()
    answer: Answer | None = None
    reject_reason: RejectReason | None = None
    note: str | None = None

    @property
    def count(self) -> int:
        """Return where the count ended."""
        return sum(self.days.values())


def table(content: bytes, columns: set[str]) -> list[dict[str, str]]:
    """Return the rows of a CSV. Raises ValueError when a column is missing."""
    rows = csv.DictReader(io.StringIO(content.decode("utf-8-sig")))
    missing = columns - set(rows.fieldnames or ())
    if missing:
        raise ValueError(f"the file lacks the columns {', '.join(sorted(missing))}")
    return list(rows)


def moment(text: str) -> datetime:
    """Return a moment with its zone; raises Refused."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError as fault:
        raise Refused(f"{text!r} is no moment") from fault
    if found.tzinfo is None:
        raise Refused(f"{text!r} does not say its zone")
    return found


def number(text: str, what: str, least: int = 0) -> int:
    """Return a whole number; raises Refused below the least."""
    try:
        found = int(text)
    except ValueError as fault:
        raise Refused(f"{what}: {text!r} is no number") from fault
    if found < least:
        raise Refused(f"{what}: {found} is below {least}")
    return found


def title(text: str) -> str:
    """Return a title on one line; raises Refused when nothing is left."""
    words = " ".join(text.replace("\0", "").split())
    if not words:
        raise Refused("there is no title")
    return words[:MOST_TITLE]
