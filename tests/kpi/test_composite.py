"""The score and its range: golden numbers, properties, a comparison with simulation, words."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from akimfeedback.kpi.composite import (
    Score,
    Standing,
    effective_weights,
    may_publish,
    peer_median,
    probability_above,
    score,
    standing,
    unpublished_because,
)
from akimfeedback.kpi.method import V1
from akimfeedback.kpi.scores import Counts, Precision, shrink

CODES = ("K1", "K2", "K3", "K4", "K5")
MEANS = {"K1": 0.80, "K2": 0.50, "K3": 0.62, "K4": 0.62, "K5": 0.78}
GOLDEN = ((46, 50), (30, 50), (30, 40), (20, 28), (9, 10))
SMALL = ((31, 40), (12, 40), (11, 18), (9, 15), (3, 6))


def scored(pairs: tuple[tuple[int, int], ...], codes: tuple[str, ...] = CODES) -> Score | None:
    """Return the score of counts in the order of `codes`."""
    shares = {
        code: shrink(Counts(*pair), MEANS[code], V1.indicator(code).prior)
        for code, pair in zip(codes, pairs, strict=True)
    }
    return score(shares, V1.weights, V1.publish_floors)


def sure(pairs: tuple[tuple[int, int], ...], codes: tuple[str, ...] = CODES) -> Score:
    """Return the score of counts that are known to have one."""
    found = scored(pairs, codes)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("pairs", "figures"),
    [(GOLDEN, (75.282, 69.979, 79.884)), (SMALL, (63.626, 56.597, 69.608))],
    ids=["big", "small"],
)
def test_golden_scores(pairs: tuple[tuple[int, int], ...], figures: tuple[float, ...]) -> None:
    found = sure(pairs)

    assert (round(found.value, 3), round(found.low, 3), round(found.high, 3)) == figures


def test_golden_shares_of_the_score() -> None:
    shares = [
        shrink(Counts(*pair), MEANS[code], V1.indicator(code).prior).value
        for code, pair in zip(CODES, GOLDEN, strict=True)
    ]

    assert [round(share, 4) for share in shares] == [0.8857, 0.5714, 0.7067, 0.6750, 0.8400]


@pytest.mark.slow
@pytest.mark.parametrize("pairs", [GOLDEN, SMALL], ids=["big", "small"])
def test_the_range_agrees_with_a_million_draws(pairs: tuple[tuple[int, int], ...]) -> None:
    rng, draws = np.random.default_rng(20260701), 1_000_000
    together = rng.random(draws)
    logs = np.zeros(draws)
    for code, (k, n) in zip(CODES, pairs, strict=True):
        share = shrink(Counts(k, n), MEANS[code], V1.indicator(code).prior)
        if code in ("K1", "K2"):  # fully dependent: the same place in both distributions
            drawn = np.quantile(rng.beta(share.a, share.b, draws), together)
        else:
            drawn = rng.beta(share.a, share.b, draws)
        logs += V1.weights[code] * np.log(drawn)
    low, high = 100 * np.exp(np.quantile(logs, [0.05, 0.95]))
    found = sure(pairs)

    assert abs(found.low - low) < 0.02
    assert abs(found.high - high) < 0.02


@pytest.mark.parametrize("missing", ["K1", "K3", "K4"])
def test_no_score_without_a_needed_indicator(missing: str) -> None:
    codes = tuple(code for code in CODES if code != missing)

    assert scored(tuple((20, 30) for _ in codes), codes) is None


def test_without_openness_its_weight_is_spread() -> None:
    found = sure(GOLDEN[:4], CODES[:4])

    assert found.weights == pytest.approx(
        {"K1": 0.3 / 0.85, "K2": 0.1 / 0.85, "K3": 0.25 / 0.85, "K4": 0.2 / 0.85}
    )
    assert sum(effective_weights(V1.weights, CODES).values()) == pytest.approx(1)


def test_without_promptness_the_range_still_stands() -> None:
    codes = ("K1", "K3", "K4")
    found = sure((GOLDEN[0], GOLDEN[2], GOLDEN[3]), codes)

    assert found.low < found.value < found.high


COUNT = st.integers(10, 200).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(st.tuples(COUNT, COUNT, COUNT, COUNT, COUNT), st.integers(0, 4))
def test_one_more_success_never_lowers_the_score(pairs: tuple[tuple[int, int], ...], place: int) -> None:
    k, n = pairs[place]
    better = (*pairs[:place], (min(k + 1, n), n), *pairs[place + 1 :])

    assert sure(better).value >= sure(pairs).value


@given(st.tuples(COUNT, COUNT, COUNT, COUNT, COUNT))
def test_the_range_contains_the_score_and_repeats(pairs: tuple[tuple[int, int], ...]) -> None:
    found, again = sure(pairs), sure(pairs)

    assert 0 <= found.low <= found.value <= found.high <= 100
    assert (found.value, found.low, found.high) == (again.value, again.low, again.high)


def test_the_chance_and_the_range_tell_the_same() -> None:
    found = sure(GOLDEN)

    assert probability_above(found.shape, found.low) == pytest.approx(0.95, abs=1e-9)
    assert probability_above(found.shape, found.high) == pytest.approx(0.05, abs=1e-9)
    assert probability_above(found.shape, 0) == 1
    assert probability_above(found.shape, 1) == pytest.approx(1, abs=1e-6)
    assert probability_above(found.shape, 100) == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize(
    ("others", "word"),
    [
        ([60.0] * 4, None),
        ([60.0] * 5, Standing.ABOVE),
        ([75.0, 75.0, 75.0, 10.0, 90.0], Standing.ALIKE),
        ([90.0] * 7, Standing.BELOW),
    ],
    ids=["too few peers", "above", "cannot be told apart", "below"],
)
def test_words_beside_the_peers(others: list[float], word: Standing | None) -> None:
    assert standing(sure(GOLDEN).shape, others) is word


def test_the_median_of_an_even_number_of_peers() -> None:
    assert peer_median([1, 2, 3, 4, 5, 6]) == 3.5


def test_what_a_published_score_lacks() -> None:
    counts = {"K1": Counts(20, 29), "K3": Counts(9, 10), "K4": Counts(9, 12)}
    precisions = {"K1": Precision.FEW, "K3": Precision.FEW, "K4": Precision.NONE}

    assert unpublished_because(counts, precisions, V1.publish_floors) == (("K1", 29, 30), ("K4", 12, 10))
    assert unpublished_because({}, {}, V1.publish_floors) == (("K1", 0, 30), ("K3", 0, 10), ("K4", 0, 10))
    assert may_publish(
        counts | {"K1": Counts(20, 30)}, precisions | {"K4": Precision.POOLED}, V1.publish_floors
    )
