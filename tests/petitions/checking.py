"""A district with two moderators, an assessor and an initiative that waits for a check."""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from akimfeedback.accounts.models import User
from akimfeedback.core.clock import local_day
from akimfeedback.mandates.actor import Actor
from akimfeedback.mandates.rules import Role
from akimfeedback.notifications.models import Message
from akimfeedback.petitions.models import Petition
from akimfeedback.petitions.rules import Line, Publication
from akimfeedback.petitions.service import authoring
from akimfeedback.petitions.support_models import Signature
from tests import make


class Desk:
    """Everybody who looks after the texts of one district."""

    def __init__(self, session: Session, now: datetime) -> None:
        self.session, self.now = session, now
        self.district = make.district(session)
        self.village = make.village(session, district_unit=self.district)
        self.okrug = make.okrug_of(session, self.village)
        self.akim = make.seat(session, unit=self.okrug, role=Role.AKIM)
        self.moderator = make.seat(session, unit=self.district, role=Role.MODERATOR)
        self.second = make.seat(session, unit=self.district, role=Role.MODERATOR)
        self.assessor = make.seat(session, unit=self.district, role=Role.ASSESSOR)
        self.author: User = make.person(session)

    def waiting(self, *, backers: int = 5, title: str = "Балалар алаңын салу") -> Petition:
        """Return an initiative submitted today with so many first backers."""
        petition = make.petition(
            self.session, place=self.village, now=self.now, author=self.author, title=title,
            publication=Publication.BACKING,
        )  # fmt: skip
        back(self.session, petition, backers, local_day(self.now))
        authoring.submit(self.session, petition, now=self.now)
        return petition

    def as_author(self) -> Actor:
        return make.actor(self.session, self.author)

    def told(self) -> list[str]:
        """Return the kinds of what the author was told, oldest first, without repetitions."""
        rows = select(Message.kind).where(Message.user_id == self.author.id).order_by(Message.id)
        return list(dict.fromkeys(self.session.scalars(rows)))


def back(session: Session, petition: Petition, many: int, on: date, *, backer: bool = True) -> None:
    """Write supports as the signing pages do, without people."""
    start = session.query(Signature).filter_by(petition_id=petition.id).count()
    for number in range(start, start + many):
        support = Signature(petition_id=petition.id, support_key=number.to_bytes(32, "big"), on=on)
        support.line, support.version_id, support.backer = Line.PHONE, petition.versions[-1].id, backer
        session.add(support)
    session.flush()
