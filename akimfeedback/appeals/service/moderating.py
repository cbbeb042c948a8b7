"""Decide what of a request becomes public; never by the office itself."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from akimfeedback.appeals import policy
from akimfeedback.appeals.models import Appeal, PublicityAct
from akimfeedback.appeals.rules import ModerationReason, Publicity
from akimfeedback.appeals.service import acts
from akimfeedback.core.errors import NotAllowed, RuleBroken
from akimfeedback.files import service as file_service
from akimfeedback.mandates.actor import Actor

OUTCOMES = frozenset({Publicity.PUBLISHED, Publicity.HIDDEN, Publicity.SENT_BACK})


@dataclass(frozen=True)
class PublicForm:
    """How a request looks to the public: what the moderator left of it."""

    title: str | None = None  # None: the author's first words
    text: str | None = None  # None: the author's text
    photo_ids: Collection[int] = ()  # StoredFile.id shown to everybody


AS_WRITTEN = PublicForm()


def decide_publicity(
    session: Session,
    actor: Actor,
    appeal: Appeal,
    outcome: Publicity,
    *,
    reason: ModerationReason | None = None,
    note: str | None = None,
    form: PublicForm = AS_WRITTEN,
    now: datetime,
) -> PublicityAct:
    """Publish, hide behind a tombstone with a reason, or send back to the author; the latest act holds.

    Raises NotAllowed("appeals.moderator-outside-the-office"), RuleBroken("appeals.reason-missing" |
    "appeals.author-keeps-it-private" | "appeals.not-possible-now").
    """
    if not policy.can_moderate(actor, appeal):
        raise NotAllowed("appeals.moderator-outside-the-office")
    if appeal.publicity == Publicity.PRIVATE:
        raise RuleBroken("appeals.author-keeps-it-private")
    if outcome not in OUTCOMES:
        raise RuleBroken("appeals.not-possible-now", state=appeal.publicity)
    published = outcome == Publicity.PUBLISHED
    if not published and reason is None:
        raise RuleBroken("appeals.reason-missing")
    appeal.publicity = outcome
    _show(session, appeal, form if published else None)
    act = PublicityAct(
        appeal_id=appeal.id, outcome=outcome, reason=None if published else reason,
        note=(note or "").strip() or None, by_id=actor.user_id, at=now,
    )  # fmt: skip
    session.add(act)
    acts.note_quietly(session, "moderated", appeal, actor, now, outcome=outcome, reason=act.reason)
    if not published:
        acts.tell_author(session, outcome.value, appeal, now)
    return act


def offer_public_text(session: Session, actor: Actor, appeal: Appeal, text: str, *, now: datetime) -> None:
    """Let the author word what was sent back for the public; the request itself stays as it was filed.

    Raises NotAllowed("appeals.not-yours"), RuleBroken("appeals.not-possible-now" | "appeals.text-missing").
    """
    acts.require_author(actor, appeal)
    if appeal.publicity != Publicity.SENT_BACK:
        raise RuleBroken("appeals.not-possible-now", state=appeal.publicity)
    appeal.public_text = acts.require_words(text)
    appeal.publicity = Publicity.PENDING
    acts.note_quietly(session, "offered", appeal, actor, now)


def keep_private(session: Session, actor: Actor, appeal: Appeal, *, now: datetime) -> None:
    """Let the author take text and photos off the public page for good; topic, place, state and dates stay.

    Raises NotAllowed("appeals.not-yours").
    """
    acts.require_author(actor, appeal)
    appeal.publicity = Publicity.PRIVATE
    _show(session, appeal, None)
    acts.note_quietly(session, "kept-private", appeal, actor, now)


def _show(session: Session, appeal: Appeal, form: PublicForm | None) -> None:
    """Set the public wording and which photos everybody may fetch; None takes all of it away."""
    chosen = set(form.photo_ids) if form else set()
    for photo in appeal.photos:
        photo.public = photo.file_id in chosen
    shown = [photo.file_id for photo in appeal.photos if photo.public]
    file_service.make_public(session, shown)
    file_service.make_private(session, [photo.file_id for photo in appeal.photos if not photo.public])
    if form is None:
        appeal.public_title = appeal.public_text = None
        return
    appeal.public_title = (form.title or "").strip() or appeal.title
    appeal.public_text = (form.text or "").strip() or appeal.public_text or appeal.text
