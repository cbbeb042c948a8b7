"""Write the lines of a register in a few statements."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, delete, insert, text, update
from sqlalchemy.orm import Session

from akimfeedback.appeals.models import Appeal, Escalation, Forwarding, Reply
from akimfeedback.appeals.register_values import Addressee, Written, fresh
from akimfeedback.appeals.rules import EscalationReason
from akimfeedback.appeals.sealed import rows_of_ids
from akimfeedback.appeals.service import filing
from akimfeedback.core import clock
from akimfeedback.core.db import Base
from akimfeedback.journal.models import Entry as JournalEntry

IDS_AT_ONCE = 5000


def store(
    session: Session, to: Addressee, new: list[Written], changed: list[tuple[int, Written]], now: datetime
) -> None:
    """Write new cases and later editions of known ones, with their answers and lines of the journal."""
    numbers = filing.next_numbers(session, clock.local_day(now), len(new))
    ids = _reserve(session, len(new))
    triples = zip(ids, new, numbers, strict=True)
    _insert(session, Appeal, [fresh(one.case, number) | {"id": case_id} for case_id, one, number in triples])
    if changed:
        session.execute(update(Appeal), [one.case | {"id": case_id} for case_id, one in changed])
        _drop_old(session, [case_id for case_id, _one in changed])
    pairs = [*zip(ids, new, strict=True), *changed]
    _insert(session, Reply, [one.reply | {"appeal_id": case_id} for case_id, one in pairs if one.reply])
    _insert(
        session, Forwarding,
        [one.forwarding | {"appeal_id": case_id} for case_id, one in pairs if one.forwarding],
    )  # fmt: skip
    _escalate(session, to, pairs, now)
    _journal(session, "appeals.imported", ids, now)
    _journal(session, "appeals.import-changed", [case_id for case_id, _one in changed], now)


def _reserve(session: Session, count: int) -> list[int]:
    """Return ids nobody else gets: rows that need no answer of the server are written much faster."""
    sequence = text("SELECT nextval(pg_get_serial_sequence('appeal', 'id')) FROM generate_series(1, :count)")
    return list(session.scalars(sequence, {"count": count}))


def _drop_old(session: Session, ids: Sequence[int]) -> None:
    """Take away the answers that earlier editions of the register gave; none was signed here."""
    for start in range(0, len(ids), IDS_AT_ONCE):
        part = ids[start : start + IDS_AT_ONCE]
        session.execute(delete(Reply).where(Reply.appeal_id.in_(part)))
        session.execute(delete(Forwarding).where(Forwarding.appeal_id.in_(part)))
        session.execute(delete(Escalation).where(Escalation.appeal_id.in_(part)))


def _escalate(session: Session, to: Addressee, pairs: Sequence[tuple[int, Written]], now: datetime) -> None:
    """Put open cases about the office itself on the superior's list, as at filing."""
    values = {"territory_id": to.territory.id, "reason": EscalationReason.CONDUCT, "raised_at": now}
    _insert(
        session, Escalation,
        [values | {"appeal_id": case_id} for case_id, one in pairs if one.waits_for_superior],
    )  # fmt: skip


def _journal(session: Session, act: str, ids: Sequence[int], now: datetime) -> None:
    """Note each case with the facts that were written, read back in pieces."""
    for start in range(0, len(ids), IDS_AT_ONCE):
        facts = rows_of_ids(session, ids[start : start + IDS_AT_ONCE])
        values = {"act": act, "subject": "appeal", "at": now}
        _insert(
            session, JournalEntry,
            [
                values | {"subject_id": case_id, "data": {"rows": rows, "whole": True}}
                for case_id, rows in facts.items()
            ],
        )  # fmt: skip


def _insert(session: Session, model: type[Base], rows: Sequence[dict[str, Any]]) -> None:
    """Write rows with the same columns, straight to the table: thousands go out in a few statements."""
    if rows:
        session.execute(insert(cast(Table, model.__table__)), list(rows))
