"""The office answers point by point, publishes the next working day, revises, hears people, is marked."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from akimfeedback.core.errors import NotAllowed, RuleBroken
from akimfeedback.law.initiatives import Rung
from akimfeedback.petitions.models import Petition
from akimfeedback.petitions.rules import DutyKind, HearingState, Mark, Outcome, ReplyState, Stance
from akimfeedback.petitions.service import closing, hearing, pledging, positions, replying
from akimfeedback.petitions.service.pledging import Paper
from akimfeedback.petitions.service.positions import Said
from akimfeedback.petitions.service.replying import PointAnswer
from tests.appeals.conftest import at
from tests.petitions.acts import Unit, answer_to, duty_of

MONDAY, FRIDAY = at("2026-09-07"), at("2026-09-11")


@pytest.fixture
def unit(session: Session) -> Unit:
    """Give an okrug whose office has pledged."""
    return Unit(session, now=MONDAY)


@given(st.lists(st.sampled_from(Outcome), min_size=1, max_size=7))
def test_the_whole_is_agreed_or_refused_only_when_every_point_is(outcomes: list[Outcome]) -> None:
    found = replying.outcome_of([PointAnswer(outcome, "сөз") for outcome in outcomes])

    assert found == (outcomes[0] if len(set(outcomes)) == 1 else Outcome.PARTLY)


def test_reply_published_revised_and_rated(unit: Unit) -> None:
    """Behaviour 19: a reply is published, revised and rated; the earlier version stays beside."""
    row = unit.at_rung()
    unit.answered(row, now=FRIDAY)
    unit.answered(row, now=at("2026-09-14"), text="Мерзім өзгерді.")
    point = row.replies[1].points[0]

    replying.mark(unit.session, unit.as_author(), row, point, Mark.PARTLY, now=at("2026-09-15"))

    assert row.reply_state == ReplyState.REVISED
    assert [reply.text for reply in row.replies] == ["Қаражат бөлінді.", "Мерзім өзгерді."]
    assert [reply.published_on for reply in row.replies] == [date(2026, 9, 11), date(2026, 9, 14)]
    assert (point.ask, point.mark) == ("Мектеп жанында алаң салу", Mark.PARTLY)


def test_an_answer_on_friday_is_to_be_public_on_monday(unit: Unit) -> None:
    row = unit.at_rung()

    unit.answered(row, now=FRIDAY, published=False)

    assert [duty_of(row, kind).met for kind in (DutyKind.ANSWER, DutyKind.DECISION)] == [True, True]
    statement = duty_of(row, DutyKind.STATEMENT)
    assert (statement.due_on, statement.met) == (date(2026, 9, 14), None)


@pytest.mark.parametrize(
    ("pressed", "met"), [(at("2026-09-14"), True), (at("2026-09-15"), False)], ids=["Monday", "Tuesday"]
)
def test_the_statement_is_met_by_pressing_in_time(unit: Unit, pressed: datetime, met: bool) -> None:
    row = unit.at_rung()
    unit.answered(row, now=FRIDAY, published=False)

    replying.publish(unit.session, unit.akim, row, row.replies[0], now=pressed)

    assert duty_of(row, DutyKind.STATEMENT).met is met


def test_a_missed_statement_stays_missed_when_the_answer_comes_late(unit: Unit) -> None:
    row = unit.at_rung()
    closing.miss_duties(unit.session, now=at("2026-10-07"))

    unit.answered(row, now=at("2026-10-08"))

    assert row.replies[0].late
    assert [duty_of(row, kind).met for kind in (DutyKind.ANSWER, DutyKind.STATEMENT)] == [False, False]
    assert duty_of(row, DutyKind.STATEMENT).done_on == date(2026, 10, 8)


REFUSED_ANSWERS: dict[str, tuple[Callable[[Petition], dict[str, object]], str]] = {
    "a point without an answer": (lambda row: {"points": answer_to(row).points[:1]}, "points-missing"),
    "no law": (lambda _row: {"law": " "}, "parts-missing"),
    "no complaint route": (lambda _row: {"complain": ""}, "parts-missing"),
    "another language": (lambda _row: {"language": "ru"}, "language-of-the-answer"),
    "a day that has passed": (
        lambda _row: {"points": [PointAnswer(Outcome.PARTLY, "сөз", date(2026, 9, 10))] * 2},
        "day-has-passed",
    ),
    "somebody answered meanwhile": (lambda row: {"version": row.version - 1}, "changed-meanwhile"),
}


@pytest.mark.parametrize("name", REFUSED_ANSWERS)
def test_an_answer_lacking_something_is_refused(unit: Unit, name: str) -> None:
    row = unit.at_rung()
    more, code = REFUSED_ANSWERS[name]

    with pytest.raises(RuleBroken, match=code):
        replying.reply(unit.session, unit.akim, row, answer_to(row, **more(row)), now=FRIDAY)


def test_no_answer_is_taken_before_the_rung_or_from_others(unit: Unit) -> None:
    row = unit.petition()

    with pytest.raises(RuleBroken, match="no-answer-owed"):
        unit.answered(row, now=FRIDAY)
    with pytest.raises(NotAllowed, match="not-addressed-to-you"):
        replying.reply(unit.session, unit.superior, unit.at_rung(), answer_to(row), now=FRIDAY)


def test_two_words_in_between_and_the_clock_goes_on(unit: Unit) -> None:
    row = unit.at_rung()
    for _ in range(2):
        replying.hold(unit.session, unit.akim, row, "Есеп жасалып жатыр.", "kk", now=FRIDAY)

    with pytest.raises(RuleBroken, match="holding-used-up"):
        replying.hold(unit.session, unit.akim, row, "Тағы да.", "kk", now=FRIDAY)

    assert row.reply_state == ReplyState.HOLDING
    assert duty_of(row, DutyKind.ANSWER).met is None
    unit.answered(row, now=FRIDAY)
    assert row.reply_state == ReplyState.ANSWERED


@pytest.mark.parametrize(
    ("later", "may"), [("2026-09-28", True), ("2026-09-29", False)], ids=["tenth day", "eleventh"]
)
def test_a_mark_may_change_for_ten_working_days(unit: Unit, later: str, may: bool) -> None:
    row = unit.at_rung()
    unit.answered(row, now=FRIDAY)
    point = row.replies[0].points[0]
    replying.mark(unit.session, unit.as_author(), row, point, Mark.SOLVED, now=at("2026-09-14"))

    assert replying.mark_may_change(unit.session, point, at(later)) is may


def test_nobody_but_the_author_marks_and_nothing_before_it_is_public(unit: Unit) -> None:
    row = unit.at_rung()
    unit.answered(row, now=FRIDAY, published=False)
    point = row.replies[0].points[0]

    with pytest.raises(NotAllowed, match="not-yours"):
        replying.mark(unit.session, unit.akim, row, point, Mark.SOLVED, now=FRIDAY)
    with pytest.raises(RuleBroken, match="not-possible-now"):
        replying.mark(unit.session, unit.as_author(), row, point, Mark.SOLVED, now=FRIDAY)


def test_discussion_scheduled_and_held_yesterday(unit: Unit) -> None:
    """Behaviour 20: an assembly or discussion is scheduled and held; what came out is written a day later."""
    row = unit.at_rung(Rung.AGENDA)
    duty = duty_of(row, DutyKind.DISCUSSION)
    event = hearing.Event(at("2026-09-10"), "Мәдениет үйі")

    hearing.call(unit.session, unit.akim, row, duty, event, now=MONDAY)
    scheduled = row.hearing_state
    hearing.hold(unit.session, unit.akim, row, duty, "Алаң мектеп жанында.", now=FRIDAY)

    assert (scheduled, row.hearing_state) == (HearingState.SCHEDULED, HearingState.HELD)
    assert (duty.met, duty.noticed_on, duty.done_on) == (True, date(2026, 9, 7), date(2026, 9, 11))


def test_discussion_refused_with_a_public_reason_stays_unmet(unit: Unit) -> None:
    """Behaviour 20: it is refused; everybody reads why, and it may still be called later."""
    row = unit.at_rung(Rung.AGENDA)
    duty = duty_of(row, DutyKind.DISCUSSION)

    hearing.give_up(unit.session, unit.akim, row, duty, "Карантин.", now=MONDAY)

    assert (row.hearing_state, duty.met, duty.skipped_reason) == (HearingState.REFUSED, False, "Карантин.")


@pytest.mark.parametrize(
    ("day", "code"),
    [("2026-09-09", "notice-too-short"), ("2026-09-07", "day-has-passed")],
    ids=["two working days ahead", "not ahead"],
)
def test_a_discussion_takes_three_working_days_of_notice(unit: Unit, day: str, code: str) -> None:
    row = unit.at_rung(Rung.AGENDA)

    with pytest.raises(RuleBroken, match=code):
        hearing.call(
            unit.session, unit.akim, row, duty_of(row, DutyKind.DISCUSSION),
            hearing.Event(at(day), "Мәдениет үйі"), now=MONDAY,
        )  # fmt: skip


def test_what_was_not_called_or_lies_ahead_is_not_held(unit: Unit) -> None:
    row = unit.at_rung(Rung.AGENDA)
    duty = duty_of(row, DutyKind.DISCUSSION)

    with pytest.raises(RuleBroken, match="not-called"):
        hearing.hold(unit.session, unit.akim, row, duty, "Өтті.", now=MONDAY)
    hearing.call(unit.session, unit.akim, row, duty, hearing.Event(at("2026-09-20"), "Клуб"), now=MONDAY)
    with pytest.raises(RuleBroken, match="not-held-yet"):
        hearing.hold(unit.session, unit.akim, row, duty, "Өтті.", now=FRIDAY)


@pytest.mark.parametrize(
    ("kind", "met"), [(DutyKind.SITE_VISIT, True), (DutyKind.WORKING_GROUP, False)], ids=str
)
def test_only_a_visit_may_be_skipped_lawfully(unit: Unit, kind: DutyKind, met: bool) -> None:
    row = unit.at_rung(Rung.ANSWER, Rung.AGENDA)

    hearing.give_up(unit.session, unit.akim, row, duty_of(row, kind), "Фактілер анық.", now=MONDAY)

    assert duty_of(row, kind).met is met


def test_an_answer_is_not_given_up(unit: Unit) -> None:
    row = unit.at_rung()

    with pytest.raises(RuleBroken, match="by-the-answer"):
        hearing.give_up(unit.session, unit.akim, row, duty_of(row, DutyKind.ANSWER), "Жоқ.", now=MONDAY)


def test_a_deputy_may_change_the_position_and_others_take_none(unit: Unit) -> None:
    row = unit.at_rung(Rung.POSITIONS)
    positions.take(unit.session, unit.deputy, row, Said(Stance.FOR, "Иә.", "kk"), now=MONDAY)

    changed = positions.take(
        unit.session, unit.deputy, row, Said(Stance.WITH_CHANGES, "Бірақ келер жылы.", "kk"), now=FRIDAY
    )

    assert (changed.stance, changed.words) == (Stance.WITH_CHANGES, "Бірақ келер жылы.")
    with pytest.raises(NotAllowed, match="not-asked"):
        positions.take(unit.session, unit.akim, row, Said(Stance.FOR, "Иә.", "kk"), now=FRIDAY)
    with pytest.raises(RuleBroken, match="not-asked-now"):
        positions.take(unit.session, unit.deputy, unit.petition(), Said(Stance.FOR, "Иә.", "kk"), now=FRIDAY)


def test_an_initiative_keeps_the_pledge_of_its_day(unit: Unit) -> None:
    row = unit.petition()
    assert row.pledge is not None

    pledging.withdraw(unit.session, unit.administrator, row.pledge, now=FRIDAY)
    later = unit.petition(now=at("2026-09-14"))

    assert unit.at_rung(petition=row).duties
    assert later.pledge_id is None


def test_a_pledge_is_written_once_by_an_administrator_for_a_day_that_has_come(session: Session) -> None:
    unit = Unit(session, now=MONDAY, pledged=False)

    with pytest.raises(NotAllowed, match="not-your-district"):
        pledging.register(session, unit.akim, unit.okrug.id, Paper(date(2026, 9, 1), "№ 1"), now=MONDAY)
    with pytest.raises(RuleBroken, match="pledge-ahead"):
        pledging.register(
            session, unit.administrator, unit.okrug.id, Paper(date(2026, 9, 8), "№ 1"), now=MONDAY
        )
    pledging.register(session, unit.administrator, unit.okrug.id, Paper(date(2026, 9, 7), "№ 1"), now=MONDAY)
    with pytest.raises(RuleBroken, match="pledge-stands"):
        pledging.register(
            session, unit.administrator, unit.okrug.id, Paper(date(2026, 9, 7), "№ 2"), now=MONDAY
        )
