"""The method as data: its numbers, its faults, its document, and the same digits whatever its order."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from akimfeedback.kpi.figures import Board, Row, figures
from akimfeedback.kpi.method import (
    METHODS,
    V1,
    BadDefinition,
    Indicator,
    Method,
    MethodFault,
    UnknownMethod,
    change_between,
    definition_of,
    digest_of,
    method_faults,
    method_for,
    method_from,
)
from akimfeedback.kpi.periods import parse

FIRST = V1.indicators[0]
WORDS = {"kk": "а", "ru": "б", "en": "c"}
TODAY = date(2026, 9, 15)
PUBLISHED = "f8c7bae5aabcb2dca79135923ac228185a64608e3d156f97c036648ac84ea49e"


def with_first(**changed: object) -> tuple[Indicator, ...]:
    """Return the indicators of v1 with the first one changed."""
    return (replace(FIRST, **changed), *V1.indicators[1:])  # type: ignore[arg-type]


def test_the_method_is_sound_and_is_that_of_the_page() -> None:
    assert [method_faults(method) for method in METHODS] == [()]
    assert [(one.code, one.weight, one.prior, one.m0, one.floor) for one in V1.indicators] == [
        ("K1", 0.30, 20, 0.80, 10), ("K2", 0.10, 20, 0.50, 10), ("K3", 0.25, 20, 0.60, 10),
        ("K4", 0.20, 20, 0.70, 10), ("K5", 0.15, 10, 0.70, 10),
    ]  # fmt: skip
    assert V1.publish_floors == {"K1": 30, "K3": 10, "K4": 10}


def test_the_first_method_never_changes() -> None:
    assert digest_of(V1) == PUBLISHED, "figures were published under it: draft a new version instead"


@pytest.mark.parametrize(
    ("indicators", "fault"),
    [
        ((), MethodFault.NO_INDICATOR),
        (tuple(replace(FIRST, code=f"X{n}", weight=1 / 11) for n in range(11)), MethodFault.TOO_MANY),
        ((FIRST, FIRST), MethodFault.SAME_CODE),
        ((*V1.indicators, replace(FIRST, code="K9")), MethodFault.NOT_COUNTED),
        (V1.indicators[1:], MethodFault.CARRIER_MISSING),
        (V1.indicators[:4], MethodFault.WEIGHTS),
        (with_first(weight=0.3001), MethodFault.WEIGHTS),
        (with_first(weight=0.0), MethodFault.RANGE),
        (with_first(m0=1.0), MethodFault.RANGE),
        (with_first(prior=0.0), MethodFault.RANGE),
        (with_first(prior=201.0), MethodFault.RANGE),
        (with_first(floor=9), MethodFault.FLOOR),
        (with_first(publish_from=0), MethodFault.FLOOR),
        (with_first(floor=40), MethodFault.FLOOR),
        (with_first(question=WORDS | {"kk": " "}), MethodFault.WORDS),
        (with_first(gaming={"kk": "а", "ru": "б"}), MethodFault.WORDS),
        (with_first(formula={}), MethodFault.WORDS),
    ],
    ids=[
        "empty", "eleven", "twice", "not counted", "no carrier", "weights short", "weights over", "none",
        "sure mean", "no prior", "huge prior", "nine", "score waits for nothing", "score before a share",
        "Kazakh empty", "no English", "no formula",
    ],
)  # fmt: skip
def test_faults_of_a_method(indicators: tuple[Indicator, ...], fault: MethodFault) -> None:
    assert fault in method_faults(replace(V1, indicators=indicators))


@pytest.mark.parametrize(
    ("valid_from", "faults"),
    [
        (date(2026, 10, 1), ()),
        (date(2027, 4, 1), ()),
        (date(2026, 11, 1), (MethodFault.FIRST_DAY,)),
        (date(2026, 10, 2), (MethodFault.FIRST_DAY,)),
        (date(2026, 7, 1), (MethodFault.PAST,)),
        (TODAY, (MethodFault.FIRST_DAY, MethodFault.PAST)),
    ],
)
def test_a_method_begins_with_a_quarter_still_ahead(
    valid_from: date, faults: tuple[MethodFault, ...]
) -> None:
    assert method_faults(replace(V1, valid_from=valid_from), TODAY) == faults


def test_a_quarter_that_begins_today_runs_already() -> None:
    begun = replace(V1, valid_from=date(2026, 10, 1))

    assert method_faults(begun, date(2026, 10, 1)) == (MethodFault.PAST,)


def test_the_method_of_a_period() -> None:
    later = replace(V1, version="v2", valid_from=date(2026, 7, 2))

    assert method_for(parse("2026-Q3"), (later, V1)) is V1
    assert method_for(parse("2026-Q4"), (V1, later)) is later
    with pytest.raises(UnknownMethod):
        method_for(parse("2026-Q2"), (later,))
    with pytest.raises(KeyError):
        V1.indicator("K9")


def test_a_definition_reads_back_and_says_what_is_broken() -> None:
    assert method_from(definition_of(V1)) == V1
    for broken in ({}, {"version": "v2", "valid_from": "soon", "indicators": []}):
        with pytest.raises(BadDefinition):
            method_from(broken)
    without = definition_of(V1)
    del without["indicators"][0]["prior"]
    with pytest.raises(BadDefinition):
        method_from(without)


def test_every_word_and_number_counts_in_the_digest() -> None:
    worded = replace(V1, indicators=with_first(question=WORDS))
    weighed = replace(V1, indicators=with_first(prior=20.000001))
    turned = replace(V1, indicators=tuple(reversed(V1.indicators)))

    assert len({digest_of(one) for one in (V1, worded, weighed)}) == 3
    assert digest_of(turned) == digest_of(V1)


def test_the_change_between_two_versions() -> None:
    dropped = tuple(one for one in with_first(weight=0.4, gaming=WORDS) if one.code != "K2")

    change = change_between(V1, replace(V1, indicators=dropped))

    assert (change.added, change.dropped) == ((), ("K2",))
    assert change.numbers == (("K1", "weight", 0.3, 0.4),)
    assert change.words == ("K1",)
    assert change_between(V1, V1).numbers == ()


def row(place: int, pairs: Mapping[str, tuple[int, int]]) -> Row:
    """Return an okrug with the same counts in every period and enough raters."""
    return Row(place, f"99{place:07d}", "all", pairs, [pairs] * 3, pairs, raters=9, raters_pooled=9)


def counts(seed: Sequence[int]) -> dict[str, tuple[int, int]]:
    """Return pairs of the five indicators from ten numbers."""
    ns = [20 + number for number in seed[:5]]
    return {f"K{place + 1}": (seed[5 + place] * n // 60, n) for place, n in enumerate(ns)}


BOARDS = st.lists(st.lists(st.integers(0, 60), min_size=10, max_size=10), min_size=2, max_size=7)


@settings(max_examples=25)
@given(BOARDS, st.sampled_from(list(permutations(range(5)))))
def test_the_order_of_indicators_changes_no_digit(seeds: list[list[int]], order: tuple[int, ...]) -> None:
    rows = [row(place, counts(seed)) for place, seed in enumerate(seeds)]
    turned = replace(V1, indicators=tuple(V1.indicators[place] for place in order))

    assert figures(Board("2026-Q3", turned, rows)) == figures(Board("2026-Q3", V1, rows))


@settings(max_examples=25)
@given(BOARDS)
def test_a_draft_equal_to_the_first_method_gives_its_digits(seeds: list[list[int]]) -> None:
    rows = [row(place, counts(seed)) for place, seed in enumerate(seeds)]
    draft = method_from(definition_of(V1) | {"version": "v2", "valid_from": "2027-01-01"})

    assert figures(Board("2026-Q3", draft, rows)) == figures(Board("2026-Q3", V1, rows))


def without(code: str) -> Method:
    """Return v1 without an indicator, its weight spread over the others."""
    left = [one for one in V1.indicators if one.code != code]
    whole = sum(one.weight for one in left)
    return replace(V1, indicators=tuple(replace(one, weight=one.weight / whole) for one in left))


def test_floors_and_the_score_s_need_come_from_the_method() -> None:
    pairs = {"K1": (30, 40), "K2": (20, 40), "K3": (9, 15), "K4": (9, 15), "K5": (9, 12)}
    stricter = replace(V1, indicators=tuple(replace(one, floor=20, publish_from=0) for one in V1.indicators))
    waiting = replace(V1, indicators=with_first(publish_from=41))
    found = {
        name: figures(Board("2026-Q3", method, [row(1, pairs)]))[1]
        for name, method in (("v1", V1), ("strict", stricter), ("waiting", waiting), ("short", without("K2")))
    }

    assert found["v1"]["score"] is not None
    assert [one["precision"] for one in found["v1"]["indicators"]] == [
        "normal",
        "normal",
        "few",
        "few",
        "few",
    ]
    strict = [one["precision"] for one in found["strict"]["indicators"]]
    assert strict == ["normal", "normal", "pooled", "pooled", "pooled"]
    assert found["waiting"]["score_lacks"] == [["K1", 40, 41]]
    assert [one["code"] for one in found["short"]["indicators"]] == ["K1", "K3", "K4", "K5"]
    assert found["short"]["score"] is not None
