"""Read a table of populations: kato, as_of, population, source. No database."""

import re
from dataclasses import dataclass
from datetime import date

from akimfeedback.geography import tables
from akimfeedback.geography.tables import Faults

_HEADERS = {"a table of populations": frozenset({"kato", "as_of", "population", "source"})}
_CODE = re.compile(r"[0-9]{9}")
_POINTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_SPACES = re.compile(r"[\s\u00a0\u202f]")
MOST_PEOPLE = 30_000_000


@dataclass(frozen=True)
class Figure:
    """How many people lived in a unit on a day, by a source; `line` is 0 when typed by hand."""

    kato: str
    as_of: date
    people: int
    source: str
    line: int = 0


def read(content: bytes) -> list[Figure]:
    """Return the figures of a CSV or XLSX file; raises BadFile with lines and columns."""
    faults = Faults()
    seen: dict[tuple[str, date], int] = {}
    figures = []
    for line, cells in tables.read(content, _HEADERS).lines:
        figure = _figure(line, cells, faults)
        if figure is None:
            continue
        first = seen.setdefault((figure.kato, figure.as_of), line)
        if first != line:
            faults.add(line, "as_of", f"{figure.kato} on {figure.as_of} stands already in line {first}")
        figures.append(figure)
    faults.check()
    return figures


def _figure(line: int, cells: dict[str, str], faults: Faults) -> Figure | None:
    kato, source = cells["kato"], cells["source"]
    day = _day(cells["as_of"])
    people = _SPACES.sub("", cells["population"])
    wrong = []
    if not _CODE.fullmatch(kato):
        wrong.append(("kato", f"“{kato[:20]}” is not a code of nine digits"))
    if day is None:
        wrong.append(("as_of", f"“{cells['as_of'][:20]}” is not a date like 2026-01-01 or 01.01.2026"))
    if not (people.isascii() and people.isdigit() and len(people) < 10 and int(people) <= MOST_PEOPLE):
        wrong.append(("population", f"“{cells['population'][:20]}” is not a whole number of people"))
    if not source:
        wrong.append(("source", "the source of the figure is missing"))
    for column, reason in wrong:
        faults.add(line, column, reason)
    return None if wrong or day is None else Figure(kato, day, int(people), source, line)


def _day(written: str) -> date | None:
    try:
        if found := _POINTED.fullmatch(written):
            return date(int(found[3]), int(found[2]), int(found[1]))
        return date.fromisoformat(written)
    except ValueError:
        return None
