"""The anonymised rows behind one figure: how often each outcome occurs. Pure over a stored snapshot."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from akimfeedback.kpi.disclosure import Told, told
from akimfeedback.kpi.models import Snapshot
from akimfeedback.kpi.periods import PeriodKind, parse

WINDOW = 4  # quarters
_REQUEST_FLAGS = {"11": "on-time-prompt", "10": "on-time", "01": "late-prompt", "00": "late"}


@dataclass(frozen=True)
class Outcome:
    """Rows that are alike: what happened, whether it is a success of the figure, and how many there are."""

    name: str  # on-time-prompt | on-time | late-prompt | late | solved | not-solved | satisfied | … | a duty
    success: bool
    count: int


@dataclass(frozen=True)
class Behind:
    """The rows of a figure; `hidden` where fewer than five opinions stand behind it."""

    code: str
    labels: Sequence[str]  # the quarters that are counted
    outcomes: Sequence[Outcome]
    hidden: bool = False

    @property
    def k(self) -> int:
        """Return how many succeeded."""
        return sum(one.count for one in self.outcomes if one.success)

    @property
    def n(self) -> int:
        """Return how many were counted."""
        return sum(one.count for one in self.outcomes)


def raters_of(snapshot: Snapshot) -> int | None:
    """Return how many different people rated in a frozen quarter; None where it is not kept."""
    kept = _parts(snapshot).get(snapshot.period)
    return kept.get("raters") if kept else None


def rows_behind(snapshot: Snapshot, code: str) -> Behind | None:
    """Return the rows behind k of n of an indicator, exactly as many as are shown; None for an unknown code.

    Half-years, years and versions without kept rows tell only how many succeeded.
    """
    one = next((part for part in snapshot.figures["indicators"] if part["code"] == code), None)
    if one is None:
        return None
    form = told(code, one["precision"], one["n"], raters_of(snapshot))
    labels = _labels(snapshot.period, pooled=form is Told.WINDOW)
    if form is Told.HIDDEN:
        return Behind(code, labels, (), hidden=True)
    parts = _parts(snapshot)
    if all(label in parts for label in labels):
        outcomes = _outcomes(code, [parts[label] for label in labels])
    else:
        outcomes = [Outcome("done", True, one["k"]), Outcome("not-done", False, one["n"] - one["k"])]
    return Behind(code, labels, [one for one in outcomes if one.count])


def _parts(snapshot: Snapshot) -> Mapping[str, Any]:
    """Return the kept rows of a frozen version; a live one keeps other things there."""
    kept = snapshot.counted or {}
    return kept if snapshot.version and "about" in kept else {}


def _labels(period: str, *, pooled: bool) -> list[str]:
    found = parse(period)
    if found.kind is not PeriodKind.QUARTER or not pooled:
        return [period]
    return [str(one) for one in (found, *found.previous(WINDOW - 1))]


def _outcomes(code: str, parts: Sequence[Mapping[str, Any]]) -> list[Outcome]:
    if code in ("K1", "K2"):
        return _of_requests(code, parts)
    if code == "K5":
        return _of_duties(parts)
    good, bad = ("solved", "not-solved") if code == "K3" else ("satisfied", "not-satisfied")
    place = 0 if code == "K3" else 1
    counts = {flag: _sum(parts, "answers", place, flag) for flag in ("1", "0", "s", "n")}
    yes, no = (counts["1"], counts["0"]) if code == "K3" else (counts["s"], counts["n"])
    return [Outcome(good, True, yes), Outcome(bad, False, no)]


def _sum(parts: Sequence[Mapping[str, Any]], what: str, place: int, flag: str) -> int:
    return sum(count for part in parts for flags, count in part[what].items() if flags[place] == flag)


def _of_requests(code: str, parts: Sequence[Mapping[str, Any]]) -> list[Outcome]:
    place = 0 if code == "K1" else 1
    return [
        Outcome(name, flags[place] == "1", sum(part["requests"].get(flags, 0) for part in parts))
        for flags, name in _REQUEST_FLAGS.items()
    ]


def _of_duties(parts: Sequence[Mapping[str, Any]]) -> list[Outcome]:
    found: list[Outcome] = []
    for duty in sorted({name for part in parts for name in part["duties"]}):
        pairs = [part["duties"].get(duty, (0, 0)) for part in parts]
        k, n = sum(pair[0] for pair in pairs), sum(pair[1] for pair in pairs)
        found += [Outcome(duty, True, k), Outcome(duty, False, n - k)]
    return found
