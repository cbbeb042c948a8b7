"""Count a package again: `python -m akimfeedback.kpi.verify PACKAGE [--language kk|ru|en]`.

Needs no database, no network and no web framework: the folder or archive is enough. Says "same", or where a
published figure differs from what its rows give by more than 1e-9; the exit code is 0 or 1, and 2 for what is
no package.
"""

import argparse
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from akimfeedback.kpi.disclosure import OPINIONS
from akimfeedback.kpi.figures import figures
from akimfeedback.kpi.package.reading import BadPackage, Package, Record, boards, okrug_counts
from akimfeedback.kpi.survival import rate_per_100

TOLERANCE = 1e-9
MOST_SHOWN = 50
Value = float | str | None

WORDS: Mapping[str, Mapping[str, str]] = {
    "kk": {
        "note": "Бейімделген, ресми емес.",
        "reading": "оқылуда: {}",
        "counting": "қайта есептелуде",
        "same": "бірдей: {} сан салыстырылды, {} округ",
        "differs": "өзгеше: {} сан (салыстырылғаны: {})",
        "line": "{okrug} {indicator} {column}: жарияланғаны {published}, жолдардан шыққаны {counted}",
        "broken": "файл өзгертілген: {}",
        "untold": "айтылмағаны: {} (withheld.csv)",
        "more": "… және тағы {}",
        "bad": "бұл пакет емес: {}",
    },
    "ru": {
        "note": "Адаптация, не официальная оценка.",
        "reading": "читаю: {}",
        "counting": "пересчитываю",
        "same": "совпадает: сравнено чисел {}, округов {}",
        "differs": "не совпадает: чисел {} (сравнено: {})",
        "line": "{okrug} {indicator} {column}: опубликовано {published}, по строкам {counted}",
        "broken": "файл изменён: {}",
        "untold": "не показано: {} (withheld.csv)",
        "more": "… и ещё {}",
        "bad": "это не пакет: {}",
    },
    "en": {
        "note": "An adaptation, not official.",
        "reading": "reading: {}",
        "counting": "counting again",
        "same": "same: {} figures compared, {} okrugs",
        "differs": "differs: {} figures (of {} compared)",
        "line": "{okrug} {indicator} {column}: published {published}, counted {counted}",
        "broken": "this file was changed: {}",
        "untold": "not told: {} (withheld.csv)",
        "more": "… and {} more",
        "bad": "this is no package: {}",
    },
}


@dataclass(frozen=True)
class Difference:
    """One published figure that its rows do not give."""

    okrug: str
    indicator: str
    column: str
    published: Value
    counted: Value


@dataclass
class Report:
    """What a check found."""

    okrugs: int = 0
    compared: int = 0
    untold: int = 0
    broken: list[str] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)

    @property
    def same(self) -> bool:
        """Return whether everything published follows from the rows."""
        return not self.broken and not self.differences and self.compared > 0


Progress = Callable[[str], None]


def check(path: Path, progress: Progress = lambda _what: None) -> Report:
    """Return what differs in a package. Raises BadPackage."""
    package = Package(path)
    report = Report(broken=package.broken_files())
    counts = okrug_counts(package, progress)
    progress("")
    counted: dict[str, dict[str, Any]] = {}
    for board, katos in boards(package, counts):
        counted |= {katos[place]: found for place, found in figures(board).items()}
    untold = _Untold(package, {one.kato: one.group for one in counts.values()})
    report.okrugs, report.untold = len(counts), untold.lines
    for made in (_indicator_cells(package, counted), _score_cells(package, counted), _beside_cells(package)):
        for difference in made:
            _compare(report, difference, untold)
    return report


_HIDDEN = frozenset({"k", "n", "change", "change_low", "change_high", "change_word"})


class _Untold:
    """What `withheld.csv` names: only there may a figure that exists be empty."""

    def __init__(self, package: Package, group_of: Mapping[str, tuple[str, str]]) -> None:
        self._group_of = group_of
        self._okrugs: set[tuple[str, str]] = set()
        self._groups: set[tuple[tuple[str, str], str]] = set()
        self.lines = 0
        for one in package.table("withheld"):
            self.lines += 1
            if one["okrug"]:
                self._okrugs.add((one["okrug"], one["indicator"]))
            else:
                self._groups.add(((one["data_time"], one["group"]), one["indicator"]))

    def allows(self, one: Difference) -> bool:
        """Return whether an empty cell is one that is said not to be told."""
        if one.column in _HIDDEN:
            return (one.okrug, one.indicator) in self._okrugs
        group = self._group_of[one.okrug]
        if one.column == "peers_mean" and one.indicator in OPINIONS:
            return True
        if one.indicator == "S":
            return any(key == group for key, _code in self._groups)
        return (group, one.indicator) in self._groups


def _compare(report: Report, one: Difference, untold: _Untold) -> None:
    if one.published is None and one.counted is not None and untold.allows(one):
        return
    report.compared += 1
    if not _agree(one.published, one.counted):
        report.differences.append(one)


def _agree(published: Value, counted: Value) -> bool:
    if isinstance(published, float) and isinstance(counted, int | float):
        return abs(published - counted) <= TOLERANCE * max(1.0, abs(counted))
    return published == counted


