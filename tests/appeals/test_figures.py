"""Counts of requests beside the akim's report."""

from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from akimfeedback.appeals.figures import request_figures
from akimfeedback.appeals.rules import Verdict
from akimfeedback.mandates.rules import Role
from tests import make


def test_requests_of_the_days_are_counted(session: Session, now: datetime) -> None:
    village = make.village(session)
    okrug = make.okrug_of(session, village)
    akim = make.seat(session, unit=okrug, role=Role.AKIM)
    author = make.person(session)
    for place, verdict in enumerate((Verdict.SOLVED, Verdict.NOT_SOLVED, None)):
        case = make.request(
            session, village=village, now=now, author=author, text=f"Шам жанбайды, {place}-көше."
        )
        reply = make.answer(session, case, by=akim, now=now + timedelta(days=1))
        if verdict:
            judge = make.actor(session, author)
            make.verdict(session, reply, by=judge, now=now + timedelta(days=2), what=verdict)
    make.request(session, village=village, now=now, author=author, text="Су жоқ, Абай көшесі.")
    session.flush()

    today = now.date()

    assert request_figures(session, okrug.id, today, today + timedelta(days=5)) == {
        "filed": 4,
        "answered": 3,
        "on_time": 3,
        "solved": 1,
        "not_solved": 1,
    }
    assert set(request_figures(session, okrug.id, date(2020, 1, 1), date(2020, 2, 1)).values()) == {0}
