"""What deputies and the district see of initiatives: counts by okrug, which wait or are late; no names."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session, joinedload

from akimfeedback.petitions.models import Petition, PetitionDuty
from akimfeedback.petitions.rules import PUBLIC, Publication, ReplyState
from akimfeedback.petitions.support_models import PetitionRung

_WAITING = Petition.reply_state.in_([ReplyState.AWAITING, ReplyState.HOLDING])


@dataclass(frozen=True)
class InitiativeFacts:
    """Initiatives of one okrug."""

    collecting: int = 0
    at_rung: int = 0  # a rung holds now
    waiting: int = 0  # for the answer
    overdue: int = 0  # something owed has passed its day


@dataclass(frozen=True)
class DistrictLine:
    """One initiative that somebody watches."""

    petition: Petition
    waiting: bool
    overdue_since: date | None  # first day that passed; None: nothing is late


def _late(today: date) -> tuple[ColumnElement[bool], ...]:
    return (
        PetitionDuty.due_on < today,
        PetitionDuty.done_on.is_(None),
        PetitionDuty.skipped_reason.is_(None),
        PetitionDuty.cancelled_on.is_(None),
    )


def facts(session: Session, territory_ids: Collection[int], today: date) -> dict[int, InitiativeFacts]:
    """Return the counts of each unit in one statement; a unit without initiatives has noughts."""
    rung = exists().where(PetitionRung.petition_id == Petition.id, PetitionRung.lost_at.is_(None))
    late = exists().where(PetitionDuty.petition_id == Petition.id, *_late(today))
    rows = (
        select(
            Petition.territory_id,
            func.count().filter(Petition.publication == Publication.OPEN),
            func.count().filter(rung),
            func.count().filter(_WAITING),
            func.count().filter(late),
        )
        .where(Petition.territory_id.in_(territory_ids), Petition.publication.in_(PUBLIC))
        .group_by(Petition.territory_id)
    )
    found = {row[0]: InitiativeFacts(*row[1:]) for row in session.execute(rows)}
    return {unit_id: found.get(unit_id, InitiativeFacts()) for unit_id in territory_ids}


def lines(session: Session, territory_ids: Collection[int], today: date) -> list[DistrictLine]:
    """Return public initiatives that collect, wait or are late: late ones first, then waiting ones."""
    late = (
        select(PetitionDuty.petition_id, func.min(PetitionDuty.due_on).label("since"))
        .where(*_late(today))
        .group_by(PetitionDuty.petition_id)
        .subquery()
    )
    rows = (
        select(Petition, late.c.since)
        .outerjoin(late, late.c.petition_id == Petition.id)
        .where(
            and_(
                Petition.territory_id.in_(territory_ids),
                Petition.publication.in_(PUBLIC),
                or_(Petition.publication == Publication.OPEN, _WAITING, late.c.since.is_not(None)),
            )
        )
        .options(joinedload(Petition.text), joinedload(Petition.totals), joinedload(Petition.territory))
        .order_by(late.c.since.asc().nulls_last(), _WAITING.desc(), Petition.id.desc())
    )
    waiting = (ReplyState.AWAITING, ReplyState.HOLDING)
    return [DistrictLine(row[0], row[0].reply_state in waiting, row[1]) for row in session.execute(rows)]
