"""A day of the calendar moves, and open dates with it."""

import pytest
from sqlalchemy.orm import Session

from akimfeedback.appeals.service import answering, recounting
from akimfeedback.core.errors import NotAllowed
from akimfeedback.journal import queries as journal
from akimfeedback.mandates.rules import Role
from akimfeedback.notifications.models import Message
from tests import make
from tests.appeals.conftest import Place, at, day

FILED = at("2026-09-15")  # due 2026-10-06
OFF = day("2026-09-28")  # a Monday made a day off


def test_the_preview_writes_nothing_and_the_act_moves_open_dates_only(session: Session, place: Place) -> None:
    administrator = make.seat(session, unit=place.district, role=Role.ADMINISTRATOR)
    open_one = make.request(session, village=place.village, now=FILED)
    answered = make.request(session, village=place.village, now=FILED)
    make.answer(session, answered, by=place.akim, now=FILED)
    longer = make.request(session, village=place.village, now=FILED)
    answering.extend(session, place.akim, make.whole(session, longer), day("2026-10-30"), "Жоба", now=FILED)
    session.flush()

    preview = recounting.preview_calendar_change(session, OFF, working=False, now=FILED)
    mine = [move for move in preview if move.territory_id == place.okrug.id]
    assert [(move.appeal_id, move.new_due_on) for move in mine] == [(open_one.id, day("2026-10-07"))]
    assert open_one.due_on == day("2026-10-06")

    moved = recounting.apply_calendar_change(
        session, administrator, OFF, working=False, source="Қаулы № 1", now=FILED
    )
    session.flush()
    assert moved == 1
    assert open_one.due_on == open_one.first_due_on == day("2026-10-07")
    assert "2026-09-28" in {skip["day"] for skip in open_one.counted["special"]}
    assert answered.due_on == day("2026-10-06")
    assert longer.due_on == day("2026-10-30")
    told = journal.of(session, "appeal", open_one.id)[-1].data
    assert (told["old"], told["new"]) == ("2026-10-06", "2026-10-07")
    assert session.query(Message).filter_by(kind="appeals.recounted").count() == 2

    back = recounting.apply_calendar_change(session, administrator, OFF, working=None, source="", now=FILED)
    assert (back, open_one.due_on) == (1, day("2026-10-06"))


def test_an_extended_date_moves_off_a_new_day_off(session: Session, place: Place) -> None:
    administrator = make.seat(session, unit=place.district, role=Role.ADMINISTRATOR)
    case = make.request(session, village=place.village, now=FILED)
    answering.extend(session, place.akim, make.whole(session, case), day("2026-10-30"), "Жоба", now=FILED)

    recounting.apply_calendar_change(
        session, administrator, day("2026-10-30"), working=False, source="Қаулы № 2", now=FILED
    )

    assert case.due_on == day("2026-11-02")


def test_only_administrators_move_the_calendar(session: Session, place: Place) -> None:
    for who in (place.akim, place.superior, place.moderator, place.resident):
        with pytest.raises(NotAllowed, match=r"appeals.administrators-only"):
            recounting.apply_calendar_change(session, who, OFF, working=False, source="x", now=FILED)
