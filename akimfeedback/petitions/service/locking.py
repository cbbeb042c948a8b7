"""One moderator at a time works on a text; marks for a second person and legal hold."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from akimfeedback.core.errors import NotAllowed, RuleBroken
from akimfeedback.mandates.actor import Actor
from akimfeedback.petitions import policy
from akimfeedback.petitions.models import ModerationAct, Petition
from akimfeedback.petitions.moderation_rules import Act
from akimfeedback.petitions.rules import LOCK_MINUTES
from akimfeedback.petitions.service.acts import note, require_words


def require_moderator(actor: Actor, petition: Petition) -> None:
    """Raise NotAllowed `petitions.moderator-outside-the-office` unless the person may check this text."""
    if not policy.can_moderate(actor, petition):
        raise NotAllowed("petitions.moderator-outside-the-office")


def held_by_another(actor: Actor, petition: Petition, now: datetime) -> bool:
    """Say whether a colleague works on it now."""
    until = petition.lock_until
    return until is not None and until > now and petition.lock_by_id != actor.user_id


def require_lock(actor: Actor, petition: Petition, now: datetime) -> None:
    """Raise RuleBroken `petitions.locked` while a colleague works on it."""
    if held_by_another(actor, petition, now):
        raise RuleBroken("petitions.locked")


def take_lock(session: Session, actor: Actor, petition: Petition, *, word: str | None, now: datetime) -> None:
    """Begin or go on working on a text for 15 minutes; a colleague's lock is taken over with a word.

    Raises NotAllowed `petitions.moderator-outside-the-office`, RuleBroken `petitions.locked`.
    """
    if not policy.can_moderate(actor, petition) and not policy.can_restore(actor, petition):
        raise NotAllowed("petitions.moderator-outside-the-office")
    if held_by_another(actor, petition, now):
        if not (word or "").strip():
            raise RuleBroken("petitions.locked")
        write_act(session, petition, Act.TAKE_OVER, actor, now, note_=word)
    petition.lock_by_id = actor.user_id
    petition.lock_until = now + timedelta(minutes=LOCK_MINUTES)


def release_lock(actor: Actor, petition: Petition) -> None:
    """Let colleagues work on it; a lock of somebody else stays."""
    if petition.lock_by_id == actor.user_id:
        petition.lock_by_id = petition.lock_until = None


def flag(session: Session, actor: Actor, petition: Petition, *, on: bool, word: str, now: datetime) -> None:
    """Mark for a second pair of eyes: who marked it does not decide it alone. Taking off needs another.

    Raises NotAllowed, RuleBroken `petitions.word-missing` | `petitions.second-person` |
    `petitions.not-possible-now`.
    """
    if not policy.can_hide(actor, petition):
        raise NotAllowed("petitions.moderator-outside-the-office")
    if petition.flagged == on:
        raise RuleBroken("petitions.not-possible-now", state=petition.publication)
    words = require_words(word, "petitions.word-missing")
    petition.flagged = on
    write_act(session, petition, Act.FLAG if on else Act.UNFLAG, actor, now, note_=words)


def hold(session: Session, actor: Actor, petition: Petition, *, on: bool, word: str, now: datetime) -> None:
    """Keep everything until a court or a body has decided: nothing is scrubbed; or end it.

    Raises NotAllowed `petitions.only-a-senior-restores`, RuleBroken `petitions.word-missing` |
    `petitions.not-possible-now`.
    """
    if not policy.can_restore(actor, petition):
        raise NotAllowed("petitions.only-a-senior-restores")
    if petition.legal_hold == on:
        raise RuleBroken("petitions.not-possible-now", state=petition.publication)
    words = require_words(word, "petitions.word-missing")
    petition.legal_hold = on
    write_act(session, petition, Act.HOLD if on else Act.END_HOLD, actor, now, note_=words)


def write_act(
    session: Session,
    petition: Petition,
    act: Act,
    actor: Actor | None,
    now: datetime,
    *,
    reason: str | None = None,
    words: str | None = None,
    note_: str | None = None,
) -> ModerationAct:
    """Return the act as it is stored; the journal has its code and reason, never its words."""
    row = ModerationAct(
        petition_id=petition.id, act=act.value, reason=reason, words=(words or "").strip() or None,
        note=(note_ or "").strip() or None, by_id=actor.user_id if actor else None, at=now,
        was=petition.publication, shown_parts=[],
    )  # fmt: skip
    session.add(row)
    session.flush()
    note(session, act.value, petition, actor, now, **({"reason": reason} if reason else {}))
    return row
