"""The calendar in force: the library under the moved days, seen at once, with a line in the journal."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from akimfeedback.calendars.models import MovedDay
from akimfeedback.calendars.queries import calendar_if, calendar_of_years, calendar_on, moved_days
from akimfeedback.calendars.rules import changed_days, moved_due
from akimfeedback.calendars.service import move_day, unmove_day
from akimfeedback.core.errors import NotFound, RuleBroken
from akimfeedback.journal.models import Entry
from akimfeedback.law.official_days import calendar_for
from akimfeedback.law.workdays import MovedDay as LawMovedDay
from akimfeedback.law.workdays import add_working_days, is_working_day

NOW = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)
TODAY = date(2026, 3, 2)
MONDAY = date(2026, 3, 16)


def test_the_calendar_covers_three_years_back_and_two_ahead(session: Session) -> None:
    calendar = calendar_on(session, TODAY)

    assert (calendar.first_day, calendar.last_day) == (date(2023, 1, 1), date(2028, 12, 31))


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 3, 9), False),  # 8 March fell on a Sunday
        (date(2026, 8, 30), False),  # a Sunday; the holiday itself is gone
        (date(2026, 8, 31), True),
        (date(2027, 3, 15), False),  # the new Constitution Day
        (date(2024, 5, 4), True),  # a working Saturday by order
        (date(2024, 5, 8), False),
        (date(2026, 1, 7), False),
    ],
)
def test_the_library_lies_under_the_table(session: Session, day: date, *, works: bool) -> None:
    assert is_working_day(day, calendar_on(session, TODAY)) is works


def test_a_moved_day_is_seen_at_once_and_gone_when_taken_back(session: Session) -> None:
    assert is_working_day(MONDAY, calendar_on(session, TODAY))

    move_day(session, 7, MONDAY, working=False, source=" Order 12\n of 01.03.2026 ", now=NOW)
    assert not is_working_day(MONDAY, calendar_on(session, TODAY))
    assert moved_days(session)[0].source == "Order 12 of 01.03.2026"

    unmove_day(session, 7, MONDAY, now=NOW)
    assert is_working_day(MONDAY, calendar_on(session, TODAY))


def test_a_second_move_of_a_day_replaces_the_first(session: Session) -> None:
    move_day(session, 7, MONDAY, working=False, source="order 1", now=NOW)
    move_day(session, 8, MONDAY, working=True, source="order 2", now=NOW)

    moved = session.scalars(select(MovedDay)).one()
    assert (moved.working, moved.source, moved.author_id) == (True, "order 2", 8)
    assert is_working_day(MONDAY, calendar_on(session, TODAY))


def test_every_edit_leaves_a_line_in_the_journal(session: Session) -> None:
    move_day(session, 7, MONDAY, working=False, source="order 1", now=NOW)
    unmove_day(session, 9, MONDAY, now=NOW)

    lines = session.scalars(select(Entry).where(Entry.subject == "moved_day").order_by(Entry.id)).all()
    assert [(line.act, line.subject_id, line.actor_id, line.data) for line in lines] == [
        ("calendars.moved", 20260316, 7, {"day": "2026-03-16", "working": False}),
        ("calendars.unmoved", 20260316, 9, {"day": "2026-03-16", "working": False}),
    ]


def test_a_day_is_not_moved_without_its_source_nor_far_away(session: Session) -> None:
    with pytest.raises(RuleBroken, match=r"calendars\.no-source"):
        move_day(session, 7, MONDAY, working=False, source="  ", now=NOW)
    with pytest.raises(RuleBroken, match=r"calendars\.too-far"):
        move_day(session, 7, date(2029, 1, 1), working=False, source="order", now=NOW)
    with pytest.raises(NotFound, match=r"calendars\.not-moved"):
        unmove_day(session, 7, MONDAY, now=NOW)


def test_a_preview_writes_nothing(session: Session) -> None:
    preview = calendar_if(session, TODAY, MONDAY, working=False)

    assert not is_working_day(MONDAY, preview)
    assert is_working_day(MONDAY, calendar_on(session, TODAY))
    assert changed_days(calendar_on(session, TODAY), preview) == {MONDAY: False}


def test_a_preview_shows_what_taking_back_would_do(session: Session) -> None:
    move_day(session, 7, MONDAY, working=False, source="order 1", now=NOW)

    preview = calendar_if(session, TODAY, MONDAY, working=None)

    assert changed_days(calendar_on(session, TODAY), preview) == {MONDAY: True}


def test_the_calendar_costs_one_query_and_is_not_built_twice(session: Session) -> None:
    first = calendar_on(session, TODAY)
    statements: list[str] = []
    connection = session.connection()

    def note(*arguments: object) -> None:
        statements.append(str(arguments[2]))

    event.listen(connection, "before_cursor_execute", note)
    second = calendar_on(session, TODAY)
    event.remove(connection, "before_cursor_execute", note)

    assert second is first
    assert len(statements) == 1


def test_old_registers_get_the_calendar_of_their_years(session: Session) -> None:
    calendar = calendar_of_years(session, 2011, 2012)

    assert add_working_days(date(2011, 7, 1), 1, calendar) == date(2011, 7, 4)


def test_a_day_off_before_the_end_moves_a_term_and_one_after_it_does_not() -> None:
    before = calendar_for([2026])
    off = LawMovedDay(working=False, source="", author="")

    assert moved_due(TODAY, 15, before, calendar_for([2026], {MONDAY: off})) == (
        date(2026, 3, 27),
        date(2026, 3, 30),
    )
    assert moved_due(TODAY, 15, before, calendar_for([2026], {date(2026, 6, 1): off})) is None
