"""What was worth a look in the demo's last months: raised, explained, found; the newest still wait."""

from datetime import datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from akimfeedback.calendars.queries import calendar_on
from akimfeedback.core.clock import KAZAKHSTAN, local_day
from akimfeedback.demo.books import Books
from akimfeedback.demo.texts import signal_words
from akimfeedback.kpi.periods import Period
from akimfeedback.kpi.service.signals import explain, judge, look
from akimfeedback.kpi.signal_models import Signal
from akimfeedback.kpi.signals.rules import HIDDEN_FROM_OFFICE, Finding, explain_until, month_before, tested_on
from akimfeedback.mandates.actor import Actor
from akimfeedback.mandates.queries import actor_of, akim_of

MONTHS = 11
NIGHT, MORNING = time(4), time(11)


def watch(session: Session, books: Books, *, now: datetime) -> int:
    """Look at the last months in order of time, with the akims' and the assessor's words on older ones.

    Returns how many signals were raised.
    """
    last, raised = month_before(local_day(now)), 0
    for month in reversed([last, *last.previous(MONTHS)]):
        at = datetime.combine(tested_on(month, calendar_on(session, month.last_day)), NIGHT, KAZAKHSTAN)
        if at > now:
            continue
        found = look(session, month, now=at)
        raised += found.raised if found else 0
        if month != last:
            _settle(session, books, month, at, now)
    return raised


def _settle(session: Session, books: Books, month: Period, raised_at: datetime, now: datetime) -> None:
    """Let the akim explain three days later, and the assessor find when the akim's time is over."""
    raised_on = local_day(raised_at)
    over = explain_until(raised_on, calendar_on(session, raised_on)) + timedelta(days=1)
    explained_at = datetime.combine(raised_on + timedelta(days=3), MORNING, KAZAKHSTAN)
    judged_at = datetime.combine(over, MORNING, KAZAKHSTAN)
    if judged_at > now:
        return
    assessor = actor_of(session, books.seats["assessor"].user, local_day(judged_at))
    waiting = select(Signal).where(Signal.month == str(month), Signal.flagged)
    for signal in session.scalars(waiting.where(Signal.code.not_in(HIDDEN_FROM_OFFICE))).all():
        akim = akim_of(session, signal.territory_id, local_day(explained_at))
        if akim is not None and akim.user is not None:
            actor = Actor(user=akim.user, seats=(akim,))
            words = signal_words.EXPLANATIONS.get(signal.code, signal_words.EXPLANATION)
            explain(session, actor, signal, words, "kk", now=explained_at)
        finding, why = signal_words.FINDINGS.get(signal.code, signal_words.FINDING)
        judge(session, assessor, signal, Finding(finding), why, now=judged_at)
