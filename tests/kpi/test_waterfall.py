"""What moved a score: the parts sum exactly, also when an indicator came or went, also as shown."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from akimfeedback.kpi.composite import effective_weights
from akimfeedback.kpi.method import V1
from akimfeedback.kpi.waterfall import Part, against_peers, in_tenths, score_of, waterfall

CODES = sorted(V1.weights)
BIG = {"K1": 0.8857142857, "K2": 0.5714285714, "K3": 0.7066666667, "K4": 0.675, "K5": 0.84}
SMALL = {"K1": 47 / 60, "K2": 22 / 60, "K3": 23.4 / 38, "K4": 21.4 / 35, "K5": 10.8 / 16}
MEANS = {"K1": 0.80, "K2": 0.50, "K3": 0.62, "K4": 0.62, "K5": 0.78}


def parts(shares: dict[str, float]) -> dict[str, Part]:
    """Return shares with the effective weights of the indicators that are there."""
    weights = effective_weights(V1.weights, sorted(shares))
    return {code: Part(share, weights[code]) for code, share in shares.items()}


def test_golden_scores_are_those_of_the_method() -> None:
    assert score_of(parts(BIG)) == pytest.approx(75.282, abs=5e-4)
    assert score_of(parts(SMALL)) == pytest.approx(63.626, abs=5e-4)


def test_what_sets_an_okrug_apart_from_its_peers() -> None:
    found = against_peers(parts(BIG), MEANS)

    assert found.weights == 0
    assert {code: round(value, 2) for code, value in found.moves.items()} == {
        "K1": 2.18, "K2": 0.95, "K3": 2.34, "K4": 1.21, "K5": 0.79,
    }  # fmt: skip
    assert found.start + sum(found.moves.values()) == pytest.approx(found.end, abs=1e-9)


def test_an_indicator_without_a_value_is_an_effect_of_weights() -> None:
    before = parts({code: share for code, share in SMALL.items() if code != "K5"})
    found = waterfall(before, parts(SMALL))

    assert {code: round(value, 9) for code, value in found.moves.items()} == {
        "K1": 0, "K2": 0, "K3": 0, "K4": 0,
    }  # fmt: skip
    assert found.weights == pytest.approx(found.end - found.start)


def test_nothing_moved_is_nothing() -> None:
    found = waterfall(parts(BIG), parts(BIG))

    assert set(found.moves.values()) == {0.0}
    assert in_tenths(found)[1] == dict.fromkeys(CODES, Decimal("0.0"))


SHARES = st.fixed_dictionaries(
    {code: st.floats(0.02, 0.99) for code in ("K1", "K3", "K4")},
    optional={code: st.floats(0.02, 0.99) for code in ("K2", "K5")},
)


@given(SHARES, SHARES)
def test_the_parts_sum_exactly(before: dict[str, float], after: dict[str, float]) -> None:
    found = waterfall(parts(before), parts(after))
    start, moves, weights, end = in_tenths(found)

    assert found.start + sum(found.moves.values()) + found.weights == pytest.approx(found.end, abs=1e-9)
    assert start + sum(moves.values()) + weights == end
    for code, shown in moves.items():
        assert abs(float(shown) - found.moves[code]) <= 0.2


@given(SHARES, SHARES)
def test_the_way_back_is_the_way_mirrored(before: dict[str, float], after: dict[str, float]) -> None:
    there, back = waterfall(parts(before), parts(after)), waterfall(parts(after), parts(before))

    assert {code: -value for code, value in back.moves.items()} == pytest.approx(there.moves, abs=1e-9)
