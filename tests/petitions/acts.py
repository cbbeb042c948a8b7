"""An okrug with its office, deputy and pledge, and an initiative on its way; acts through services."""

from datetime import datetime

from sqlalchemy.orm import Session

from akimfeedback.core import clock
from akimfeedback.law.initiatives import Rung
from akimfeedback.mandates.actor import Actor
from akimfeedback.mandates.models import DeputyOkrug
from akimfeedback.mandates.rules import Role
from akimfeedback.petitions.models import Petition, PetitionDuty
from akimfeedback.petitions.rules import DutyKind, Outcome
from akimfeedback.petitions.service import duties, pledging, replying
from akimfeedback.petitions.service.pledging import Paper
from akimfeedback.petitions.service.replying import NewAnswer, PointAnswer
from tests import make


class Unit:
    """One okrug of a district, with everybody who acts after a rung."""

    def __init__(self, session: Session, *, now: datetime, pledged: bool = True) -> None:
        self.session, self.now = session, now
        self.district = make.district(session)
        self.village = make.village(session, district_unit=self.district)
        self.okrug = make.okrug_of(session, self.village)
        self.akim = make.seat(session, unit=self.okrug, role=Role.AKIM)
        self.superior = make.seat(session, unit=self.district, role=Role.SUPERIOR)
        self.deputy = make.seat(session, unit=self.district, role=Role.DEPUTY)
        self.administrator = make.seat(session, unit=self.district, role=Role.ADMINISTRATOR)
        self.author = make.person(session)
        if pledged:
            paper = Paper(clock.local_day(now), "№ 5, 01.06.2026")
            pledging.register(session, self.administrator, self.okrug.id, paper, now=now)

    def petition(self, **more: object) -> Petition:
        made = {"place": self.village, "author": self.author, "now": self.now, **more}
        return make.petition(self.session, **made)  # type: ignore[arg-type]

    def at_rung(
        self, *rungs: Rung, petition: Petition | None = None, now: datetime | None = None
    ) -> Petition:
        petition = petition or self.petition()
        for rung in rungs or (Rung.ANSWER,):
            duties.opened(self.session, petition, rung, now=now or self.now)
        return petition

    def answered(self, petition: Petition, *, now: datetime, published: bool = True, **more: object) -> None:
        answer = answer_to(petition, **more)
        row = replying.reply(self.session, self.akim, petition, answer, now=now)
        if published:
            replying.publish(self.session, self.akim, petition, row, now=now)

    def as_author(self) -> Actor:
        return make.actor(self.session, self.author)

    def other_deputy(self, *okrugs: int) -> Actor:
        seat = make.seat(self.session, unit=self.district, role=Role.DEPUTY)
        for unit_id in okrugs:
            self.session.add(DeputyOkrug(mandate_id=seat.seats[0].id, territory_id=unit_id))
        self.session.flush()
        return make.actor(self.session, seat.user)


def answer_to(petition: Petition, **more: object) -> NewAnswer:
    """Return an answer with a point for each ask."""
    asks = petition.text.asks if petition.text else []
    points = tuple(PointAnswer(Outcome.SATISFIED, "Жаздың соңына дейін салынады.") for _ in asks)
    parts: dict[str, object] = {
        "points": points,
        "text": "Қаражат бөлінді.",
        "law": "АППК 90-6",
        "complain": "Аудан әкіміне",
        "language": "kk",
        **more,
    }
    return NewAnswer(**parts)  # type: ignore[arg-type]


def duty_of(petition: Petition, kind: DutyKind) -> PetitionDuty:
    """Return the last duty of a kind."""
    return [duty for duty in petition.duties if duty.kind == kind][-1]
