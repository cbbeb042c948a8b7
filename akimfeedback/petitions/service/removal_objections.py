"""Appeals against a removal: anybody signed in may object once; a senior who took no part decides."""

from datetime import datetime

from sqlalchemy.orm import Session

from akimfeedback.calendars.queries import calendar_on
from akimfeedback.core.clock import local_day
from akimfeedback.core.errors import NotAllowed, RuleBroken
from akimfeedback.journal.service import record
from akimfeedback.law import initiatives as law
from akimfeedback.law.workdays import add_working_days
from akimfeedback.mandates.actor import Actor
from akimfeedback.petitions import policy
from akimfeedback.petitions.models import Objection, Petition
from akimfeedback.petitions.queries import removals
from akimfeedback.petitions.rules import RemovalState
from akimfeedback.petitions.service import removing
from akimfeedback.petitions.service.acts import require_words
from akimfeedback.petitions.support_models import Removal

OPEN_TO_OBJECTION = (RemovalState.RUNNING, RemovalState.DONE, RemovalState.CANCELLED)


def object_to_removal(
    session: Session, actor: Actor, petition: Petition, removal: Removal, text: str, *, now: datetime
) -> Objection:
    """Return the objection of a person to a removal, to be decided within 20 working days.

    Raises NotAllowed `petitions.sign-in-first`, RuleBroken `petitions.not-possible-now`,
    `petitions.objected-already`, `petitions.say-why`. Law: L-43.
    """
    if actor.user_id is None:
        raise NotAllowed("petitions.sign-in-first")
    if removal.petition_id != petition.id or removal.state not in OPEN_TO_OBJECTION:
        raise RuleBroken("petitions.not-possible-now", state=removal.state)
    words = require_words(text, "petitions.say-why")
    if removals.objected(session, removal.id, actor.user_id):
        raise RuleBroken("petitions.objected-already")
    today = local_day(now)
    due = add_working_days(today, law.term("L-43", today), calendar_on(session, today))
    row = Objection(
        petition_id=petition.id, removal_id=removal.id, text=words, by_id=actor.user_id, at=now, due_on=due
    )
    session.add(row)
    session.flush()
    _note(session, "removal-objected", row, actor, now)
    return row


def decide_objection(
    session: Session,
    actor: Actor,
    petition: Petition,
    objection: Objection,
    *,
    upheld: bool,
    words: str,
    now: datetime,
) -> None:
    """Decide with public words; upheld puts back all that was removed.

    Raises NotAllowed `petitions.only-a-senior-restores`, `petitions.second-person`, RuleBroken
    `petitions.not-possible-now`, `petitions.say-why`. Law: L-43.
    """
    if not policy.can_restore(actor, petition):
        raise NotAllowed("petitions.only-a-senior-restores")
    removal = removals.by_id(session, objection.removal_id or 0, to_change=True)
    if removal is None or objection.upheld is not None or objection.petition_id != petition.id:
        raise RuleBroken("petitions.not-possible-now", state=petition.publication)
    if actor.user_id in {objection.by_id, removal.by_id, removal.confirmed_by_id}:
        raise NotAllowed("petitions.second-person")
    objection.words = require_words(words, "petitions.say-why")
    objection.upheld, objection.decided_by_id, objection.decided_at = upheld, actor.user_id, now
    if upheld and removal.state not in (RemovalState.UNDOING, RemovalState.UNDONE):
        removing.put_back(session, actor, removal, objection.words, now=now)
    _note(session, "removal-objection-decided", objection, actor, now, upheld=upheld)


def _note(
    session: Session, act: str, objection: Objection, actor: Actor, now: datetime, **data: object
) -> None:
    record(
        session, f"petitions.{act}", "petition", objection.petition_id,
        actor_id=actor.user_id, at=now, removal=objection.removal_id, **data,
    )  # fmt: skip
