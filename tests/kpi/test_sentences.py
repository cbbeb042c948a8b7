"""Each sentence of the method about who is counted, as a case that fails when the sentence breaks."""

from collections.abc import Callable
from datetime import date, time

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from akimfeedback.appeals.models import Appeal
from akimfeedback.appeals.rules import Decision, ReturnReason, TerminationReason, Verdict
from akimfeedback.appeals.service import answering, ending, recounting, sweeping, talking
from akimfeedback.core.errors import RuleBroken
from akimfeedback.kpi import mandate_counts
from akimfeedback.kpi.periods import life_dates, parse, quarter_of
from akimfeedback.law.official_days import calendar_for
from akimfeedback.law.request_terms import stands_from
from akimfeedback.mandates.models import Office
from akimfeedback.mandates.rules import Role
from akimfeedback.topics.rules import Kind, Routing
from tests import make
from tests.appeals.conftest import at
from tests.kpi.registers import indicator, own
from tests.kpi.test_roll_up import AFTER, IN_TIME, LATE, Okrug

Story = Callable[[Okrug], object]


@pytest.fixture
def okrug(session: Session) -> Okrug:
    """Give an okrug whose office has joined."""
    return Okrug(session)


def whole(okrug: Okrug, **more: object) -> Appeal:
    return make.whole(okrug.session, okrug.filed(**more))


def _extended_in_time(okrug: Okrug) -> None:
    answering.extend(
        okrug.session, okrug.akim, whole(okrug), date(2026, 9, 1), "Бөлшек келеді", now=at("2026-07-20")
    )


def _answered_after_extension(okrug: Okrug) -> None:
    _extended_in_time(okrug)
    case = okrug.session.scalars(select(Appeal)).one()
    make.answer(okrug.session, case, by=okrug.akim, now=at("2026-08-31"))


def _recategorised(okrug: Okrug) -> None:
    make.topic(okrug.session, code="SLOW")
    talking.change_topic(okrug.session, okrug.akim, whole(okrug), "SLOW", "Дұрысы осы", now=at("2026-07-20"))


def _moved_day(on: str) -> Story:
    def story(okrug: Okrug) -> None:
        okrug.filed()
        administrator = make.seat(okrug.session, unit=okrug.unit, role=Role.ADMINISTRATOR)
        recounting.apply_calendar_change(
            okrug.session, administrator, date(2026, 7, 28), working=False, source="№ 1", now=at(on)
        )

    return story


def _answered_on_moved_day(okrug: Okrug) -> None:
    _moved_day("2026-07-20")(okrug)
    case = okrug.session.scalars(select(Appeal)).one()
    make.answer(okrug.session, case, by=okrug.akim, now=LATE)


def _noted_idea(okrug: Okrug) -> None:
    okrug_case = okrug.filed(kind=Kind.IDEA)
    make.answer(okrug.session, okrug_case, by=okrug.akim, now=IN_TIME, decision=Decision.NOTED)


def _asked_back(okrug: Okrug) -> None:
    talking.ask_resident(okrug.session, okrug.akim, whole(okrug), "Қай көше?", now=at("2026-07-10"))


def _ended(how: str, on: str) -> Story:
    def story(okrug: Okrug) -> None:
        case, session = whole(okrug), okrug.session
        if how == "returned":
            ending.return_(session, okrug.akim, case, ReturnReason.INSULTING, "Сөз жоқ", now=at(on))
        elif how == "terminated":
            ending.terminate(session, okrug.akim, case, TerminationReason.COURT, "Сотта", now=at(on))
        elif how == "forwarded":
            ending.forward(session, okrug.akim, case, "Аудан", "Өкілеттігі сонда", now=at(on))
        else:
            ending.withdraw(session, okrug.author_of(case), case, now=at(on))

    return story


def _duplicate(on: str) -> Story:
    def story(okrug: Okrug) -> None:
        first = okrug.answered()
        again = okrug.filed(author=first.author)
        again_whole = make.whole(okrug.session, again)
        ending.mark_duplicate(okrug.session, okrug.akim, again_whole, first, now=at(on))

    return story