def _number(text: str) -> float | None:
    return float(text) if text else None


def _indicator_cells(package: Package, counted: Mapping[str, Any]) -> Iterator[Difference]:
    """Yield published and counted values of every indicator."""
    for line in package.table("figures"):
        okrug, code = line["okrug"], line["indicator"]
        found = {one["code"]: one for one in counted.get(okrug, {}).get("indicators", ())}.get(code)
        for column, value in _counted_cells(found).items():
            published = (line[column] or None) if column in _TEXTS else _number(line[column])
            yield Difference(okrug, code, column, published, value)


_TEXTS = frozenset({"precision", "change_word", "standing"})


def _counted_cells(one: Mapping[str, Any] | None) -> dict[str, Value]:
    if one is None:
        return {"n": None}
    wilson, shrunk = one["wilson"] or (None, None), one["shrunk"] or (None, None, None)
    changed = one["change"] or {}
    return {
        "k": one["k"],
        "n": one["n"],
        "share": one["raw"],
        "wilson_low": wilson[0],
        "wilson_high": wilson[1],
        "shrunk": shrunk[0],
        "shrunk_low": shrunk[1],
        "shrunk_high": shrunk[2],
        "precision": one["precision"],
        "peers_mean": one["peers"],
        "weight": one["weight"],
        "effective_weight": one["effective_weight"],
        "change": changed.get("difference"),
        "change_low": changed.get("low"),
        "change_high": changed.get("high"),
        "change_word": str(changed["word"]) if changed else None,
    }


def _score_cells(package: Package, counted: Mapping[str, Any]) -> Iterator[Difference]:
    """Yield published and counted scores, ranges and words."""
    for line in package.table("scores"):
        okrug = line["okrug"]
        found = counted.get(okrug, {})
        score = found.get("score") or {}
        values: dict[str, Value] = {
            "score": score.get("value"),
            "score_low": score.get("low"),
            "score_high": score.get("high"),
            "standing": str(found["standing"]) if found.get("standing") else None,
            "peer_median": found.get("peer_median"),
            "peers_scored": found.get("peers_scored"),
        }
        for column, value in values.items():
            published = (line[column] or None) if column in _TEXTS else _number(line[column])
            yield Difference(okrug, "S", column, published, value)


def _beside_cells(package: Package) -> Iterator[Difference]:
    """Yield the rates beside the block."""
    people = {one["okrug"]: _number(one["people"]) for one in package.table("okrugs")}
    for line in package.table("beside"):
        if not line["received"]:
            continue
        lives, rate = people[line["okrug"]], _silence(line)
        yield Difference(
            line["okrug"], "", "per_1000", _number(line["per_1000"]),
            1000 * float(line["received"]) / lives if lives else None,
        )  # fmt: skip
        for column, value in zip(("silence_rate", "silence_low", "silence_high"), rate, strict=True):
            yield Difference(line["okrug"], "", column, _number(line[column]), value)


def _silence(line: Record) -> tuple[Value, Value, Value]:
    found = rate_per_100(int(line["silence"] or 0), int(line["silence_due"] or 0))
    return (found[0], found[1].low, found[1].high) if found else (None, None, None)


def told(report: Report, language: str) -> list[str]:
    """Return the report in words of a language."""
    words = WORDS[language]
    lines = [words["broken"].format(name) for name in report.broken]
    lines += [
        words["line"].format(
            okrug=one.okrug, indicator=one.indicator, column=one.column,
            published=_shown(one.published), counted=_shown(one.counted),
        )
        for one in report.differences[:MOST_SHOWN]
    ]  # fmt: skip
    if len(report.differences) > MOST_SHOWN:
        lines.append(words["more"].format(len(report.differences) - MOST_SHOWN))
    if report.untold:
        lines.append(words["untold"].format(report.untold))
    if report.same:
        lines.append(words["same"].format(report.compared, report.okrugs))
    else:
        lines.append(words["differs"].format(len(report.differences), report.compared))
    return [*lines, words["note"]]


def _shown(value: Value) -> str:
    return "–" if value is None else f"{value:.12g}" if isinstance(value, float) else str(value)


def main(arguments: list[str] | None = None) -> int:
    """Run the command: 0 same, 1 differs, 2 no package."""
    parser = argparse.ArgumentParser(prog="python -m akimfeedback.kpi.verify", description=__doc__)
    parser.add_argument("package", type=Path, help="folder or .zip")
    parser.add_argument("--language", choices=tuple(WORDS), default="en")
    parser.add_argument("--quiet", action="store_true", help="no progress")
    asked = parser.parse_args(arguments)
    words = WORDS[asked.language]

    def progress(what: str) -> None:
        if not asked.quiet:
            sys.stderr.write((words["reading"].format(what) if what else words["counting"]) + "\n")

    try:
        report = check(asked.package, progress)
    except BadPackage as error:
        sys.stdout.write(words["bad"].format(error) + "\n")
        return 2
    sys.stdout.write("\n".join(told(report, asked.language)) + "\n")
    return 0 if report.same else 1


if __name__ == "__main__":
    raise SystemExit(main())
