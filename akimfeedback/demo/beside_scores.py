"""What stands beside the scores in the demo: staff and budgets with their source, one campaign long over."""

from datetime import date, datetime, time, timedelta
from random import Random

from sqlalchemy.orm import Session

from akimfeedback.core.clock import KAZAKHSTAN, local_day
from akimfeedback.demo import places
from akimfeedback.demo.books import Books
from akimfeedback.demo.places import Okrug
from akimfeedback.demo.texts import year_voice as words
from akimfeedback.kpi.context import Fact
from akimfeedback.kpi.service.context import TypedFact, begin_campaign, import_facts, lift_campaign
from akimfeedback.law.workdays import add_months
from akimfeedback.mandates.queries import actor_of

YEARS = 2
ENTERED = timedelta(days=19)  # after the New Year
FRESH = 6  # posts of the smallest office
CAMPAIGN_MONTHS_AGO, CAMPAIGN_DAYS, LIFTED_AFTER = 14, 40, 33


def enter_facts(session: Session, books: Books) -> int:
    """Enter posts, vacancies and budget of every okrug for this year and the last; return how many."""
    done = 0
    for year in range(books.today.year - YEARS + 1, books.today.year + 1):
        as_of = date(year, 1, 1)
        at = min(datetime.combine(as_of + ENTERED, time(15), KAZAKHSTAN), books.now)
        administrator = actor_of(session, books.seats["administrator"].user, local_day(at))
        rows = [
            (line, okrug.kato, TypedFact(code, as_of, str(value), places.POPULATION_SOURCE))
            for line, (okrug, code, value) in enumerate(_facts(year), start=2)
        ]
        done += import_facts(session, administrator, rows, now=at)
    return done


def _facts(year: int) -> list[tuple[Okrug, Fact, int]]:
    found = []
    for okrug in places.OKRUGS:
        rng = Random(f"{okrug.kato} {year}")  # noqa: S311 - repeatable
        posts = FRESH + okrug.people // 1000
        empty = rng.choice((2, 3)) if okrug.on_time < 0.7 else rng.choice((0, 0, 1))
        budget = 52_000 + okrug.people * rng.randint(30, 38)
        found += [(okrug, Fact.POSTS, posts), (okrug, Fact.VACANCIES, empty), (okrug, Fact.BUDGET, budget)]
    return found


def remember_campaign(session: Session, books: Books) -> None:
    """Let a campaign of the past have begun and been lifted before its end; nothing rests today."""
    first = add_months(books.today, -CAMPAIGN_MONTHS_AGO)
    begun = datetime.combine(first - timedelta(days=4), time(10), KAZAKHSTAN)
    lifted = datetime.combine(first + timedelta(days=LIFTED_AFTER), time(9), KAZAKHSTAN)
    days = (first, first + timedelta(days=CAMPAIGN_DAYS))
    seat = books.seats["administrator"]
    administrator = actor_of(session, seat.user, local_day(begun))
    row = begin_campaign(session, administrator, seat.territory_id, days, words.CAMPAIGN, now=begun)
    lift_campaign(session, administrator, row.id, now=lifted)
