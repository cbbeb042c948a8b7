"""What a rung obliges to, what becomes of it when nobody acts, and when the rung is lost."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from akimfeedback.geography.models import Territory
from akimfeedback.law.initiatives import Rung
from akimfeedback.mandates.rules import Role
from akimfeedback.notifications.models import Message
from akimfeedback.notifications.rules import Channel
from akimfeedback.petitions.queries import positions as asked
from akimfeedback.petitions.rules import DutyKind, HearingState, Publication, ReplyState, Stance
from akimfeedback.petitions.service import closing, duties, hearing, positions
from akimfeedback.petitions.service.positions import Said
from tests import make
from tests.appeals.conftest import at
from tests.petitions.acts import Unit, duty_of

MONDAY = at("2026-09-07")


@pytest.fixture
def unit(session: Session) -> Unit:
    """Give an okrug whose office has pledged."""
    return Unit(session, now=MONDAY)


def told(session: Session, kind: str) -> list[int | None]:
    rows = select(Message.user_id).where(Message.kind == kind, Message.channel == Channel.BELL)
    return list(session.scalars(rows.order_by(Message.user_id)))


def test_the_first_rung_opens_four_duties_counted_in_working_days(unit: Unit) -> None:
    row = unit.at_rung()

    assert {(duty.kind, duty.due_on, duty.met) for duty in row.duties} == {
        (DutyKind.SITE_VISIT, date(2026, 10, 5), None),
        (DutyKind.ANSWER, date(2026, 10, 5), None),
        (DutyKind.DECISION, date(2026, 10, 5), None),
        (DutyKind.STATEMENT, date(2026, 10, 6), None),
    }
    assert row.reply_state == ReplyState.AWAITING
    assert told(unit.session, "petitions.owed") == [unit.akim.user_id]


def test_the_second_rung_opens_the_hearing(unit: Unit) -> None:
    row = unit.at_rung(Rung.AGENDA)

    assert {duty.kind for duty in row.duties} == set(duties.AGENDA_DUTIES)
    assert row.hearing_state == HearingState.AWAITING


def test_without_a_pledge_the_ladder_obliges_to_nothing(session: Session) -> None:
    unit = Unit(session, now=MONDAY, pledged=False)

    row = unit.at_rung(*Rung)

    assert row.duties == []
    assert (row.reply_state, row.hearing_state) == (ReplyState.NONE, HearingState.NONE)
    assert asked.of_petition(session, row) == []


def test_a_rung_told_twice_opens_its_duties_once(unit: Unit) -> None:
    row = unit.at_rung()

    unit.at_rung(petition=row)

    assert len(row.duties) == 4
    assert len(told(unit.session, "petitions.owed")) == 1


def test_a_lost_rung_cancels_with_a_date_and_what_is_done_stays(unit: Unit) -> None:
    """18, the side of the office: the threshold falls back."""
    row = unit.at_rung()
    hearing.hold(unit.session, unit.akim, row, duty_of(row, DutyKind.SITE_VISIT), "Көрдік.", now=MONDAY)

    duties.lost(unit.session, row, Rung.ANSWER, now=at("2026-09-09"))

    cancelled = {duty.kind: duty.cancelled_on for duty in row.duties}
    assert cancelled.pop(DutyKind.SITE_VISIT) is None
    assert set(cancelled.values()) == {date(2026, 9, 9)}
    assert row.reply_state == ReplyState.NONE


def test_a_rung_reached_again_opens_new_duties_from_that_day(unit: Unit) -> None:
    row = unit.at_rung()
    hearing.hold(unit.session, unit.akim, row, duty_of(row, DutyKind.SITE_VISIT), "Көрдік.", now=MONDAY)
    duties.lost(unit.session, row, Rung.ANSWER, now=at("2026-09-09"))

    unit.at_rung(petition=row, now=at("2026-09-14"))

    assert sum(duty.kind == DutyKind.SITE_VISIT for duty in row.duties) == 1
    assert duty_of(row, DutyKind.ANSWER).due_on == date(2026, 10, 12)
    assert row.reply_state == ReplyState.AWAITING


def test_a_called_discussion_ends_with_its_rung(unit: Unit) -> None:
    row = unit.at_rung(Rung.AGENDA)
    event = hearing.Event(at("2026-09-20"), "Мәдениет үйі")
    hearing.call(unit.session, unit.akim, row, duty_of(row, DutyKind.DISCUSSION), event, now=MONDAY)

    duties.lost(unit.session, row, Rung.AGENDA, now=at("2026-09-09"))

    assert row.hearing_state == HearingState.NONE


def test_each_deputy_whose_seat_covers_the_okrug_is_asked_for_fourteen_days(unit: Unit) -> None:
    elsewhere = unit.other_deputy(Unit(unit.session, now=MONDAY).okrug.id)

    row = unit.at_rung(Rung.POSITIONS)

    (position,) = asked.of_petition(unit.session, row)
    assert position.mandate_id == unit.deputy.seats[0].id
    assert position.mandate_id != elsewhere.seats[0].id
    assert (position.due_on, position.stance) == (date(2026, 9, 21), None)
    assert told(unit.session, "petitions.position-asked") == [unit.deputy.user_id]


def test_deputies_of_the_oblast_are_not_asked_about_a_village(unit: Unit) -> None:
    oblast = unit.session.get_one(Territory, unit.district.parent_id)
    make.seat(unit.session, unit=oblast, role=Role.DEPUTY)

    row = unit.at_rung(Rung.POSITIONS)

    assert [one.mandate.territory_id for one in asked.of_petition(unit.session, row)] == [unit.district.id]


def test_a_position_survives_the_loss_of_its_rung_and_silence_is_asked_anew(unit: Unit) -> None:
    second = unit.other_deputy()
    row = unit.at_rung(Rung.POSITIONS)
    said = Said(Stance.FOR, "Қолдаймын.", "kk")
    positions.take(unit.session, unit.deputy, row, said, now=MONDAY)

    duties.lost(unit.session, row, Rung.POSITIONS, now=at("2026-09-09"))
    lost = {one.mandate_id: one.cancelled_on for one in asked.of_petition(unit.session, row)}
    unit.at_rung(Rung.POSITIONS, petition=row, now=at("2026-09-14"))

    assert lost == {unit.deputy.seats[0].id: None, second.seats[0].id: date(2026, 9, 9)}
    again = {one.mandate_id: one.due_on for one in asked.of_petition(unit.session, row)}
    assert again == {
        unit.deputy.seats[0].id: date(2026, 9, 21),
        second.seats[0].id: date(2026, 9, 28),
    }


def test_missed_duties_are_marked_and_escalated_once(unit: Unit) -> None:
    row = unit.at_rung()
    late = at("2026-10-06")

    first = closing.miss_duties(unit.session, now=late)
    again = closing.miss_duties(unit.session, now=late)

    assert (first, again) == (3, 0)
    assert {duty.kind for duty in row.duties if duty.met is False} == {
        DutyKind.ANSWER, DutyKind.DECISION, DutyKind.SITE_VISIT,
    }  # fmt: skip
    expected = sorted(person for person in (unit.superior.user_id, unit.deputy.user_id) if person)
    assert told(unit.session, "petitions.overdue-here") == expected
    assert told(unit.session, "petitions.overdue") == [unit.author.id]


def test_the_statement_missed_a_day_later_is_the_same_silence(unit: Unit) -> None:
    row = unit.at_rung()
    closing.miss_duties(unit.session, now=at("2026-10-06"))

    assert closing.miss_duties(unit.session, now=at("2026-10-07")) == 1

    assert duty_of(row, DutyKind.STATEMENT).met is False
    assert told(unit.session, "petitions.overdue") == [unit.author.id]


def test_a_duty_is_not_missed_on_its_last_day(unit: Unit) -> None:
    unit.at_rung()

    assert closing.miss_duties(unit.session, now=at("2026-10-05", "23:59")) == 0


def test_nothing_is_missed_while_a_moderator_hides_the_text(unit: Unit) -> None:
    row = unit.at_rung()
    row.publication = Publication.HIDDEN

    assert closing.miss_duties(unit.session, now=at("2026-10-06")) == 0


@pytest.mark.parametrize(
    ("moment", "heard"),
    [
        (at("2026-10-05", "09:30"), 1),
        (at("2026-09-30", "09:30"), 1),
        (at("2026-10-05", "08:20"), 0),
        (at("2026-09-22", "09:30"), 0),
        (at("2026-10-03", "10:00"), 0),
    ],
    ids=["last day", "three working days before", "too early", "far ahead", "Saturday"],
)
def test_the_office_is_reminded_on_working_mornings(unit: Unit, moment, heard: int) -> None:  # type: ignore[no-untyped-def]
    unit.at_rung()

    assert closing.remind_offices(unit.session, now=moment) == heard
    assert closing.remind_offices(unit.session, now=moment + timedelta(minutes=30)) == 0


@pytest.mark.parametrize(
    ("moment", "closed"),
    [(at("2026-11-07", "23:59"), 0), (at("2026-11-08", "00:00"), 1)],
    ids=["grace runs", "grace is over"],
)
def test_a_collection_closes_a_day_after_its_last(unit: Unit, moment, closed: int) -> None:  # type: ignore[no-untyped-def]
    row = unit.petition()
    assert row.closes_on == date(2026, 11, 6)

    assert closing.close_ended(unit.session, now=moment) == closed

    assert (row.publication == Publication.CLOSED) == bool(closed)
    assert (row.closed_at is not None) == bool(closed)


def test_the_author_may_end_collecting_with_this_day(unit: Unit) -> None:
    row = unit.petition()

    closing.end_early(unit.session, unit.as_author(), row, now=at("2026-09-10"))

    assert row.closes_on == date(2026, 9, 10)
    assert closing.close_ended(unit.session, now=at("2026-09-12", "00:00")) == 1
