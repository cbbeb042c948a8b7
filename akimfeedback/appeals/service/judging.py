"""The resident's verdict on an answer: solved, partly, not solved; then rating and comment."""

import hmac
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from akimfeedback.appeals import policy, sealed, terms
from akimfeedback.appeals.models import Appeal, Escalation, Reply
from akimfeedback.appeals.rules import EscalationReason, State, Verdict, printed
from akimfeedback.appeals.service import acts, answering
from akimfeedback.calendars.queries import calendar_on
from akimfeedback.core import clock
from akimfeedback.core.errors import NotAllowed, RuleBroken
from akimfeedback.law import request_terms
from akimfeedback.mandates.actor import Actor
from akimfeedback.notifications.rules import Channel
from akimfeedback.notifications.service import tell_all

BEST, WORST = 5, 1


@dataclass(frozen=True)
class Judgement:
    """What a resident says of an answer; None leaves what was said before."""

    verdict: Verdict
    rating: int | None = None  # 1..5, how satisfied with the answer
    comment: str | None = None
    pass_on: bool | None = None  # the office may read the comment


def judge(
    session: Session,
    actor: Actor,
    reply: Reply,
    judgement: Judgement,
    *,
    token: str | None = None,
    now: datetime,
) -> Reply:
    """Record a verdict on an answer loaded with `to_change=True`, by its author or the holder of its link.

    "Not solved" opens the case again with a new shown term and puts it on the superior's list; taking that
    back closes both again. Raises NotAllowed("appeals.not-yours"), RuleBroken("appeals.window-closed" |
    "appeals.verdict-fixed" | "appeals.newer-answer" | "appeals.rating-range").
    """
    appeal = reply.appeal
    _check_person(actor, reply, token)
    _check_moment(reply, now)
    if judgement.rating is not None and not WORST <= judgement.rating <= BEST:
        raise RuleBroken("appeals.rating-range")
    before, facts = reply.verdict, sealed.rows_of(appeal, [reply])
    if before is None:
        _first_time(session, reply, now)
    reply.verdict = judgement.verdict
    reply.by_staff = reply.by_staff or actor.works_in(appeal.territory_id)
    reply.rater_id = appeal.author_id
    _keep_extras(reply, judgement)
    appeal.touched_at = now
    if judgement.verdict != before:
        _turn(session, actor, reply, Verdict(judgement.verdict), now)
    elif sealed.rows_of(appeal, [reply]) != facts:
        acts.note_quietly(session, "judged-again", appeal, actor, now, rows=sealed.rows_of(appeal, [reply]))
    return reply


def _check_person(actor: Actor, reply: Reply, token: str | None) -> None:
    holder = token is not None and hmac.compare_digest(answering.hash_of(token), reply.token_hash)
    if not holder and not policy.is_author(actor, reply.appeal):
        raise NotAllowed("appeals.not-yours")


def _check_moment(reply: Reply, now: datetime) -> None:
    today = clock.local_day(now)
    if reply.id != max(other.id for other in reply.appeal.replies):
        raise RuleBroken("appeals.newer-answer")
    if today > reply.window_ends_on:
        raise RuleBroken("appeals.window-closed")
    if reply.judged_change_ends_on is not None and today > reply.judged_change_ends_on:
        raise RuleBroken("appeals.verdict-fixed")


def _first_time(session: Session, reply: Reply, now: datetime) -> None:
    today = clock.local_day(now)
    reply.judged_at = now
    reply.judged_change_ends_on = request_terms.verdict_change_end(
        today, reply.window_ends_on, calendar_on(session, today)
    )


def _keep_extras(reply: Reply, judgement: Judgement) -> None:
    if judgement.rating is not None:
        reply.rating = judgement.rating
    if judgement.comment is not None:
        reply.comment = judgement.comment.strip() or None
    if judgement.pass_on is not None:
        reply.comment_passed_on = judgement.pass_on and reply.comment is not None


def _turn(session: Session, actor: Actor, reply: Reply, verdict: Verdict, now: datetime) -> None:
    appeal = reply.appeal
    if verdict == Verdict.NOT_SOLVED:
        _open_again(session, appeal, now)
    else:
        if appeal.state in (State.DISPUTED, State.QUESTION):
            _take_back(session, appeal, now)
        acts.move(appeal, State.CONFIRMED)
    acts.note(session, "judged", appeal, actor, now, verdict=verdict, replies=[reply])


def _open_again(session: Session, appeal: Appeal, now: datetime) -> None:
    acts.move(appeal, State.DISPUTED)
    local = now.astimezone(clock.KAZAKHSTAN)
    counted = terms.count(local, appeal.office.closes, calendar_on(session, local.date()))
    appeal.reopened += 1
    appeal.due_on = counted.due_on
    appeal.counted = counted.explanation | {"reopened": True}
    appeal.overdue_told_at = None
    acts.escalate(session, appeal, EscalationReason.NOT_SOLVED, now)
    acts.tell_office(session, "disputed", appeal, now)
    tell_all(
        session, acts.superiors(session, appeal, local.date()), "appeals.disputed", at=now,
        channels=(Channel.BELL,), number=printed(appeal.number), due_on=appeal.due_on,
        path=acts.path_of(appeal),
    )  # fmt: skip


def _take_back(session: Session, appeal: Appeal, now: datetime) -> None:
    appeal.reopened = max(0, appeal.reopened - 1)
    acts.settle_open(session, appeal, now, EscalationReason.NOT_SOLVED)


def settle(
    session: Session, actor: Actor, escalation: Escalation, appeal: Appeal, note: str, *, now: datetime
) -> None:
    """Close an entry of the superior's list with a note.

    Raises NotAllowed("appeals.not-your-district"), RuleBroken("appeals.settled-already" |
    "appeals.reason-missing").
    """
    if not policy.can_settle(actor, appeal):
        raise NotAllowed("appeals.not-your-district")
    if escalation.settled_at is not None:
        raise RuleBroken("appeals.settled-already")
    escalation.note = acts.require_words(note, "appeals.reason-missing")
    escalation.settled_at = now
    acts.note_quietly(session, "settled", appeal, actor, now, escalation=escalation.id)
