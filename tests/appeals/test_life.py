"""The life of a request: work, answer, verdict, exits."""

import pytest
from sqlalchemy.orm import Session

from akimfeedback.appeals.models import Escalation
from akimfeedback.appeals.rules import MOVES, Decision, ReturnReason, State, Verdict, may_become
from akimfeedback.appeals.service import answering, ending, judging, sweeping, talking
from akimfeedback.core.errors import NotAllowed, RuleBroken
from akimfeedback.mandates.actor import VISITOR
from akimfeedback.notifications.models import Message
from akimfeedback.topics.rules import Kind
from tests import make
from tests.appeals.conftest import Place, at, day

FILED = at("2026-09-15")  # a Tuesday; answer due 2026-10-06


@pytest.mark.parametrize("now", list(State), ids=str)
def test_only_the_moves_of_the_table_are_possible(now: State) -> None:
    possible = {then for then in State if may_become(now, then)}

    assert possible == MOVES[now]


def test_a_closed_case_and_every_exit_are_final() -> None:
    finals = [state for state in State if not MOVES[state]]

    assert set(finals) == {
        State.CLOSED, State.FORWARDED, State.RETURNED, State.TERMINATED, State.WITHDRAWN, State.DUPLICATE,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("answered", "on_time", "prompt", "days"),
    [
        ("2026-09-15", True, True, 0),
        ("2026-09-22", True, True, 5),
        ("2026-09-23", True, False, 6),
        ("2026-10-06", True, False, 15),
        ("2026-10-07", False, False, 16),
    ],
    ids=["same day", "fifth day", "sixth day", "last day", "late"],
)
def test_what_figures_are_counted_from_is_stored_at_the_answer(
    session: Session, place: Place, answered: str, on_time: bool, prompt: bool, days: int
) -> None:
    case = make.request(session, village=place.village, now=FILED)

    reply = make.answer(session, case, by=place.akim, now=at(answered, "16:00"))

    assert case.due_on == day("2026-10-06")
    assert (case.on_time, case.prompt, case.working_days) == (on_time, prompt, days)
    assert (reply.first, reply.late, reply.substantive) == (True, not on_time, True)
    assert case.state == State.ANSWERED


def test_the_verdict_window_is_twenty_working_days(session: Session, place: Place) -> None:
    case = make.request(session, village=place.village, now=FILED)

    reply = make.answer(session, case, by=place.akim, now=at("2026-09-22"))

    assert reply.window_ends_on == day("2026-10-20")


def test_only_the_office_addressed_answers(session: Session, place: Place) -> None:
    other = make.village(session, district_unit=place.district)
    from akimfeedback.mandates.rules import Role  # noqa: PLC0415

    stranger = make.seat(session, unit=make.okrug_of(session, other), role=Role.AKIM)
    case = make.request(session, village=place.village, now=FILED)

    for who in (stranger, place.superior, place.moderator, place.resident, VISITOR):
        with pytest.raises(NotAllowed, match=r"appeals.not-addressed-to-you"):
            make.answer(session, case, by=who, now=FILED)


def test_nobody_works_on_a_request_of_their_own(session: Session, place: Place) -> None:
    case = make.request(session, village=place.village, now=FILED, author=place.clerk.user)

    with pytest.raises(NotAllowed):
        make.answer(session, case, by=place.clerk, now=FILED)


@pytest.mark.parametrize("part", ["found", "done", "law", "complain"])
def test_an_answer_without_a_required_part_is_refused(session: Session, place: Place, part: str) -> None:
    case = make.whole(session, make.request(session, village=place.village, now=FILED))
    whole = make.new_reply().__dict__ | {part: " "}

    with pytest.raises(RuleBroken) as refused:
        answering.reply(session, place.akim, case, answering.NewReply(**whole), now=FILED)

    assert (refused.value.code, refused.value.details["missing"]) == ("appeals.parts-missing", [part])


