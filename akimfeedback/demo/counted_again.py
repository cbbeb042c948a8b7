"""A quarter counted again: the month of an acceptance paper was misread, and put right by two people."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy.orm import Session

from akimfeedback.core.clock import KAZAKHSTAN, local_day
from akimfeedback.demo.books import Books
from akimfeedback.demo.texts import year_voice as words
from akimfeedback.kpi.periods import LifeDates, Period, quarter_of
from akimfeedback.kpi.service import correcting
from akimfeedback.law.workdays import add_months
from akimfeedback.mandates.models import Office
from akimfeedback.mandates.queries import actor_of
from akimfeedback.mandates.service import Acceptance, accept_term

OKRUG = "993234000"
SEEN_DAYS = 20  # after the figures were final
NOON = time(12)


@dataclass(frozen=True)
class Misread:
    """An office that stands in the books a month later than on its paper."""

    office: Office
    meant: date
    quarter: Period


def misread_the_paper(books: Books) -> Misread | None:
    """Write the office down a month too late; None when it has not joined."""
    office = books.offices[OKRUG].office
    if office.connected_from is None:
        return None
    found = Misread(office, office.connected_from, quarter_of(office.connected_from))
    office.connected_from = add_months(found.meant, 1)
    return found


def put_right(session: Session, books: Books, wrong: Misread, life: LifeDates) -> None:
    """Let the administrator enter the right day, the assessor propose and the administrator confirm."""
    at = datetime.combine(life.final_on + timedelta(days=SEEN_DAYS), NOON, KAZAKHSTAN)
    if at > books.now:
        wrong.office.connected_from = wrong.meant
        return
    administrator, assessor = (
        actor_of(session, books.seats[code].user, local_day(at)) for code in ("administrator", "assessor")
    )
    paper = Acceptance(wrong.meant, wrong.office.acceptance_note or "")
    accept_term(session, administrator, wrong.office, paper, now=at)
    reason = words.MISREAD_PAPER
    row = correcting.propose(
        session, assessor, wrong.quarter, reason, "kk", now=at + timedelta(hours=2)
    )  # fmt: skip
    correcting.confirm(session, administrator, row, now=at + timedelta(hours=4))
    session.flush()
    correcting.carry_out(session, row.id, now=at + timedelta(hours=4, minutes=1))
