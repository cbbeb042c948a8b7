"""Trend charts: limits by hand, the four signals one by one, shares with changing numbers."""

from itertools import pairwise
from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from akimfeedback.kpi.scores import Counts
from akimfeedback.kpi.trend import LEAST_POINTS, Signal, laney, signals, xmr

MONTHS = [8, 9, 8, 9, 8, 9, 8.5, 9, 8, 9, 8, 8.5]  # mean 8.5, nine and a half steps in eleven moves


def test_golden_limits_of_twelve_months() -> None:
    found = xmr(MONTHS)

    assert found is not None
    low, high = found.limits[0]
    assert f"{found.mean:.1f} {low:.1f} {high:.1f}" == "8.5 6.2 10.8"
    assert found.signals == ()


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ([5, 5, 5, 9.5], [(3, Signal.OUTSIDE)]),
        ([5, 6, 5.5, 6, 5.5, 6, 5.5, 6], [(7, Signal.ONE_SIDE)]),
        ([4, 4.5, 4.9, 5.1, 5.4, 5.8, 6.2], [(6, Signal.MOVING)]),
        ([5, 8, 5, 8], [(3, Signal.NEAR_LIMIT)]),
        ([8, 8, 5], []),
        ([5, 4, 6, 5, 4, 6, 5], []),
    ],
    ids=["outside", "seven on one side", "seven rising", "two of three near", "the last is back", "calm"],
)
def test_the_four_signals(values: list[float], found: list[tuple[int, Signal]]) -> None:
    assert list(signals(values, 5, [(1, 9)] * len(values))) == found


def test_few_points_have_no_limits() -> None:
    assert xmr([1.0] * (LEAST_POINTS - 1)) is None
    assert laney([Counts(1, 2)] * (LEAST_POINTS - 1)) is None
    assert laney([Counts(1, 2)] * LEAST_POINTS + [Counts(0, 0)]) is None


def test_shares_by_hand() -> None:
    successes = (16, 30, 18, 33, 17, 31, 15, 34)
    counts = [Counts(k, 20 if number % 2 == 0 else 40) for number, k in enumerate(successes)]
    p = 194 / 240
    s = [sqrt(p * (1 - p) / one.n) for one in counts]
    z = [(one.k / one.n - p) / part for one, part in zip(counts, s, strict=True)]
    sigma = sum(abs(b - a) for a, b in pairwise(z)) / 7 / 1.128

    found = laney(counts)

    assert found is not None
    assert found.mean == pytest.approx(p)
    assert found.sigma_z == pytest.approx(sigma)
    assert found.limits[0] == pytest.approx((p - 3 * s[0] * sigma, min(1, p + 3 * s[0] * sigma)))


def test_shares_that_are_all_full_have_no_room() -> None:
    found = laney([Counts(9, 9)] * 8)

    assert found is not None
    assert found.limits[0] == (1.0, 1.0)
    assert not found.signals


@given(st.lists(st.floats(0, 100), min_size=LEAST_POINTS, max_size=24))
def test_the_mean_lies_inside_its_limits(values: list[float]) -> None:
    found = xmr(values)

    assert found is not None
    assert found.limits[0][0] <= found.mean <= found.limits[0][1]
    assert xmr(values) == found


@given(st.lists(st.floats(0, 100), min_size=LEAST_POINTS, max_size=16))
def test_a_mirrored_series_has_the_same_signals(values: list[float]) -> None:
    limits = [(10.0, 90.0)] * len(values)
    turned = [100 - value for value in values]

    if all(100 - (100 - value) == value for value in values):
        assert signals(values, 50, limits) == signals(turned, 50, limits)