@pytest.mark.parametrize(
    ("kind", "taken"),
    [
        (Kind.PROBLEM, False),
        (Kind.HELP, False),
        (Kind.IDEA, True),
        (Kind.THANKS, True),
        (Kind.ATTITUDE, True),
    ],
    ids=str,
)
def test_noted_is_an_answer_only_to_those_who_ask_for_nothing(
    session: Session, place: Place, kind: Kind, taken: bool
) -> None:
    case = make.request(session, village=place.village, now=FILED, kind=kind)

    if taken:
        assert make.answer(session, case, by=place.akim, now=FILED, decision=Decision.NOTED).substantive
    else:
        with pytest.raises(RuleBroken, match=r"appeals.noted-is-no-answer"):
            make.answer(session, case, by=place.akim, now=FILED, decision=Decision.NOTED)


def test_an_answer_is_in_kazakh_or_in_the_language_of_the_request(session: Session, place: Place) -> None:
    case = make.whole(session, make.request(session, village=place.village, now=FILED))

    with pytest.raises(RuleBroken, match=r"appeals.language-of-the-answer"):
        answering.reply(session, place.akim, case, make.new_reply(language="ru"), now=FILED)


def test_what_changed_while_the_answer_was_written_is_said(session: Session, place: Place) -> None:
    case = make.request(session, village=place.village, now=FILED, author=place.resident.user)
    seen = case.version
    talking.add_note(session, place.resident, make.whole(session, case), "Шам қайта жанды.", now=FILED)

    with pytest.raises(RuleBroken, match=r"appeals.changed-meanwhile"):
        answering.reply(
            session, place.akim, make.whole(session, case), make.new_reply(version=seen), now=FILED
        )


def test_an_answered_case_is_not_answered_twice(session: Session, place: Place) -> None:
    case = make.request(session, village=place.village, now=FILED)
    make.answer(session, case, by=place.akim, now=FILED)

    with pytest.raises(RuleBroken, match=r"appeals.already-answered"):
        make.answer(session, case, by=place.clerk, now=FILED)


def test_a_question_and_its_answer(session: Session, place: Place) -> None:
    case = make.request(session, village=place.village, now=FILED, author=place.resident.user)
    due = case.due_on

    talking.ask_resident(session, place.clerk, make.whole(session, case), "Қай шам?", now=FILED)
    assert case.state == State.QUESTION
    talking.answer_question(session, place.resident, make.whole(session, case), "Мектеп алды.", now=FILED)

    assert case.state == State.IN_WORK
    assert case.due_on == due
    assert [note.kind for note in make.whole(session, case).notes] == ["question", "addition"]


@pytest.mark.parametrize(
    ("decided", "new", "code"),
    [
        ("2026-10-06", "2026-10-20", "appeals.extend-too-late"),
        ("2026-10-05", "2026-10-06", "appeals.extend-not-later"),
        ("2026-10-05", "2026-12-08", "appeals.extend-too-long"),
    ],
    ids=["on the last day", "not later", "over two months"],
)
def test_an_extension_outside_the_limits_is_refused(
    session: Session, place: Place, decided: str, new: str, code: str
) -> None:
    case = make.whole(session, make.request(session, village=place.village, now=FILED))

    with pytest.raises(RuleBroken, match=code):
        answering.extend(session, place.akim, case, day(new), "Жоба керек.", now=at(decided))


def test_a_lawful_extension_moves_the_date_that_counts_once(session: Session, place: Place) -> None:
    case = make.whole(session, make.request(session, village=place.village, now=FILED))

    answering.extend(session, place.akim, case, day("2026-11-30"), "Жоба керек.", now=at("2026-10-05"))

    assert case.first_due_on == case.due_on == day("2026-11-30")
    with pytest.raises(RuleBroken, match=r"appeals.extended-already"):
        answering.extend(session, place.akim, case, day("2026-12-20"), "Тағы.", now=at("2026-11-01"))


@pytest.mark.parametrize(
    ("on", "in_time"), [("2026-09-18", True), ("2026-09-21", False)], ids=["third day", "fourth day"]
)
def test_forwarding_leaves_the_figures_only_in_time(
    session: Session, place: Place, on: str, in_time: bool
) -> None:
    case = make.whole(session, make.request(session, village=place.village, now=FILED))

    row = ending.forward(session, place.akim, case, "Аудандық жол бөлімі", "Аудан жолы", now=at(on))

    assert row.in_time is in_time
    assert (case.out_on is not None) is in_time
    assert case.ended_on == day(on)


