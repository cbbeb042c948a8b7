"""What a look at a month raises, and that it raises it once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from sqlalchemy import create_engine, event, func, select, update
from sqlalchemy.orm import Session

from akimfeedback.appeals.models import Extension, Reply
from akimfeedback.appeals.rules import Verdict
from akimfeedback.appeals.service import answering, talking
from akimfeedback.core.errors import RuleBroken
from akimfeedback.journal.models import Entry
from akimfeedback.kpi import signal_queries
from akimfeedback.kpi.periods import parse
from akimfeedback.kpi.service.signals import Looked, look
from akimfeedback.kpi.signal_models import Signal
from akimfeedback.kpi.signals.rules import Q, SignalCode
from akimfeedback.mandates.models import Mandate, Office
from akimfeedback.mandates.rules import Role
from akimfeedback.notifications.models import Message
from akimfeedback.topics.rules import Routing
from tests import make
from tests.appeals.conftest import at
from tests.kpi.registers import lines, load
from tests.kpi.signals.scene import JULY, SECOND_DAY, Month, looked, of, raised
from tests.servers import another_database

HOUR = timedelta(hours=1)


@pytest.fixture
def month(session: Session) -> Month:
    return Month(session)


def quiet(month: Month, count: int = 3) -> list[Reply]:
    """Return answers of ordinary days."""
    return [
        month.answered(at(f"2026-07-0{place + 1}"), at(f"2026-07-{place + 13}"), 5 * HOUR)
        for place in range(count)
    ]


def messages(session: Session) -> list[Message]:
    return list(
        session.scalars(select(Message).where(Message.kind == "kpi.signal", Message.channel == "bell"))
    )


def test_an_ordinary_month_raises_nothing(session: Session, month: Month) -> None:
    quiet(month)
    month.withdrawn(at("2026-07-20"), after_an_act=False)

    assert looked(session) == Looked(checks=0, raised=0)
    assert raised(session) == {}
    assert messages(session) == []


def test_a_month_is_looked_at_from_its_second_working_day_on(session: Session, month: Month) -> None:
    with pytest.raises(RuleBroken, match=r"kpi.signals-too-early") as refused:
        looked(session, at("2026-08-03", "23:00"))

    assert refused.value.details["on"] == date(2026, 8, 4)


def test_a_second_look_changes_nothing(session: Session, month: Month) -> None:
    month.many_withdrawn()

    assert looked(session) == Looked(checks=1, raised=1)
    assert looked(session) is None
    assert looked(session, at("2026-09-01")) is None
    assert len(raised(session)) == 1


def test_a_killed_look_leaves_nothing_and_the_next_one_all(session: Session, month: Month) -> None:
    month.many_withdrawn()
    session.flush()
    with session.begin_nested() as work:
        looked(session)
        work.rollback()

    assert raised(session) == {}
    assert not signal_queries.is_tested(session, JULY)
    assert looked(session) == Looked(checks=1, raised=1)


def test_two_looks_at_once_raise_each_signal_once() -> None:
    def run(url: str) -> Looked | None:
        engine = create_engine(url)
        with Session(engine) as own:
            found = look(own, JULY, now=SECOND_DAY)
            own.commit()
        engine.dispose()
        return found

    with another_database("signals") as url:
        engine = create_engine(url)
        with Session(engine) as first:
            Month(first).many_withdrawn()
            first.commit()
        with ThreadPoolExecutor(2) as pool:
            done = list(pool.map(run, [url, url]))
        with Session(engine) as after:
            count = after.scalar(select(func.count()).select_from(Signal))
            acts = after.scalar(select(func.count()).where(Entry.act == "kpi.signal-raised"))
        engine.dispose()

    assert sorted(done, key=lambda one: one is None) == [Looked(checks=1, raised=1), None]
    assert (count, acts) == (1, 1)


def test_withdrawals_right_after_an_act_are_raised_past_the_office(session: Session, month: Month) -> None:
    month.many_withdrawn()
    month.withdrawn(at("2026-07-21"), after_an_act=False)

    looked(session)

    signal = of(session, SignalCode.WITHDRAWN_AFTER)
    assert (signal.observed, signal.n) == (5, 6)
    assert signal.territory_id == month.okrug.id
    assert messages(session) == []


def test_two_people_who_withdraw_are_nobodys_signal(session: Session, month: Month) -> None:
    month.many_withdrawn(2)
    month.withdrawn(at("2026-07-21"), after_an_act=False)

    looked(session)

    assert raised(session) == {}


def test_nine_answers_in_one_go_are_raised_and_the_akim_is_told_once(session: Session, month: Month) -> None:
    quiet(month)
    for place in range(9):
        month.answered(at("2026-07-06"), at("2026-07-16", "17:50") + timedelta(seconds=40 * place))

    looked(session)

    signal = of(session, SignalCode.MASS_ANSWERS)
    parts = {part["name"]: part for part in signal_queries.parts_of(signal)}
    assert parts["burst"]["seen"] == 9
    assert len(parts["burst"]["rows"]) == 9
    assert parts["twins"]["seen"] == 12
    assert "found" not in str(signal.evidence)
    told = messages(session)
    assert [message.user_id for message in told] == [month.akim.user_id]
    assert told[0].params["path"] == "/office/signals"


def test_ratings_right_after_the_answer_are_raised_without_a_value(session: Session, month: Month) -> None:
    for place in range(8):
        month.answered(at("2026-07-06"), at(f"2026-07-{place + 13:02d}"), timedelta(seconds=70))

    looked(session)

    signal = of(session, SignalCode.RATING_BURST)
    assert (signal.observed, signal.n) == (8, 8)
    assert "rating" not in str(signal.evidence).replace("ratings", "")


def test_explained_or_refused_far_above_similar_okrugs(session: Session, month: Month) -> None:
    other = Month(session, month.district)
    explained = [{**line, "outcome": "explained"} for line in lines(14)]
    load(session, month.okrug, explained + lines(2, prefix="D"), now=SECOND_DAY)
    load(session, other.okrug, lines(60, prefix="E"), now=SECOND_DAY)

    looked(session)

    signal = of(session, SignalCode.EXPLAINED_OR_REFUSED)
    assert (signal.territory_id, signal.observed, signal.n) == (month.okrug.id, 14, 16)


def test_done_says_the_office_not_solved_say_residents(session: Session, month: Month) -> None:
    other = Month(session, month.district)
    rows = lines(12, received="2026-06-01", answered="2026-06-08", verdict="not-solved", rating=1)
    load(session, month.okrug, rows, now=SECOND_DAY)
    load(
        session,
        other.okrug,
        lines(40, received="2026-06-01", answered="2026-06-08", prefix="E"),
        now=SECOND_DAY,
    )

    looked(session)

    signal = of(session, SignalCode.DONE_NOT_SOLVED)
    assert {part["name"]: part["seen"] for part in signal_queries.parts_of(signal)} == {
        "gap": 1.0,
        "reopened": 12,
    }


def test_topics_moved_out_of_the_akims_powers(session: Session, month: Month) -> None:
    make.topic(session, code="GAS", routing=Routing.OTHER)
    for place in range(6):
        case, _ = month.case(at(f"2026-07-{place + 6:02d}"))
        talking.change_topic(
            session, month.akim, make.whole(session, case), "GAS", "Газ", now=at(f"2026-07-{place + 7:02d}")
        )

    looked(session)

    assert of(session, SignalCode.TOPIC_MOVED).observed == 6


def test_terms_made_longer_far_more_often(session: Session, month: Month) -> None:
    for place in range(12):
        case, _ = month.case(at("2026-06-15", f"{place + 8:02d}:00"))
        new = date(2026, 7, 20)
        answering.extend(session, month.akim, make.whole(session, case), new, "Қыс", now=at("2026-06-18"))

    looked(session)

    assert of(session, SignalCode.LATER_AND_ELSEWHERE).observed == 12


def test_answers_at_the_end_of_the_quarter_are_looked_at_in_its_last_month(
    session: Session, month: Month
) -> None:
    rows = lines(20, received="2026-07-20", answered="2026-09-30") + lines(10, prefix="L")
    load(session, month.okrug, rows, now=at("2026-10-02"))

    looked(session)
    assert SignalCode.PERIOD_END not in raised(session)
    look(session, JULY.shifted(2), now=at("2026-10-02"))

    assert of(session, SignalCode.PERIOD_END).observed == 20


def test_an_author_who_was_not_asked_is_seen_where_others_are(session: Session, month: Month) -> None:
    other = Month(session, month.district)
    mine = [month.answered(at("2026-07-06"), at(f"2026-07-{place + 13}")) for place in range(6)]
    for place in range(6):
        other.answered(at("2026-07-06"), at(f"2026-07-{place + 13}"))
    session.flush()
    silent = [reply.appeal.author_id for reply in mine[:4]]
    session.execute(update(Message).where(Message.user_id.in_(silent)).values(kind="appeals.started"))

    looked(session)

    assert of(session, SignalCode.NOT_ASKED).observed == 4


def test_nobody_is_blamed_when_no_message_left_anywhere(session: Session, month: Month) -> None:
    for one in (month, Month(session, month.district)):
        for place in range(6):
            one.answered(at("2026-07-06"), at(f"2026-07-{place + 13}"))
    session.flush()
    session.execute(update(Message).values(kind="appeals.started"))

    looked(session)

    assert SignalCode.NOT_ASKED not in raised(session)


def _edit_filed(reply: Reply) -> None:
    reply.appeal.filed_at += HOUR


def _edit_registered(reply: Reply) -> None:
    reply.appeal.registered_on += timedelta(1)


def _edit_due(reply: Reply) -> None:
    reply.appeal.first_due_on += timedelta(1)


def _edit_answered(reply: Reply) -> None:
    reply.answered_at -= HOUR


def _edit_on_time(reply: Reply) -> None:
    reply.appeal.on_time = not reply.appeal.on_time


EDITS: dict[str, Callable[[Reply], None]] = {
    "filed": _edit_filed,
    "registered": _edit_registered,
    "due": _edit_due,
    "answered": _edit_answered,
    "on-time": _edit_on_time,
}


@pytest.mark.parametrize("name", EDITS)
def test_one_time_changed_by_hand_is_a_signal(session: Session, month: Month, name: str) -> None:
    reply = quiet(month, 1)[0]
    EDITS[name](reply)

    looked(session)

    signal = of(session, SignalCode.TIMES_CHANGED)
    assert [(part["name"], part["rows"]) for part in signal_queries.parts_of(signal)] == [
        (name, [reply.appeal_id])
    ]
    assert signal.p_value == 0


def test_a_term_made_longer_without_an_act_is_a_signal(session: Session, month: Month) -> None:
    case, _ = month.case(at("2026-07-06"))
    row = Extension(
        appeal_id=case.id, old_due_on=case.due_on, new_due_on=case.due_on + timedelta(7), reason="–",
        decided_at=at("2026-07-08"),
    )  # fmt: skip
    session.add(row)

    looked(session)

    assert signal_queries.parts_of(of(session, SignalCode.TIMES_CHANGED))[0]["name"] == "extended"


def test_a_lawful_longer_term_and_a_reopened_request_differ_from_nothing(
    session: Session, month: Month
) -> None:
    case, author = month.case(at("2026-07-06"))
    answering.extend(
        session, month.akim, make.whole(session, case), date(2026, 8, 20), "Қыс", now=at("2026-07-08")
    )
    reply = make.answer(session, case, by=month.akim, now=at("2026-07-14"))
    make.verdict(session, reply, by=author, now=at("2026-07-15"), what=Verdict.NOT_SOLVED)
    answering.extend(
        session, month.akim, make.whole(session, case), date(2026, 9, 1), "Қыс", now=at("2026-07-16")
    )
    make.answer(session, case, by=month.akim, now=at("2026-07-20"))

    looked(session)

    assert raised(session) == {}


def test_what_one_month_told_the_next_one_does_not_tell_again(session: Session, month: Month) -> None:
    reply = quiet(month, 1)[0]
    reply.answered_at -= HOUR
    looked(session)

    look(session, JULY.shifted(1), now=at("2026-09-10"))

    assert [one.month for one in session.scalars(select(Signal).where(Signal.flagged))] == ["2026-07"]


def test_an_erased_act_is_no_difference(session: Session, month: Month) -> None:
    reply = quiet(month, 1)[0]
    entries = update(Entry).where(Entry.subject == "appeal", Entry.subject_id == reply.appeal_id)
    session.flush()
    session.execute(entries.values(data={}, salt=None, actor_id=None, erased_at=at("2026-08-01")))

    looked(session)

    assert raised(session) == {}


def test_only_what_could_pass_is_kept_and_the_month_tells_how_many_were_made(
    session: Session, month: Month
) -> None:
    other = Month(session, month.district)
    load(session, month.okrug, lines(30), now=SECOND_DAY)
    load(session, other.okrug, lines(30, prefix="E"), now=SECOND_DAY)

    found = looked(session)

    act = session.scalars(select(Entry).where(Entry.act == signal_queries.TESTED)).one()
    assert found is not None
    assert act.data == {"checks": found.checks, "raised": found.raised}
    assert found.checks >= 2
    assert all(one.p_value <= Q for one in session.scalars(select(Signal)))


def statements(session: Session, period: str) -> int:
    """Return how many statements a look sends."""
    seen: list[str] = []

    def listener(*sent: object) -> None:
        seen.append(str(sent[2]))

    connection = session.connection()
    event.listen(connection, "before_cursor_execute", listener)
    look(session, parse(period), now=at("2026-12-20"))
    event.remove(connection, "before_cursor_execute", listener)
    return len(seen)


def test_the_number_of_statements_does_not_grow_with_okrugs(session: Session, month: Month) -> None:
    one = statements(session, "2026-07")
    for _ in range(4):
        Month(session, month.district)
    session.flush()

    assert statements(session, "2026-08") == one


def test_an_okrug_that_has_not_joined_is_not_looked_at(session: Session, month: Month) -> None:
    month.many_withdrawn()
    session.flush()
    session.execute(update(Office).values(connected_from=date(2026, 8, 1)))

    looked(session)

    assert raised(session) == {}


def test_a_vacant_seat_is_told_nothing(session: Session, month: Month) -> None:
    quiet(month, 1)[0].answered_at -= HOUR
    session.flush()
    session.execute(update(Mandate).values(ends_on=date(2026, 7, 31)))

    looked(session)

    assert len(raised(session)) == 1
    assert messages(session) == []


def test_deputies_hear_of_withdrawals_once_and_nobody_of_the_office_does(
    session: Session, month: Month
) -> None:
    deputy, akim = month.seat(Role.DEPUTY), month.akim
    make.mandate(session, unit=month.district, role=Role.DEPUTY, user=akim.user)
    month.many_withdrawn()
    looked(session)
    looked(session)
    told = select(Message.user_id).where(Message.kind == "kpi.withdrawals", Message.channel == "bell")

    assert list(session.scalars(told)) == [deputy.user_id]


def test_an_ordinary_month_tells_no_deputy(session: Session, month: Month) -> None:
    month.seat(Role.DEPUTY)
    quiet(month)
    looked(session)

    assert not session.scalars(select(Message).where(Message.kind == "kpi.withdrawals")).all()