def _reopened_then_silent(okrug: Okrug) -> None:
    okrug.judged(Verdict.NOT_SOLVED)


def _help_topic(okrug: Okrug) -> None:
    make.topic(okrug.session, code="POWER", routing=Routing.OTHER)
    okrug.answered(topic_code="POWER")


def _joined_in_between(okrug: Okrug) -> None:
    okrug.answered()
    okrug.session.scalars(select(Office)).one().connected_from = date(2026, 7, 8)
    okrug.filed(now=at("2026-07-09"))


K1_SENTENCES: list[tuple[str, Story, tuple[int, int]]] = [
    ("by due date, never by closing date: open and overdue is a failure", lambda o: o.filed(), (0, 1)),
    ("a lawful extension moves the date", _answered_after_extension, (1, 1)),
    ("an extension not kept is a failure of the new date", _extended_in_time, (0, 1)),
    ("re-categorising never moves the date", _recategorised, (0, 1)),
    ("a calendar edit while the case is open moves it", _answered_on_moved_day, (1, 1)),
    ("noted is substantive for an idea", _noted_idea, (1, 1)),
    ("a question back is no answer", _asked_back, (0, 1)),
    ("returned on the due date: out", _ended("returned", "2026-07-28"), (0, 0)),
    ("returned later: a failure", _ended("returned", "2026-07-29"), (0, 1)),
    ("terminated on the due date: out", _ended("terminated", "2026-07-28"), (0, 0)),
    ("terminated later: a failure", _ended("terminated", "2026-07-29"), (0, 1)),
    ("withdrawn on the due date: out", _ended("withdrawn", "2026-07-28"), (0, 0)),
    ("withdrawn later: a failure", _ended("withdrawn", "2026-07-29"), (0, 1)),
    ("a proven duplicate on the due date: out", _duplicate("2026-07-28"), (1, 1)),
    ("a proven duplicate later: a failure", _duplicate("2026-07-29"), (1, 2)),
    ("forwarded within 3 working days: out", _ended("forwarded", "2026-07-10"), (0, 0)),
    ("forwarded on the fourth: a failure", _ended("forwarded", "2026-07-13"), (0, 1)),
    ("thanks: out", lambda o: o.filed(kind=Kind.THANKS), (0, 0)),
    ("the first answer decides; the new term of a reopened case is not in K1", _reopened_then_silent, (1, 1)),
    ("a topic outside the akim's powers is in K1", _help_topic, (1, 1)),
    ("an office counts from the day it joined", _joined_in_between, (0, 1)),
]


@pytest.mark.parametrize(
    ("story", "k1"), [one[1:] for one in K1_SENTENCES], ids=[one[0] for one in K1_SENTENCES]
)
def test_a_sentence_about_k1_holds(okrug: Okrug, story: Story, k1: tuple[int, int]) -> None:
    story(okrug)

    assert own(okrug.figures(), "K1") == k1


def test_noted_is_no_answer_to_a_problem(okrug: Okrug) -> None:
    with pytest.raises(RuleBroken, match=r"appeals.noted-is-no-answer"):
        make.answer(okrug.session, okrug.filed(), by=okrug.akim, now=IN_TIME, decision=Decision.NOTED)


@pytest.mark.parametrize(
    ("moved_on", "due_on"),
    [("2026-10-13", date(2026, 7, 29)), ("2026-10-14", date(2026, 7, 28))],
    ids=["before the figures are public the date moves", "from then on it stays"],
)
def test_nothing_moves_after_a_freeze(okrug: Okrug, moved_on: str, due_on: date) -> None:
    _moved_day(moved_on)(okrug)

    case = okrug.session.scalars(select(Appeal)).one()
    # the date shown moves all the same
    assert (case.first_due_on, case.due_on) == (due_on, date(2026, 7, 29))


