"""Hide a text, by two people; bring it back, by somebody with another right."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from akimfeedback.calendars.queries import calendar_on
from akimfeedback.core.clock import local_day
from akimfeedback.core.errors import NotAllowed, RuleBroken
from akimfeedback.law import initiatives as law
from akimfeedback.law.workdays import add_months, add_working_days
from akimfeedback.mandates.actor import Actor
from akimfeedback.petitions import policy
from akimfeedback.petitions.models import ModerationAct, Petition
from akimfeedback.petitions.moderation_rules import Act
from akimfeedback.petitions.queries import moderation
from akimfeedback.petitions.rules import Publication, RejectReason, may_publish
from akimfeedback.petitions.service import acts
from akimfeedback.petitions.service.locking import write_act
from akimfeedback.petitions.service.moderating import clear_refusal, open_for_support, require_ready

_AS_IT_WAS = (Publication.BACKING, Publication.WITHDRAWN, Publication.SUPERSEDED)
"""States a hidden text goes back to as they were: not yet checked, or ended by its author or another."""


def propose_hide(
    session: Session, actor: Actor, petition: Petition, reason: RejectReason, *, word: str, now: datetime
) -> ModerationAct:
    """Ask a second person to hide a text; until then nothing changes for anybody.

    Raises NotAllowed `petitions.moderator-outside-the-office`, RuleBroken `petitions.hide-proposed` |
    `petitions.word-missing` | `petitions.not-possible-now`.
    """
    _require_hider(actor, petition)
    if moderation.open_proposal(session, petition.id) is not None:
        raise RuleBroken("petitions.hide-proposed")
    if not may_publish(petition.publication, Publication.HIDDEN):
        raise RuleBroken("petitions.not-possible-now", state=petition.publication)
    words = acts.require_words(word, "petitions.word-missing")
    proposal = write_act(session, petition, Act.PROPOSE_HIDE, actor, now, reason=reason, note_=words)
    proposal.open = True
    return proposal


def confirm_hide(
    session: Session, actor: Actor, petition: Petition, proposal: ModerationAct, *, now: datetime
) -> ModerationAct:
    """Hide the text as a second person: from now on everybody reads only the reason.

    Raises NotAllowed `petitions.second-person` | `petitions.moderator-outside-the-office`.
    """
    _require_second(actor, petition, proposal)
    act = write_act(session, petition, Act.HIDE, actor, now, reason=proposal.reason)
    acts.publish_as(petition, Publication.HIDDEN)
    proposal.open = False
    petition.reject_reason, petition.public_note, petition.shown_parts = proposal.reason, None, []
    acts.tell_author(session, "hidden", petition, now)
    return act


def decline_hide(
    session: Session, actor: Actor, petition: Petition, proposal: ModerationAct, *, word: str, now: datetime
) -> ModerationAct:
    """Leave the text as it is, as a second person, and say why; raises as `confirm_hide`."""
    _require_second(actor, petition, proposal)
    words = acts.require_words(word, "petitions.word-missing")
    proposal.open = False
    return write_act(session, petition, Act.DECLINE_HIDE, actor, now, reason=proposal.reason, note_=words)


def restore(session: Session, actor: Actor, petition: Petition, *, word: str, now: datetime) -> ModerationAct:
    """Bring a rejected or hidden text back to where it was: to collection, to its end, or to a new check.

    A rejected text is published when the author's phone and the first backers are there. Days a text was
    hidden are added to its collection, six months at most. Raises NotAllowed
    `petitions.only-a-senior-restores`, RuleBroken `petitions.second-person` | `petitions.word-missing` |
    `petitions.not-possible-now` and what `require_ready` raises. Law: L-33, L-34.
    """
    if not policy.can_restore(actor, petition):
        raise NotAllowed("petitions.only-a-senior-restores")
    taken_down = moderation.last_act(session, petition.id, Act.REJECT, Act.HIDE)
    if actor.user_id in moderation.takers_down(session, taken_down):
        raise RuleBroken("petitions.second-person")
    words = acts.require_words(word, "petitions.word-missing")
    then = _back_to(petition, taken_down)
    if then == Publication.OPEN and petition.published_at is None:
        require_ready(session, petition)
    act = write_act(session, petition, Act.RESTORE, actor, now, words=words)
    acts.publish_as(petition, then)
    clear_refusal(petition)
    _go_on(session, petition, then, taken_down, now)
    acts.tell_author(session, "restored", petition, now)
    return act


def _back_to(petition: Petition, taken_down: ModerationAct | None) -> Publication:
    """Return where a text goes: published again, ended again, or checked anew. Raises RuleBroken."""
    if petition.publication not in (Publication.REJECTED, Publication.HIDDEN):
        raise RuleBroken("petitions.not-possible-now", state=petition.publication)
    if petition.publication == Publication.HIDDEN and taken_down is not None and taken_down.was in _AS_IT_WAS:
        return Publication(taken_down.was)
    if petition.closed_at is not None:
        return Publication.CLOSED
    if petition.published_at is not None or petition.publication == Publication.REJECTED:
        return Publication.OPEN
    return Publication.MODERATION


def _go_on(
    session: Session, petition: Petition, then: Publication, taken_down: ModerationAct | None, now: datetime
) -> None:
    today = local_day(now)
    if then == Publication.MODERATION:
        term = law.term("L-33", today)
        petition.moderation_due_on = add_working_days(today, term, calendar_on(session, today))
        petition.submitted_at = petition.submitted_at or now
    elif then == Publication.OPEN and petition.published_at is None:
        open_for_support(session, petition, now)
    elif then == Publication.OPEN and petition.closes_on is not None and taken_down is not None:
        first = local_day(petition.published_at or now)
        longest = add_months(first, law.term("L-34", today))
        lost = timedelta(days=(today - local_day(taken_down.at)).days)
        petition.closes_on = max(petition.closes_on, min(petition.closes_on + lost, longest))


def _require_hider(actor: Actor, petition: Petition) -> None:
    if not policy.can_hide(actor, petition):
        raise NotAllowed("petitions.moderator-outside-the-office")


def _require_second(actor: Actor, petition: Petition, proposal: ModerationAct) -> None:
    _require_hider(actor, petition)
    if not proposal.open or proposal.petition_id != petition.id:
        raise RuleBroken("petitions.not-possible-now", state=petition.publication)
    if proposal.by_id == actor.user_id:
        raise NotAllowed("petitions.second-person")
