"""The year of a district as a machine: which step is possible when, and that nothing leads back."""

from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from akimfeedback.kpi.year_rules import (
    LEADS_TO,
    STEPS,
    YearFacts,
    YearState,
    YearStep,
    after,
    contest_end,
    refusal,
    speaks_of_dismissal,
)
from akimfeedback.law.official_days import calendar_for

END = date(2027, 4, 15)
ORDER = list(YearState)

CASES = [
    ("a conclusion at first", YearStep.CONCLUDE, {}, END, None),
    ("no sitting before every conclusion is written", YearStep.SIT, {"concluded": 2}, END,
     "kpi.year-conclusions-missing"),
    ("a sitting on all of them", YearStep.SIT, {}, END, None),
    ("no approval without a sitting", YearStep.APPROVE, {}, END, "kpi.year-not-now"),
    ("an approval after it", YearStep.APPROVE, {"state": YearState.COMMISSION}, END, None),
    ("no conclusion after the sitting", YearStep.CONCLUDE, {"state": YearState.COMMISSION}, END,
     "kpi.year-not-now"),
    ("a contest on the last day", YearStep.CONTEST, {"state": YearState.CONTEST}, END, None),
    ("no contest a day later", YearStep.CONTEST, {"state": YearState.CONTEST}, END + timedelta(1),
     "kpi.contest-over"),
    ("no contest before the approval", YearStep.CONTEST, {"state": YearState.COMMISSION}, END,
     "kpi.year-not-now"),
    ("an answer also after the last day", YearStep.ANSWER, {"state": YearState.CONTEST}, END + timedelta(9),
     None),
    ("no decision while contests may come", YearStep.DECIDE, {"state": YearState.CONTEST}, END,
     "kpi.contest-runs"),
    ("no decision over an unanswered contest", YearStep.DECIDE,
     {"state": YearState.CONTEST, "unanswered": 1}, END + timedelta(1), "kpi.contests-unanswered"),
    ("no decision before the correction is made", YearStep.DECIDE,
     {"state": YearState.CONTEST, "uncorrected": 1}, END + timedelta(1), "kpi.corrections-undecided"),
    ("no decision on words a contest has overturned", YearStep.DECIDE,
     {"state": YearState.CONTEST, "outdated": 1}, END + timedelta(1), "kpi.conclusions-outdated"),
    ("a decision when all is answered", YearStep.DECIDE, {"state": YearState.CONTEST}, END + timedelta(1),
     None),
    ("nothing after the decision", YearStep.CONTEST, {"state": YearState.DECIDED}, END, "kpi.year-not-now"),
]  # fmt: skip


@pytest.mark.parametrize(("step", "more", "today", "code"), [one[1:] for one in CASES],
                         ids=[one[0] for one in CASES])  # fmt: skip
def test_when_a_step_is_possible(step: YearStep, more: dict[str, object], today: date, code: str) -> None:
    known = {"state": YearState.CONCLUSIONS, "okrugs": 3, "concluded": 3, "contest_ends_on": END} | more

    assert refusal(step, YearFacts(**known), today) == code  # type: ignore[arg-type]


@given(st.lists(st.sampled_from(list(YearStep)), max_size=12))
def test_a_year_only_goes_forward(steps: list[YearStep]) -> None:
    state = YearState.CONCLUSIONS
    for step in steps:
        if step in STEPS[state]:
            then = after(step, state)
            assert ORDER.index(then) in (ORDER.index(state), ORDER.index(state) + 1)
            state = then


def test_every_leading_step_stands_in_the_table_once() -> None:
    leading = [(state, step) for state, step in product(YearState, LEADS_TO) if step in STEPS[state]]

    # a sitting may be written again before the approval
    assert sorted(leading) == sorted(
        [
            (YearState.CONCLUSIONS, YearStep.SIT),
            (YearState.COMMISSION, YearStep.SIT),
            (YearState.COMMISSION, YearStep.APPROVE),
            (YearState.CONTEST, YearStep.DECIDE),
        ]
    )


def test_a_contest_has_ten_working_days() -> None:
    # eve of Nauryz 2027: 22, 23 and 24 March are off (21 is a Sunday)
    assert contest_end(date(2027, 3, 19), calendar_for(range(2026, 2028), {})) == date(2027, 4, 7)


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        ("Әкімді қызметінен босатуды ұсынамын", True),
        ("Предлагаю уволить акима", True),
        ("освободить от должности", True),
        ("The akim should be dismissed", True),
        ("Жолды жөндеу туралы өтінімдер көп", False),
        ("Мерзімінде жауап алған өтінімдер көбейді", False),
        ("The firewood came late", False),
    ],
)
def test_words_of_dismissal_are_known(words: str, wrong: bool) -> None:
    assert speaks_of_dismissal(words) is wrong
