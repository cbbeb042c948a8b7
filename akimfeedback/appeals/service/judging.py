"""The resident's verdict on an answer: solved, partly, not solved; then rating and comment."""

from datetime import datetime

from sqlalchemy.orm import Session

from akimfeedback.appeals.models import Escalation, Reply
from akimfeedback.appeals.rules import Verdict
from akimfeedback.mandates.actor import Actor


def judge(  # noqa: PLR0913
    session: Session,
    actor: Actor,
    reply: Reply,
    verdict: Verdict,
    *,
    token: str | None = None,
    rating: int | None = None,
    comment: str | None = None,
    pass_on: bool = False,
    now: datetime,
) -> Reply:
    """Record a verdict on an answer loaded with `to_change=True`, by its author or the holder of its link.

    "Not solved" opens the case again with a new shown term and puts it on the superior's list.
    Raises NotAllowed("appeals.not-yours"), RuleBroken("appeals.window-closed" | "appeals.newer-answer" |
    "appeals.rating-range").
    """
    raise NotImplementedError


def settle(session: Session, actor: Actor, escalation: Escalation, note: str, *, now: datetime) -> None:
    """Close an entry of the superior's list with a note."""
    raise NotImplementedError
