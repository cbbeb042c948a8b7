"""Nine signals of unusual support: golden numbers and edges."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import kendalltau

from akimfeedback.petitions import scores

HOUR = 3600.0


@pytest.mark.parametrize(
    ("weights", "effective", "flagged"),
    [
        pytest.param([1] * 40, 40.0, False, id="everybody has a device"),
        pytest.param([10, 10], 2.0, True, id="two devices gave twenty"),
        pytest.param([19], 1.0, False, id="nineteen are too few to say"),
        pytest.param([4] * 5, 5.0, False, id="exactly a quarter is not below it"),
        pytest.param([5, 4, 4, 4, 3], 400 / 82, True, id="just below a quarter"),
        pytest.param([], 0.0, False, id="nothing"),
    ],
)
def test_few_devices_behind_many_supports_are_flagged(
    weights: list[int], effective: float, flagged: bool
) -> None:
    assert scores.effective_number(weights) == pytest.approx(effective)
    assert (scores.concentration(weights) is not None) == flagged


@given(st.lists(st.integers(1, 50), min_size=1, max_size=30))
def test_effective_devices_are_between_one_and_all(weights: list[int]) -> None:
    assert 1 - 1e-9 <= scores.effective_number(weights) <= len(weights) + 1e-9


@pytest.mark.parametrize(
    ("numbers", "flagged"),
    [
        pytest.param([700 + step for step in range(5)], True, id="five in a row"),
        pytest.param([700 + step for step in range(4)], False, id="a family bought four cards"),
        pytest.param([700] * 9, False, id="one number many times"),
        pytest.param([1, 2, 500, 501, 9000, 9001], True, id="three pairs of neighbours"),
        pytest.param([1, 2, 500, 501], False, id="two pairs"),
        pytest.param([1, 3, 5, 7, 9, 11], False, id="every second one"),
        pytest.param(list(range(0, 10_000_000, 9973)), False, id="a thousand spread over the range"),
        pytest.param([], False, id="nothing"),
    ],
)
def test_phone_numbers_in_a_row_are_flagged(numbers: list[int], flagged: bool) -> None:
    assert (scores.phone_series(numbers) is not None) == flagged
    shifted = [number + 987_654_321 for number in numbers]
    assert scores.phone_series(shifted) == scores.phone_series(numbers)


def test_runs_are_counted_longest_first() -> None:
    assert scores.runs([5, 1, 2, 9, 3, 6, 2]) == [3, 2, 1]


@pytest.mark.parametrize(
    ("moments", "variation", "flagged"),
    [
        pytest.param([60.0 * n for n in range(15)], 0.0, True, id="every minute"),
        pytest.param([60.0 * n for n in range(14)], 0.0, False, id="fourteen are too few"),
        pytest.param([7.0] * 15, 0.0, True, id="all at one moment"),
        pytest.param([sum(20 * (1 + n % 2) for n in range(k)) for k in range(20)], 0.333, False, id="uneven"),
        pytest.param([5.0], None, False, id="one"),
    ],
)
def test_supports_that_come_like_a_clock_are_flagged(
    moments: list[float], variation: float | None, flagged: bool
) -> None:
    found = scores.gap_variation(moments)
    assert found == (variation if variation is None else pytest.approx(variation, abs=0.01))
    assert (scores.regularity(moments) is not None) == flagged


@pytest.mark.parametrize(
    ("hours", "platform", "flagged"),
    [
        pytest.param([3] * 20, 0.05, True, id="all at night"),
        pytest.param([3] * 19, 0.05, False, id="nineteen are too few"),
        pytest.param([3] * 20, None, False, id="the platform's share is unknown"),
        pytest.param([3] * 5 + [12] * 15, 0.04, True, id="a quarter where four of a hundred is usual"),
        pytest.param([3] * 4 + [12] * 16, 0.04, False, id="less than a fifth more"),
        pytest.param([12] * 30, 0.0, False, id="never at night"),
        pytest.param([6] * 30, 0.0, False, id="six is morning"),
        pytest.param([0] * 30, 0.0, True, id="midnight is night"),
    ],
)
def test_a_night_share_far_above_the_platforms_is_flagged(
    hours: list[int], platform: float | None, flagged: bool
) -> None:
    assert (scores.night(hours, platform) is not None) == flagged


LETTERS = "абвгдежзийклмнопрст"


@pytest.mark.parametrize(
    ("keys", "flagged"),
    [
        pytest.param(LETTERS[:15], True, id="by the alphabet"),
        pytest.param(LETTERS[:15][::-1], True, id="backwards"),
        pytest.param(LETTERS[:14], False, id="fourteen are too few"),
        pytest.param("а" * 30, False, id="all the same name"),
        pytest.param("олакжбпидзвмегй", False, id="mixed"),
    ],
)
def test_names_in_alphabetical_order_are_flagged(keys: str, flagged: bool) -> None:
    assert (scores.name_order(list(keys)) is not None) == flagged


@given(st.lists(st.sampled_from(LETTERS), min_size=2, max_size=40))
def test_the_order_is_kendalls_tau(keys: list[str]) -> None:
    found = scores.order_of(keys)
    if len(set(keys)) < 2:
        assert found is None
    else:
        assert found == pytest.approx(kendalltau(range(len(keys)), [ord(key) for key in keys]).statistic)


@pytest.mark.parametrize(
    ("seconds", "flagged"),
    [
        pytest.param([2.0] * 4 + [30.0] * 6, True, id="four of ten"),
        pytest.param([2.0] * 3 + [30.0] * 7, False, id="exactly thirty of a hundred"),
        pytest.param([2.0] * 9, False, id="nine are too few"),
        pytest.param([5.0] * 10, True, id="five seconds are within five"),
        pytest.param([5.1] * 10, False, id="a little longer"),
        pytest.param([], False, id="nobody needed a code"),
    ],
)
def test_codes_given_back_too_fast_are_flagged(seconds: list[float], flagged: bool) -> None:
    assert (scores.fast_confirm(seconds) is not None) == flagged


@pytest.mark.parametrize(
    ("moments", "residents", "flagged"),
    [
        pytest.param([HOUR * 24 * n for n in range(65)], 100, True, id="more than the 64 adults"),
        pytest.param([HOUR * 24 * n for n in range(64)], 100, False, id="all adults over two months"),
        pytest.param([HOUR * n for n in range(39)], 100, True, id="39 of 64 adults within 48 hours"),
        pytest.param([HOUR * n for n in range(38)], 100, False, id="38 of 64 are below 60 %"),
        pytest.param([0.0] * 500, None, False, id="population unknown"),
        pytest.param([0.0] * 5, 0, False, id="nobody registered there"),
    ],
)
def test_more_supports_than_adults_are_flagged(
    moments: list[float], residents: int | None, flagged: bool
) -> None:
    assert (scores.too_many(moments, residents) is not None) == flagged


@pytest.mark.parametrize(
    ("paper", "counted", "flagged"),
    [(6, 10, True), (5, 10, False), (9, 9, False), (0, 0, False), (10, 10, True)],
)
def test_more_than_half_on_paper_is_flagged(paper: int, counted: int, flagged: bool) -> None:
    assert (scores.paper_share(paper, counted) is not None) == flagged


@pytest.mark.parametrize(
    ("withdrawn", "visits", "standing", "flagged"),
    [
        pytest.param([HOUR * n for n in range(1, 6)], [0.0], 20, True, id="five in hours after a visit"),
        pytest.param([HOUR * n for n in range(1, 5)], [0.0], 5, False, id="four are too few"),
        pytest.param([HOUR * n for n in range(1, 6)], [0.0], 46, False, id="less than a tenth"),
        pytest.param([-HOUR * n for n in range(1, 9)], [0.0], 5, False, id="before the visit"),
        pytest.param([HOUR * 24] * 9, [0.0], 5, False, id="a day later"),
        pytest.param([HOUR] * 9, [], 5, False, id="nobody came"),
        pytest.param([HOUR * 50] * 9, [0.0, HOUR * 49], 5, True, id="after the second visit"),
    ],
)
def test_mass_withdrawal_within_a_day_of_a_visit_is_flagged(
    withdrawn: list[float], visits: list[float], standing: int, flagged: bool
) -> None:
    assert (scores.coercion(withdrawn, visits, standing) is not None) == flagged


@pytest.mark.parametrize(
    ("counts", "held"),
    [
        ({60: 10, 300: 30}, False),
        ({60: 11, 300: 11}, True),
        ({60: 1, 300: 31}, True),
        ({}, False),
    ],
)
def test_one_network_may_give_ten_a_minute_and_thirty_in_five(counts: dict[int, int], held: bool) -> None:
    assert scores.too_fast(counts) == held


@given(st.binary(min_size=1, max_size=32), st.integers(0, 40))
def test_one_of_each_ten_sheets_is_drawn_and_the_lot_is_repeatable(seed: bytes, block: int) -> None:
    lots = [scores.drawn(seed, block * 10 + place) for place in range(10)]
    assert sum(lots) == 1
    assert lots == [scores.drawn(seed, block * 10 + place) for place in range(10)]


@pytest.mark.parametrize(
    ("seen", "n", "again"),
    [(0, 10, True), (0, 9, False), (100, 119, False), (100, 120, True), (50, 50, False)],
)
def test_a_judged_matter_is_raised_again_when_the_supports_grew(seen: int, n: int, again: bool) -> None:
    assert scores.worth_another_look(seen, n) == again
