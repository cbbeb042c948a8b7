"""Waiting days: bins never hold few, nobody is left out, golden ranks of the median, Greenwood's range."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from akimfeedback.kpi.days import LEAST_IN_BIN, Bin, days, joined, median_ranks, still_range
from akimfeedback.kpi.survival import survival_steps


@pytest.mark.parametrize(
    ("n", "ranks"),
    [
        (5, None), (6, (1, 6)), (10, (2, 9)), (12, (3, 10)), (15, (4, 12)),
        (20, (6, 15)), (30, (10, 21)), (50, (18, 33)),
    ],
)  # fmt: skip
def test_golden_ranks_of_the_median(n: int, ranks: tuple[int, int] | None) -> None:
    assert median_ranks(n) == ranks


def test_nine_answers_show_no_days() -> None:
    assert days([4] * 9 + [30], [True] * 9 + [False]) is None


def test_bins_and_who_still_waits() -> None:
    found = days([1, 1, 2, 2, 2, 4, 7, 7, 8, 9, 9, 25, 40], [True] * 12 + [False])

    assert found is not None
    assert found.bins == (Bin(0, 2, 5), Bin(3, None, 7))
    assert [day for day, _share in found.still] == [2]
    assert found.still[0][1] == pytest.approx(8 / 13)
    assert found.unanswered == 1


@pytest.mark.parametrize(
    ("counts", "bins"),
    [
        ([6, 5, 0], [(0, 6), (3, 5)]),
        ([2, 0, 5], [(0, 7)]),
        ([6, 0, 2], [(0, 8)]),
        ([0, 0, 9], [(0, 9)]),
    ],
    ids=["an empty tail is cut", "a short bin joins the next", "the last joins the one before", "empty head"],
)
def test_short_bins_are_joined(counts: list[int], bins: list[tuple[int, int]]) -> None:
    edges = [(0, 2), (3, 5), (6, None)]
    made = joined([Bin(first, last, n) for (first, last), n in zip(edges, counts, strict=True)])

    assert [(one.first, one.answers) for one in made] == bins


CASES = st.lists(st.tuples(st.integers(0, 90), st.booleans()), max_size=60)


@given(CASES)
def test_no_bin_ever_holds_few_and_all_answers_are_there(cases: list[tuple[int, bool]]) -> None:
    lengths, answered = [day for day, _done in cases], [done for _day, done in cases]
    found = days(lengths, answered)

    assert (found is None) is (sum(answered) < 10)
    if found is not None:
        assert all(one.answers >= LEAST_IN_BIN for one in found.bins)
        assert sum(one.answers for one in found.bins) == sum(answered)
        shares = [share for _day, share in found.still]
        assert shares == sorted(shares, reverse=True)
        assert found.unanswered + sum(answered) == len(cases)


def test_greenwoods_range_by_hand() -> None:
    lengths, answered = [1, 2, 3, 4, 5, 6], [True, True, True, False, True, False]
    found = still_range(lengths, answered, 3)

    assert dict(survival_steps(lengths, answered))[3] == pytest.approx(0.5)
    assert found is not None  # Σ d/(n(n−d)) = 1/30 + 1/20 + 1/12 = 1/6
    assert (found.low, found.high) == pytest.approx((0.1109, 0.8037), abs=5e-4)
    assert still_range(lengths, answered, 0) is None
