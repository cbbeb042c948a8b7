"""Decide on a text: publish, return for correction, reject with a coded reason; take a decision back."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from akimfeedback.core.clock import local_day
from akimfeedback.core.errors import NotAllowed, RuleBroken
from akimfeedback.law import initiatives as law
from akimfeedback.law.workdays import add_months
from akimfeedback.mandates.actor import Actor
from akimfeedback.mandates.queries import akim_of
from akimfeedback.petitions import moderation_rules as rules
from akimfeedback.petitions.models import ModerationAct, Petition
from akimfeedback.petitions.moderation_rules import Act
from akimfeedback.petitions.queries import moderation
from akimfeedback.petitions.queries.initiatives import is_co_author
from akimfeedback.petitions.rules import Barred, Publication, RejectReason, ReplyState
from akimfeedback.petitions.service import acts
from akimfeedback.petitions.service.locking import release_lock, require_lock, require_moderator, write_act
from akimfeedback.petitions.service.rungs import refresh


@dataclass(frozen=True)
class Ruling:
    """What goes with a decision. `words` everybody reads, `note` the author alone."""

    reason: RejectReason | None = None
    barred: Barred | None = None
    parts: tuple[str, ...] | None = None  # what of a rejected text is shown; None: as usual for the reason
    words: str | None = None
    note: str | None = None


PLAIN = Ruling()


def publish(
    session: Session, actor: Actor, petition: Petition, ruling: Ruling = PLAIN, *, now: datetime
) -> ModerationAct:
    """Open an initiative for support; its term of collection starts today.

    Raises NotAllowed `petitions.moderator-outside-the-office`, RuleBroken `petitions.locked` |
    `petitions.second-person` | `petitions.author-not-confirmed` | `petitions.not-enough-backers` |
    `petitions.not-possible-now`. Law: L-33, L-34.
    """
    check(session, actor, petition, Act.PUBLISH, ruling, now=now)
    act = _decide(session, actor, petition, Publication.OPEN, Act.PUBLISH, ruling, now)
    open_for_support(session, petition, now)
    acts.tell_author(session, "published", petition, now)
    return act


def give_back(
    session: Session, actor: Actor, petition: Petition, ruling: Ruling, *, now: datetime
) -> ModerationAct:
    """Return a text to its author for correction; the first backers stay.

    Raises as `publish` and RuleBroken `petitions.note-missing`.
    """
    check(session, actor, petition, Act.RETURN, ruling, now=now)
    act = _decide(session, actor, petition, Publication.RETURNED, Act.RETURN, ruling, now)
    acts.tell_author(session, "returned", petition, now)
    return act


def reject(
    session: Session, actor: Actor, petition: Petition, ruling: Ruling, *, now: datetime
) -> ModerationAct:
    """Refuse a text with a reason everybody reads; what may be shown of it is shown.

    Raises as `publish` and RuleBroken `petitions.reason-missing` | `petitions.subject-missing`.
    """
    check(session, actor, petition, Act.REJECT, ruling, now=now)
    act = _decide(session, actor, petition, Publication.REJECTED, Act.REJECT, ruling, now)
    petition.shown_parts = act.shown_parts = parts_of(ruling)
    acts.tell_author(session, "rejected", petition, now)
    return act


def undo(session: Session, actor: Actor, petition: Petition, *, now: datetime) -> ModerationAct:
    """Take one's own last decision back within ten minutes; the text waits again, its term unchanged.

    Raises RuleBroken `petitions.too-late-to-undo` | `petitions.supported-meanwhile`, NotAllowed.
    """
    require_moderator(actor, petition)
    last = moderation.last_act(session, petition.id, *rules.DECISIONS, Act.RESTORE, Act.HIDE)
    if last is None or last.act not in rules.UNDOABLE or last.by_id != actor.user_id:
        raise RuleBroken("petitions.too-late-to-undo")
    if not rules.may_undo(last.at, now) or petition.publication != _after(last):
        raise RuleBroken("petitions.too-late-to-undo")
    if last.act == Act.PUBLISH and _has_moved_on(session, petition):
        raise RuleBroken("petitions.supported-meanwhile")
    if moderation.objection_to(session, last.id) is not None:
        raise RuleBroken("petitions.objected-already")
    last.undone_at = now
    _close_again(petition)
    petition.publication = Publication.MODERATION
    taken_back = write_act(session, petition, Act.UNDO, actor, now)
    acts.tell_author(session, "undone", petition, now)
    return taken_back


def check(
    session: Session, actor: Actor, petition: Petition, what: Act, ruling: Ruling, *, now: datetime
) -> None:
    """Raise what the decision would raise; nothing is written."""
    _require_decider(session, actor, petition, now)
    if petition.publication != Publication.MODERATION:
        raise RuleBroken("petitions.not-possible-now", state=petition.publication)
    if what == Act.PUBLISH:
        require_ready(session, petition)
    elif what == Act.RETURN:
        acts.require_words(ruling.note or "", "petitions.note-missing")
    elif ruling.reason is None:
        raise RuleBroken("petitions.reason-missing")
    elif ruling.reason == RejectReason.BARRED and ruling.barred is None:
        raise RuleBroken("petitions.subject-missing")


def parts_of(ruling: Ruling) -> list[str]:
    """Return which parts of a rejected text everybody may read."""
    return rules.shown_parts(ruling.reason, ruling.parts) if ruling.reason else []


def require_ready(session: Session, petition: Petition) -> None:
    """Raise RuleBroken `petitions.author-not-confirmed` or `petitions.not-enough-backers`. Law: L-31."""
    if petition.author is None or petition.author.phone_confirmed_at is None:
        raise RuleBroken("petitions.author-not-confirmed")
    if moderation.backers(session, petition.id) < petition.backers_needed:
        raise RuleBroken("petitions.not-enough-backers")


def open_for_support(session: Session, petition: Petition, now: datetime) -> None:
    """Begin the collection: last day, akim of the day, approved text; what backers gave counts from now.

    Law: L-34.
    """
    today = local_day(now)
    longest = add_months(today, law.term("L-34", today))
    petition.published_at = now
    petition.closes_on = min(today + timedelta(days=petition.collection_days), longest)
    akim = akim_of(session, petition.territory_id, today)
    petition.mandate_id = akim.id if akim else None
    approve_latest(petition, now)
    clear_refusal(petition)
    session.flush()
    refresh(session, [petition.id], now)


def approve_latest(petition: Petition, now: datetime) -> None:
    """Let the newest version stand: what was corrected before publication is what people read."""
    latest = petition.versions[-1]
    latest.approved_at = now
    petition.text = latest


def clear_refusal(petition: Petition) -> None:
    """Forget the reason in force; the acts keep it."""
    petition.reject_reason = petition.barred = petition.public_note = None
    petition.shown_parts = []


def _require_decider(session: Session, actor: Actor, petition: Petition, now: datetime) -> None:
    """Let a moderator of the district decide whom no colleague's lock and no own mark keeps from it."""
    require_moderator(actor, petition)
    if is_co_author(session, petition, actor.user_id):
        raise NotAllowed("petitions.moderator-outside-the-office")
    require_lock(actor, petition, now)
    if petition.flagged:
        marked = moderation.last_act(session, petition.id, Act.FLAG)
        if marked is not None and marked.by_id == actor.user_id:
            raise RuleBroken("petitions.second-person")


