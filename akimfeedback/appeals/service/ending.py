"""End a request without an answer: withdrawn, forwarded, returned, terminated, duplicate."""

from datetime import datetime

from sqlalchemy.orm import Session

from akimfeedback.appeals.models import Appeal, Forwarding
from akimfeedback.appeals.rules import ReturnReason, TerminationReason
from akimfeedback.mandates.actor import Actor


def withdraw(session: Session, actor: Actor, appeal: Appeal, *, now: datetime) -> None:
    """Take one's own request back before the answer. Raises NotAllowed, RuleBroken("appeals.not-possible-now")."""
    raise NotImplementedError


def forward(  # noqa: PLR0913
    session: Session, actor: Actor, appeal: Appeal, body: str, reason: str, *, now: datetime
) -> Forwarding:
    """Send to the competent body and tell the author; within 3 working days it leaves the figures."""
    raise NotImplementedError


def return_(  # noqa: PLR0913
    session: Session, actor: Actor, appeal: Appeal, reason: ReturnReason, words: str, *, now: datetime
) -> None:
    """Give the request back to its author with a coded reason and words of explanation."""
    raise NotImplementedError


def terminate(  # noqa: PLR0913
    session: Session, actor: Actor, appeal: Appeal, reason: TerminationReason, words: str, *, now: datetime
) -> None:
    """End the work with a coded reason and words of explanation."""
    raise NotImplementedError


def mark_duplicate(session: Session, actor: Actor, appeal: Appeal, original: Appeal, *, now: datetime) -> None:
    """End a case that repeats an earlier one of the same author at the same office; the author follows that one.

    Raises RuleBroken("appeals.not-a-duplicate").
    """
    raise NotImplementedError