@pytest.mark.parametrize(
    ("on", "out"), [("2026-10-06", True), ("2026-10-07", False)], ids=["in term", "after"]
)
def test_an_exit_after_the_due_date_stays_a_failure(
    session: Session, place: Place, on: str, out: bool
) -> None:
    case = make.request(session, village=place.village, now=FILED, author=place.resident.user)
    other = make.request(session, village=place.village, now=FILED)

    ending.withdraw(session, place.resident, make.whole(session, case), now=at(on))
    ending.return_(
        session,
        place.akim,
        make.whole(session, other),
        ReturnReason.INSULTING,
        "Балағат сөз бар.",
        now=at(on),
    )

    assert (case.out_on is not None, other.out_on is not None) == (out, out)


def test_a_repeat_of_the_same_person_is_joined_another_persons_is_not(session: Session, place: Place) -> None:
    first = make.request(session, village=place.village, now=FILED, author=place.resident.user)
    again = make.request(session, village=place.village, now=FILED, author=place.resident.user)
    foreign = make.request(session, village=place.village, now=FILED)

    ending.mark_duplicate(session, place.akim, make.whole(session, again), first, now=FILED)

    assert again.state == State.DUPLICATE
    with pytest.raises(RuleBroken, match=r"appeals.not-a-duplicate"):
        ending.mark_duplicate(session, place.akim, make.whole(session, foreign), first, now=FILED)


def test_not_solved_opens_the_case_again_with_a_new_term(session: Session, place: Place) -> None:
    case = make.request(session, village=place.village, now=FILED, author=place.resident.user)
    reply = make.answer(session, case, by=place.akim, now=at("2026-09-22"))

    make.verdict(session, reply, by=place.resident, now=at("2026-09-23"), what=Verdict.NOT_SOLVED, rating=1)

    entry = session.query(Escalation).filter_by(appeal_id=case.id).one()
    assert (case.state, case.reopened, case.due_on) == (State.DISPUTED, 1, day("2026-10-14"))
    assert case.first_due_on == day("2026-10-06")
    assert (entry.reason, entry.settled_at) == ("not-solved", None)
    again = make.answer(session, case, by=place.akim, now=at("2026-10-13"))
    assert (again.first, again.late, case.answered_on) == (False, False, day("2026-09-22"))


def test_taking_not_solved_back_closes_what_it_opened(session: Session, place: Place) -> None:
    case = make.request(session, village=place.village, now=FILED, author=place.resident.user)
    reply = make.answer(session, case, by=place.akim, now=at("2026-09-22"))

    make.verdict(session, reply, by=place.resident, now=at("2026-09-23"), what=Verdict.NOT_SOLVED)
    make.verdict(session, reply, by=place.resident, now=at("2026-09-24"), what=Verdict.SOLVED, rating=5)

    session.flush()
    session.expire_all()
    assert (case.state, case.reopened) == (State.CONFIRMED, 0)
    assert (reply.verdict, reply.rating, reply.rater_id) == ("solved", 5, place.resident.user_id)
    assert session.query(Escalation).filter_by(appeal_id=case.id).one().settled_at is not None


@pytest.mark.parametrize(
    ("given", "changed", "code"),
    [
        ("2026-09-23", "2026-10-07", None),
        ("2026-09-23", "2026-10-08", "appeals.verdict-fixed"),
        ("2026-10-19", "2026-10-20", None),
        ("2026-10-19", "2026-10-21", "appeals.window-closed"),
    ],
    ids=["tenth day", "eleventh day", "last day of the window", "past the window"],
)
def test_a_verdict_may_be_changed_for_ten_days_never_past_the_window(
    session: Session, place: Place, given: str, changed: str, code: str | None
) -> None:
    case = make.request(session, village=place.village, now=FILED, author=place.resident.user)
    reply = make.answer(session, case, by=place.akim, now=at("2026-09-22"))
    make.verdict(session, reply, by=place.resident, now=at(given))

    if code is None:
        make.verdict(session, reply, by=place.resident, now=at(changed), what=Verdict.PARTLY)
        assert reply.verdict == "partly"
    else:
        with pytest.raises(RuleBroken, match=code):
            make.verdict(session, reply, by=place.resident, now=at(changed), what=Verdict.PARTLY)