def _decide(
    session: Session,
    actor: Actor,
    petition: Petition,
    then: Publication,
    what: Act,
    ruling: Ruling,
    now: datetime,
) -> ModerationAct:
    """Move the state out of moderation and store the decision with whether it came in time."""
    act = write_act(
        session, petition, what, actor, now, reason=ruling.reason, words=ruling.words, note_=ruling.note
    )
    acts.publish_as(petition, then)
    act.barred = ruling.barred if ruling.reason == RejectReason.BARRED else None
    act.due_on = petition.moderation_due_on
    act.in_term = rules.in_term(local_day(now), petition.moderation_due_on)
    petition.reject_reason, petition.barred, petition.public_note = act.reason, act.barred, act.words
    petition.flagged = False
    release_lock(actor, petition)
    return act


def _after(act: ModerationAct) -> Publication:
    """Return the state a decision led to."""
    states = {
        Act.PUBLISH: Publication.OPEN,
        Act.RETURN: Publication.RETURNED,
        Act.REJECT: Publication.REJECTED,
    }
    return states[Act(act.act)]


def _has_moved_on(session: Session, petition: Petition) -> bool:
    """Say whether somebody supports since publication, or the first backers alone obliged the office."""
    owed = petition.reply_state != ReplyState.NONE
    return owed or moderation.supported_since_publication(session, petition.id)


def _close_again(petition: Petition) -> None:
    """Take away what a decision set."""
    if petition.published_at is not None and petition.text is not None:
        petition.text.approved_at = None
    petition.published_at = petition.closes_on = petition.mandate_id = None
    clear_refusal(petition)
