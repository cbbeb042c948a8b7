"""What must happen when nobody acts: morning reminders, terms that passed, windows that ended."""

from datetime import date, datetime, time

from sqlalchemy.orm import Session

from akimfeedback.appeals.models import Appeal
from akimfeedback.appeals.queries import sweeps
from akimfeedback.appeals.rules import EscalationReason, Source, State, printed
from akimfeedback.appeals.service import acts, answering
from akimfeedback.calendars.queries import calendar_on
from akimfeedback.core import clock
from akimfeedback.law.workdays import is_working_day
from akimfeedback.mandates import queries as mandate_queries
from akimfeedback.mandates.actor import VISITOR
from akimfeedback.mandates.rules import OFFICE_ROLES
from akimfeedback.notifications.service import tell

MORNING = time(8, 30)
ASK_AFTER_DAYS = 7
ASK_FOR_DAYS = 3


def remind_due(session: Session, *, now: datetime) -> int:
    """Tell each office from 08:30 of a working day what is due today and what is late; return how many heard.

    Safe to repeat: a person hears it once a day. Late: the counts are those of the moment.
    """
    local = now.astimezone(clock.KAZAKHSTAN)
    today = local.date()
    if local.time() < MORNING or not is_working_day(today, calendar_on(session, today)):
        return 0
    return sum(_remind(session, counts, today, now) for counts in sweeps.due_counts(session, today))


def _remind(session: Session, counts: sweeps.DueCounts, today: date, now: datetime) -> int:
    seats = mandate_queries.members_of(session, counts.territory_id, today, *OFFICE_ROLES)
    told = [
        tell(
            session, seat.user, "appeals.morning", at=now,
            dedupe=f"appeals.morning:{counts.territory_id}:{seat.user_id}:{today.isoformat()}",
            today=counts.due_today, overdue=counts.overdue, path="/office/today",
        )
        for seat in seats
    ]  # fmt: skip
    return sum(message is not None for message in told)


def tell_overdue(session: Session, *, now: datetime, limit: int = 500) -> int:
    """Tell authors that the term passed and put the case on the superior's list; return how many.

    Once a term: `overdue_told_at` is the mark, a reopening takes it away. Imported cases are only marked.
    """
    today = clock.local_day(now)
    late = sweeps.overdue_untold(session, today, limit)
    for appeal in late:
        appeal.overdue_told_at = now
        if appeal.source == Source.REGISTER:
            continue
        if not appeal.past_the_office:
            acts.escalate(session, appeal, EscalationReason.SILENCE, now)
        acts.note_quietly(session, "term-passed", appeal, VISITOR, now, due_on=appeal.due_on.isoformat())
        acts.tell_author(session, "overdue", appeal, now)
    return len(late)


def close_windows(session: Session, *, now: datetime, limit: int = 1000) -> int:
    """Close answered cases whose verdict window is over; return how many."""
    over = sweeps.windows_over(session, clock.local_day(now), limit)
    for appeal in over:
        acts.move(appeal, State.CLOSED)
        acts.note_quietly(session, "closed", appeal, VISITOR, now)
    return len(over)


def ask_verdicts(session: Session, *, now: datetime) -> int:
    """Ask authors once, a week after an answer, whether it is solved; return how many were asked."""
    silent = sweeps.silent_replies(
        session, clock.local_day(now), after_days=ASK_AFTER_DAYS, for_days=ASK_FOR_DAYS
    )
    return sum(_ask(session, reply.appeal, reply.id, reply.token_hash, now) for reply in silent)


def _ask(session: Session, appeal: Appeal, reply_id: int, token_hash: str, now: datetime) -> bool:
    place = [reply.id for reply in appeal.replies].index(reply_id) + 1
    token = answering.reply_token(appeal, place)
    known = answering.hash_of(token) == token_hash  # another key signed it: the page of the case leads on
    message = tell(
        session, appeal.author, "appeals.remind", at=now, dedupe=f"appeals.remind:{reply_id}",
        number=printed(appeal.number), path=f"/r/{token}" if known else acts.path_of(appeal),
    )  # fmt: skip
    return message is not None