def test_the_holder_of_the_link_judges_without_signing_in_nobody_else(session: Session, place: Place) -> None:
    case = make.request(session, village=place.village, now=FILED)
    reply = make.answer(session, case, by=place.akim, now=at("2026-09-22"))
    path = session.query(Message).filter_by(kind="appeals.answered").limit(1).one().params["path"]
    solved = judging.Judgement(Verdict.SOLVED)

    with pytest.raises(NotAllowed, match=r"appeals.not-yours"):
        judging.judge(session, VISITOR, reply, solved, token="x" * 16, now=at("2026-09-23"))
    judging.judge(session, VISITOR, reply, solved, token=path.removeprefix("/r/"), now=at("2026-09-23"))

    assert (reply.verdict, reply.by_staff, reply.rater_id) == ("solved", False, case.author_id)


def test_a_verdict_entered_by_staff_is_marked(session: Session, place: Place) -> None:
    case = make.request(session, village=place.village, now=FILED)
    reply = make.answer(session, case, by=place.akim, now=at("2026-09-22"))
    path = session.query(Message).filter_by(kind="appeals.answered").limit(1).one().params["path"]

    judging.judge(
        session, place.clerk, reply, judging.Judgement(Verdict.SOLVED), token=path[3:], now=at("2026-09-23")
    )

    assert reply.by_staff


def test_windows_close_once(session: Session, place: Place) -> None:
    case = make.request(session, village=place.village, now=FILED)
    make.answer(session, case, by=place.akim, now=at("2026-09-22"))

    assert sweeping.close_windows(session, now=at("2026-10-20")) == 0
    assert sweeping.close_windows(session, now=at("2026-10-21")) == 1
    assert sweeping.close_windows(session, now=at("2026-10-21")) == 0
    assert case.state == State.CLOSED


def test_a_passed_term_is_told_once_and_goes_to_the_superior(session: Session, place: Place) -> None:
    case = make.request(session, village=place.village, now=FILED)

    assert sweeping.tell_overdue(session, now=at("2026-10-06", "23:50")) == 0
    assert sweeping.tell_overdue(session, now=at("2026-10-07", "00:10")) == 1
    assert sweeping.tell_overdue(session, now=at("2026-10-08")) == 0
    assert session.query(Escalation).filter_by(appeal_id=case.id).one().reason == "silence"

    make.answer(session, case, by=place.akim, now=at("2026-10-08"))
    session.flush()
    session.expire_all()
    assert session.query(Escalation).filter_by(appeal_id=case.id).one().settled_at is not None


@pytest.mark.parametrize(
    ("moment", "heard"),
    [(at("2026-10-06", "08:29"), 0), (at("2026-10-06", "08:30"), 2), (at("2026-10-10", "09:00"), 0)],
    ids=["too early", "half past eight", "Saturday"],
)
def test_the_office_hears_in_the_morning_of_working_days(
    session: Session, place: Place, moment: object, heard: int
) -> None:
    make.request(session, village=place.village, now=FILED)

    assert sweeping.remind_due(session, now=moment) == heard  # type: ignore[arg-type]
    if heard:
        assert sweeping.remind_due(session, now=at("2026-10-06", "12:00")) == 0


def test_authors_are_asked_once_a_week_after_the_answer(session: Session, place: Place) -> None:
    case = make.request(session, village=place.village, now=FILED)
    make.answer(session, case, by=place.akim, now=at("2026-09-22"))

    assert sweeping.ask_verdicts(session, now=at("2026-09-28")) == 0
    assert sweeping.ask_verdicts(session, now=at("2026-09-29")) == 1
    assert sweeping.ask_verdicts(session, now=at("2026-09-30")) == 0
