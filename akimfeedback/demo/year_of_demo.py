"""The last finished year of the district: conclusions, a sitting, a contest half upheld, the decision."""

from datetime import datetime, time, timedelta

from sqlalchemy.orm import Session

from akimfeedback.calendars.queries import calendar_on
from akimfeedback.core.clock import KAZAKHSTAN, local_day
from akimfeedback.demo import places
from akimfeedback.demo.books import Books
from akimfeedback.demo.texts import year_voice as words
from akimfeedback.geography.queries import by_kato
from akimfeedback.kpi import year_queries
from akimfeedback.kpi.periods import Period, PeriodKind, life_dates
from akimfeedback.kpi.service import yearly
from akimfeedback.kpi.year_models import YearConclusion, YearCycle
from akimfeedback.kpi.year_rules import Outcome
from akimfeedback.law import workdays
from akimfeedback.mandates.actor import Actor
from akimfeedback.mandates.queries import actor_of

CONTESTED_BY, INDICATOR = "akim-kyzylsagym", "K1"
OPENED, WRITTEN, SAT, APPROVED, CONTESTED, ANSWERED, REWRITTEN, DECIDED = 1, 6, 11, 13, 16, 20, 22, 25


def tell_the_year(session: Session, books: Books) -> YearCycle | None:
    """Let the newest year run through whose decision lies in the past; None when there is none yet."""
    year = next((year for year in _years(books) if _at(session, books, year, DECIDED) < books.now), None)
    district = by_kato(session, places.DISTRICT)
    if year is None or district is None or not year_queries.figures_of_year(session, district.id, year):
        return None
    cycle = yearly.open_year(
        session, _person(session, books, "assessor", _at(session, books, year, OPENED)), district, year,
        now=_at(session, books, year, OPENED),
    )  # fmt: skip
    _conclude_and_sit(session, books, cycle)
    _contest(session, books, cycle)
    at = _at(session, books, year, DECIDED)
    yearly.decide(session, _person(session, books, "superior", at), cycle, now=at)
    return cycle


def _years(books: Books) -> tuple[int, ...]:
    return books.today.year - 1, books.today.year - 2


def _at(session: Session, books: Books, year: int, days: int) -> datetime:
    """Return a morning so many working days after the year's figures became final."""
    calendar = calendar_on(session, books.today)
    final_on = life_dates(Period(year, PeriodKind.YEAR), calendar).final_on
    return datetime.combine(workdays.add_working_days(final_on, days, calendar), time(10), KAZAKHSTAN)


def _person(session: Session, books: Books, code: str, at: datetime) -> Actor:
    return actor_of(session, books.seats[code].user, local_day(at))


def _conclude_and_sit(session: Session, books: Books, cycle: YearCycle) -> None:
    """Write a conclusion on every okrug, hold the commission's sitting, approve."""
    habits = {okrug.kato: okrug for okrug in places.OKRUGS}
    at = _at(session, books, cycle.year, WRITTEN)
    assessor = _person(session, books, "assessor", at)
    for place, one in enumerate(year_queries.okrugs_of(session, cycle)):
        okrug = habits[one.territory.kato]
        said = words.conclusion(okrug.per_quarter, okrug.on_time)
        moment = at + timedelta(minutes=20 * place)
        yearly.conclude(session, assessor, cycle, one.territory.id, said, "ru", now=moment)
    sat = _at(session, books, cycle.year, SAT)
    yearly.sit(session, assessor, cycle, local_day(sat), words.SITTING, now=sat + timedelta(hours=5))
    approved = _at(session, books, cycle.year, APPROVED)
    yearly.approve(session, _person(session, books, "superior", approved), cycle, now=approved)


def _contest(session: Session, books: Books, cycle: YearCycle) -> None:
    """Let one akim contest; the superior agrees in part, and the assessor writes anew."""
    seat = books.seats[CONTESTED_BY]
    conclusion = _conclusion_on(session, cycle, seat.territory_id)
    if conclusion is None:
        return
    at, answered, again = (_at(session, books, cycle.year, days) for days in (CONTESTED, ANSWERED, REWRITTEN))
    akim = Actor(user=seat.user, seats=(seat,))
    row = yearly.contest(session, akim, conclusion, INDICATOR, words.CONTEST, "ru", now=at)
    outcome = yearly.Answer(Outcome.PARTLY, words.CONTEST_ANSWER, "ru")
    yearly.answer(session, _person(session, books, "superior", answered), row, outcome, now=answered)
    assessor = _person(session, books, "assessor", again)
    yearly.conclude(session, assessor, cycle, seat.territory_id, words.NEW_CONCLUSION, "ru", now=again)


def _conclusion_on(session: Session, cycle: YearCycle, territory_id: int) -> YearConclusion | None:
    written = year_queries.conclusions(session, cycle.id)
    return next((one for one in written if one.territory_id == territory_id), None)
