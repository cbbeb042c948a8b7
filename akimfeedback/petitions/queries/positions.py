"""What deputies were asked about initiatives."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from akimfeedback.mandates.models import Mandate
from akimfeedback.petitions.models import Petition, Position
from akimfeedback.petitions.rules import PUBLIC


def of_petition(session: Session, petition: Petition) -> list[Position]:
    """Return everybody asked about an initiative, by seat, cancelled questions among them."""
    rows = select(Position).where(Position.petition_id == petition.id).order_by(Position.mandate_id)
    with_seat = joinedload(Position.mandate)
    return list(
        session.scalars(
            rows.options(with_seat.joinedload(Mandate.user), with_seat.joinedload(Mandate.territory))
        )
    )


def of_seats(session: Session, mandate_ids: Collection[int]) -> list[tuple[Position, Petition]]:
    """Return what these seats were asked of public texts: unanswered first, by the day it is due."""
    rows = (
        select(Position, Petition)
        .join(Petition, Petition.id == Position.petition_id)
        .where(Position.mandate_id.in_(mandate_ids), Petition.publication.in_(PUBLIC))
        .order_by(Position.stance.is_not(None), Position.due_on, Position.id)
    )
    return [(row[0], row[1]) for row in session.execute(rows.options(joinedload(Petition.text)))]
