"""The author objects to a moderator's decision; somebody else decides within 20 working days."""

from datetime import datetime

from sqlalchemy.orm import Session

from akimfeedback.calendars.queries import calendar_on
from akimfeedback.core.clock import local_day
from akimfeedback.core.errors import NotAllowed, RuleBroken
from akimfeedback.law import initiatives as law
from akimfeedback.law.workdays import add_working_days
from akimfeedback.mandates.actor import Actor
from akimfeedback.petitions import policy
from akimfeedback.petitions.models import ModerationAct, Objection, Petition
from akimfeedback.petitions.moderation_rules import Act
from akimfeedback.petitions.queries import moderation
from akimfeedback.petitions.rules import Publication
from akimfeedback.petitions.service import acts, hiding


def open_to_objection(session: Session, petition: Petition) -> ModerationAct | None:
    """Return the decision in force the author may object to: a refusal or a hiding; None: there is none."""
    if petition.publication not in (Publication.REJECTED, Publication.HIDDEN):
        return None
    decision = moderation.last_act(session, petition.id, Act.REJECT, Act.HIDE)
    if decision is None or moderation.objection_to(session, decision.id) is not None:
        return None
    return decision


def object_to(session: Session, actor: Actor, petition: Petition, text: str, *, now: datetime) -> Objection:
    """Return the author's objection to the decision in force; one to each decision.

    Raises NotAllowed `petitions.not-yours`, RuleBroken `petitions.objection-missing` |
    `petitions.objected-already` | `petitions.nothing-to-object`. Law: L-43.
    """
    acts.require_author(actor, petition)
    words = acts.require_words(text, "petitions.objection-missing")
    decision = open_to_objection(session, petition)
    if decision is None:
        waiting = moderation.open_objection(session, petition.id)
        raise RuleBroken("petitions.objected-already" if waiting else "petitions.nothing-to-object")
    today = local_day(now)
    due = add_working_days(today, law.term("L-43", today), calendar_on(session, today))
    row = Objection(
        petition_id=petition.id, act_id=decision.id, text=words, by_id=actor.user_id, at=now, due_on=due
    )
    session.add(row)
    acts.note(session, "objected", petition, actor, now, against=decision.act)
    session.flush()
    return row


def decide(
    session: Session,
    actor: Actor,
    petition: Petition,
    objection: Objection,
    *,
    upheld: bool,
    words: str,
    now: datetime,
) -> Objection:
    """Decide an objection with public words; upheld restores the text.

    Raises NotAllowed `petitions.only-a-senior-restores` | `petitions.second-person`, RuleBroken
    `petitions.word-missing` | `petitions.not-possible-now` and what `hiding.restore` raises. Law: L-43.
    """
    if not policy.can_restore(actor, petition):
        raise NotAllowed("petitions.only-a-senior-restores")
    if objection.upheld is not None or objection.petition_id != petition.id:
        raise RuleBroken("petitions.not-possible-now", state=petition.publication)
    decision = moderation.act(session, petition.id, objection.act_id) if objection.act_id else None
    if actor.user_id in {objection.by_id, *moderation.takers_down(session, decision)}:
        raise NotAllowed("petitions.second-person")
    objection.words = acts.require_words(words, "petitions.word-missing")
    objection.upheld = upheld
    objection.decided_by_id, objection.decided_at = actor.user_id, now
    acts.note(session, "objection-decided", petition, actor, now, upheld=upheld)
    if upheld:
        hiding.restore(session, actor, petition, word=objection.words, now=now)
    else:
        acts.tell_author(session, "objection-declined", petition, now)
    return objection
