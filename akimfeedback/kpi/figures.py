"""From counts of all okrugs to the figures of each: one board at a time, arrays inside. Pure.

A board holds the counts of one period for every okrug that is compared; `figures` turns it into plain
dictionaries, unrounded, ready to be stored.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from json import dumps
from typing import Any

import numpy as np

from akimfeedback.kpi import composite, scores
from akimfeedback.kpi.change import change
from akimfeedback.kpi.composite import Score
from akimfeedback.kpi.method import Method
from akimfeedback.kpi.rules import k4_has_value
from akimfeedback.kpi.scores import Counts, Floats, Precision, Settled

Pairs = Mapping[str, tuple[int, int]]  # code -> (k, n)


@dataclass(frozen=True)
class Row:
    """Counts of one okrug: this period, the three periods before (quarters only), the same one a year ago."""

    territory_id: int
    kato: str
    group: str
    own: Pairs
    before: Sequence[Pairs] = ()
    year_ago: Pairs = field(default_factory=dict)
    raters: int = 0
    raters_pooled: int = 0
    untold: frozenset[str] = frozenset()  # a sum would give away opinions of fewer than five: no share of it
    _pooled: dict[str, Counts] = field(default_factory=dict, init=False, repr=False, compare=False)

    def counts(self, code: str) -> Counts:
        """Return this period's counts of an indicator."""
        return Counts(*self.own.get(code, (0, 0)))

    def pooled(self, code: str) -> Counts:
        """Return the counts of this period and those before it together."""
        known = self._pooled.get(code)
        if known is None:
            k, n = self.own.get(code, (0, 0))
            for part in self.before:
                more_k, more_n = part.get(code, (0, 0))
                k, n = k + more_k, n + more_n
            known = self._pooled[code] = Counts(k, n)
        return known


@dataclass(frozen=True)
class Rest:
    """What a group holds besides the rows of a board: counts of the period, and with those before it."""

    own: Counts
    pooled: Counts


@dataclass(frozen=True)
class Board:
    """All okrugs of one period under one method; `pools` is False for half-years and years.

    Where not every okrug of a group has a row, `rest` (by group and code) and `other_scores` (by group)
    stand for the others: the open data package leaves out rows that would show single opinions.
    """

    period: str
    method: Method
    rows: Sequence[Row]
    pools: bool = True
    rest: Mapping[tuple[str, str], Rest] = field(default_factory=dict)
    other_scores: Mapping[str, Sequence[float]] = field(default_factory=dict)


@dataclass
class _Column:
    """One indicator over all okrugs."""

    settled: list[Settled]
    means: Floats
    shrunk: scores.ShrunkMany


def figures(board: Board, wanted: Collection[int] | None = None) -> dict[int, dict[str, Any]]:
    """Return the figures of each okrug by territory id; same counts give the same digits, in any order.

    With `wanted` only of those okrugs: the others of the board are there as their peers.
    """
    rows = sorted(board.rows, key=lambda row: row.kato)
    if not rows:
        return {}
    names = sorted({row.group for row in rows})
    groups = {name: place for place, name in enumerate(names)}
    group = np.array([groups[row.group] for row in rows], dtype=np.intp)
    columns = {code: _column(board, rows, group, code) for code in sorted(board.method.weights)}
    found = _scores(board, columns, len(rows))
    floors = board.method.publish_floors
    scored = [(found[place], _lacks(columns, floors, place)) for place in range(len(rows))]
    others = [board.other_scores.get(name, ()) for name in names]
    public = [score.value if score and not lacks else None for score, lacks in scored]
    peers = _Peers(group.tolist(), public, others)
    return {
        row.territory_id: _one(board, row, columns, place, scored[place], peers)
        for place, row in enumerate(rows)
        if wanted is None or row.territory_id in wanted
    }


def _column(board: Board, rows: Sequence[Row], group: np.ndarray[Any, Any], code: str) -> _Column:
    """Return precision, peers' mean and shrunk share of one indicator for all okrugs."""
    rule = board.method.indicator(code)
    own, pooled = [row.counts(code) for row in rows], [row.pooled(code) for row in rows]
    settled = [_settle(board, row, code) for row in rows]
    is_pooled = np.array([one.precision is Precision.POOLED for one in settled])
    rest = _rest(board, sorted({row.group for row in rows}), code)
    mean_own = scores.prior_means(*_arrays(own), group, rule.m0, _arrays([one.own for one in rest]))
    mean_pooled = scores.prior_means(*_arrays(pooled), group, rule.m0, _arrays([one.pooled for one in rest]))
    means = np.where(is_pooled, mean_pooled, mean_own)
    shown = [one.counts for one in settled]
    return _Column(settled, means, scores.shrink_all(*_arrays(shown), means, rule.prior))


