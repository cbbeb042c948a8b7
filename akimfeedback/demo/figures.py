"""Publish the figures of the quarters that are over, each on its own day, with akims' words beside some."""

from datetime import date, datetime, time, timedelta

from sqlalchemy.orm import Session

from akimfeedback.calendars.queries import calendar_on
from akimfeedback.core.clock import KAZAKHSTAN, local_day
from akimfeedback.demo import counted_again
from akimfeedback.demo.books import Books
from akimfeedback.demo.texts.akim_voice import REPLIES
from akimfeedback.kpi.periods import LifeDates, Period, life_dates, quarter_of
from akimfeedback.kpi.service.freezing import freeze
from akimfeedback.kpi.service.replying import reply_to_each
from akimfeedback.kpi.service.rolling import roll_up
from akimfeedback.mandates.actor import Actor

MORNING, LATER = time(7), time(11)  # when the figures are frozen, when akims write
REPLIED = 2  # quarters, the newest


def publish(session: Session, books: Books, *, now: datetime) -> list[Period]:
    """Freeze what is over in order of time and count the running quarter; return the frozen quarters.

    One quarter of the past was counted with a wrong day at first, and corrected when somebody saw it.
    """
    quarters = _quarters_over(books, local_day(now))
    for quarter in quarters[-REPLIED:]:
        _replies(session, books, quarter)
    wrong = counted_again.misread_the_paper(books)
    frozen = []
    for quarter in quarters:
        if _freeze(session, books, quarter):
            frozen.append(quarter)
        if wrong is not None and quarter == wrong.quarter:
            counted_again.put_right(session, books, wrong, _life(session, books, quarter))
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


def _life(session: Session, books: Books, period: Period) -> LifeDates:
    return life_dates(period, calendar_on(session, books.today))


def _freeze(session: Session, books: Books, quarter: Period) -> bool:
    """Freeze a quarter, and the half-year and year it ends; return whether its time had come."""
    life = _life(session, books, quarter)
    day = life.final_on if life.final_on <= books.today else life.provisional_on
    at = datetime.combine(day, MORNING, KAZAKHSTAN)
    if at > books.now:
        return False
    freeze(session, quarter, now=at)
    for wider in quarter.wider:
        if wider.last_day == quarter.last_day:
            freeze(session, wider, now=at)
    return True


def _replies(session: Session, books: Books, quarter: Period) -> None:
    """Write the akims' words on the third day after the figures became provisional."""
    on = _life(session, books, quarter).provisional_on + timedelta(days=3)
    at = datetime.combine(on, LATER, KAZAKHSTAN)
    if at > books.now:
        return
    for code, language, words in REPLIES:
        seat = books.seats[code]
        actor = Actor(user=seat.user, seats=(seat,))
        reply_to_each(session, actor, seat.territory_id, quarter, words, language, now=at)
