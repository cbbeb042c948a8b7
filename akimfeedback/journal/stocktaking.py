"""Take down the facts of rows that were there before acts carried facts: once, by hand, for all to see.

The act says so by its name and its moment; what was changed before it cannot be found by it.
"""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from akimfeedback.journal.facts import Source
from akimfeedback.journal.models import Entry
from akimfeedback.journal.service import record

AT_ONCE = 1_000
ACT = "journal.stock-taken"


def take_stock(session: Session, source: Source, *, now: datetime) -> int:
    """Record the facts of subjects no act tells facts of; return how many. Doing it twice adds nothing."""
    after, done = 0, 0
    while page := source.read(session, after, AT_ONCE):
        told = set(
            session.scalars(
                select(Entry.subject_id).where(
                    Entry.subject == source.subject,
                    Entry.subject_id.between(page[0][0], page[-1][0]),
                    Entry.data.has_key("rows"),
                )
            )
        )
        for subject_id, rows in page:
            if subject_id not in told:
                record(session, ACT, source.subject, subject_id, actor_id=None, at=now, rows=rows, whole=True)
                done += 1
        session.flush()
        after = page[-1][0]
    return done
