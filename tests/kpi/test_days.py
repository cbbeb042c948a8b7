"""Waiting days: no class of few is told nor follows from the others; ranks of the median; Greenwood."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from akimfeedback.kpi.days import CLASSES, UNANSWERED, median_ranks, shown_days, still_range
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


STILL = [0.6, 0.35, 0.1, 0.05]


def test_nine_answers_show_no_days() -> None:
    assert shown_days({"0-5": 9, UNANSWERED: 20}, STILL) is None


@pytest.mark.parametrize(
    ("counts", "answers", "unanswered", "still"),
    [
        ((8, 7, 0, 0, 6, 0), (8, 7, 0, 0, 6), 0, 4),
        ((8, 3, 9, 0, 0, 0), (None, None, 9, 0, 0), 0, 0),
        ((12, 8, 7, 4, 2, 0), (12, 8, 7, None, None), 0, 3),
        ((12, 8, 7, 0, 0, 3), (12, 8, None, 0, 0), None, 2),
    ],
    ids=["all may be told", "one is few, the next smallest hides it", "two few", "few without an answer"],
)
def test_few_are_hidden_and_the_curve_stops_there(
    counts: tuple[int, ...], answers: tuple[int | None, ...], unanswered: int | None, still: int
) -> None:
    found = shown_days(dict(zip((*CLASSES, UNANSWERED), counts, strict=True)), STILL)

    assert found is not None
    assert found.answers == answers
    assert found.unanswered == unanswered
    assert len(found.still) == still
    assert found.total == sum(counts)


@given(st.lists(st.integers(0, 40), min_size=6, max_size=6))
def test_what_is_hidden_does_not_follow_from_the_whole(counts: list[int]) -> None:
    found = shown_days(dict(zip((*CLASSES, UNANSWERED), counts, strict=True)), STILL)

    if found is not None:
        told = [*found.answers, found.unanswered]
        hidden = found.total - sum(one for one in told if one is not None)
        assert told.count(None) != 1
        assert hidden == 0 or hidden >= 5
        assert all(one is None or one == 0 or one >= 5 for one in told)


def test_greenwoods_range_by_hand() -> None:
    lengths, answered = [1, 2, 3, 4, 5, 6], [True, True, True, False, True, False]
    found = still_range(lengths, answered, 3)

    assert dict(survival_steps(lengths, answered))[3] == pytest.approx(0.5)
    assert found is not None  # Σ d/(n(n−d)) = 1/30 + 1/20 + 1/12 = 1/6
    assert (found.low, found.high) == pytest.approx((0.1109, 0.8037), abs=5e-4)
    assert still_range(lengths, answered, 0) is None
