"""The office's answer: point by point, in versions that stay side by side, and the author's mark on each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from akimfeedback.calendars.queries import calendar_on
from akimfeedback.core import clock
from akimfeedback.core.errors import NotAllowed, RuleBroken
from akimfeedback.law.workdays import add_working_days, next_working_day
from akimfeedback.mandates import queries as mandates
from akimfeedback.mandates.actor import Actor
from akimfeedback.petitions import policy
from akimfeedback.petitions.models import Petition, PetitionReply, ReplyPoint
from akimfeedback.petitions.rules import DutyKind, Mark, Outcome, ReplyState
from akimfeedback.petitions.service import duties
from akimfeedback.petitions.service.acts import (
    note,
    reply_as,
    require_author,
    require_words,
    tell_author,
    tell_followers,
)

MOST_HOLDING_WORDS = 2
MARK_CHANGE_WORKING_DAYS = 10


@dataclass(frozen=True)
class PointAnswer:
    """The answer to one point asked; `by_on` is until when it will be done, None: no day."""

    outcome: Outcome
    text: str
    by_on: date | None = None


@dataclass(frozen=True)
class NewAnswer:
    """What the office wrote; one point for each point asked, in their order."""

    points: Sequence[PointAnswer]
    text: str
    law: str
    complain: str
    language: str
    version: int | None = None  # Petition.version the writer saw; None: not compared


def outcome_of(points: Sequence[PointAnswer]) -> Outcome:
    """Return the outcome of the whole: agreed or refused when every point is, else in part."""
    found = {point.outcome for point in points}
    return found.pop() if len(found) == 1 else Outcome.PARTLY


def reply(
    session: Session, actor: Actor, petition: Petition, answer: NewAnswer, *, now: datetime
) -> PetitionReply:
    """Answer an initiative loaded to change, or revise an answer; it is public once `publish` is called.

    The first answer meets the duties to answer and decide and sets the day of the statement. Raises
    NotAllowed `petitions.not-addressed-to-you`, RuleBroken `petitions.no-answer-owed`,
    `petitions.changed-meanwhile`, `petitions.points-missing`, `petitions.parts-missing`,
    `petitions.language-of-the-answer`, `petitions.day-has-passed`. Law: L-35, L-36.
    """
    require_office(actor, petition)
    first = petition.reply_state in (ReplyState.AWAITING, ReplyState.HOLDING)
    if not first and petition.reply_state == ReplyState.NONE:
        raise RuleBroken("petitions.no-answer-owed")
    _check_version(petition, answer.version)
    today = clock.local_day(now)
    _check_parts(petition, answer, today)
    row = _row(session, actor, petition, now)
    row.outcome, row.text = outcome_of(answer.points).value, answer.text.strip()
    row.law, row.complain, row.language = answer.law.strip(), answer.complain.strip(), answer.language
    row.points = _points(petition, answer)
    reply_as(petition, ReplyState.ANSWERED if first else ReplyState.REVISED)
    if first:
        _meet(petition, actor, today, row.publish_by)
    session.flush()
    note(session, "answered" if first else "revised", petition, actor, now, reply=row.id, late=row.late)
    return row


def hold(
    session: Session, actor: Actor, petition: Petition, words: str, language: str, *, now: datetime
) -> PetitionReply:
    """Say a word in between, public at once; the clock goes on. At most two.

    Raises NotAllowed, RuleBroken `petitions.no-answer-owed`, `petitions.holding-used-up`,
    `petitions.words-missing`.
    """
    require_office(actor, petition)
    if petition.reply_state not in (ReplyState.AWAITING, ReplyState.HOLDING):
        raise RuleBroken("petitions.no-answer-owed")
    if sum(one.outcome is None for one in petition.replies) >= MOST_HOLDING_WORDS:
        raise RuleBroken("petitions.holding-used-up")
    text = require_words(words, "petitions.words-missing")
    row = _row(session, actor, petition, now)
    row.text, row.law, row.complain, row.language = text, "", "", language
    row.published_on = row.on
    reply_as(petition, ReplyState.HOLDING)
    session.flush()
    note(session, "held", petition, actor, now, reply=row.id)
    tell_author(session, "holding", petition, now)
    return row


def publish(
    session: Session, actor: Actor, petition: Petition, reply_row: PetitionReply, *, now: datetime
) -> None:
    """Make an answer public; the first one meets the duty of the statement. Pressing twice changes nothing.

    Raises NotAllowed. Law: L-36.
    """
    require_office(actor, petition)
    if reply_row.petition_id != petition.id:
        raise NotAllowed("petitions.not-addressed-to-you")
    if reply_row.published_on is not None:
        return
    today = clock.local_day(now)
    reply_row.published_on = today
    for duty in duties.standing(petition, DutyKind.STATEMENT):
        if duties.is_owed(duty):
            duties.finish(duty, actor, today)
    note(session, "published-answer", petition, actor, now, reply=reply_row.id, on=today.isoformat())
    tell_followers(session, "answered", petition, now)


def mark(
    session: Session, actor: Actor, petition: Petition, point: ReplyPoint, word: Mark, *, now: datetime
) -> None:
    """Write the author's mark on a point of a public answer; it may change for ten working days.

    Raises NotAllowed `petitions.not-yours`, RuleBroken `petitions.not-possible-now`,
    `petitions.mark-fixed`.
    """
    require_author(actor, petition)
    if point.reply.petition_id != petition.id or point.reply.published_on is None:
        raise RuleBroken("petitions.not-possible-now", state=petition.reply_state)
    if not mark_may_change(session, point, now):
        raise RuleBroken("petitions.mark-fixed")
    before, point.mark = point.mark, word.value
    point.marked_at = point.marked_at or now  # the ten days count from the first mark
    note(
        session, "marked", petition, actor, now,
        reply=point.reply_id, point=point.position, before=before, mark=word.value,
    )  # fmt: skip


def mark_may_change(session: Session, point: ReplyPoint, now: datetime) -> bool:
    """Say whether a mark may be given or changed now."""
    if point.marked_at is None:
        return True
    first, today = clock.local_day(point.marked_at), clock.local_day(now)
    return today <= add_working_days(first, MARK_CHANGE_WORKING_DAYS, calendar_on(session, today))


def require_office(actor: Actor, petition: Petition) -> None:
    """Raise NotAllowed unless the person is of the office the initiative is addressed to."""
    if not policy.can_answer(actor, petition):
        raise NotAllowed("petitions.not-addressed-to-you")


def _check_version(petition: Petition, seen: int | None) -> None:
    if seen is not None and seen != petition.version:
        raise RuleBroken("petitions.changed-meanwhile")


def _check_parts(petition: Petition, answer: NewAnswer, today: date) -> None:
    asks = petition.text.asks if petition.text else []
    if len(answer.points) != len(asks) or not all(point.text.strip() for point in answer.points):
        raise RuleBroken("petitions.points-missing")
    missing = [name for name in ("text", "law", "complain") if not getattr(answer, name).strip()]
    if missing:
        raise RuleBroken("petitions.parts-missing", missing=missing)
    if petition.text is not None and answer.language not in ("kk", petition.text.language):
        raise RuleBroken("petitions.language-of-the-answer")
    if any(point.by_on is not None and point.by_on < today for point in answer.points):
        raise RuleBroken("petitions.day-has-passed")


def _row(session: Session, actor: Actor, petition: Petition, now: datetime) -> PetitionReply:
    """Return the next version, empty, with its lateness and the day it must be public by."""
    on = clock.local_day(now)
    akim = mandates.akim_of(session, petition.territory_id, on)
    owed = duties.standing(petition, DutyKind.ANSWER)
    row = PetitionReply(
        position=len(petition.replies) + 1,
        mandate_id=akim.id if akim else None,
        by_id=actor.user_id,
        at=now,
        on=on,
        late=bool(owed) and on > owed[-1].due_on and owed[-1].done_on is None,
        publish_by=next_working_day(on, calendar_on(session, on)),
    )
    petition.replies.append(row)
    return row


def _points(petition: Petition, answer: NewAnswer) -> list[ReplyPoint]:
    asks = petition.text.asks if petition.text else []
    return [
        ReplyPoint(
            position=place, ask=ask, outcome=point.outcome.value, text=point.text.strip(), by_on=point.by_on
        )
        for place, (ask, point) in enumerate(zip(asks, answer.points, strict=True), start=1)
    ]


def _meet(petition: Petition, actor: Actor, today: date, publish_by: date) -> None:
    """Meet the duties of the first answer; the statement is due the next working day. Law: L-36."""
    for duty in duties.standing(petition, DutyKind.ANSWER, DutyKind.DECISION):
        if duties.is_owed(duty):
            duties.finish(duty, actor, today)
    for duty in duties.standing(petition, DutyKind.STATEMENT):
        if duty.met is None:
            duty.due_on = publish_by
