"""The figures of one quarter by hand: rows in, digits out, by the text of the method alone.

Every function here is what a clerk with a pencil would do. Weights, floors and assumed means are written out.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

Z95 = 1.959963984540054
STRENGTH = 20  # cases of the assumed mean that stand in the mean of the others
WEIGHT = {"K1": 0.30, "K2": 0.10, "K3": 0.25, "K4": 0.20, "K5": 0.15}
PRIOR = {"K1": 20, "K2": 20, "K3": 20, "K4": 20, "K5": 10}
ASSUMED = {"K1": 0.80, "K2": 0.50, "K3": 0.60, "K4": 0.70, "K5": 0.70}
FLOOR = 10
NEEDED = {"K1": 30, "K3": 10, "K4": 10}
RATERS_NEEDED = 5

Row = Mapping[Any, Any]
Key = tuple[int, str, str]  # okrug, indicator, quarter


@dataclass
class Count:
    """Good cases of all cases, and who rated them."""

    k: int = 0
    n: int = 0


def quarter_of(day: date) -> str:
    """Return the quarter of a day as it is written, 2026-Q3."""
    return f"{day.year}-Q{(day.month - 1) // 3 + 1}"


def quarters_up_to(quarter: str, how_many: int) -> list[str]:
    """Return a quarter and those before it, the newest first."""
    year, part = int(quarter[:4]), int(quarter[-1])
    found = []
    for _ in range(how_many):
        found.append(f"{year}-Q{part}")
        year, part = (year, part - 1) if part > 1 else (year - 1, 4)
    return found


class Ledger:
    """Counts of every okrug by quarter, taken row by row."""

    def __init__(self, okrugs: Iterable[int]) -> None:
        """Begin with nothing counted."""
        self.okrugs = list(okrugs)
        self.counts: dict[Key, Count] = {}
        self.raters: dict[tuple[int, str], set[int]] = {}

    def note(self, key: Key, *, good: bool) -> None:
        """Take down one case."""
        count = self.counts.setdefault(key, Count())
        count.n += 1
        count.k += good

    def requests(self, rows: Iterable[Row]) -> None:
        """K1 and K2: requests by the date the office took on, thanks and talk about the office left out."""
        for row in rows:
            left_in_time = row["out_on"] is not None and row["answered_on"] is None
            counts = row["kind"] != "thanks" and not row["past_the_office"] and not left_in_time
            if counts and row["registered_on"] >= row["connected_from"]:
                quarter = quarter_of(row["first_due_on"])
                self.note((row["territory_id"], "K1", quarter), good=bool(row["on_time"]))
                self.note((row["territory_id"], "K2", quarter), good=bool(row["prompt"]))

    def answers(self, rows: Iterable[Row]) -> None:
        """K3 and K4: what residents said of answers that were the office's own to give."""
        for row in rows:
            if (
                not row["substantive"]
                or row["routing"] != "own"
                or row["kind"] == "thanks"
                or row["by_staff"]
            ):
                continue
            okrug, quarter = row["territory_id"], quarter_of(row["window_ends_on"])
            if row["verdict"] is not None:
                self.note((okrug, "K3", quarter), good=row["verdict"] == "solved")
            if row["rating"] is not None:
                self.note((okrug, "K4", quarter), good=row["rating"] >= 4)
                self.raters.setdefault((okrug, quarter), set()).add(row["rater_id"])

    def duties(self, rows: Iterable[Row]) -> None:
        """K5: a promise or an initiative counts once a quarter, and is good when every duty of it was met."""
        each: dict[tuple[int, str, str, int], bool] = {}
        for row in rows:
            key = (row["territory_id"], quarter_of(row["due_on"]), row["what"], row["of"])
            each[key] = each.get(key, True) and bool(row["met"])
        for (okrug, quarter, _what, _of), met in each.items():
            self.note((okrug, "K5", quarter), good=met)

    def sum(self, okrug: int, code: str, quarters: Iterable[str]) -> Count:
        """Return the counts of some quarters together."""
        parts = [self.counts.get((okrug, code, quarter), Count()) for quarter in quarters]
        return Count(sum(part.k for part in parts), sum(part.n for part in parts))

    def people(self, okrug: int, quarters: Iterable[str]) -> int:
        """Return how many different people rated."""
        return len(set().union(*(self.raters.get((okrug, quarter), set()) for quarter in quarters)))


@dataclass(frozen=True)
class Figure:
    """One indicator as it should stand on the page; shares are None where there are too few cases."""

    k: int
    n: int
    share: float | None
    low: float | None
    high: float | None
    mean_of_others: float
    shrunk: float | None


def figure(ledger: Ledger, okrug: int, code: str, quarter: str) -> Figure:
    """Count one indicator: the quarter, four quarters when it is too few, nothing when these are too few."""
    stretch = [quarter]
    count = ledger.sum(okrug, code, stretch)
    if count.n < FLOOR:
        four = quarters_up_to(quarter, 4)
        together = ledger.sum(okrug, code, four)
        if together.n >= FLOOR:
            stretch, count = four, together
    enough = count.n >= FLOOR and (code != "K4" or ledger.people(okrug, stretch) >= RATERS_NEEDED)
    if code == "K4" and len(stretch) > 1:  # beside quarters public by themselves, few ratings would be told
        small = [ledger.sum(okrug, code, [one]).n for one in stretch]
        enough = enough and not 0 < sum(n for n in small if n < FLOOR) < RATERS_NEEDED
    if not enough:
        stretch, count = [quarter], ledger.sum(okrug, code, [quarter])
    others = [ledger.sum(one, code, stretch) for one in ledger.okrugs if one != okrug]
    good, every = sum(one.k for one in others), sum(one.n for one in others)
    mean = (good + STRENGTH * ASSUMED[code]) / (every + STRENGTH)
    if not enough:
        return Figure(count.k, count.n, None, None, None, mean, None)
    low, high = wilson(count.k, count.n)
    shrunk = (count.k + PRIOR[code] * mean) / (count.n + PRIOR[code])
    return Figure(count.k, count.n, count.k / count.n, low, high, mean, shrunk)


def wilson(k: int, n: int) -> tuple[float, float]:
    """Return Wilson's range of a share."""
    p, z2 = k / n, Z95**2
    middle = (p + z2 / (2 * n)) / (1 + z2 / n)
    half = Z95 * math.sqrt(p * (1 - p) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    return (max(0.0, middle - half) if k else 0.0, min(1.0, middle + half) if k < n else 1.0)


def score(figures: Mapping[str, Figure]) -> float | None:
    """Return the score, 0 to 100; None while anything it needs has too few cases."""
    shrunk = {code: one.shrunk for code, one in figures.items() if one.shrunk is not None}
    if any(code not in shrunk or figures[code].n < least for code, least in NEEDED.items()):
        return None
    whole = sum(WEIGHT[code] for code in shrunk)
    return 100 * math.exp(sum(WEIGHT[code] / whole * math.log(share) for code, share in shrunk.items()))
