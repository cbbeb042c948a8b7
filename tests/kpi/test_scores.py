"""Shares: golden numbers of the method, and properties that must hold for any counts."""

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from akimfeedback.kpi.scores import (
    Counts,
    Interval,
    Precision,
    percent0,
    prior_mean,
    prior_means,
    score1,
    settle,
    settle_sum,
    share4,
    shrink,
    shrink_all,
    wilson,
)

N = st.integers(1, 2000)
PAIRS = N.flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
MEANS = st.floats(0.01, 0.99)


@pytest.mark.parametrize(
    ("k", "n", "low", "high"),
    [
        (1, 3, "6.1", "79.2"), (4, 4, "51.0", "100.0"), (8, 10, "49.0", "94.3"), (18, 20, "69.9", "97.2"),
        (27, 30, "74.4", "96.5"), (56, 131, "34.6", "51.3"), (90, 100, "82.6", "94.5"),
        (300, 1000, "27.2", "32.9"),
    ],
)  # fmt: skip
def test_golden_wilson(k: int, n: int, low: str, high: str) -> None:
    found = wilson(k, n)

    assert (str(score1(found.low * 100)), str(score1(found.high * 100))) == (low, high)


@pytest.mark.parametrize(
    ("k", "n", "figures"),
    [
        (4, 4, ("82.0", "64.7", "94.3")),
        (2, 6, ("68.0", "49.3", "84.1")),
        (18, 20, ("84.2", "71.6", "93.6")),
        (88, 110, ("79.8", "72.5", "86.2")),
    ],
)
def test_golden_shrunk(k: int, n: int, figures: tuple[str, ...]) -> None:
    found = shrink(Counts(k, n), 0.784, 20)

    assert tuple(str(score1(part * 100)) for part in (found.value, found.low, found.high)) == figures


@given(PAIRS)
def test_wilson_contains_the_share_and_stays_a_share(pair: tuple[int, int]) -> None:
    k, n = pair
    found = wilson(k, n)

    assert 0 <= found.low <= k / n <= found.high <= 1
    assert (found.low == 0) is (k == 0)
    assert (found.high == 1) is (k == n)


@given(PAIRS)
def test_wilson_of_failures_mirrors_that_of_successes(pair: tuple[int, int]) -> None:
    k, n = pair
    yes, no = wilson(k, n), wilson(n - k, n)

    assert yes.low == pytest.approx(1 - no.high, abs=1e-12)


@given(PAIRS, MEANS)
def test_the_shrunk_share_lies_between_raw_and_mean_and_in_its_range(pair: tuple[int, int], m: float) -> None:
    k, n = pair
    found = shrink(Counts(k, n), m, 20)

    assert min(k / n, m) - 1e-12 <= found.value <= max(k / n, m) + 1e-12
    assert Interval(found.low, found.high).contains(found.value)


def test_without_cases_the_shrunk_share_is_the_mean() -> None:
    assert shrink(Counts(0, 0), 0.7, 10).value == pytest.approx(0.7)


@pytest.mark.parametrize(("k", "n"), [(3, 2), (-1, 2)])
def test_impossible_counts_are_refused(k: int, n: int) -> None:
    with pytest.raises(ValueError, match="of"):
        Counts(k, n)


def test_a_range_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="nothing"):
        wilson(0, 0)
    assert Counts(0, 0).raw is None
    assert Counts(1, 4).raw == 0.25


def test_the_mean_of_peers_leaves_the_okrug_out() -> None:
    assert prior_mean(Counts(80, 100), 0.5) == pytest.approx(90 / 120)
    assert prior_mean(Counts(0, 0), 0.8) == 0.8

    k, n, group = np.array([9.0, 1.0, 5.0]), np.array([10.0, 2.0, 5.0]), np.array([0, 0, 1])
    assert prior_means(k, n, group, 0.8) == pytest.approx([(1 + 16) / 22, (9 + 16) / 30, 0.8])


@given(st.lists(PAIRS, min_size=1, max_size=12))
def test_the_mean_of_peers_is_never_certain(pairs: list[tuple[int, int]]) -> None:
    k, n = (np.array(column, dtype=float) for column in zip(*pairs, strict=True))

    found = prior_means(k, n, np.zeros(len(pairs), dtype=np.intp), 0.8)

    assert ((found > 0) & (found < 1)).all()


@given(st.lists(PAIRS, min_size=2, max_size=8))
def test_the_order_of_okrugs_changes_no_digit(pairs: list[tuple[int, int]]) -> None:
    order = sorted(range(len(pairs)), key=lambda place: (pairs[place], place), reverse=True)
    k, n = (np.array(column, dtype=float) for column in zip(*pairs, strict=True))
    m = prior_means(k, n, np.zeros(len(pairs), dtype=np.intp), 0.8)
    found = shrink_all(k, n, m, 20)

    mixed_m = prior_means(k[order], n[order], np.zeros(len(pairs), dtype=np.intp), 0.8)
    mixed = shrink_all(k[order], n[order], mixed_m, 20)

    assert (found.low[order] == mixed.low).all()
    assert [shrink(Counts(*pair), float(mean), 20) for pair, mean in zip(pairs, m, strict=True)] == [
        found.one(place) for place in range(len(pairs))
    ]


@pytest.mark.parametrize(
    ("own", "before", "counts", "precision"),
    [
        ((25, 30), [(9, 9)] * 3, (25, 30), Precision.NORMAL),
        ((25, 29), [(9, 9)] * 3, (25, 29), Precision.FEW),
        ((10, 10), [(9, 9)] * 3, (10, 10), Precision.FEW),
        ((9, 9), [(1, 2), (0, 0), (3, 4)], (13, 15), Precision.POOLED),
        ((4, 9), [(1, 1)], (5, 10), Precision.POOLED),
        ((3, 4), [(1, 2), (1, 3)], (3, 4), Precision.NONE),
        ((0, 0), [], (0, 0), Precision.NONE),
    ],
)
def test_precision_of_a_quarter(
    own: tuple[int, int], before: list[tuple[int, int]], counts: tuple[int, int], precision: Precision
) -> None:
    found = settle(Counts(*own), [Counts(*pair) for pair in before])

    assert (found.counts, found.precision) == (Counts(*counts), precision)


@pytest.mark.parametrize(("n", "precision"), [(30, "normal"), (29, "few"), (10, "few"), (9, "none")])
def test_precision_of_a_sum(n: int, precision: str) -> None:
    assert settle_sum(Counts(1, n)).precision.value == precision


@pytest.mark.parametrize(
    ("rounded", "text"),
    [(share4(0.12345), "0.1235"), (share4(2 / 3), "0.6667"), (score1(75.25), "75.3"), (score1(0.05), "0.1"),
     (percent0(0.125), "13"), (percent0(0.285), "29")],
)  # fmt: skip
def test_rounding_is_half_up(rounded: Decimal, text: str) -> None:
    assert str(rounded) == text
