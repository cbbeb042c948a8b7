"""Seal the made-up past month by month, as an installation that ran all that time would have done."""

from datetime import datetime

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from akimfeedback.core.clock import KAZAKHSTAN, local_day
from akimfeedback.journal.models import Entry, Leaf
from akimfeedback.journal.sealing import seal
from akimfeedback.journal.signing import Signer
from akimfeedback.kpi.periods import PeriodKind, period_of

# the story is told package by package, an installation writes its acts down as they happen
_IN_ORDER = text("""
WITH first AS (SELECT min(id) AS id FROM journal_entry),
     placed AS (SELECT id, row_number() OVER (ORDER BY at, id) - 1 AS place FROM journal_entry)
UPDATE journal_entry e SET id = -(first.id + placed.place)
FROM placed, first WHERE placed.id = e.id
""")
_POSITIVE = text("UPDATE journal_entry SET id = -id WHERE id < 0")


def seal_months(session: Session, signer: Signer, *, now: datetime) -> int:
    """Put the acts into their order of time and seal them under one head for each month; return the heads.

    Where something was sealed before, order is no longer ours to choose: what waits gets one head.
    """
    session.flush()
    heads = 0
    if session.scalar(select(func.count()).select_from(Leaf)) == 0:
        session.execute(_IN_ORDER)
        session.execute(_POSITIVE)
        heads = sum(_seal_until(session, signer, moment) for moment in _month_ends(session, now))
    while seal(session, signer, now=now, all_ids=True):
        heads += 1
    return heads


def _month_ends(session: Session, now: datetime) -> list[datetime]:
    """Return the first moment of every month after the first act, up to now."""
    first = session.scalar(select(func.min(Entry.at)))
    if first is None:
        return []
    month, ends = period_of(local_day(first), PeriodKind.MONTH).shifted(1), []
    while (at := datetime.combine(month.first_day, datetime.min.time(), KAZAKHSTAN)) < now:
        ends.append(at)
        month = month.shifted(1)
    return ends


def _seal_until(session: Session, signer: Signer, moment: datetime) -> bool:
    """Seal what happened before a moment under a head of that moment; return whether there was anything."""
    older = session.scalar(select(func.count()).select_from(Entry).where(Entry.at < moment)) or 0
    waiting = older - (session.scalar(select(func.count()).select_from(Leaf)) or 0)
    return waiting > 0 and seal(session, signer, now=moment, most=waiting, all_ids=True) is not None
