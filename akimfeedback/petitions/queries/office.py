"""What the office sees of its initiatives (nothing the public does not see), and what its duties become."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from akimfeedback.petitions.models import Petition, PetitionDuty, PetitionReply
from akimfeedback.petitions.rules import PUBLIC, Publication, ReplyState

_OWED = (
    PetitionDuty.done_on.is_(None),
    PetitionDuty.skipped_reason.is_(None),
    PetitionDuty.cancelled_on.is_(None),
)


@dataclass(frozen=True)
class OfficeLine:
    """One initiative in the office's list."""

    petition: Petition
    owed: tuple[PetitionDuty, ...]  # what still waits, soonest first
    next_on: date | None  # of what waits; None: nothing is owed


def lines(session: Session, territory_id: int) -> list[OfficeLine]:
    """Return the public initiatives of a unit, the most urgent first, then the newest; none imported."""
    rows = (
        select(Petition)
        .where(Petition.territory_id == territory_id, Petition.publication.in_(PUBLIC))
        .where(Petition.outside_source.is_(None))
        .options(joinedload(Petition.text), joinedload(Petition.totals), selectinload(Petition.duties))
        .order_by(Petition.id.desc())
    )
    found = [_line(petition) for petition in session.scalars(rows)]
    return sorted(found, key=lambda line: (line.next_on is None, line.next_on or date.max))


def _line(petition: Petition) -> OfficeLine:
    owed = [duty for duty in petition.duties if _waits(duty)]
    owed.sort(key=lambda duty: (duty.due_on, duty.id))
    return OfficeLine(petition, tuple(owed), owed[0].due_on if owed else None)


def _waits(duty: PetitionDuty) -> bool:
    return duty.done_on is None and duty.skipped_reason is None and duty.cancelled_on is None


def duty(session: Session, petition: Petition, duty_id: int) -> PetitionDuty | None:
    """Return one duty of an initiative."""
    found = session.get(PetitionDuty, duty_id)
    return found if found is not None and found.petition_id == petition.id else None


def reply(session: Session, petition: Petition, reply_id: int) -> PetitionReply | None:
    """Return one version of the answer to an initiative."""
    found = session.get(PetitionReply, reply_id)
    return found if found is not None and found.petition_id == petition.id else None


def ended(session: Session, last_day: date, limit: int) -> list[Petition]:
    """Return open initiatives whose last day of collection is this one or earlier, locked."""
    rows = select(Petition).where(Petition.publication == Publication.OPEN, Petition.closes_on <= last_day)
    return list(session.scalars(rows.order_by(Petition.id).limit(limit).with_for_update(skip_locked=True)))


def missed(session: Session, today: date, limit: int) -> list[PetitionDuty]:
    """Return duties that waited past their last day and are not marked yet; none of a hidden text."""
    rows = (
        select(PetitionDuty)
        .join(Petition, Petition.id == PetitionDuty.petition_id)
        .where(PetitionDuty.due_on < today, PetitionDuty.met.is_(None), *_OWED)
        .where(Petition.publication.in_(PUBLIC))
        .options(joinedload(PetitionDuty.petition))
        .order_by(PetitionDuty.id)
        .limit(limit)
        .with_for_update(of=PetitionDuty, skip_locked=True)
    )
    return list(session.scalars(rows))


def due_on_days(session: Session, days: Collection[date]) -> Sequence[tuple[Petition, date]]:
    """Return initiatives with a duty that waits and is due on one of the days, with the first such day."""
    rows = (
        select(PetitionDuty.petition_id, func.min(PetitionDuty.due_on).label("due_on"))
        .where(PetitionDuty.due_on.in_(days), *_OWED)
        .group_by(PetitionDuty.petition_id)
    )
    found = {row.petition_id: row.due_on for row in session.execute(rows)}
    petitions = session.scalars(select(Petition).where(Petition.id.in_(found)).order_by(Petition.id))
    return [(petition, found[petition.id]) for petition in petitions]


def to_hand_over(session: Session, closed_before: datetime, limit: int) -> list[Petition]:
    """Return initiatives closed before a moment that oblige to no answer and are no request yet, locked.

    Below the first rung, or without a pledge of the office; an author who is gone asks for nothing.
    """
    rows = (
        select(Petition)
        .where(
            Petition.publication == Publication.CLOSED,
            Petition.reply_state == ReplyState.NONE,
            Petition.case_number.is_(None),
            Petition.closed_at < closed_before,
            Petition.author_id.is_not(None),
            Petition.outside_source.is_(None),
        )
        .order_by(Petition.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return list(session.scalars(rows))
