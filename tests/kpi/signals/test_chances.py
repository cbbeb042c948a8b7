"""The worked examples of every signal, and what must hold for all numbers."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from akimfeedback.kpi.signals.bursts import scan_chance
from akimfeedback.kpi.signals.chance import (
    above,
    binomial_upper,
    gap_z,
    poisson_lower,
    poisson_upper,
    usual_share,
    usual_shares,
)
from akimfeedback.kpi.signals.days import around_chance, period_end_part
from akimfeedback.kpi.signals.multiplicity import threshold, worth_a_look
from akimfeedback.kpi.signals.rules import Check, Part, SignalCode, once_in_months

CHANCES = st.lists(st.floats(0, 1), max_size=60)


@pytest.mark.parametrize(
    ("found", "told"),
    [
        (around_chance(34, 6), 4.2e-6),
        (poisson_upper(9, 0.25), 8.4e-12),
        (scan_chance(9, 0.25, 2_880), 2.4e-8),
        (binomial_upper(14, 60, 0.06), 1.0e-5),
        (poisson_lower(9, 24), 4.0e-4),
        (poisson_lower(6, 12), 0.046),
    ],
    ids=["G1 34 and 6", "G2 nine", "G2 of 2,880", "G3 opened again", "G7 9 of 24", "G7 6 of 12"],
)
def test_worked_chances(found: float, told: float) -> None:
    assert found == pytest.approx(told, rel=0.1)


def test_the_gap_of_192_of_200_and_46_of_60_is_4_7_wide() -> None:
    z = gap_z(192, 200, 46, 60)

    assert z == pytest.approx(4.7, abs=0.05)
    assert above(z) < 2e-6


def test_95_of_260_answers_on_the_last_two_of_63_days_where_8_3_would_be_even() -> None:
    part = period_end_part(95, 260, 63)

    assert part is not None
    assert part.expected == pytest.approx(8.3, abs=0.06)
    assert part.p < 1e-60


def test_two_of_two_hundred_pass_as_in_the_worked_example() -> None:
    chances = [2e-5, 7e-4, 2e-3, *[0.5] * 197]

    assert worth_a_look(chances, 0.10) == [True, True] + [False] * 198


@pytest.mark.parametrize(
    ("chances", "flags"),
    [
        ([], []),
        ([0.2], [False]),
        ([0.1], [True]),
        ([0.0], [True]),
        ([0.06, 0.09], [True, True]),
        ([0.09, 0.5, 0.5], [False, False, False]),
        ([0.01, 0.01, 1.0], [True, True, False]),
    ],
    ids=["nothing", "one too large", "one at q", "certain", "the second lifts the first", "alone", "equal"],
)
def test_small_families_of_checks(chances: list[float], flags: list[bool]) -> None:
    assert worth_a_look(chances, 0.10) == flags


def test_months_without_anything_behind_them_are_quiet_nine_times_in_ten() -> None:
    rng = Random(85)
    loud = sum(any(worth_a_look([rng.random() for _ in range(60)], 0.10)) for _ in range(1_500))

    assert loud / 1_500 == pytest.approx(0.10, abs=0.025)


@given(CHANCES)
def test_what_passes_is_at_most_what_fails(chances: list[float]) -> None:
    flags = worth_a_look(chances, 0.10)
    passed = [one for one, flag in zip(chances, flags, strict=True) if flag]
    failed = [one for one, flag in zip(chances, flags, strict=True) if not flag]

    assert not passed or not failed or max(passed) < min(failed)
    assert all(one <= 0.10 for one in passed)


@given(CHANCES, st.randoms())
def test_the_order_of_checks_changes_nothing(chances: list[float], rng: object) -> None:
    mixed = sorted(chances, key=lambda _: rng.random())  # type: ignore[attr-defined]

    assert threshold(mixed, 0.10) == threshold(chances, 0.10)


@given(CHANCES.filter(bool), st.integers(0, 59), st.floats(0, 1))
def test_a_smaller_chance_never_takes_another_check_off(
    chances: list[float], place: int, share: float
) -> None:
    place %= len(chances)
    less = [*chances[:place], chances[place] * share, *chances[place + 1 :]]
    before, after = worth_a_look(chances, 0.10), worth_a_look(less, 0.10)

    assert all(later or not earlier for earlier, later in zip(before, after, strict=True))


@given(st.integers(0, 80), st.integers(0, 80), st.floats(0.01, 0.99))
def test_more_of_the_same_is_never_more_likely(k: int, n: int, share: float) -> None:
    assert binomial_upper(k + 1, n, share) <= binomial_upper(k, n, share)
    assert 0 <= binomial_upper(k, n, share) <= 1


@given(st.integers(0, 200), st.floats(1, 200), st.floats(1, 20))
def test_okrugs_that_differ_widely_make_few_requests_less_strange(k: int, mean: float, spread: float) -> None:
    if k < mean / 2:
        assert poisson_lower(k, mean, spread) >= poisson_lower(k, mean) - 1e-9


def test_an_okrug_is_not_among_those_it_is_held_against() -> None:
    alone = usual_share(20, 20, (20, 20), 0.3)
    shares = usual_shares({1: (20, 20), 2: (0, 80)}, {1: "a", 2: "a"}, 0.3)

    assert alone == pytest.approx(0.3)
    assert shares[1] == pytest.approx(6 / 100)
    assert shares[2] == pytest.approx(26 / 40)


def test_a_check_of_two_parts_pays_for_looking_twice() -> None:
    check = Check(SignalCode.MASS_ANSWERS, (Part("burst", 9, 20, 1, 0.01), Part("twins", 1, 20, 1, 0.7)))

    assert check.p == pytest.approx(0.02)
    assert check.strongest.name == "burst"


@pytest.mark.parametrize(
    ("p", "months"),
    [(0.0, None), (0.08, 10), (0.0123, 80), (0.0007, 1000), (1e-12, 10**9)],
    ids=["never", "twelve to ten", "eighty", "a thousand", "capped"],
)
def test_months_are_told_no_finer_than_the_model_knows(p: float, months: int | None) -> None:
    assert once_in_months(p) == months
