"""Shares with all their denominators, stalled promises, moves and duties."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from akimfeedback.programmes import rules
from akimfeedback.programmes.rules import Counts, PromiseState

WORKED = Counts(fulfilled=6, partly=3, not_fulfilled=2, thwarted=1, not_due=5, declarations=3)
NUMBERS = st.integers(0, 40)
COUNTS = st.builds(
    Counts,
    fulfilled=NUMBERS,
    partly=NUMBERS,
    not_fulfilled=NUMBERS,
    thwarted=NUMBERS,
    in_progress=NUMBERS,
    stalled=NUMBERS,
    not_due=NUMBERS,
    withdrawn=NUMBERS,
    declarations=NUMBERS,
)


def test_the_worked_example() -> None:
    found = rules.shares(WORKED)

    assert found.strict == Fraction(6, 11)
    assert found.generous == Fraction(15, 22)
    assert found.with_thwarted == Fraction(5, 8)
    assert found.coverage == Fraction(17, 20)
    assert [
        round(float(share) * 100, 1) for share in (found.strict, found.generous, found.with_thwarted)
    ] == [
        54.5,
        68.2,
        62.5,
    ]


@pytest.mark.parametrize(
    ("counts", "strict", "generous", "with_thwarted", "coverage"),
    [
        (Counts(), None, None, None, None),
        (Counts(not_due=4), None, None, None, 1),
        (Counts(declarations=2), None, None, None, 0),
        (Counts(thwarted=2), None, None, 0, 1),
        (Counts(fulfilled=1), 1, 1, 1, 1),
        (Counts(partly=2), 0, Fraction(1, 2), Fraction(1, 2), 1),
        (Counts(fulfilled=1, stalled=9, withdrawn=9, in_progress=9), 1, 1, 1, 1),
    ],
    ids=[
        "nothing",
        "not due",
        "wishes",
        "thwarted",
        "one kept",
        "halves",
        "what has no outcome is in no share",
    ],
)
def test_denominators(
    counts: Counts, strict: object, generous: object, with_thwarted: object, coverage: object
) -> None:
    found = rules.shares(counts)

    assert (found.strict, found.generous, found.with_thwarted, found.coverage) == (
        strict,
        generous,
        with_thwarted,
        coverage,
    )


@given(COUNTS)
def test_shares_are_shares_and_keep_their_order(counts: Counts) -> None:
    found = rules.shares(counts)

    assert counts.total == counts.testable + counts.declarations
    for share in (found.strict, found.generous, found.with_thwarted, found.coverage):
        assert share is None or 0 <= share <= 1
    if found.strict is not None and found.generous is not None and found.with_thwarted is not None:
        assert found.strict <= found.generous
        assert found.with_thwarted <= found.generous


@given(COUNTS, NUMBERS, NUMBERS)
def test_what_is_under_way_changes_no_share(counts: Counts, more: int, wishes: int) -> None:
    fields = {
        **counts.__dict__,
        "in_progress": counts.in_progress + more,
        "declarations": counts.declarations + wishes,
    }

    one, other = rules.shares(counts), rules.shares(Counts(**fields))

    assert (one.strict, one.generous, one.with_thwarted) == (
        other.strict,
        other.generous,
        other.with_thwarted,
    )


@pytest.mark.parametrize(
    ("state", "days", "stalled"),
    [
        (PromiseState.IN_PROGRESS, 120, False),
        (PromiseState.IN_PROGRESS, 121, True),
        (PromiseState.NOT_DUE, 400, False),
        (PromiseState.FULFILLED, 400, False),
    ],
    ids=["the last day", "a day later", "not begun", "kept"],
)
def test_stalled(state: PromiseState, days: int, stalled: bool) -> None:
    shown_on = date(2026, 3, 1)

    assert rules.is_stalled(state, shown_on, shown_on + timedelta(days=days)) is stalled


@pytest.mark.parametrize(
    ("state", "new", "may"),
    [
        (PromiseState.NOT_DUE, PromiseState.IN_PROGRESS, True),
        (PromiseState.FULFILLED, PromiseState.IN_PROGRESS, True),
        (PromiseState.IN_PROGRESS, PromiseState.WITHDRAWN, False),
        (PromiseState.WITHDRAWN, PromiseState.IN_PROGRESS, False),
        (PromiseState.DECLARATION, PromiseState.FULFILLED, False),
        (PromiseState.IN_PROGRESS, PromiseState.DECLARATION, False),
    ],
)
def test_moves(state: PromiseState, new: PromiseState, may: bool) -> None:
    assert rules.may_become(state, new) is may


def test_a_duty_ends_after_a_hundred_and_twenty_days() -> None:
    assert rules.duty_due(date(2026, 1, 1)) == date(2026, 5, 1)


@pytest.mark.parametrize(
    ("name", "short"),
    [("Көше шамдары", "Көше шамдары"), ("Ауылішілік жолдар", "Ауылішілік жо…"), ("а" * 14, "а" * 14)],
)
def test_names_in_messages_are_short(name: str, short: str) -> None:
    assert rules.in_message(name) == short
    assert len(short) <= rules.NAME_IN_MESSAGE
