"""Work on a request before the answer: seen, assigned, asked, added to, followed, entered in the register."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from akimfeedback.appeals.models import Appeal, CaseNote
from akimfeedback.mandates.actor import Actor


def mark_seen(session: Session, actor: Actor, appeal: Appeal, *, now: datetime) -> bool:
    """Note that the addressee opened the case; return True the first time, else change nothing."""
    raise NotImplementedError


def assign(session: Session, actor: Actor, appeal: Appeal, mandate_id: int, *, now: datetime) -> None:
    """Give the case to a member of the office; work starts and the author is told once."""
    raise NotImplementedError


def ask_resident(session: Session, actor: Actor, appeal: Appeal, text: str, *, now: datetime) -> CaseNote:
    """Ask the author; the term goes on. Raises NotAllowed, RuleBroken("appeals.not-possible-now")."""
    raise NotImplementedError


def answer_question(session: Session, actor: Actor, appeal: Appeal, text: str, *, now: datetime) -> CaseNote:
    """Add the author's answer to the question asked; the case goes back to work."""
    raise NotImplementedError


def add_note(session: Session, actor: Actor, appeal: Appeal, text: str, *, now: datetime) -> CaseNote:
    """Add to one's own request while it is open; the office is told on its next page, not by SMS."""
    raise NotImplementedError


def write_inner_note(session: Session, actor: Actor, appeal: Appeal, text: str, *, now: datetime) -> CaseNote:
    """Leave a line for colleagues; neither the author nor the public ever sees it."""
    raise NotImplementedError


def follow(session: Session, actor: Actor, appeal: Appeal, *, now: datetime) -> bool:
    """Say that a case concerns one too; return False when it was said before."""
    raise NotImplementedError


def set_register_number(  # noqa: PLR0913
    session: Session, actor: Actor, appeal: Appeal, number: str, on: date, *, now: datetime
) -> None:
    """Keep the number the case has in the state accounting system; an empty number takes it away."""
    raise NotImplementedError


def change_topic(  # noqa: PLR0913
    session: Session, actor: Actor, appeal: Appeal, topic_code: str, reason: str, *, now: datetime
) -> None:
    """Correct the topic and its routing with a logged reason; the due date never moves."""
    raise NotImplementedError
