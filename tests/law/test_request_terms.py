"""Terms of the quick track and the rules asked at the moment of an act."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from akimfeedback.law import request_terms as terms
from akimfeedback.law.official_days import calendar_for
from akimfeedback.law.request_terms import Exit, ExtensionFault, Term, Unit, UnknownTerm

CALENDAR = calendar_for(range(2025, 2029))
D = date.fromisoformat
DAYS = st.dates(date(2025, 1, 1), date(2027, 6, 30))

OLD = Term("L-90", 10, Unit.WORKING_DAYS, "1", "s", "", valid_to=date(2025, 12, 31))
NEW = Term("L-90", 15, Unit.WORKING_DAYS, "1", "s", "", valid_from=date(2026, 1, 1))


@pytest.mark.parametrize(
    ("on", "value"), [("1999-01-01", 10), ("2025-12-31", 10), ("2026-01-01", 15), ("2050-01-01", 15)]
)
def test_old_cases_keep_the_old_edition(on: str, value: int) -> None:
    assert terms.term("L-90", D(on), (OLD, NEW)).value == value


@pytest.mark.parametrize(("term_id", "on"), [("L-99", "2026-01-01"), ("L-90", "2025-12-31")])
def test_an_unknown_term_is_refused(term_id: str, on: str) -> None:
    with pytest.raises(UnknownTerm):
        terms.term(term_id, D(on), (NEW,))


def test_the_terms_are_those_of_the_method_and_the_code() -> None:
    found = {term.id: (term.value, term.unit.value) for term in terms.TERMS}

    assert found == {
        "L-01": (15, "working-days"), "L-05": (2, "months"), "L-06": (3, "working-days"),
        "L-07": (3, "working-days"), "L-08": (5, "working-days"), "L-09": (20, "working-days"),
        "L-10": (10, "working-days"), "L-20": (20, "working-days"), "L-21": (3, "months"),
        "L-22": (6, "months"), "L-23": (3, "working-days"), "L-24": (15, "calendar-days"),
    }  # fmt: skip


def test_editions_of_one_term_do_not_overlap() -> None:
    for day in (D("2000-01-01"), D("2026-07-01"), D("2040-01-01")):
        holding = [term.id for term in terms.TERMS if term.holds_on(day)]
        assert len(holding) == len(set(holding))


def test_dates_of_one_request() -> None:
    registered = D("2026-03-05")

    assert terms.answer_due_on(registered, CALENDAR) == D("2026-04-01")
    assert terms.forward_by(registered, CALENDAR) == D("2026-03-11")
    assert terms.verdict_window_end(registered, CALENDAR) == D("2026-04-08")
    assert terms.latest_extension(D("2026-03-09"), CALENDAR) == D("2026-05-12")
    assert terms.latest_extension(D("2026-03-20"), CALENDAR) == D("2026-05-20")
    assert terms.extension_notice_by(registered, CALENDAR) == D("2026-03-11")


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({}, None),
        ({"told_on": "2026-04-03"}, None),
        ({"new_due_on": "2026-06-01"}, None),
        ({"decided_on": "2026-04-01", "told_on": "2026-04-01"}, ExtensionFault.DECIDED_LATE),
        ({"new_due_on": "2026-04-01"}, ExtensionFault.NOT_LATER),
        ({"new_due_on": "2026-06-02"}, ExtensionFault.TOO_LONG),
        ({"told_on": "2026-04-06"}, ExtensionFault.TOLD_LATE),
    ],
    ids=[
        "lawful", "told on the last day", "as long as it goes", "decided on the old date", "not later",
        "a day too long", "told a day late",
    ],
)  # fmt: skip
def test_extension(changes: dict[str, str], fault: ExtensionFault | None) -> None:
    given_days = {
        "decided_on": "2026-03-31",
        "old_due_on": "2026-04-01",
        "new_due_on": "2026-04-20",
        "told_on": "2026-03-31",
    } | changes

    found = terms.extension_fault(
        decided_on=D(given_days["decided_on"]),
        old_due_on=D(given_days["old_due_on"]),
        new_due_on=D(given_days["new_due_on"]),
        told_on=D(given_days["told_on"]),
        calendar=CALENDAR,
    )

    assert found is fault


@pytest.mark.parametrize(
    ("answered", "prompt"), [("2026-03-05", True), ("2026-03-13", True), ("2026-03-14", False)]
)
def test_promptness(answered: str, prompt: bool) -> None:
    assert terms.is_prompt(D("2026-03-05"), D(answered), CALENDAR) is prompt


@pytest.mark.parametrize(("forwarded", "in_term"), [("2026-03-11", True), ("2026-03-12", False)])
def test_forwarding_in_term(forwarded: str, in_term: bool) -> None:
    assert terms.is_forwarded_in_term(D("2026-03-05"), D(forwarded), CALENDAR) is in_term


@given(DAYS, st.integers(0, 60))
def test_a_verdict_is_never_changed_past_the_window(told_on: date, later: int) -> None:
    window_end = terms.verdict_window_end(told_on, CALENDAR)
    given_on = min(told_on + timedelta(days=later), window_end)

    end = terms.verdict_change_end(given_on, window_end, CALENDAR)

    assert given_on <= end <= window_end


@pytest.mark.parametrize(
    ("given_on", "end"), [("2026-03-05", "2026-03-20"), ("2026-04-06", "2026-04-08")], ids=["early", "capped"]
)
def test_the_last_day_to_change_a_verdict(given_on: str, end: str) -> None:
    assert terms.verdict_change_end(D(given_on), D("2026-04-08"), CALENDAR) == D(end)


@pytest.mark.parametrize(
    ("answered", "today", "open_"),
    [
        (None, "2026-04-01", False),
        (None, "2026-04-02", True),
        ("2026-04-01", "2026-04-02", False),
        ("2026-04-02", "2026-04-02", True),
    ],
    ids=["on the last day", "silent the day after", "answered in time", "answered late"],
)
def test_going_higher(answered: str | None, today: str, open_: bool) -> None:
    answered_on = D(answered) if answered else None

    assert terms.may_go_higher(D("2026-04-01"), answered_on, D(today)) is open_


@pytest.mark.parametrize(
    ("decision", "kind", "complete", "substantive"),
    [
        ("done", "problem", True, True),
        ("done-in-part", "help", True, True),
        ("explained", "information", True, True),
        ("refused", "disagree", True, True),
        ("done", "problem", False, False),
        ("noted", "problem", True, False),
        ("noted", "idea", True, True),
        ("noted", "attitude", True, True),
        ("noted", "thanks", True, True),
        ("noted", "idea", False, False),
        ("under-consideration", "problem", True, False),
    ],
)
def test_what_settles_a_case(decision: str, kind: str, complete: bool, substantive: bool) -> None:
    assert terms.is_substantive(decision, kind, parts_complete=complete) is substantive


@pytest.mark.parametrize("exit_kind", [kind for kind in Exit if kind is not Exit.FORWARDED])
@pytest.mark.parametrize(("on", "out"), [("2026-04-01", True), ("2026-04-02", False)])
def test_an_exit_after_the_term_stays_a_failure(exit_kind: Exit, on: str, out: bool) -> None:
    assert terms.leaves_cohort(exit_kind, D(on), D("2026-04-01"), forwarded_in_term=False) is out


@pytest.mark.parametrize("in_term", [True, False])
def test_a_forwarded_case_leaves_only_when_passed_on_in_term(in_term: bool) -> None:
    out = terms.leaves_cohort(Exit.FORWARDED, D("2026-03-10"), D("2026-04-01"), forwarded_in_term=in_term)

    assert out is in_term
