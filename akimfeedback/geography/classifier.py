"""Read the classifier of territories: the bureau's layout in both editions and the flat form. No database."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from akimfeedback.geography import tables
from akimfeedback.geography.rules import Level, codes_above, level_of
from akimfeedback.geography.tables import Faults, Table

_CODE = re.compile(r"[0-9]{9}")
_COUNTRY = "000000000"
_HEADERS = {
    "the official layout": frozenset({"te", "ab", "cd", "ef", "hij", "k", "kaz_name", "rus_name"}),
    "the older official layout": frozenset({"te", "ab", "cd", "ef", "hij", "k", "name_kaz", "name_rus"}),
    "the flat form": frozenset({"kato", "parent_kato", "level", "type_code", "name_ru", "name_kk"}),
}
_SAME = {
    "te": "kato", "k": "type_code", "kaz_name": "name_kk", "name_kaz": "name_kk", "rus_name": "name_ru",
    "name_rus": "name_ru",
}  # fmt: skip
_PARTS = (("ab", 0, 2), ("cd", 2, 4), ("ef", 4, 6), ("hij", 6, 9))
_LEVELS = {
    "oblast": Level.OBLAST, "district": Level.DISTRICT, "sub_district": Level.OKRUG, "okrug": Level.OKRUG,
    "settlement": Level.PLACE, "place": Level.PLACE, "1": Level.OBLAST, "2": Level.DISTRICT,
    "3": Level.OKRUG, "4": Level.PLACE,
}  # fmt: skip
MOST_TYPE = 4


@dataclass(frozen=True)
class Unit:
    """One line of the classifier, checked but with its names as printed."""

    line: int
    kato: str
    type_code: int
    name_kk: str
    name_ru: str
    parent_kato: str | None  # as the flat form gives it; None: to be found from the code

    @property
    def level(self) -> Level:
        """Return the level the code shows."""
        return level_of(self.kato)


@dataclass(frozen=True)
class _Columns:
    """The file's own names of the columns, for telling where a fault is."""

    kato: str
    type_code: str
    name_kk: str
    name_ru: str


def read(content: bytes) -> list[Unit]:
    """Return the units of a file in the order of their codes; raises BadFile with lines and columns."""
    table = tables.read(content, _HEADERS)
    columns = _columns(table)
    faults = Faults()
    units: dict[str, Unit] = {}
    for line, cells in table.lines:
        if cells[columns.kato] == _COUNTRY:
            continue
        unit = _unit(line, cells, columns, faults)
        if unit is None:
            continue
        if unit.kato in units:
            first = units[unit.kato].line
            faults.add(line, columns.kato, f"the code {unit.kato} stands already in line {first}")
        units[unit.kato] = unit
    faults.check()
    return [units[kato] for kato in sorted(units)]


def _columns(table: Table) -> _Columns:
    found = {ours: theirs for theirs, ours in _SAME.items() if theirs in table.columns}
    return _Columns(*(found.get(name, name) for name in ("kato", "type_code", "name_kk", "name_ru")))


def _unit(line: int, cells: dict[str, str], columns: _Columns, faults: Faults) -> Unit | None:
    kato = cells[columns.kato]
    if not _CODE.fullmatch(kato) or kato.startswith("0"):
        faults.add(line, columns.kato, f"“{kato[:20]}” is not a code of nine digits")
        return None
    wrong = list(_wrong_parts(kato, cells)) + list(_wrong_level(kato, cells))
    type_code = cells[columns.type_code]
    if not (type_code.isascii() and type_code.isdigit() and int(type_code) <= MOST_TYPE):
        wrong.append((columns.type_code, f"“{type_code[:20]}” is not a type from 0 to {MOST_TYPE}"))
    wrong += [(name, "the name is empty") for name in (columns.name_kk, columns.name_ru) if not cells[name]]
    for column, reason in wrong:
        faults.add(line, column, reason)
    if wrong:
        return None
    parent = cells.get("parent_kato") or None
    return Unit(line, kato, int(type_code), cells[columns.name_kk], cells[columns.name_ru], parent)


def _wrong_parts(kato: str, cells: dict[str, str]) -> Iterable[tuple[str, str]]:
    for column, start, end in _PARTS:
        part = cells.get(column, "")
        if part and part.zfill(end - start) != kato[start:end]:
            yield column, f"“{part[:20]}” does not agree with the code {kato}"


def _wrong_level(kato: str, cells: dict[str, str]) -> Iterable[tuple[str, str]]:
    level = cells.get("level")
    if level is not None and _LEVELS.get(level.lower()) != level_of(kato):
        yield "level", f"“{level[:20]}” does not agree with the code {kato}"
    parent = cells.get("parent_kato")
    if not parent:
        return
    if not _CODE.fullmatch(parent):
        yield "parent_kato", f"“{parent[:20]}” is not a code of nine digits"
    elif parent not in codes_above(kato):
        yield "parent_kato", f"{parent} is not above {kato}"
