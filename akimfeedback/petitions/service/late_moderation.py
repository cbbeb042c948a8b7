"""Checking that takes longer than promised goes to the deputies by itself."""

from datetime import datetime

from sqlalchemy.orm import Session

from akimfeedback.core.clock import local_day
from akimfeedback.mandates.queries import covering
from akimfeedback.mandates.rules import Role
from akimfeedback.notifications.service import tell
from akimfeedback.petitions.models import Petition
from akimfeedback.petitions.moderation_rules import Act
from akimfeedback.petitions.queries import moderation
from akimfeedback.petitions.service import acts
from akimfeedback.petitions.service.locking import write_act

MOST_AT_ONCE = 500


def tell_late(session: Session, *, now: datetime) -> int:
    """Tell the deputies of each place whose text was not checked in time, once for each term.

    Returns how many texts were late. Safe to repeat. Law: L-33.
    """
    late = moderation.late_texts(session, local_day(now), MOST_AT_ONCE)
    for petition in late:
        _tell_deputies(session, petition, now)
    return len(late)


def _tell_deputies(session: Session, petition: Petition, now: datetime) -> None:
    told = write_act(session, petition, Act.LATE, None, now)
    told.due_on = petition.moderation_due_on
    for seat in covering(session, petition.territory_id, local_day(now), Role.DEPUTY):
        tell(
            session, seat.user, "petitions.moderation-late", at=now,
            dedupe=f"petitions.moderation-late:{petition.id}:{petition.moderation_due_on}",
            number=petition.number, path=acts.path_of(petition),
        )  # fmt: skip
