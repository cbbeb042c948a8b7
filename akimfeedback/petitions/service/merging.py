"""One matter, one initiative: an author lets it go on in another one that is open."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from akimfeedback.core.clock import local_day
from akimfeedback.core.errors import RuleBroken
from akimfeedback.law import initiatives as law
from akimfeedback.mandates.actor import Actor
from akimfeedback.petitions.models import Petition
from akimfeedback.petitions.queries import initiatives
from akimfeedback.petitions.rules import Publication, ReplyState
from akimfeedback.petitions.service import acts


def supersede(session: Session, actor: Actor, petition: Petition, number: str, *, now: datetime) -> Petition:
    """Let an open initiative go on in another open one to the same akim; return the other one.

    Nobody's support moves: who followed is told and may support the other one. As with withdrawing, only
    while no answer is owed. Raises NotAllowed `petitions.not-yours`, RuleBroken `petitions.answer-is-owed`,
    `petitions.other-not-open`, `petitions.not-possible-now`. Law: L-44.
    """
    acts.require_author(actor, petition)
    if petition.reply_state != ReplyState.NONE:
        raise RuleBroken("petitions.answer-is-owed")
    other = initiatives.by_number(session, number.replace("-", "").strip())
    if other is None or other.id == petition.id or other.publication != Publication.OPEN:
        raise RuleBroken("petitions.other-not-open")
    if other.territory_id != petition.territory_id:
        raise RuleBroken("petitions.other-not-open")
    acts.publish_as(petition, Publication.SUPERSEDED)
    petition.superseded_by_id, petition.closed_at = other.id, now
    petition.scrub_on = local_day(now) + timedelta(days=law.term("L-44", local_day(now)))
    petition.author_seen_on, petition.dormant_on, petition.orphaned_on = local_day(now), None, None
    acts.note(session, "superseded", petition, actor, now, other=other.id)
    acts.tell_followers(session, "superseded", petition, now)
    return other