@pytest.mark.parametrize("day", [date(2026, 1, 1), date(2026, 3, 31), date(2026, 8, 15), date(2026, 12, 31)])
def test_a_date_stands_from_the_day_its_figures_are_public(day: date) -> None:
    calendar = calendar_for(range(2025, 2028), {})

    assert stands_from(day, calendar) == life_dates(quarter_of(day), calendar).provisional_on


def test_a_verdict_counts_in_the_quarter_its_window_ends_in(okrug: Okrug) -> None:
    case = okrug.filed(now=at("2026-09-01"))
    reply = make.answer(okrug.session, case, by=okrug.akim, now=at("2026-09-02"))
    make.verdict(okrug.session, reply, by=okrug.author_of(case), now=at("2026-09-02"), rating=5)

    # 20 working days from the notice: 30 September
    assert reply.window_ends_on == date(2026, 9, 30)
    assert own(okrug.figures(now=at("2026-09-30", "23:00")), "K3") == (0, 0)
    assert own(okrug.figures(now=at("2026-10-01", "00:30")), "K3") == (1, 1)


def test_the_verdict_standing_at_the_end_counts(okrug: Okrug) -> None:
    reply = okrug.judged(Verdict.PARTLY, 2)
    make.verdict(
        okrug.session, reply, by=okrug.author_of(reply.appeal), now=at("2026-07-20"), what=Verdict.SOLVED,
        rating=5,
    )  # fmt: skip

    figures = okrug.figures()

    assert (own(figures, "K3"), own(figures, "K4")) == ((1, 1), (1, 1))


def test_reopening_and_outcome_mix_stand_beside(okrug: Okrug) -> None:
    okrug.judged(Verdict.NOT_SOLVED)
    _ended("forwarded", "2026-07-10")(okrug)

    beside = okrug.figures()["beside"]

    assert (beside["reopened"], beside["answered"]) == (1, 1)  # type: ignore[index]
    assert beside["outcomes"] == {"done": 1, "forwarded": 1}  # type: ignore[index]


def test_the_counts_of_mandates_sum_to_the_okrugs(okrug: Okrug) -> None:
    okrug.judged(Verdict.SOLVED, 5)
    first = okrug.akim.seats[0]
    first.ends_on = date(2026, 7, 31)
    okrug.session.flush()
    second = make.mandate(okrug.session, unit=okrug.unit, role=Role.AKIM, starts_on=date(2026, 8, 1))
    okrug.filed(now=at("2026-08-04"))

    for period in ("2026-Q3", "2026-H2", "2026"):
        found = mandate_counts.mandate_counts(okrug.session, okrug.unit.id, parse(period), today=AFTER.date())
        assert [(one.mandate_id, one.counts["K1"]) for one in found] == [
            (first.id, (1, 1)),
            (second.id, (0, 1)),
        ]
    figures = okrug.figures()
    for code in ("K1", "K2", "K3", "K4"):
        quarter = mandate_counts.mandate_counts(
            okrug.session, okrug.unit.id, parse("2026-Q3"), today=AFTER.date()
        )
        sums = [one.counts.get(code, (0, 0)) for one in quarter]
        assert (sum(k for k, _n in sums), sum(n for _k, n in sums)) == own(figures, code)


def test_an_escalation_is_counted_over_the_cases_of_k1(okrug: Okrug) -> None:
    okrug.filed()
    okrug.filed(kind=Kind.THANKS)
    sweeping.tell_overdue(okrug.session, now=at("2026-07-29"))

    silence = okrug.figures()["beside"]["silence"]  # type: ignore[index]

    assert (silence["count"], silence["due"]) == (1, 1)
    assert (silence["rate"], round(silence["low"], 2), round(silence["high"], 1)) == (100.0, 2.53, 557.2)


def test_registration_after_hours_is_the_next_day(okrug: Okrug) -> None:
    okrug.session.scalars(select(Office)).one().closes = time(18, 0)
    okrug.session.flush()
    case = okrug.filed(now=at("2026-07-07", "19:00"))

    assert (case.registered_on, indicator(okrug.figures(), "K1")["own"]) == (date(2026, 7, 8), [0, 1])
