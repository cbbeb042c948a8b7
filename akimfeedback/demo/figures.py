"""Publish the figures of the quarters that are over, with the akims' words beside some of them."""

from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from akimfeedback.calendars.queries import calendar_on
from akimfeedback.core.clock import KAZAKHSTAN, local_day
from akimfeedback.core.errors import RuleBroken
from akimfeedback.demo.books import Books
from akimfeedback.demo.texts.akim_voice import REPLIES
from akimfeedback.kpi.periods import Period, life_dates, quarter_of
from akimfeedback.kpi.service.freezing import freeze
from akimfeedback.kpi.service.replying import reply
from akimfeedback.kpi.service.rolling import roll_up
from akimfeedback.mandates.actor import Actor


def publish(session: Session, books: Books, *, now: datetime) -> list[Period]:
    """Freeze what is over in order of time and count the running quarter; return the frozen quarters."""
    quarters = _quarters_over(books, local_day(now))
    for quarter in quarters[-2:]:
        _replies(session, books, quarter)
    frozen = [quarter for quarter in quarters if _freeze(session, quarter, now=now)]
    running = quarter_of(local_day(now))
    for period in (running.shifted(-1), running, *running.wider):
        roll_up(session, period, now=now)
    return frozen


def _quarters_over(books: Books, today: date) -> list[Period]:
    starts = [book.office.connected_from for book in books.offices.values() if book.office.connected_from]
    quarter, found = quarter_of(min(starts)), []
    while quarter.is_over(today):
        found.append(quarter)
        quarter = quarter.shifted(1)
    return found


def _freeze(session: Session, quarter: Period, *, now: datetime) -> bool:
    """Freeze a quarter, and the half-year and year it ends; return whether its time had come."""
    try:
        freeze(session, quarter, now=now)
        for wider in quarter.wider:
            if wider.last_day == quarter.last_day:
                freeze(session, wider, now=now)
    except RuleBroken:  # not ten working days old yet
        return False
    return True


def _replies(session: Session, books: Books, quarter: Period) -> None:
    """Write the akims' words on the third working day after the figures became provisional."""
    on = life_dates(quarter, calendar_on(session, local_day(books.now))).provisional_on + timedelta(days=3)
    at = datetime.combine(on, datetime.min.time().replace(hour=11), KAZAKHSTAN)
    if at > books.now:
        return
    for code, language, words in REPLIES:
        seat = books.seats[code]
        reply(
            session, Actor(user=seat.user, seats=(seat,)), seat.territory_id, quarter, words, language, now=at
        )
