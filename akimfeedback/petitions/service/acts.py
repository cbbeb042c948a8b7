"""What every verb does: check the move, note it in the journal, tell those who follow."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from akimfeedback.accounts.models import User
from akimfeedback.core.errors import NotAllowed, RuleBroken
from akimfeedback.journal.service import record
from akimfeedback.mandates.actor import Actor
from akimfeedback.notifications.service import Letter, tell, tell_each
from akimfeedback.petitions import policy, rules
from akimfeedback.petitions.models import Petition, PetitionFollower
from akimfeedback.petitions.rules import HearingState, Publication, ReplyState

NAME_IN_MESSAGE = 14


def require_author(actor: Actor, petition: Petition) -> None:
    """Raise NotAllowed unless the person carries the initiative."""
    if not policy.is_author(actor, petition):
        raise NotAllowed("petitions.not-yours")


def require_words(text: str, code: str) -> str:
    """Return the text without outer spaces; raise RuleBroken when nothing is left."""
    words = text.strip()
    if not words:
        raise RuleBroken(code)
    return words


def publish_as(petition: Petition, then: Publication) -> None:
    """Move the publication machine; raise RuleBroken where it has no such move."""
    if not rules.may_publish(petition.publication, then):
        raise RuleBroken("petitions.not-possible-now", state=petition.publication)
    petition.publication = then


def reply_as(petition: Petition, then: ReplyState) -> None:
    """Move the reply machine; raise RuleBroken where it has no such move."""
    if not rules.may_reply(petition.reply_state, then):
        raise RuleBroken("petitions.not-possible-now", state=petition.reply_state)
    petition.reply_state = then


def hear_as(petition: Petition, then: HearingState) -> None:
    """Move the hearing machine; raise RuleBroken where it has no such move."""
    if not rules.may_hear(petition.hearing_state, then):
        raise RuleBroken("petitions.not-possible-now", state=petition.hearing_state)
    petition.hearing_state = then


def note(
    session: Session, act: str, petition: Petition, actor: Actor | None, now: datetime, **data: object
) -> None:
    """Write the journal and mark the initiative as changed; without an actor a job did it."""
    petition.touched_at = now
    petition.version += 1
    actor_id = actor.user_id if actor else None
    record(session, f"petitions.{act}", "petition", petition.id, actor_id=actor_id, at=now, **data)


def path_of(petition: Petition) -> str:
    """Return the short link of an initiative."""
    return f"/p/{petition.link}"


def name_in_message(petition: Petition) -> str:
    """Return the title for a text message: at most 14 letters, cut with an ellipsis."""
    title = petition.text.title if petition.text else petition.number
    return title if len(title) <= NAME_IN_MESSAGE else title[: NAME_IN_MESSAGE - 1].rstrip() + "…"


def tell_author(session: Session, verb: str, petition: Petition, now: datetime, **params: Any) -> None:
    """Tell the author by bell and phone; nobody is told when the author is unknown or erased."""
    tell(
        session, petition.author, f"petitions.{verb}", at=now,
        name=name_in_message(petition), path=path_of(petition), **params,
    )  # fmt: skip


def tell_followers(session: Session, verb: str, petition: Petition, now: datetime, **params: Any) -> int:
    """Tell those who asked for news, in one write; support itself is never told."""
    found = (
        select(User)
        .join(PetitionFollower, PetitionFollower.user_id == User.id)
        .where(PetitionFollower.petition_id == petition.id, User.erased_at.is_(None))
    )
    facts = {"name": name_in_message(petition), "path": path_of(petition), **params}
    letters = [Letter(person, f"petitions.{verb}", facts) for person in session.scalars(found)]
    return tell_each(session, letters, at=now)
