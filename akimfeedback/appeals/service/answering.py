"""Answer a request, or take more time for it in time."""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from akimfeedback.appeals.models import Appeal, Extension, Reply
from akimfeedback.appeals.rules import OPEN, Decision, EscalationReason, State, asks_for_something
from akimfeedback.appeals.service import acts, filing
from akimfeedback.calendars.queries import calendar_on
from akimfeedback.core import clock
from akimfeedback.core.errors import RuleBroken
from akimfeedback.core.settings import current_settings
from akimfeedback.law import request_terms, workdays
from akimfeedback.law.request_terms import ExtensionFault
from akimfeedback.law.workdays import WorkCalendar
from akimfeedback.mandates import queries as mandate_queries
from akimfeedback.mandates.actor import Actor

TOKEN_LETTERS = 16
REQUIRED = ("found", "done", "law", "complain")
FAULTS = {
    ExtensionFault.DECIDED_LATE: "appeals.extend-too-late",
    ExtensionFault.NOT_LATER: "appeals.extend-not-later",
    ExtensionFault.TOO_LONG: "appeals.extend-too-long",
    ExtensionFault.TOLD_LATE: "appeals.extend-too-late",
}


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
    acts.require_worker(actor, appeal)
    _check_turn(appeal, answer)
    _check_parts(appeal, answer)
    on = clock.local_day(now)
    calendar = calendar_on(session, on)
    first = appeal.answered_on is None
    token = reply_token(appeal, len(appeal.replies) + 1)
    row = _row(answer, appeal, token)
    row.signed_by_id, row.answered_at, row.answered_on = actor.user_id, now, on
    row.first, row.late = first, request_terms.is_late(appeal.due_on, on)
    row.window_ends_on = request_terms.verdict_window_end(on, calendar)
    row.mandate_id = _akim_today(session, appeal, on)
    if first:
        _store_first_answer(appeal, on, calendar)
    acts.move(appeal, State.ANSWERED)
    appeal.replies.append(row)
    session.flush()  # photos and the journal need the id
    for photo in filing.photos_of(appeal, answer.photo_ids, by_office=True, start=len(appeal.photos) + 1):
        photo.reply_id = row.id
        session.add(photo)
    acts.settle_open(session, appeal, now, EscalationReason.SILENCE, EscalationReason.CONDUCT)
    acts.note(
        session, "answered", appeal, actor, now,
        reply=row.id, decision=row.decision, late=row.late, first=first, replies=[row],
    )  # fmt: skip
    acts.tell_author(session, "answered", appeal, now, path=f"/r/{token}")
    return row


def _check_turn(appeal: Appeal, answer: NewReply) -> None:
    if appeal.state in (State.ANSWERED, State.CONFIRMED, State.CLOSED):
        raise RuleBroken("appeals.already-answered")
    if appeal.state not in OPEN:
        raise RuleBroken("appeals.not-possible-now", state=appeal.state)
    if answer.version is not None and answer.version != appeal.version:
        raise RuleBroken("appeals.changed-meanwhile")


def _check_parts(appeal: Appeal, answer: NewReply) -> None:
    missing = [name for name in REQUIRED if not getattr(answer, name).strip()]
    if missing:
        raise RuleBroken("appeals.parts-missing", missing=missing)
    if answer.decision == Decision.NOTED and asks_for_something(appeal.kind):
        raise RuleBroken("appeals.noted-is-no-answer")
    if answer.language not in ("kk", appeal.language):
        raise RuleBroken("appeals.language-of-the-answer")


def _row(answer: NewReply, appeal: Appeal, token: str) -> Reply:
    return Reply(
        territory_id=appeal.territory_id,
        routing=appeal.routing,
        kind=appeal.kind,
        decision=answer.decision,
        found=answer.found.strip(),
        done=answer.done.strip(),
        next_steps=(answer.next_steps or "").strip() or None,
        law=answer.law.strip(),
        complain=answer.complain.strip(),
        language=answer.language,
        substantive=request_terms.is_substantive(answer.decision, appeal.kind, parts_complete=True),
        token_hash=hash_of(token),
        comment_passed_on=False,
        by_staff=False,
    )


def _akim_today(session: Session, appeal: Appeal, on: date) -> int | None:
    if appeal.past_the_office:
        return None
    akim = mandate_queries.akim_of(session, appeal.territory_id, on)
    return akim.id if akim else None


def _store_first_answer(appeal: Appeal, on: date, calendar: WorkCalendar) -> None:
    appeal.answered_on = on
    appeal.on_time = not request_terms.is_late(appeal.first_due_on, on)
    appeal.prompt = request_terms.is_prompt(appeal.registered_on, on, calendar)
    appeal.working_days = max(0, workdays.working_days_between(appeal.registered_on, on, calendar))


def reply_token(appeal: Appeal, place: int) -> str:
    """Return the token of the one-tap link of the `place`-th answer: signed, so that it can be made again."""
    signed = hmac.new(_key(), f"reply:{appeal.link}:{place}".encode(), hashlib.sha256).digest()
    return base64.b32encode(signed).decode().lower()[:TOKEN_LETTERS]


def _key() -> bytes:
    """Return the installation's key; without one the link is random and cannot be made again."""
    try:
        known = current_settings().secrets.secret_key
    except RuntimeError:  # no application around: a script of somebody who knows what he does
        known = ""
    return known.encode() or secrets.token_bytes(32)


def hash_of(token: str) -> str:
    """Return what is stored of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def extend(
    session: Session, actor: Actor, appeal: Appeal, new_due_on: date, reason: str, *, now: datetime
) -> Extension:
    """Move the due date: before the old one, at most two months from today, once a term; the author is told.

    A new date on a day off moves to the next working day. Raises NotAllowed,
    RuleBroken("appeals.extend-too-late" | "appeals.extend-too-long" | "appeals.extend-not-later" |
    "appeals.extended-already" | "appeals.reason-missing").
    """
    acts.require_worker(actor, appeal)
    acts.require_open(appeal)
    words = acts.require_words(reason, "appeals.reason-missing")
    if len(appeal.extensions) > appeal.reopened:
        raise RuleBroken("appeals.extended-already")
    on = clock.local_day(now)
    calendar = calendar_on(session, on)
    new_due_on = _working(new_due_on, calendar)
    fault = request_terms.extension_fault(
        decided_on=on, old_due_on=appeal.due_on, new_due_on=new_due_on, told_on=on, calendar=calendar
    )
    if fault is not None:
        raise RuleBroken(FAULTS[fault], latest=request_terms.latest_extension(on, calendar))
    row = Extension(
        old_due_on=appeal.due_on, new_due_on=new_due_on, reason=words,
        decided_by_id=actor.user_id, decided_at=now, told_at=now,
    )  # fmt: skip
    appeal.extensions.append(row)
    appeal.due_on = new_due_on
    if appeal.answered_on is None:
        appeal.first_due_on = new_due_on
    acts.note(
        session, "extended", appeal, actor, now,
        old=row.old_due_on.isoformat(), new=new_due_on.isoformat(),
    )  # fmt: skip
    acts.tell_author(session, "extended", appeal, now, due_on=new_due_on)
    return row


def _working(day: date, calendar: WorkCalendar) -> date:
    """Return the day or the next working one; a day beyond the calendar is too far to promise."""
    try:
        return workdays.working_day_from(day, calendar)
    except workdays.CalendarTooShort as beyond:
        raise RuleBroken("appeals.extend-too-long") from beyond
