"""Read a package back into boards: no database, no web framework, only the tables."""

import csv
import io
import json
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from akimfeedback.kpi.figures import Board, Rest, Row
from akimfeedback.kpi.method import Indicator, Method, Zone
from akimfeedback.kpi.periods import Period, parse
from akimfeedback.kpi.scores import Counts

Record = dict[str, str]
Pairs = dict[str, tuple[int, int]]
GroupKey = tuple[str, str]  # data time, group
DESCRIPTOR = "datapackage.json"
RATERS = {"5+": 5, "<5": 4}
MOST_BYTES = 4_000_000_000
_FLAGS = {
    "requests": (("K1", "on_time"), ("K2", "prompt")),
    "verdicts": (("K3", "solved"),),
    "ratings": (("K4", "satisfied"),),
}


class BadPackage(ValueError):
    """The folder or archive is no package of this kind; the text says what is missing."""


class Package:
    """A folder or a zip archive with `datapackage.json` and its tables."""

    def __init__(self, path: Path) -> None:
        """Open a package. Raises BadPackage."""
        self._folder = path
        try:
            self._archive = None if path.is_dir() else zipfile.ZipFile(path)
            self.descriptor: dict[str, Any] = json.loads(self._bytes(DESCRIPTOR))
            self.period: Period = parse(self.descriptor["period"])
            self._resources = {one["path"]: one for one in self.descriptor["resources"]}
        except (OSError, KeyError, TypeError, ValueError, zipfile.BadZipFile) as error:
            raise BadPackage(f"{path}: {error}") from error

    def _bytes(self, name: str) -> bytes:
        if self._archive is None:
            return (self._folder / name).read_bytes()
        if self._archive.getinfo(name).file_size > MOST_BYTES:
            raise BadPackage(f"{name} is too large")
        return self._archive.read(name)

    def broken_files(self) -> list[str]:
        """Return the tables whose bytes are not those the description names."""
        found = []
        for name, resource in self._resources.items():
            try:
                content = self._bytes(name)
            except (OSError, KeyError):
                found.append(name)
                continue
            if f"sha256:{sha256(content).hexdigest()}" != resource.get("hash"):
                found.append(name)
        return found

    def table(self, name: str) -> Iterator[Record]:
        """Yield the lines of a table. Raises BadPackage."""
        try:
            text = io.TextIOWrapper(io.BytesIO(self._bytes(f"{name}.csv")), "utf-8", newline="")
        except (OSError, KeyError) as error:
            raise BadPackage(f"{name}.csv: {error}") from error
        lines = csv.reader(text)
        head = next(lines, [])
        for line in lines:
            yield dict(zip(head, line, strict=True))


@dataclass
class OkrugCounts:
    """What the rows of an okrug add up to: by label of the period."""

    kato: str
    group: GroupKey
    method: str
    parts: dict[str, Pairs] = field(default_factory=dict)
    raters: dict[str, int] = field(default_factory=dict)

    def add(self, label: str, code: str, k: int, n: int) -> None:
        """Add counts of one indicator."""
        pairs = self.parts.setdefault(label, {})
        old = pairs.get(code, (0, 0))
        pairs[code] = (old[0] + k, old[1] + n)


def okrug_counts(package: Package, progress: Callable[[str], None]) -> dict[str, OkrugCounts]:
    """Return the counts behind the figures, by okrug."""
    found = {
        one["okrug"]: OkrugCounts(one["okrug"], (one["data_time"], one["group"]), one["method"])
        for one in package.table("okrugs")
    }
    for name, flags in _FLAGS.items():
        progress(name)
        for line in package.table(name):
            okrug = found[line["okrug"]]
            for code, flag in flags:
                okrug.add(line["period"], code, int(line[flag]), 1)
    progress("duties")
    for line in package.table("duties"):
        found[line["okrug"]].add(line["period"], "K5", int(line["k"]), int(line["n"]))
    for line in package.table("raters"):
        found[line["okrug"]].raters[line["period"]] = RATERS[line["raters"]]
    return found


def methods(package: Package) -> dict[str, Method]:
    """Return the methods of the package, with the numbers it gives."""
    found: dict[str, list[Indicator]] = {}
    for one in package.table("method"):
        found.setdefault(one["version"], []).append(
            Indicator(
                code=one["indicator"],
                zone=Zone(one["zone"]),
                weight=float(one["weight"]),
                prior=float(one["prior"]),
                m0=float(one["m0"]),
                floor=int(one["floor"]),
                question={},
                gaming={},
                publish_from=int(one["publish_from"]),
            )
        )
    begun = {one["version"]: date.fromisoformat(one["valid_from"]) for one in package.table("methods")}
    return {version: Method(version, begun[version], tuple(parts)) for version, parts in found.items()}


def rests(package: Package) -> dict[tuple[GroupKey, str], Rest]:
    """Return what each group holds besides the rows, by group and indicator."""
    found: dict[tuple[GroupKey, str], dict[str, Counts]] = {}
    for one in package.table("rest"):
        key = ((one["data_time"], one["group"]), one["indicator"])
        found.setdefault(key, {})[one["part"]] = Counts(int(one["k"]), int(one["n"]))
    nothing = Counts(0, 0)
    return {key: Rest(part.get("own", nothing), part.get("window", nothing)) for key, part in found.items()}


def boards(package: Package, counts: Mapping[str, OkrugCounts]) -> list[tuple[Board, list[str]]]:
    """Return a board for each freeze and method, with the okrugs of its rows in order."""
    known, rest = methods(package), rests(package)
    scores: dict[GroupKey, list[float]] = {}
    for one in package.table("rest_scores"):
        scores.setdefault((one["data_time"], one["group"]), []).append(float(one["score"]))
    by_board: dict[tuple[str, str], list[OkrugCounts]] = {}
    for okrug in counts.values():
        by_board.setdefault((okrug.group[0], okrug.method), []).append(okrug)
    found = []
    for (moment, version), members in sorted(by_board.items()):
        rows = [_row(package.period, place, one) for place, one in enumerate(members)]
        beside = {(key[1], code): value for (key, code), value in rest.items() if key[0] == moment}
        others = {key[1]: values for key, values in scores.items() if key[0] == moment}
        board = Board(str(package.period), known[version], rows, rest=beside, other_scores=others)
        found.append((board, [one.kato for one in members]))
    return found


def _row(period: Period, place: int, one: OkrugCounts) -> Row:
    """Return the row of an okrug; four quarters told together stand where the three before do."""
    own, window = str(period), f"{period.shifted(-3)}..{period}"
    before = [one.parts.get(label, {}) for label in (*map(str, period.previous(3)), window)]
    return Row(
        territory_id=place,
        kato=one.kato,
        group=one.group[1],
        own=one.parts.get(own, {}),
        before=before,
        year_ago=one.parts.get(str(period.year_before), {}),
        raters=one.raters.get(own, 0),
        raters_pooled=one.raters.get(window, 0),
    )
