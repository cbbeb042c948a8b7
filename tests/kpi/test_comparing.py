"""What is clearly different, and between which places an okrug stands."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from akimfeedback.kpi.change import newcombe
from akimfeedback.kpi.comparing import NOTHING, Seen, asked_once, differences, seen
from akimfeedback.kpi.composite import Shape
from akimfeedback.kpi.figures import Board, Row, figures
from akimfeedback.kpi.method import V1
from akimfeedback.kpi.peer_words import short_name
from akimfeedback.kpi.places import place_range, shape_of
from akimfeedback.kpi.scores import Counts, wilson
from tests.kpi.published import GOOD, POOR


def share(k: int, n: int, *, pooled: bool = False) -> Seen:
    """Return a share with its range."""
    return Seen(Counts(k, n), wilson(k, n), pooled)


@pytest.mark.parametrize(
    ("shown", "found"),
    [
        pytest.param({"a": share(46, 50), "b": share(20, 50)}, [("a", "b")], id="far apart"),
        pytest.param({"a": share(20, 50), "b": share(46, 50)}, [("b", "a")], id="the higher one first"),
        pytest.param({"a": share(8, 10), "b": share(9, 10)}, [], id="small numbers cannot be told apart"),
        pytest.param({"a": share(46, 50), "b": share(20, 50, pooled=True)}, [], id="another window"),
        pytest.param({"a": share(46, 50), "b": NOTHING}, [], id="nothing to compare with"),
        pytest.param({"a": share(46, 50)}, [], id="alone"),
    ],
)  # fmt: skip
def test_only_clear_differences_are_named(shown: dict[str, Seen], found: list[tuple[str, str]]) -> None:
    assert [(one.higher, one.lower) for one in differences(shown)] == found


def test_the_more_pairs_the_larger_a_difference_must_be() -> None:
    two = {"a": share(44, 50), "b": share(35, 50)}
    five = two | {name: share(39, 50) for name in "cde"}

    assert newcombe(Counts(44, 50), Counts(35, 50)).low > 0
    assert differences(two)
    assert differences(five) == []


COUNTS = st.integers(10, 80).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(st.lists(COUNTS, min_size=2, max_size=5))
def test_the_order_of_okrugs_changes_nothing(pairs: list[tuple[int, int]]) -> None:
    shown = {str(place): share(k, n) for place, (k, n) in enumerate(pairs)}
    back = dict(reversed(list(shown.items())))

    found = {(one.higher, one.lower): (one.low, one.high) for one in differences(shown)}
    again = {(one.higher, one.lower): (one.low, one.high) for one in differences(back)}

    assert found.keys() == again.keys()
    assert all(found[pair] == pytest.approx(again[pair]) for pair in found)


def test_codes_are_asked_once_in_order() -> None:
    assert asked_once(["b", "a", "b"]) == ["b", "a"]


@pytest.mark.parametrize("code", ["K3", "K4"])
def test_few_opinions_are_not_seen(code: str) -> None:
    one = {"code": code, "k": 3, "n": 4, "own": [3, 4], "wilson": None, "precision": "none"}

    assert seen(one) == NOTHING
    assert seen(one | {"code": "K1"}).counts == Counts(3, 4)


def like(mean: float, deviation: float = 0.06) -> Shape:
    """Return a score's distribution by the mean of its logarithm."""
    return Shape(mean, deviation, -0.2, 0.1)


@pytest.mark.parametrize(
    ("own", "others", "places"),
    [
        pytest.param(like(0.5), [like(-0.5)] * 6, (1, 1), id="far above all"),
        pytest.param(like(-0.5), [like(0.5)] * 6, (7, 7), id="far below all"),
        pytest.param(like(-0.3), [like(-0.3)] * 19, (1, 19), id="like all: nearly any place"),
        pytest.param(like(-0.3), [], (1, 1), id="alone"),
    ],
)
def test_places_are_a_range(own: Shape, others: list[Shape], places: tuple[int, int]) -> None:
    first, last = place_range(own, others)

    assert (first, last) == pytest.approx(places, abs=1)
    assert 1 <= first <= last <= len(others) + 1


def test_the_order_of_the_others_does_not_move_a_place() -> None:
    others = [like(-0.4), like(-0.3), like(-0.25)]

    assert len({place_range(like(-0.3), list(order)) for order in permutations(others)}) == 1


def test_the_range_of_places_is_that_of_many_draws() -> None:
    own, others = like(-0.3), [like(-0.3 + step / 40) for step in range(-8, 9)]
    rng = np.random.default_rng(4)
    draws = [one.mean + one.deviation * _bent(rng.standard_normal(40_000), one) for one in (own, *others)]
    rank = 1 + np.sum([other > draws[0] for other in draws[1:]], axis=0)

    first, last = place_range(own, others)

    assert (first, last) == pytest.approx((np.quantile(rank, 0.05), np.quantile(rank, 0.95)), abs=1)


def _bent(
    z: "np.ndarray[tuple[int, ...], np.dtype[np.float64]]", one: Shape
) -> "np.ndarray[tuple[int, ...], np.dtype[np.float64]]":
    first, second = (z**2 - 1) * one.skewness / 6, (z**3 - 3 * z) * one.kurtosis / 24
    return z + first + second - (2 * z**3 - 5 * z) * one.skewness**2 / 36


def test_the_distribution_of_a_stored_score_is_the_one_it_was_counted_with() -> None:
    rows = [Row(place, str(place), "all", POOR if place else GOOD, raters=9) for place in range(3)]
    stored = figures(Board("2026-Q3", V1, rows))[0]

    shape = shape_of(stored, V1)

    assert shape is not None
    high = shape.mean + shape.deviation * 1.6448536269514722
    assert np.exp(high) * 100 == pytest.approx(stored["score"]["high"], rel=0.01)


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Аққайыңды ауылдық округі", "Аққайыңды"),
        ("Аккайындинский сельский округ", "Аккайындинский"),
        ("Aqqaiyndy rural okrug", "Aqqaiyndy"),
        ("Қарасу", "Қарасу"),
    ],
)
def test_drawings_name_okrugs_shortly(name: str, short: str) -> None:
    assert short_name(name) == short
