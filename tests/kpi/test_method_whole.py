"""The method as a whole: order, monotony and repeatability of a board; coverage of both ranges."""

from collections.abc import Mapping
from itertools import accumulate

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom

from akimfeedback.kpi.composite import effective_weights, score_all
from akimfeedback.kpi.figures import Board, Row, figures, input_hashes
from akimfeedback.kpi.method import V1
from akimfeedback.kpi.scores import shrink_all, wilson

Pairs = dict[str, tuple[int, int]]
CODES = ("K1", "K2", "K3", "K4", "K5")
BASE: Pairs = {"K1": (33, 40), "K2": (20, 40), "K3": (18, 28), "K4": (14, 20), "K5": (9, 12)}


@st.composite
def pairs(draw: st.DrawFn) -> Pairs:
    """Give counts of an okrug; what is prompt is on time, who rated gave a verdict."""
    n1 = draw(st.integers(0, 80))
    k1 = draw(st.integers(0, n1))
    n3 = draw(st.integers(0, 60))
    n4 = draw(st.integers(0, n3))
    n5 = draw(st.integers(0, 20))
    return {
        "K1": (k1, n1), "K2": (draw(st.integers(0, k1)), n1), "K3": (draw(st.integers(0, n3)), n3),
        "K4": (draw(st.integers(0, n4)), n4), "K5": (draw(st.integers(0, n5)), n5),
    }  # fmt: skip


def board(rows: list[Mapping[str, tuple[int, int]]], groups: int = 1) -> Board:
    """Return a board of okrugs numbered in the order given."""
    made = [
        Row(number, f"{number:09d}", f"g{number % groups}", dict(own), raters=own["K4"][1])
        for number, own in enumerate(rows, 1)
    ]
    return Board("2026-Q3", V1, made)


@settings(max_examples=25)
@given(st.lists(pairs(), min_size=2, max_size=9), st.randoms(use_true_random=False))
def test_the_order_of_okrugs_changes_no_digit_of_any_figure(rows: list[Pairs], chance: object) -> None:
    first = board(list(rows), groups=2)
    turned = list(first.rows)
    chance.shuffle(turned)  # type: ignore[attr-defined]
    second = Board(first.period, first.method, turned)

    assert figures(first) == figures(second)
    assert input_hashes(first) == input_hashes(second)


@pytest.mark.parametrize("code", CODES)
def test_the_score_never_falls_as_successes_rise(code: str) -> None:
    n, values = BASE[code][1], []
    for k in range(n + 1):
        own = dict(BASE)
        own[code] = (k, n)
        if code == "K1":
            own["K2"] = (min(BASE["K2"][0], k), n)
        values.append(figures(board([own, *[BASE] * 6]))[1]["score"])

    scores = [one["value"] for one in values]
    assert scores == list(accumulate(scores, max))
    assert scores[0] < scores[-1]
    for end in ("low", "high"):
        ends = [one[end] for one in values]
        assert ends == pytest.approx(list(accumulate(ends, max)), abs=1e-9)


@settings(max_examples=25)
@given(pairs(), st.lists(pairs(), min_size=1, max_size=6))
def test_one_more_in_time_never_lowers_a_score(own: Pairs, others: list[Pairs]) -> None:
    k, n = own["K1"]
    if k == n:
        return
    before = figures(board([own, *others]))[1]["score"]
    after = figures(board([{**own, "K1": (k + 1, n)}, *others]))[1]["score"]

    assert (before is None) is (after is None)
    if before and after:
        assert after["value"] > before["value"]


def test_what_others_do_moves_only_the_mean_never_the_own_counts() -> None:
    calm, busy = figures(board([BASE, BASE]))[1], figures(board([BASE, {**BASE, "K1": (0, 40)}]))[1]

    assert [one["own"] for one in calm["indicators"]] == [one["own"] for one in busy["indicators"]]
    assert calm["indicators"][0]["raw"] == busy["indicators"][0]["raw"]
    assert calm["indicators"][0]["peers"] > busy["indicators"][0]["peers"]


@pytest.mark.parametrize("n", [10, 20, 30, 100])
def test_wilson_covers_what_it_says(n: int) -> None:
    ranges = [wilson(k, n) for k in range(n + 1)]
    shares = np.linspace(0.02, 0.98, 97)
    cover = [
        sum(binom.pmf(k, n, share) for k, one in enumerate(ranges) if one.contains(float(share)))
        for share in shares
    ]

    assert float(np.mean(cover)) == pytest.approx(0.95, abs=0.012)
    assert min(cover) > 0.83


def drawn(many: int, codes: tuple[str, ...], seed: int) -> float:
    """Return how often the 90 % range of the score holds the true one, okrugs drawn from their Beta."""
    dice = np.random.default_rng(seed)
    cases = {"K1": 45, "K2": 45, "K3": 22, "K4": 14, "K5": 8}
    weights = effective_weights(V1.weights, codes)
    true_log, a, b = np.zeros(many), {}, {}
    for code in codes:
        rule = V1.indicator(code)
        means = dice.uniform(0.55, 0.9, many)
        true = dice.beta(rule.prior * means, rule.prior * (1 - means))
        n = np.full(many, float(cases[code]))
        found = shrink_all(dice.binomial(cases[code], true).astype(float), n, means, rule.prior)
        a[code], b[code] = found.a, found.b
        true_log += weights[code] * np.log(true)
    score = score_all(a, b, weights)
    inside = (score.low <= 100 * np.exp(true_log)) & (100 * np.exp(true_log) <= score.high)
    return float(np.mean(inside))


@pytest.mark.slow
def test_the_range_of_the_score_covers_nine_of_ten() -> None:
    assert drawn(40_000, ("K1", "K3", "K4", "K5"), seed=3) == pytest.approx(0.90, abs=0.006)


@pytest.mark.slow
def test_taking_both_of_the_reaction_as_one_is_on_the_safe_side() -> None:
    assert 0.90 <= drawn(40_000, CODES, seed=4) <= 0.96
