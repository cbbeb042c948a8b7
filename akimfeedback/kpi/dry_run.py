"""A draft of the method tried on quarters that are over: what moves, overlaps, hangs on one choice. Pure.

Both methods see the same counts, so whatever differs comes from the method. One quarter is tried at a time
(`try_quarter`), `summary` puts the quarters together and raises the flags.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from typing import Any

import numpy as np
from scipy.special import ndtr
from scipy.stats import rankdata

from akimfeedback.kpi import composite
from akimfeedback.kpi.composite import Standing
from akimfeedback.kpi.figures import Board, figures
from akimfeedback.kpi.method import Method

Figures = Mapping[int, Mapping[str, Any]]
OVERLAP_FROM = 0.8  # rank correlation above which two indicators say the same
OKRUGS_FOR_OVERLAP = 10  # fewer have the same order by chance too often
CEILING = 0.95
CEILING_SHARE = (
    0.5  # an indicator that more than half of the okrugs have nearly full tells them apart no more
)
CROSSED_SHARE = 1 / 3  # more okrugs than this moved across the "clearly" line by one choice: no composite
CHOICES = ("equal", "arithmetic", "half", "double")
_CLEAR = (Standing.ABOVE, Standing.BELOW)


def try_quarter(board: Board, draft: Method, shown: Collection[int]) -> dict[str, Any]:
    """Return one quarter under the board's method and under a draft; only okrugs of `shown` get a row.

    A row: territory id, score before and after (None: not published), standing before and after, and by
    code the share used before and after. Overlap, ceiling and choices are judged over all okrugs.
    """
    before, after = figures(board), figures(replace(board, method=draft))
    others = {name: figures(replace(board, method=chosen)) for name, chosen in _weighings(draft).items()}
    others["arithmetic"] = _arithmetic(draft, after)
    kept = [territory_id for territory_id in sorted(after) if territory_id in shown]
    return {
        "method": board.method.version,
        "okrugs": len(kept),
        "rows": [_row(territory_id, before[territory_id], after[territory_id]) for territory_id in kept],
        "overlap": _overlap(after, sorted(draft.weights)),
        "ceiling": {code: list(_ceiling(after, code)) for code in sorted(draft.weights)},
        "choices": {name: _moved(after, others[name]) for name in CHOICES},
    }


def _weighings(draft: Method) -> dict[str, Method]:
    """Return the draft with equal weights, with half and with double the pull towards the peers."""

    def changed(change: Callable[[Any], Any]) -> Method:
        return replace(draft, indicators=tuple(change(one) for one in draft.indicators))

    even = 1 / len(draft.indicators)
    return {
        "equal": changed(lambda one: replace(one, weight=even)),
        "half": changed(lambda one: replace(one, prior=one.prior / 2)),
        "double": changed(lambda one: replace(one, prior=one.prior * 2)),
    }


def _row(territory_id: int, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Any]:
    old, new = _shares(before), _shares(after)
    return [
        territory_id,
        _score(before),
        _score(after),
        before["standing"],
        after["standing"],
        {code: [old.get(code), new.get(code)] for code in sorted(old.keys() | new.keys())},
    ]


def _score(one: Mapping[str, Any]) -> float | None:
    return one["score"]["value"] if one["score"] else None


def _shares(one: Mapping[str, Any]) -> dict[str, float | None]:
    """Return the share of each indicator that the score uses, None where there is none."""
    return {part["code"]: part["shrunk"][0] if part["shrunk"] else None for part in one["indicators"]}


def _overlap(found: Figures, codes: Sequence[str]) -> list[list[Any]]:
    """Return rank correlations of the plain shares: code, code, value; too few okrugs give none."""
    plain = [{part["code"]: part["raw"] for part in one["indicators"]} for one in found.values()]
    result: list[list[Any]] = []
    for first, second in combinations(codes, 2):
        both = [(row[first], row[second]) for row in plain if None not in (row[first], row[second])]
        value = rank_correlation(both) if len(both) >= OKRUGS_FOR_OVERLAP else None
        if value is not None:
            result.append([first, second, value])
    return result


def rank_correlation(pairs: Sequence[tuple[float, float]]) -> float | None:
    """Return Spearman's rank correlation, ties shared; None where one side is the same everywhere."""
    first, second = (rankdata(side) for side in zip(*pairs, strict=True))
    if np.ptp(first) == 0 or np.ptp(second) == 0:
        return None
    return float(np.corrcoef(first, second)[0, 1])


def _ceiling(found: Figures, code: str) -> tuple[int, int]:
    """Return how many okrugs have nearly everything of an indicator, and how many have a share of it."""
    raw = [
        part["raw"]
        for one in found.values()
        for part in one["indicators"]
        if part["code"] == code and part["raw"] is not None
    ]
    return sum(share > CEILING for share in raw), len(raw)


def _moved(after: Figures, other: Figures) -> dict[str, Any]:
    """Return how many okrugs one choice moves across the "clearly" line, and the mean shift of places."""
    worded = [one for one in after if after[one]["standing"] and other[one]["standing"]]
    crossed = sum(_line(after[one]) != _line(other[one]) for one in worded)
    return {"worded": len(worded), "crossed": crossed, "shift": rank_shift(after, other)}


def _line(one: Mapping[str, Any]) -> str:
    return one["standing"] if one["standing"] in _CLEAR else ""


