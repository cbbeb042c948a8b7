"""Change against last year: Newcombe's own example, exact probabilities, words."""

from fractions import Fraction
from math import factorial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from akimfeedback.kpi.change import (
    ChangeWord,
    change,
    change_word,
    newcombe,
    probability_greater,
    probability_improved,
)
from akimfeedback.kpi.scores import Counts

COUNTS = st.integers(10, 400).flatmap(lambda n: st.builds(Counts, st.integers(0, n), st.just(n)))


@pytest.mark.parametrize(
    ("now", "then", "low", "high"),
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((10, 10), (0, 20), 0.6791, 1.0),
        ((10, 10), (0, 10), 0.6075, 1.0),
    ],
    ids=["a", "b", "c", "d"],
)
def test_the_examples_of_newcombe(
    now: tuple[int, int], then: tuple[int, int], low: float, high: float
) -> None:
    found = newcombe(Counts(*now), Counts(*then))

    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


@pytest.mark.parametrize("parts", [(2, 3, 4, 1), (8, 2, 5, 5), (20, 11, 18, 13), (1, 1, 1, 1)])
def test_the_probability_agrees_with_the_closed_sum(parts: tuple[int, int, int, int]) -> None:
    a, b, c, d = parts

    assert probability_greater(a, b, c, d) == pytest.approx(_closed(a, b, c, d), abs=1e-9)


def _closed(a: int, b: int, c: int, d: int) -> float:
    """Return Pr(X > Y) for whole parameters, as a finite sum of fractions."""
    terms = (_beta(c + i, b + d) / ((b + i) * _beta(1 + i, b) * _beta(c, d)) for i in range(a))
    return float(sum(terms, Fraction(0)))


def _beta(x: int, y: int) -> Fraction:
    return Fraction(factorial(x - 1) * factorial(y - 1), factorial(x + y - 1))


@settings(max_examples=60, deadline=None)
@given(COUNTS, COUNTS)
def test_better_and_worse_share_the_certainty(now: Counts, then: Counts) -> None:
    there, back = probability_improved(now, then), probability_improved(then, now)

    assert there + back == pytest.approx(1, abs=1e-7)


@settings(max_examples=60, deadline=None)
@given(COUNTS, COUNTS)
def test_the_range_of_a_change_contains_it(now: Counts, then: Counts) -> None:
    found = change(now, then)

    assert found is not None
    assert -1 <= found.low <= found.difference <= found.high <= 1


@pytest.mark.parametrize(("n", "m"), [(9, 30), (30, 9), (0, 0)])
def test_no_change_is_said_from_few_cases(n: int, m: int) -> None:
    assert change(Counts(0, n), Counts(0, m)) is None


def test_the_same_counts_are_no_change() -> None:
    found = change(Counts(20, 30), Counts(20, 30))

    assert found is not None
    assert found.probability == pytest.approx(0.5, abs=1e-9)
    assert found.word is ChangeWord.NO_CLEAR_CHANGE


@pytest.mark.parametrize(
    ("probability", "word"),
    [
        (1.0, "improved"), (0.95, "improved"), (0.949, "probably-improved"), (0.80, "probably-improved"),
        (0.79, "no-clear-change"), (0.21, "no-clear-change"), (0.19, "probably-worsened"),
        (0.051, "probably-worsened"), (0.05, "worsened"), (0.0, "worsened"),
    ],
)  # fmt: skip
def test_words_of_change(probability: float, word: str) -> None:
    assert change_word(probability).value == word
