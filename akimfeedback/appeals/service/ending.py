"""End a request without an answer: withdrawn, forwarded, returned, terminated, duplicate."""

from datetime import datetime

from sqlalchemy.orm import Session

from akimfeedback.appeals.models import Appeal, CaseNote, Forwarding
from akimfeedback.appeals.rules import EXITS, ReturnReason, State, TerminationReason, printed
from akimfeedback.appeals.service import acts
from akimfeedback.calendars.queries import calendar_on
from akimfeedback.core import clock
from akimfeedback.core.errors import RuleBroken
from akimfeedback.law import request_terms
from akimfeedback.law.request_terms import Exit
from akimfeedback.mandates.actor import Actor


def withdraw(session: Session, actor: Actor, appeal: Appeal, *, now: datetime) -> None:
    """Take one's own request back before the answer.

    Raises NotAllowed("appeals.not-yours"), RuleBroken("appeals.not-possible-now").
    """
    acts.require_author(actor, appeal)
    acts.require_open(appeal)
    _end(session, appeal, State.WITHDRAWN, Exit.WITHDRAWN, now)
    acts.note(session, "withdrawn", appeal, actor, now)


def forward(
    session: Session, actor: Actor, appeal: Appeal, body: str, reason: str, *, now: datetime
) -> Forwarding:
    """Send to the competent body and tell the author; within 3 working days it leaves the figures.

    Raises NotAllowed, RuleBroken("appeals.not-possible-now" | "appeals.body-missing" |
    "appeals.reason-missing").
    """
    acts.require_worker(actor, appeal)
    where = acts.require_words(body, "appeals.body-missing")
    words = acts.require_words(reason, "appeals.reason-missing")
    on = clock.local_day(now)
    in_time = request_terms.is_forwarded_in_term(appeal.registered_on, on, calendar_on(session, on))
    _end(session, appeal, State.FORWARDED, Exit.FORWARDED, now, in_term=in_time)
    row = Forwarding(body=where, reason=words, forwarded_at=now, in_time=in_time, by_id=actor.user_id)
    appeal.forwarding = row
    acts.note(session, "forwarded", appeal, actor, now, in_time=in_time)
    acts.tell_author(session, "forwarded", appeal, now)
    return row


def return_(
    session: Session, actor: Actor, appeal: Appeal, reason: ReturnReason, words: str, *, now: datetime
) -> None:
    """Give the request back to its author with a coded reason and words of explanation.

    Raises NotAllowed, RuleBroken("appeals.not-possible-now" | "appeals.reason-missing").
    """
    acts.require_worker(actor, appeal)
    _explain(session, actor, appeal, words, now)
    _end(session, appeal, State.RETURNED, Exit.RETURNED, now)
    acts.note(session, "returned", appeal, actor, now, reason=reason)
    acts.tell_author(session, "returned", appeal, now)


def terminate(
    session: Session, actor: Actor, appeal: Appeal, reason: TerminationReason, words: str, *, now: datetime
) -> None:
    """End the work with a coded reason and words of explanation.

    Raises NotAllowed, RuleBroken("appeals.not-possible-now" | "appeals.reason-missing").
    """
    acts.require_worker(actor, appeal)
    _explain(session, actor, appeal, words, now)
    _end(session, appeal, State.TERMINATED, Exit.TERMINATED, now)
    acts.note(session, "terminated", appeal, actor, now, reason=reason)
    acts.tell_author(session, "terminated", appeal, now)


def mark_duplicate(
    session: Session, actor: Actor, appeal: Appeal, original: Appeal, *, now: datetime
) -> None:
    """End a case that repeats an earlier one of the same author at the same office, still owed or answered.

    Raises NotAllowed, RuleBroken("appeals.not-possible-now" | "appeals.not-a-duplicate").
    """
    acts.require_worker(actor, appeal)
    same_author = appeal.author_id is not None and original.author_id == appeal.author_id
    same_office = original.territory_id == appeal.territory_id
    if original.id >= appeal.id or not same_author or not same_office or original.state in EXITS:
        raise RuleBroken("appeals.not-a-duplicate")
    _end(session, appeal, State.DUPLICATE, Exit.DUPLICATE, now)
    acts.note(session, "duplicate", appeal, actor, now, original=original.id)
    acts.tell_author(session, "duplicate", appeal, now, original=printed(original.number))


def _explain(session: Session, actor: Actor, appeal: Appeal, words: str, now: datetime) -> None:
    """Keep the words the author reads beside the coded reason."""
    text = acts.require_words(words, "appeals.reason-missing")
    session.add(
        CaseNote(appeal_id=appeal.id, kind="message", text=text, by_id=actor.user_id, by_office=True, at=now)
    )


def _end(
    session: Session, appeal: Appeal, then: State, exit_kind: Exit, now: datetime, *, in_term: bool = False
) -> None:
    on = clock.local_day(now)
    acts.move(appeal, then)
    appeal.ended_on = on
    leaves = request_terms.leaves_cohort(exit_kind, on, appeal.first_due_on, forwarded_in_term=in_term)
    if leaves and appeal.out_on is None:
        appeal.out_on = on
    acts.settle_open(session, appeal, now)