def rank_shift(before: Figures, after: Figures) -> float | None:
    """Return the mean absolute shift of places inside the groups; None when nobody has both scores."""
    groups: dict[str, list[int]] = {}
    for territory_id, one in before.items():
        if one["score"] and after[territory_id]["score"]:
            groups.setdefault(one["group"], []).append(territory_id)
    shifts: list[float] = []
    for members in groups.values():
        old, new = (rankdata([found[one]["score"]["value"] for one in members]) for found in (before, after))
        shifts.extend(np.abs(old - new).tolist())
    return float(np.mean(shifts)) if shifts else None


def _arithmetic(draft: Method, found: Figures) -> dict[int, dict[str, Any]]:
    """Return scores as weighted arithmetic means of the same shares, with words by the normal curve."""
    sums = {one: _mean(draft, parts) for one, parts in found.items() if parts["score"]}
    groups: dict[str, list[int]] = {}
    for territory_id in sums:
        groups.setdefault(found[territory_id]["group"], []).append(territory_id)
    result: dict[int, dict[str, Any]] = {}
    for territory_id, one in found.items():
        own, standing = sums.get(territory_id), None
        if own:
            others = [sums[peer][0] for peer in groups[one["group"]] if peer != territory_id]
            standing = _words(*own, composite.peer_median(others))
        result[territory_id] = {
            "group": one["group"], "score": {"value": own[0]} if own else None, "standing": standing,
        }  # fmt: skip
    return result


def _mean(draft: Method, one: Mapping[str, Any]) -> tuple[float, float]:
    """Return the weighted mean of the shares, 0..100, and its spread; K1 and K2 as fully dependent."""
    value = nested = variance = 0.0
    for part in one["indicators"]:
        weight = part["effective_weight"]
        if not weight:
            continue
        share = part["shrunk"][0]
        spread = weight * np.sqrt(share * (1 - share) / (part["n"] + draft.indicator(part["code"]).prior + 1))
        value += weight * share
        nested, variance = (
            (nested + spread, variance)
            if part["code"] in composite.NESTED
            else (nested, variance + spread**2)
        )
    return 100 * value, 100 * float(np.sqrt(nested**2 + variance))


def _words(value: float, deviation: float, middle: float | None) -> Standing | None:
    if middle is None:
        return None
    chance = float(ndtr((value - middle) / deviation))
    if chance >= composite.ABOVE:
        return Standing.ABOVE
    return Standing.BELOW if chance <= composite.BELOW else Standing.ALIKE


def summary(quarters: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Return what the quarters say together: shifts, words changed, overlap, ceiling, choices and flags."""
    periods = sorted(quarters)
    overlap = _mean_overlap([quarters[period]["overlap"] for period in periods])
    ceiling = _sums([quarters[period]["ceiling"] for period in periods])
    choices = {name: _choice([quarters[period]["choices"][name] for period in periods]) for name in CHOICES}
    return {
        "quarters": [{"period": period} | _shift(quarters[period]) for period in periods],
        "overlap": overlap,
        "ceiling": ceiling,
        "choices": choices,
        "flags": _flags(overlap, ceiling, choices),
    }


def _shift(quarter: Mapping[str, Any]) -> dict[str, Any]:
    """Return how the scores of one quarter move: how many have one, mean and largest shift, words changed."""
    rows = quarter["rows"]
    moves = [after - before for _id, before, after, *_ in rows if None not in (before, after)]
    return {
        "method": quarter["method"],
        "okrugs": quarter["okrugs"],
        "scored_before": sum(row[1] is not None for row in rows),
        "scored_after": sum(row[2] is not None for row in rows),
        "mean": float(np.mean(moves)) if moves else None,
        "largest": max(moves, key=abs) if moves else None,
        "words_changed": sum(bool(row[3] and row[4] and row[3] != row[4]) for row in rows),
    }


def _mean_overlap(parts: Sequence[Sequence[Sequence[Any]]]) -> list[list[Any]]:
    found: dict[tuple[str, str], list[float]] = {}
    for part in parts:
        for first, second, value in part:
            found.setdefault((first, second), []).append(value)
    return [[*pair, float(np.mean(values))] for pair, values in sorted(found.items())]


def _sums(parts: Sequence[Mapping[str, Sequence[int]]]) -> dict[str, list[int]]:
    codes = sorted({code for part in parts for code in part})
    return {code: [sum(part[code][place] for part in parts) for place in (0, 1)] for code in codes}


def _choice(parts: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    shifts = [part["shift"] for part in parts if part["shift"] is not None]
    return {
        "worded": sum(part["worded"] for part in parts),
        "crossed": sum(part["crossed"] for part in parts),
        "shift": float(np.mean(shifts)) if shifts else None,
    }


def _flags(
    overlap: Sequence[Sequence[Any]],
    ceiling: Mapping[str, Sequence[int]],
    choices: Mapping[str, Mapping[str, Any]],
) -> list[list[str]]:
    """Return what a person must look at: overlap of two, a ceiling, a choice that carries the words."""
    return [
        *(["overlap", first, second] for first, second, value in overlap if value > OVERLAP_FROM),
        *(["ceiling", code] for code, (full, n) in ceiling.items() if n and full / n > CEILING_SHARE),
        *(
            ["choice", name]
            for name, one in choices.items()
            if one["crossed"] > one["worded"] * CROSSED_SHARE
        ),
    ]
