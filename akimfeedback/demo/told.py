"""Turn the acts of a story into rows, by the rules of the services and none of its own."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

from akimfeedback.appeals import terms
from akimfeedback.appeals.models import CaseNote, Extension, Forwarding, PublicityAct, Reply
from akimfeedback.appeals.rules import OPEN, Decision, EscalationReason, Publicity, State
from akimfeedback.appeals.service import answering, talking
from akimfeedback.core.clock import KAZAKHSTAN, local_day
from akimfeedback.demo import acts
from akimfeedback.demo.acts import Act, CaseStory
from akimfeedback.demo.books import Books
from akimfeedback.demo.history import History, filed
from akimfeedback.law import request_terms, workdays
from akimfeedback.law.request_terms import Exit
from akimfeedback.mandates.models import Mandate

SWEPT = time(6)  # when the made-up past's nightly sweeps ran
A_DAY = timedelta(days=1)


def tell(books: Books, story: CaseStory, number: str) -> History:
    """Return the rows of a story up to the present moment."""
    history = filed(books, story, number)
    for act in story.acts:
        _sweep(history, act.at)
        _TELL[type(act)](history, act)
    _sweep(history, books.now)
    return history


def _sweep(history: History, until: datetime) -> None:
    """Do what the nightly sweeps would have done before a moment."""
    appeal = history.appeal
    if appeal.state in OPEN and appeal.overdue_told_at is None:
        at = _morning_after(appeal.due_on)
        if at < until:
            _term_passed(history, at)
    if appeal.state in (State.ANSWERED, State.CONFIRMED):
        at = _morning_after(max(reply.window_ends_on for reply in appeal.replies))
        if at < until:
            history.move(State.CLOSED)
            history.write("closed", None, at, quietly=True)


def _morning_after(day: date) -> datetime:
    return datetime.combine(day + A_DAY, SWEPT, KAZAKHSTAN)


def _term_passed(history: History, at: datetime) -> None:
    appeal = history.appeal
    appeal.overdue_told_at = at
    if not appeal.past_the_office:
        history.escalate(EscalationReason.SILENCE, at)
    history.write("term-passed", None, at, quietly=True, due_on=appeal.due_on.isoformat())


def _user(seat: Mandate | None) -> int | None:
    return seat.user_id if seat else None


def _seen(history: History, act: acts.Seen) -> None:
    if history.appeal.seen_at is None:
        history.appeal.seen_at = act.at
        history.write("seen", _user(history.worker(local_day(act.at))), act.at, quietly=True)


def _assigned(history: History, act: acts.Assigned) -> None:
    seat = history.worker(local_day(act.at))
    if seat is None or history.appeal.past_the_office or history.appeal.state not in OPEN:
        return
    history.appeal.assigned_to_id = seat.id
    history.write("assigned", seat.user_id, act.at, quietly=True, mandate=seat.id)
    if history.appeal.state == State.ACCEPTED:
        history.move(State.IN_WORK)


def _note(history: History, kind: str, text: str, by: int | None, at: datetime) -> None:
    line = CaseNote(kind=kind, text=text, by_id=by, by_office=kind != talking.ADDITION, at=at)
    history.appeal.notes.append(line)


def _asked(history: History, act: acts.Asked) -> None:
    if history.appeal.state not in OPEN:
        return
    by = _user(history.worker(local_day(act.at)))
    _note(history, talking.QUESTION, act.text, by, act.at)
    if history.appeal.state != State.QUESTION:
        history.move(State.QUESTION)
    history.write("asked", by, act.at)


def _added(history: History, act: acts.Added) -> None:
    if history.appeal.state not in OPEN:
        return
    _note(history, talking.ADDITION, act.text, history.author_id, act.at)
    if history.appeal.state == State.QUESTION:
        history.move(State.DISPUTED if history.appeal.reopened else State.IN_WORK)
    history.write("added-to", history.author_id, act.at)


def _inner(history: History, act: acts.InnerNote) -> None:
    by = _user(history.worker(local_day(act.at)))
    _note(history, talking.INNER, act.text, by, act.at)
    history.write("inner-note", by, act.at, quietly=True)


def _extended(history: History, act: acts.Extended) -> None:
    appeal, on = history.appeal, local_day(act.at)
    calendar = history.books.calendar_on(on)
    new_due_on = workdays.working_day_from(act.new_due_on, calendar)
    fault = request_terms.extension_fault(
        decided_on=on, old_due_on=appeal.due_on, new_due_on=new_due_on, told_on=on, calendar=calendar
    )
    if appeal.state not in OPEN or fault is not None:
        return
    by = _user(history.signer(on))
    extension = Extension(
        old_due_on=appeal.due_on,
        new_due_on=new_due_on,
        reason=act.reason,
        decided_by_id=by,
        decided_at=act.at,
        told_at=act.at,
    )
    appeal.extensions.append(extension)
    old, appeal.due_on = appeal.due_on, new_due_on
    if appeal.answered_on is None:
        appeal.first_due_on = new_due_on
    history.write("extended", by, act.at, old=old.isoformat(), new=new_due_on.isoformat())


def _end(history: History, then: State, way: Exit, at: datetime, *, in_term: bool = False) -> None:
    appeal, on = history.appeal, local_day(at)
    history.move(then)
    appeal.ended_on = on
    leaves = request_terms.leaves_cohort(way, on, appeal.first_due_on, forwarded_in_term=in_term)
    if leaves and appeal.out_on is None:
        appeal.out_on = on
    history.settle(at)


def _withdrawn(history: History, act: acts.Withdrawn) -> None:
    if history.appeal.state in OPEN:
        _end(history, State.WITHDRAWN, Exit.WITHDRAWN, act.at)
        history.write("withdrawn", history.author_id, act.at)


def _forwarded(history: History, act: acts.Forwarded) -> None:
    appeal, on = history.appeal, local_day(act.at)
    if appeal.state not in OPEN:
        return
    by = _user(history.signer(on))
    in_time = request_terms.is_forwarded_in_term(appeal.registered_on, on, history.books.calendar_on(on))
    _end(history, State.FORWARDED, Exit.FORWARDED, act.at, in_term=in_time)
    appeal.forwarding = Forwarding(
        body=act.body, reason=act.reason, forwarded_at=act.at, in_time=in_time, by_id=by
    )
    history.write("forwarded", by, act.at, in_time=in_time)


def _answered(history: History, act: acts.Answered) -> None:
    appeal, on = history.appeal, local_day(act.at)
    if appeal.state not in OPEN:
        return
    calendar, first, by = history.books.calendar_on(on), appeal.answered_on is None, _user(history.signer(on))
    reply = _reply(history, act, on)
    reply.first, reply.late, reply.signed_by_id = first, request_terms.is_late(appeal.due_on, on), by
    reply.window_ends_on = request_terms.verdict_window_end(on, calendar)
    if first:
        appeal.answered_on = on
        appeal.on_time = not request_terms.is_late(appeal.first_due_on, on)
        appeal.prompt = request_terms.is_prompt(appeal.registered_on, on, calendar)
        appeal.working_days = max(0, workdays.working_days_between(appeal.registered_on, on, calendar))
    history.move(State.ANSWERED)
    appeal.replies.append(reply)
    if act.photo:
        history.with_pictures.append(reply)
    history.settle(act.at, EscalationReason.SILENCE, EscalationReason.CONDUCT)
    line = history.write("answered", by, act.at, decision=act.decision, late=reply.late, first=first)
    line.reply = reply


def _reply(history: History, act: acts.Answered, on: date) -> Reply:
    appeal = history.appeal
    akim = None if appeal.past_the_office else history.books.offices[history.story.okrug].akim_on(on)
    return Reply(
        territory_id=appeal.territory_id,
        routing=appeal.routing,
        kind=appeal.kind,
        mandate_id=akim.id if akim else None,
        decision=act.decision,
        found=act.found,
        done=act.done,
        next_steps=act.next_steps,
        law=act.law,
        complain=act.complain,
        language=history.story.language,
        substantive=request_terms.is_substantive(Decision(act.decision), appeal.kind, parts_complete=True),
        answered_at=act.at,
        answered_on=on,
        token_hash=answering.hash_of(answering.reply_token(appeal, len(appeal.replies) + 1)),
        comment_passed_on=False,
        by_staff=False,
    )


def _judged(history: History, act: acts.Judged) -> None:
    appeal, on = history.appeal, local_day(act.at)
    if not appeal.replies or appeal.state not in (State.ANSWERED, State.CONFIRMED):
        return
    reply = appeal.replies[-1]
    if reply.verdict is not None or on > reply.window_ends_on:
        return
    calendar = history.books.calendar_on(on)
    reply.judged_at, reply.rater_id = act.at, history.author_id
    reply.judged_change_ends_on = request_terms.verdict_change_end(on, reply.window_ends_on, calendar)
    reply.verdict, reply.rating = act.verdict, act.rating
    reply.comment, reply.comment_passed_on = act.comment, act.pass_on and act.comment is not None
    if act.reopens:
        _open_again(history, act)
    else:
        history.move(State.CONFIRMED)
    history.write("judged", history.author_id, act.at, verdict=act.verdict)


def _open_again(history: History, act: acts.Judged) -> None:
    appeal, local = history.appeal, act.at.astimezone(KAZAKHSTAN)
    book = history.books.offices[history.story.okrug]
    history.move(State.DISPUTED)
    counted = terms.count(local, book.office.closes, history.books.calendar_on(local.date()))
    appeal.reopened += 1
    appeal.due_on = counted.due_on
    appeal.counted = counted.explanation | {"reopened": True}
    appeal.overdue_told_at = None
    history.escalate(EscalationReason.NOT_SOLVED, act.at)


def _moderated(history: History, act: acts.Moderated) -> None:
    appeal = history.appeal
    if appeal.publicity == Publicity.PRIVATE:
        return
    by = _user(history.books.moderator)
    published = act.outcome == Publicity.PUBLISHED
    appeal.publicity = act.outcome
    if published:
        appeal.public_title, appeal.public_text = appeal.title, appeal.text
    reason = None if published else act.reason
    history.publicity.append(PublicityAct(outcome=act.outcome, reason=reason, by_id=by, at=act.at))
    history.write("moderated", by, act.at, quietly=True, outcome=act.outcome, reason=reason)


def _settled(history: History, act: acts.Settled) -> None:
    if history.settle(act.at, EscalationReason.NOT_SOLVED, note=act.note):
        history.write("settled", _user(history.books.superior), act.at, quietly=True)


def _entered(history: History, act: acts.Entered) -> None:
    on = local_day(act.at)
    history.appeal.register_number, history.appeal.register_on = act.number, on
    history.write("registered", _user(history.worker(on)), act.at, quietly=True, entered=True)


_TELL: dict[type[Act], Callable[[History, Any], None]] = {
    acts.Seen: _seen,
    acts.Assigned: _assigned,
    acts.Asked: _asked,
    acts.Added: _added,
    acts.InnerNote: _inner,
    acts.Extended: _extended,
    acts.Forwarded: _forwarded,
    acts.Withdrawn: _withdrawn,
    acts.Answered: _answered,
    acts.Judged: _judged,
    acts.Moderated: _moderated,
    acts.Settled: _settled,
    acts.Entered: _entered,
}