def _rest(board: Board, names: Sequence[str], code: str) -> list[Rest]:
    """Return what each group holds besides the rows; nothing where all have one."""
    nothing = Rest(Counts(0, 0), Counts(0, 0))
    return [board.rest.get((name, code), nothing) for name in names]


def _settle(board: Board, row: Row, code: str) -> Settled:
    own, floor = row.counts(code), board.method.indicator(code).floor
    found = scores.settle_sum(own, floor)
    if found.precision is Precision.NONE and board.pools:
        before = [Counts(*part.get(code, (0, 0))) for part in row.before]
        found = scores.settle(own, before, floor)
    if code in row.untold and (found.precision is Precision.POOLED or not board.pools):
        return Settled(own, Precision.NONE)
    if code != "K4" or found.precision is Precision.NONE:
        return found
    raters = row.raters_pooled if found.precision is Precision.POOLED else row.raters
    return found if k4_has_value(raters) else Settled(own, Precision.NONE)


def _arrays(counts: Sequence[Counts]) -> tuple[Floats, Floats]:
    return np.array([float(one.k) for one in counts]), np.array([float(one.n) for one in counts])


def _scores(board: Board, columns: Mapping[str, _Column], many: int) -> list[Score | None]:
    """Return the score of each okrug, None without one; okrugs with the same indicators go together."""
    by_present: dict[tuple[str, ...], list[int]] = {}
    for place in range(many):
        present = tuple(
            code for code in sorted(columns) if columns[code].settled[place].precision is not Precision.NONE
        )
        by_present.setdefault(present, []).append(place)
    found: list[Score | None] = [None] * many
    for present, places in by_present.items():
        if any(code not in present for code in board.method.publish_floors):
            continue
        weights = composite.effective_weights(board.method.weights, present)
        a = {code: columns[code].shrunk.a[places] for code in present}
        b = {code: columns[code].shrunk.b[places] for code in present}
        together = composite.score_all(a, b, weights)
        for near, place in enumerate(places):
            found[place] = together.one(near)
    return found


def _lacks(
    columns: Mapping[str, _Column], floors: Mapping[str, int], place: int
) -> tuple[tuple[str, int, int], ...]:
    """Return what a published score of an okrug still lacks."""
    settled = {code: column.settled[place] for code, column in columns.items()}
    return composite.unpublished_because(
        {code: one.counts for code, one in settled.items()},
        {code: one.precision for code, one in settled.items()},
        floors,
    )


class _Peers:
    """The published scores of each group, gathered once."""

    def __init__(
        self, group: Sequence[int], public: Sequence[float | None], beside: Sequence[Sequence[float]]
    ) -> None:
        self.group = group
        self.places: dict[int, list[int]] = {}
        for place, name in enumerate(group):
            self.places.setdefault(name, []).append(place)
        self.values: dict[int, list[float]] = {name: [] for name in self.places}
        self.rank: dict[int, int] = {}  # of an okrug with a published score, among those of its group
        for place, value in enumerate(public):
            if value is not None:
                self.rank[place] = len(self.values[group[place]])
                self.values[group[place]].append(value)
        for name, values in self.values.items():
            values.extend(beside[name])

    def size(self, place: int) -> int:
        """Return how many okrugs the group has."""
        return len(self.places[self.group[place]])

    def others(self, place: int) -> list[float]:
        """Return the published scores of the other okrugs of the group."""
        values, own = self.values[self.group[place]], self.rank.get(place)
        return values if own is None else values[:own] + values[own + 1 :]


def _one(
    board: Board,
    row: Row,
    columns: Mapping[str, _Column],
    place: int,
    scored: tuple[Score | None, tuple[tuple[str, int, int], ...]],
    peers: _Peers,
) -> dict[str, Any]:
    (score, lacks), others = scored, peers.others(place)
    shown = score if score and not lacks else None
    return {
        "indicators": [_indicator(board, columns[code], code, place, row, shown) for code in columns],
        "score": {"value": shown.value, "low": shown.low, "high": shown.high} if shown else None,
        "score_lacks": [list(part) for part in lacks],
        "standing": composite.standing(shown.shape, others) if shown else None,
        "peer_median": composite.peer_median(others),
        "peers_scored": len(others),
        "group": row.group,
        "group_size": peers.size(place),
    }


