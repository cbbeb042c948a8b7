"""A month of an okrug: requests, answers, ratings and withdrawals of July 2026, told through the services."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from akimfeedback.appeals.models import Appeal, Reply
from akimfeedback.appeals.service import ending, talking
from akimfeedback.geography.models import Territory
from akimfeedback.kpi.periods import parse
from akimfeedback.kpi.service.signals import Looked, look
from akimfeedback.kpi.signal_models import Signal
from akimfeedback.mandates.actor import Actor
from akimfeedback.mandates.rules import Role
from tests import make
from tests.appeals.conftest import at

JULY = parse("2026-07")
SECOND_DAY = at("2026-08-04", "04:00")  # 31 July is a Friday


class Month:
    """An okrug with an akim, and the district it lies in."""

    def __init__(self, session: Session, district: Territory | None = None) -> None:
        self.session = session
        self.district = district or make.district(session)
        self.village = make.village(session, district_unit=self.district)
        self.okrug = make.okrug_of(session, self.village)
        self.akim: Actor = make.seat(session, unit=self.okrug, role=Role.AKIM)
        make.topic(session)

    def seat(self, role: Role) -> Actor:
        """Return somebody of the district."""
        return make.seat(self.session, unit=self.district, role=role)

    def case(self, filed: datetime) -> tuple[Appeal, Actor]:
        """Return a request and its author."""
        author = make.actor(self.session, make.person(self.session))
        return make.request(self.session, village=self.village, author=author.user, now=filed), author

    def answered(self, filed: datetime, answered: datetime, rated_after: timedelta | None = None) -> Reply:
        """Return an answer, rated 5 some time later."""
        case, author = self.case(filed)
        reply = make.answer(self.session, case, by=self.akim, now=answered)
        if rated_after is not None:
            make.verdict(self.session, reply, by=author, now=answered + rated_after, rating=5)
        return reply

    def withdrawn(self, filed: datetime, *, after_an_act: bool) -> Appeal:
        """Return a request its author took back, an hour after the office opened it or untouched."""
        case, author = self.case(filed)
        if after_an_act:
            talking.mark_seen(
                self.session, self.akim, make.whole(self.session, case), now=filed + timedelta(hours=20)
            )
        ending.withdraw(self.session, author, make.whole(self.session, case), now=filed + timedelta(hours=21))
        self.session.flush()
        return case

    def many_withdrawn(self, count: int = 5) -> None:
        """Let people take requests back right after the office opened them."""
        for place in range(count):
            self.withdrawn(at(f"2026-07-{place + 6:02d}"), after_an_act=True)


def looked(session: Session, now: datetime = SECOND_DAY) -> Looked | None:
    """Look at July."""
    session.flush()
    return look(session, JULY, now=now)


def raised(session: Session) -> dict[str, Signal]:
    """Return the raised signals by code."""
    session.flush()
    return {one.code: one for one in session.scalars(select(Signal).where(Signal.flagged))}


def of(session: Session, code: str) -> Signal:
    """Return the raised signal of a code."""
    return raised(session)[code]
