"""Compare an edition of the classifier with what is on record and plan what to write. No database."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from akimfeedback.core.folding import fold
from akimfeedback.geography import names
from akimfeedback.geography.classifier import Unit
from akimfeedback.geography.names import Names
from akimfeedback.geography.rules import (
    BEFORE_RECORDS,
    Change,
    Kind,
    Level,
    codes_above,
    has_akim,
    level_of,
    stem_of,
)
from akimfeedback.geography.tables import Faults

MADE_UP = "99"  # codes of the demo district; no edition touches them


@dataclass(frozen=True)
class Known:
    """A unit on record; the fields are columns of the table."""

    id: int
    kato: str
    parent_id: int | None
    level: int
    type_code: int
    kind: str
    has_akim: bool
    name_kk: str
    name_ru: str
    name_en: str
    search: str
    search_above: str
    valid_to: date | None


@dataclass
class Plan:
    """What has to be written, and the counts to report."""

    units: int = 0
    roots: tuple[str, ...] = ()
    scope: set[str] = field(default_factory=set)  # codes on record in force under the roots
    ids: dict[str, int] = field(default_factory=dict)
    insert: list[dict[str, object]] = field(default_factory=list)
    update: list[dict[str, object]] = field(default_factory=list)
    close: list[Known] = field(default_factory=list)
    former: list[tuple[Known, Change]] = field(default_factory=list)
    successors: dict[str, str] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    climbed: int = 0
    okrugs: int = 0
    places: int = 0

    @property
    def changes(self) -> bool:
        """Say whether anything has to be written."""
        return bool(self.insert or self.update or self.close)


@dataclass(frozen=True)
class _Read:
    """A unit of the file with its parent found and its names read."""

    unit: Unit
    parent: str | None
    names: Names
    search: str


def make_plan(
    units: Sequence[Unit], known: Mapping[str, Known], *, as_of: date, whole_country: bool = False
) -> Plan:
    """Return what an edition changes; raises BadFile when a unit has nothing above it.

    A unit without a direct parent climbs to the nearest existing one: of this edition, else on record and
    in force. A unit closed earlier that stands in the file is opened again.
    """
    read = _read_all(units, known)
    plan = Plan(units=len(units), ids={kato: row.id for kato, row in known.items()})
    plan.roots = tuple(kato for kato, one in read.items() if one.parent not in read)
    in_force = (kato for kato, row in known.items() if row.valid_to is None)
    plan.scope = {kato for kato in in_force if _in_scope(kato, plan.roots, whole_country=whole_country)}
    first_time = {kato[:2] for kato in read} - {kato[:2] for kato in known}
    for one in read.values():
        _plan_unit(plan, one, read, known, BEFORE_RECORDS if one.unit.kato[:2] in first_time else as_of)
    plan.close = [known[kato] for kato in sorted(plan.scope - set(read))]
    plan.former += [(row, Change.CLOSED) for row in plan.close]
    plan.successors = _successors(plan)
    return plan


def _in_scope(kato: str, roots: Sequence[str], *, whole_country: bool) -> bool:
    if whole_country and not kato.startswith(MADE_UP):
        return True
    return any(kato.startswith(stem_of(root)) for root in roots)


def _read_all(units: Sequence[Unit], known: Mapping[str, Known]) -> dict[str, _Read]:
    there = {unit.kato for unit in units}
    open_before = {kato for kato, row in known.items() if row.valid_to is None}
    faults = Faults()
    found = {}
    for unit in units:
        parent = _parent(unit, there) or _parent(unit, open_before)
        if parent is None and unit.level != Level.OBLAST:
            faults.add(unit.line, "", f"no unit above {unit.kato} stands in the file or on record")
        read = names.read(unit.level, unit.type_code, unit.name_kk, unit.name_ru)
        found[unit.kato] = _Read(unit, parent, read, _search(read))
    faults.check()
    return found


def _parent(unit: Unit, there: set[str]) -> str | None:
    if unit.parent_kato in there:
        return unit.parent_kato
    return next((code for code in codes_above(unit.kato) if code in there), None)


def _search(read: Names) -> str:
    if read.of_a_person:
        return ""
    folded = [fold(name.replace(".", ". ")) for name in (read.bare_kk, read.bare_ru, read.bare_en)]
    return "|".join(dict.fromkeys(name.replace("|", " ") for name in folded if name))


def _above(one: _Read, read: Mapping[str, _Read], known: Mapping[str, Known]) -> str:
    """Return the folded names of all units above, so that a search may name the district too."""
    found = []
    parent = one.parent
    while parent:
        if parent in read:
            found.append(read[parent].search)
            parent = read[parent].parent
        else:
            found += [known[parent].search, known[parent].search_above]
            break
    return "|".join(name for name in found if name)


def _plan_unit(
    plan: Plan, one: _Read, read: Mapping[str, _Read], known: Mapping[str, Known], valid_from: date
) -> None:
    row = _row(one, read, known)
    plan.okrugs += bool(row["has_akim"])
    plan.places += one.unit.level == Level.PLACE
    plan.climbed += _climbed(one)
    before = known.get(one.unit.kato)
    if before is None:
        plan.insert.append(row | {"valid_from": valid_from, "valid_to": None})
        return
    kinds = _differences(before, row, known)
    if not kinds:
        plan.counts["unchanged"] += 1
        return
    plan.counts.update(kinds)
    plan.former += [(before, Change(kind)) for kind in kinds if kind in ("renamed", "moved")]
    plan.update.append(row | {"id": before.id, "valid_to": None, "successor_kato": None})


def _climbed(one: _Read) -> bool:
    """Say whether the row one step up by the code is missing: 113820100 without 113820000."""
    above = codes_above(one.unit.kato)
    return bool(above) and one.parent != above[0]


def _row(one: _Read, read: Mapping[str, _Read], known: Mapping[str, Known]) -> dict[str, object]:
    parent_level = level_of(one.parent) if one.parent else None
    return {
        "kato": one.unit.kato,
        "parent_kato": one.parent,
        "level": int(one.unit.level),
        "type_code": one.unit.type_code,
        "kind": one.names.kind.value,
        "has_akim": has_akim(one.unit.level, one.names.kind, parent_level),
        "name_kk": one.names.kk,
        "name_ru": one.names.ru,
        "name_en": one.names.en,
        "search": one.search,
        "search_above": _above(one, read, known),
    }


def _differences(before: Known, row: Mapping[str, object], known: Mapping[str, Known]) -> list[str]:
    found = []
    if before.valid_to is not None:
        found.append("reopened")
    if (before.name_kk, before.name_ru) != (row["name_kk"], row["name_ru"]):
        found.append("renamed")
    parent = known.get(str(row["parent_kato"])) if row["parent_kato"] else None
    if before.parent_id != (parent.id if parent else None):
        found.append("moved")
    rest = ("level", "type_code", "kind", "has_akim", "name_en", "search", "search_above")
    if not found and any(getattr(before, name) != row[name] for name in rest):
        found.append("changed")
    return found


def _successors(plan: Plan) -> dict[str, str]:
    """Return new codes of closed units: one closed and one new of a name and kind in the same top unit."""
    new: dict[tuple[object, ...], list[str]] = defaultdict(list)
    for row in plan.insert:
        new[(str(row["kato"])[:2], row["kind"], row["name_ru"])].append(str(row["kato"]))
    closed: dict[tuple[object, ...], list[str]] = defaultdict(list)
    for known in plan.close:
        closed[(known.kato[:2], known.kind, known.name_ru)].append(known.kato)
    return {
        codes[0]: new[key][0]
        for key, codes in closed.items()
        if key[1] != Kind.OTHER and len(codes) == 1 and len(new.get(key, ())) == 1
    }
