"""Openness of initiatives for the figures: were decisions public by the next working day. Stored facts."""

from collections.abc import Collection, Mapping
from datetime import date

from sqlalchemy import ARRAY, Integer, any_, func, literal, or_, select
from sqlalchemy.orm import Session

from akimfeedback.petitions.models import Petition, PetitionDuty
from akimfeedback.petitions.rules import PUBLIC, DutyKind


def decided_counts(
    session: Session, first: date, last: date, territory_ids: Collection[int] | None = None
) -> Mapping[int, tuple[int, int]]:
    """Return (k, n) of each unit for initiatives whose decision was to be public between two days, both in.

    n is initiatives with a statement due, k those whose every such statement came in time. A statement that
    was cancelled on its last day or before, because the rung was lost, is in neither; a later loss changes
    nothing. What is owed on a text a moderator has hidden is in neither while it is hidden. Law: L-36.
    """
    stands = or_(PetitionDuty.cancelled_on.is_(None), PetitionDuty.cancelled_on > PetitionDuty.due_on)
    each = (
        select(
            PetitionDuty.territory_id,
            PetitionDuty.petition_id,
            func.bool_and(func.coalesce(PetitionDuty.met, False)).label("met"),
        )
        .join(Petition, Petition.id == PetitionDuty.petition_id)
        .where(PetitionDuty.kind == DutyKind.STATEMENT, PetitionDuty.due_on.between(first, last), stands)
        .where(or_(PetitionDuty.met.is_not(None), Petition.publication.in_(PUBLIC)))
        .group_by(PetitionDuty.territory_id, PetitionDuty.petition_id)
    )
    if territory_ids is not None:
        # one array, not thousands of parameters: a roll-up names every okrug of the country
        each = each.where(PetitionDuty.territory_id == any_(literal(list(territory_ids), ARRAY(Integer))))
    one = each.subquery()
    rows = select(one.c.territory_id, func.count().filter(one.c.met), func.count())
    return {row[0]: (row[1], row[2]) for row in session.execute(rows.group_by(one.c.territory_id))}
