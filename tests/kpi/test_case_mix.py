"""Case mix turns the plain order round and says that neither differs; golden figures of the method's page."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from akimfeedback.kpi.case_mix import case_mix, expect, rates_of
from akimfeedback.kpi.scores import Counts

PEERS = {"lighting": 0.95, "roads": 0.80, "water": 0.70, "land": 0.55}
OVERALL = 0.78


def mix(successes: int, *cases: int) -> dict[str, Counts]:
    """Return counts by topic; only the sum of successes matters."""
    left, found = successes, {}
    for topic, n in zip(PEERS, cases, strict=True):
        found[topic] = Counts(min(left, n), n)
        left -= found[topic].k
    return found


@pytest.mark.parametrize(
    ("own", "expected", "ratio", "adjusted", "z"),
    [
        (mix(41, 30, 13, 0, 7), "42.75", "0.959", "74.8", "-0.76"),
        (mix(37, 2, 16, 13, 19), "34.25", "1.080", "84.3", "0.87"),
    ],
    ids=["easy topics", "hard topics"],
)
def test_golden_case_mix(own: dict[str, Counts], expected: str, ratio: str, adjusted: str, z: str) -> None:
    found = expect(own, PEERS, OVERALL)

    assert f"{found.expected:.2f}" == expected
    assert f"{found.ratio:.3f}" == ratio
    assert f"{100 * (found.adjusted or 0):.1f}" == adjusted
    assert f"{found.z:.2f}" == z


def test_a_topic_the_peers_hardly_know_takes_their_overall_rate() -> None:
    rates, overall = rates_of({"roads": Counts(8, 10), "land": Counts(0, 9)})

    assert rates == {"roads": 0.8}
    assert overall == pytest.approx(8 / 19)
    assert expect({"land": Counts(1, 10)}, rates, 0.5).expected == 5


@pytest.mark.parametrize(
    ("own", "peers"),
    [
        ({"roads": Counts(5, 9)}, {"roads": Counts(8, 10)}),
        ({"roads": Counts(5, 10)}, {}),
        ({}, {"roads": Counts(8, 10)}),
    ],
    ids=["nine cases", "no peers", "no case"],
)
def test_few_cases_or_no_peers_have_no_case_mix(own: dict[str, Counts], peers: dict[str, Counts]) -> None:
    assert case_mix(own, peers) is None


def test_where_nothing_was_expected_nothing_is_divided() -> None:
    found = expect({"roads": Counts(1, 10)}, {"roads": 0.0}, 0.0)

    assert (found.ratio, found.adjusted, found.z) == (None, None, None)


PAIR = st.integers(0, 40).flatmap(lambda n: st.integers(0, n).map(lambda k: Counts(k, n)))
BY_TOPIC = st.dictionaries(st.sampled_from(sorted(PEERS)), PAIR)


@given(BY_TOPIC, BY_TOPIC)
def test_the_order_of_topics_changes_no_digit(own: dict[str, Counts], peers: dict[str, Counts]) -> None:
    turned = dict(reversed(own.items())), dict(reversed(peers.items()))

    assert case_mix(own, peers) == case_mix(*turned)


@given(st.integers(10, 60), st.floats(0.05, 0.95))
def test_the_same_rate_everywhere_adjusts_nothing(n: int, rate: float) -> None:
    found = expect({"roads": Counts(n // 2, n)}, {}, rate)

    assert found.expected == pytest.approx(n * rate)
    assert found.adjusted == pytest.approx(min(1.0, n // 2 / n))
