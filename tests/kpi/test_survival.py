"""Waiting times, rates and bounds beside the block."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from akimfeedback.kpi.survival import manski, rate_per_100, response_is_low, survival_steps, waiting

CASES = st.lists(st.tuples(st.integers(0, 60), st.booleans()), min_size=1, max_size=80)


def test_the_curve_of_the_textbook() -> None:
    # remission times of the 6-MP arm: 6,6,6,6+,7,9+,10,10+,11+,13,16,17+,19+,20+,22,23,25+,32+,32+,34+,35+
    days = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
    seen = [True] * 3 + [False, True, False, True, False, False, True, True] + [False] * 3
    seen += [True, True] + [False] * 5

    steps = [(day, round(share, 3)) for day, share in survival_steps(days, seen)]

    assert steps == [(6, 0.857), (7, 0.807), (10, 0.753), (13, 0.690), (16, 0.627), (22, 0.538), (23, 0.448)]
    assert waiting(days, seen).median == 23


@pytest.mark.parametrize(("count", "median"), [(5, None), (6, 3)])
def test_the_median_needs_six_cases(count: int, median: int | None) -> None:
    assert waiting(list(range(1, count + 1)), [True] * count).median == median


@pytest.mark.parametrize(("count", "p90"), [(29, None), (30, 27)])
def test_the_90th_percentile_needs_thirty_cases(count: int, p90: int | None) -> None:
    assert waiting(list(range(1, count + 1)), [True] * count).p90 == p90


def test_the_open_ones_keep_the_median_from_being_reached() -> None:
    assert waiting([1, 2, 3, 20, 20, 20, 20], [True] * 3 + [False] * 4).median is None
    assert waiting([], []).cases == 0


def test_one_mark_per_case() -> None:
    with pytest.raises(ValueError, match="one mark"):
        survival_steps([1, 2], [True])


@given(CASES)
def test_the_curve_only_falls(cases: list[tuple[int, bool]]) -> None:
    shares = [share for _, share in survival_steps(*map(list, zip(*cases, strict=True)))]

    assert shares == sorted(shares, reverse=True)
    assert all(0 <= share < 1 for share in shares)


@given(CASES)
def test_the_order_of_cases_does_not_matter(cases: list[tuple[int, bool]]) -> None:
    forward = waiting(*map(list, zip(*cases, strict=True)))

    assert waiting(*map(list, zip(*reversed(cases), strict=True))) == forward


@pytest.mark.parametrize(
    ("events", "due", "rate", "low", "high"),
    [(0, 100, 0.0, 0.0, 3.69), (3, 100, 3.0, 0.62, 8.77), (10, 50, 20.0, 9.59, 36.78)],
)
def test_rates_with_the_exact_range(events: int, due: int, rate: float, low: float, high: float) -> None:
    found = rate_per_100(events, due)

    assert found is not None
    assert (found[0], round(found[1].low, 2), round(found[1].high, 2)) == (rate, low, high)


def test_no_rate_without_cases() -> None:
    assert rate_per_100(0, 0) is None


def test_bounds_for_the_silent() -> None:
    found = manski(4, 10, 40)

    assert found is not None
    assert (found.low, found.high) == (0.1, 0.85)
    assert manski(0, 0, 0) is None
    with pytest.raises(ValueError, match="of"):
        manski(5, 4, 10)


@pytest.mark.parametrize(("responded", "asked", "low"), [(5, 10, False), (4, 10, True), (0, 0, False)])
def test_a_low_response(responded: int, asked: int, low: bool) -> None:
    assert response_is_low(responded, asked) is low