def _indicator(
    board: Board, column: _Column, code: str, place: int, row: Row, score: Score | None
) -> dict[str, Any]:
    settled, own = column.settled[place], row.counts(code)
    counts, hidden = settled.counts, settled.precision is Precision.NONE
    ranged = None if hidden else scores.wilson(counts.k, counts.n)
    shrunk = column.shrunk.one(place)
    changed = change(own, Counts(*row.year_ago.get(code, (0, 0))))
    return {
        "code": code,
        "k": counts.k,
        "n": counts.n,
        "own": [own.k, own.n],
        "raw": None if hidden else counts.raw,
        "wilson": [ranged.low, ranged.high] if ranged else None,
        "shrunk": None if hidden else [shrunk.value, shrunk.low, shrunk.high],
        "precision": settled.precision.value,
        "peers": float(column.means[place]),
        "weight": board.method.weights[code],
        "effective_weight": score.weights.get(code) if score else None,
        "change": None
        if changed is None
        else {
            "difference": changed.difference,
            "low": changed.low,
            "high": changed.high,
            "word": changed.word,
        },
    }


def counts_only(row: Row, method: Method) -> dict[str, Any]:
    """Return the figures of a month: k and n in words, no share and no score."""
    return {
        "indicators": [
            {
                "code": code,
                "k": row.counts(code).k,
                "n": row.counts(code).n,
                "own": [row.counts(code).k, row.counts(code).n],
                "raw": None,
                "wilson": None,
                "shrunk": None,
                "precision": Precision.NONE.value,
                "peers": None,
                "weight": method.weights[code],
                "effective_weight": None,
                "change": None,
            }
            for code in sorted(method.weights)
        ],
        "score": None,
        "score_lacks": [],
        "standing": None,
        "peer_median": None,
        "peers_scored": 0,
        "group": row.group,
        "group_size": 0,
    }


def sums(row: Row, codes: Collection[str]) -> dict[str, Any]:
    """Return what the peers of an okrug need of it: its sums and its numbers of raters. See `leaning_row`."""
    return {
        "own": {code: _pair(row.counts(code)) for code in codes},
        "pooled": {code: _pair(row.pooled(code)) for code in codes},
        "raters": [row.raters, row.raters_pooled],
        "untold": sorted(row.untold),
    }


def _pair(counts: Counts) -> list[int]:
    return [counts.k, counts.n]


def leaning_row(territory_id: int, kato: str, group: str, kept: Mapping[str, Any]) -> Row:
    """Return the row of a peer from its stored `sums`; good for its peers' figures, not for its own."""
    own = {code: (k, n) for code, (k, n) in kept["own"].items()}
    before = {code: (k - own[code][0], n - own[code][1]) for code, (k, n) in kept["pooled"].items()}
    raters, pooled = kept["raters"]
    untold = frozenset(kept.get("untold", ()))
    return Row(territory_id, kato, group, own, (before,), raters=raters, raters_pooled=pooled, untold=untold)


def input_hashes(board: Board, wanted: Collection[int] | None = None) -> dict[int, str]:
    """Return by territory the hash of everything its figures rest on: method, its counts, its peers' sums."""
    groups: dict[str, list[Row]] = {}
    for row in board.rows:
        groups.setdefault(row.group, []).append(row)
    peers = {name: _sums_of(board, rows) for name, rows in groups.items()}
    return {
        row.territory_id: _hash(board, row, peers[row.group])
        for row in board.rows
        if wanted is None or row.territory_id in wanted
    }


def _sums_of(board: Board, rows: Sequence[Row]) -> list[dict[str, list[int]]]:
    """Return the sums of a group, of the period itself and with the periods before."""
    codes = board.method.weights
    return [
        {code: _sums([row.counts(code) for row in rows]) for code in codes},
        {code: _sums([row.pooled(code) for row in rows]) for code in codes},
    ]


def _hash(board: Board, row: Row, peers: list[dict[str, list[int]]]) -> str:
    material = {
        "period": board.period,
        "method": board.method.version,
        "own": {code: list(pair) for code, pair in sorted(row.own.items())},
        "before": [{code: list(pair) for code, pair in sorted(part.items())} for part in row.before],
        "year_ago": {code: list(pair) for code, pair in sorted(row.year_ago.items())},
        "raters": [row.raters, row.raters_pooled],
        "group": row.group,
        "peers": peers,
    }
    return sha256(dumps(material, sort_keys=True).encode()).hexdigest()


def _sums(counts: Sequence[Counts]) -> list[int]:
    return [sum(one.k for one in counts), sum(one.n for one in counts)]
