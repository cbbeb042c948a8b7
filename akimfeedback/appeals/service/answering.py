"""Answer a request, or take more time for it in time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from akimfeedback.appeals.models import Appeal, Extension, Reply
from akimfeedback.appeals.rules import Decision
from akimfeedback.mandates.actor import Actor


@dataclass(frozen=True)
class NewReply:
    """The parts of an answer; `found`, `done`, `law` and `complain` are required."""

    decision: Decision
    found: str
    done: str
    law: str
    complain: str
    language: str
    next_steps: str | None = None
    photo_ids: Sequence[int] = ()
    version: int | None = None  # Appeal.version the writer saw; None: not compared


def reply(session: Session, actor: Actor, appeal: Appeal, answer: NewReply, *, now: datetime) -> Reply:
    """Answer a case loaded with `to_change=True`; lateness, promptness and the verdict window are stored.

    Raises NotAllowed("appeals.not-addressed-to-you"), RuleBroken("appeals.already-answered" |
    "appeals.changed-meanwhile" | "appeals.parts-missing", details["missing"]: names |
    "appeals.noted-is-no-answer" | "appeals.language-of-the-answer").
    """
    raise NotImplementedError


def extend(  # noqa: PLR0913
    session: Session, actor: Actor, appeal: Appeal, new_due_on: date, reason: str, *, now: datetime
) -> Extension:
    """Move the due date; before the old one, at most two months from today, once; the author is told now.

    Raises NotAllowed, RuleBroken("appeals.extend-too-late" | "appeals.extend-too-long" |
    "appeals.extend-not-later" | "appeals.extended-already" | "appeals.reason-missing").
    """
    raise NotImplementedError


def reply_token(reply_id: int, secret: str) -> str:
    """Return the token of the one-tap link of an answer."""
    raise NotImplementedError
