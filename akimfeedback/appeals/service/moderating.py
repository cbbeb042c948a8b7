"""Decide what of a request becomes public; never by the office itself."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from akimfeedback.appeals.models import Appeal, PublicityAct
from akimfeedback.appeals.rules import ModerationReason, Publicity
from akimfeedback.mandates.actor import Actor


@dataclass(frozen=True)
class PublicForm:
    """How a request looks to the public: what the moderator left of it."""

    title: str | None = None  # None: the author's first words
    text: str | None = None  # None: the author's text
    photo_ids: Collection[int] = ()  # StoredFile.id shown to everybody


def decide_publicity(  # noqa: PLR0913
    session: Session,
    actor: Actor,
    appeal: Appeal,
    outcome: Publicity,
    *,
    reason: ModerationReason | None = None,
    note: str | None = None,
    form: PublicForm = PublicForm(),
    now: datetime,
) -> PublicityAct:
    """Publish, hide behind a tombstone with a reason, or send back to the author; the latest act holds.

    Raises NotAllowed("appeals.moderator-outside-the-office"), RuleBroken("appeals.reason-missing" |
    "appeals.author-keeps-it-private" | "appeals.not-possible-now").
    """
    raise NotImplementedError
