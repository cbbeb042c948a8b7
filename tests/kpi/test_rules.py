"""The life of a figure, and the cohorts."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from akimfeedback.kpi import rules
from akimfeedback.kpi.periods import parse
from akimfeedback.kpi.rules import AnswerFacts, CaseFacts, FigureState
from akimfeedback.law.request_terms import Exit

QUARTER = parse("2026-Q3")
TODAY = date(2026, 10, 5)
JOINED = date(2026, 1, 1)
DUE = date(2026, 8, 10)
CASE = CaseFacts("problem", date(2026, 7, 20), DUE)
ANSWER = AnswerFacts("problem", True, True, date(2026, 8, 10), verdict="solved", rating=5)


@pytest.mark.parametrize(
    ("now", "then", "allowed"),
    [
        ("preview", "preview", True), ("preview", "provisional", True), ("preview", "final", False),
        ("provisional", "provisional", True), ("provisional", "final", True),
        ("provisional", "preview", False),
        ("final", "corrected", True), ("final", "final", False), ("final", "provisional", False),
        ("corrected", "corrected", True), ("corrected", "preview", False),
    ],
)  # fmt: skip
def test_the_life_of_a_figure(now: str, then: str, allowed: bool) -> None:
    assert rules.may_become(FigureState(now), FigureState(then)) is allowed


def out(kind: Exit, on: date, *, in_term: bool = False) -> CaseFacts:
    """Return the case with an exit."""
    return replace(CASE, exit_kind=kind, exit_on=on, forwarded_in_term=in_term)


@pytest.mark.parametrize(
    ("case", "counted"),
    [
        (CASE, True),
        (replace(CASE, answered_on=DUE), True),
        (replace(CASE, kind="thanks"), False),
        (replace(CASE, kind="idea"), True),
        (replace(CASE, registered_on=date(2025, 12, 31)), False),
        (replace(CASE, registered_on=JOINED), True),
        (replace(CASE, effective_due_on=date(2026, 6, 30)), False),
        (replace(CASE, effective_due_on=date(2026, 7, 1)), True),
        (replace(CASE, effective_due_on=date(2026, 9, 30)), True),
        (replace(CASE, effective_due_on=date(2026, 10, 1)), False),
        (out(Exit.WITHDRAWN, DUE), False),
        (out(Exit.WITHDRAWN, DUE + timedelta(days=1)), True),
        (replace(out(Exit.WITHDRAWN, DUE), answered_on=DUE), True),
        (out(Exit.FORWARDED, DUE, in_term=True), False),
        (out(Exit.FORWARDED, date(2026, 7, 30)), True),
    ],
    ids=[
        "open and overdue", "answered", "thanks", "an idea", "registered before joining",
        "on the day of joining",
        "due a day before", "due on the first day", "due on the last day", "due a day after",
        "withdrawn on the due date", "withdrawn after it", "answered before", "forwarded in term",
        "forwarded late",
    ],
)  # fmt: skip
def test_who_is_counted_in_k1(case: CaseFacts, counted: bool) -> None:
    assert rules.counts_in_k1(case, QUARTER, JOINED, TODAY) is counted


@pytest.mark.parametrize(("today", "counted"), [(DUE, False), (DUE + timedelta(days=1), True)])
def test_nobody_is_counted_before_the_due_date_is_over(today: date, counted: bool) -> None:
    assert rules.counts_in_k1(CASE, QUARTER, JOINED, today) is counted


@pytest.mark.parametrize(
    ("answered", "prompt", "k1", "k2"),
    [
        (None, False, False, False),
        (None, True, False, False),
        (DUE, False, True, False),
        (DUE, True, True, True),
        (DUE + timedelta(days=1), False, False, False),
    ],
)
def test_success_in_k1_and_k2(answered: date | None, prompt: bool, k1: bool, k2: bool) -> None:
    case = replace(CASE, answered_on=answered, prompt=prompt)

    assert (rules.succeeds_in_k1(case), rules.succeeds_in_k2(case)) == (k1, k2)


@pytest.mark.parametrize(
    ("answer", "k3", "k4"),
    [
        (ANSWER, True, True),
        (replace(ANSWER, rating=None), True, False),
        (replace(ANSWER, verdict=None), False, False),
        (replace(ANSWER, by_staff=True), False, False),
        (replace(ANSWER, own_powers=False), False, False),
        (replace(ANSWER, substantive=False), False, False),
        (replace(ANSWER, kind="thanks"), False, False),
        (replace(ANSWER, window_ends_on=date(2026, 10, 1)), False, False),
    ],
    ids=[
        "verdict and rating", "no rating", "silent", "entered by staff", "not the akim's powers",
        "not substantive", "thanks", "window ends later",
    ],
)  # fmt: skip
def test_who_is_counted_in_k3_and_k4(answer: AnswerFacts, k3: bool, k4: bool) -> None:
    assert rules.counts_in_k3(answer, QUARTER, TODAY) is k3
    assert rules.counts_in_k4(answer, QUARTER, TODAY) is k4


def test_an_open_window_is_not_counted() -> None:
    assert not rules.counts_in_k3(ANSWER, QUARTER, ANSWER.window_ends_on)


@pytest.mark.parametrize(("verdict", "solved"), [("solved", True), ("partly", False), ("not-solved", False)])
def test_only_solved_is_solved(verdict: str, solved: bool) -> None:
    assert rules.succeeds_in_k3(replace(ANSWER, verdict=verdict)) is solved


@pytest.mark.parametrize(("rating", "satisfied"), [(None, False), (3, False), (4, True), (5, True)])
def test_four_and_five_are_satisfied(rating: int | None, satisfied: bool) -> None:
    assert rules.succeeds_in_k4(replace(ANSWER, rating=rating)) is satisfied


@pytest.mark.parametrize(("raters", "enough"), [(4, False), (5, True)])
def test_k4_needs_five_people(raters: int, enough: bool) -> None:
    assert rules.k4_has_value(raters) is enough


BEGUN = date(2026, 1, 1)


def _day(number: int) -> date:
    """Return the day that many days after the promise began."""
    return BEGUN + timedelta(days=number)


@pytest.mark.parametrize(
    ("updates", "until", "ended", "duties"),
    [
        ([], 119, None, []),
        ([], 120, None, [(120, None)]),
        ([], 250, None, [(120, None), (240, None)]),
        ([120], 240, None, [(120, 120), (240, None)]),
        ([100, 110], 340, None, [(120, 100), (220, 110), (230, None)]),
        ([130], 240, None, [(120, None), (240, 130)]),
        ([0, 30], 150, None, [(120, 30), (150, None)]),
        ([], 500, 130, [(120, None)]),
    ],
    ids=[
        "nothing due yet", "missed", "a missed one opens the next", "on the last day", "two close together",
        "late for one, in time for the next", "an update on the first day opens nothing", "ended in between",
    ],
)  # fmt: skip
def test_update_duties_of_a_promise(
    updates: list[int], until: int, ended: int | None, duties: list[tuple[int, int | None]]
) -> None:
    found = rules.promise_duties(
        BEGUN, [_day(one) for one in updates], _day(until), None if ended is None else _day(ended)
    )

    assert [(duty.due_on, duty.done_on) for duty in found] == [
        (_day(due), None if done is None else _day(done)) for due, done in duties
    ]
