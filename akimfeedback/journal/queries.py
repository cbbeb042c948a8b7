"""Read the journal: acts of a thing, heads, and what proofs are made of."""

import base64
from collections.abc import Collection, Sequence
from datetime import UTC
from typing import Any

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from akimfeedback.journal import verify
from akimfeedback.journal.merkle import Span, Spot, consistency_spans, hash_of, path_spans, spots_for
from akimfeedback.journal.models import Check, Entry, Head, Leaf
from akimfeedback.journal.records import record_of

_NODES = text("""
WITH asked AS (SELECT * FROM unnest(CAST(:levels AS smallint[]), CAST(:places AS bigint[])) a(level, place))
SELECT a.level, a.place, n.hash FROM asked a JOIN journal_node n ON (n.level, n.place) = (a.level, a.place)
UNION ALL
SELECT a.level, a.place, l.hash FROM asked a JOIN journal_leaf l ON l.place = a.place WHERE a.level = 0
""")


def of(session: Session, subject: str, subject_id: int) -> Sequence[Entry]:
    """Return all acts on one thing, oldest first."""
    rows = select(Entry).where(Entry.subject == subject, Entry.subject_id == subject_id).order_by(Entry.id)
    return session.scalars(rows).all()


def newest_head(session: Session) -> Head | None:
    """Return the head of the whole log; None while nothing is sealed."""
    return session.scalar(select(Head).order_by(Head.size.desc()).limit(1))


def head_of(session: Session, size: int) -> Head | None:
    """Return the head of a log of that many acts; None: none was ever signed."""
    return session.get(Head, size)


def heads(session: Session, *, most: int, below: int | None = None) -> Sequence[Head]:
    """Return heads, newest first, those of fewer than `below` acts."""
    rows = select(Head).order_by(Head.size.desc()).limit(most)
    return session.scalars(rows if below is None else rows.where(Head.size < below)).all()


def head_holding(session: Session, place: int) -> Head | None:
    """Return the first head that covers a place."""
    return session.scalar(select(Head).where(Head.size > place).order_by(Head.size).limit(1))


def head_values(head: Head) -> dict[str, Any]:
    """Return a head as it is published, without its signature: the values that are signed."""
    return {
        "size": head.size,
        "root": head.root.hex(),
        "before": head.before.hex() if head.before else None,
        "sealed_at": head.sealed_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "key": head.key,
    }


def published(head: Head) -> dict[str, Any]:
    """Return a head as it is published."""
    return head_values(head) | {"signature": base64.b64encode(head.signature).decode("ascii")}


def head_hash_of(head: Head) -> bytes:
    """Return the hash by which the next head names this one."""
    return bytes.fromhex(verify.head_hash(head_values(head)))


def nodes_at(session: Session, spots: Collection[Spot]) -> dict[Spot, bytes]:
    """Return the hashes of full subtrees, in one statement; missing ones are left out."""
    values = {"levels": [level for level, _place in spots], "places": [place for _level, place in spots]}
    rows = session.execute(_NODES, values)
    return {(level, place): own for level, place, own in rows}


def _hashes(session: Session, spans: Sequence[Span]) -> list[str]:
    nodes = nodes_at(session, spots_for(spans))
    return [hash_of(span, nodes).hex() for span in spans]


def leaf_of_entry(session: Session, entry_id: int) -> Leaf | None:
    """Return the leaf of an act; None: it is not sealed yet."""
    return session.scalar(select(Leaf).where(Leaf.entry_id == entry_id))


def record(entry: Entry) -> dict[str, Any] | None:
    """Return the record of an act as it was sealed; None: it was erased."""
    if entry.salt is None:
        return None
    return record_of(
        entry.act, entry.subject, entry.subject_id,
        actor_id=entry.actor_id, at=entry.at, data=entry.data, salt=entry.salt,
    )  # fmt: skip


def inclusion(session: Session, entry: Entry) -> dict[str, Any] | None:
    """Return the proof that an act is in the log, under the newest head; None: it is not sealed yet.

    An erased act is proved up to its leaf: `record` is None.
    """
    leaf, head = leaf_of_entry(session, entry.id), newest_head(session)
    if leaf is None or head is None or leaf.place >= head.size:
        return None
    return {
        "format": verify.PROOF,
        "record": record(entry),
        "leaf": leaf.hash.hex(),
        "place": leaf.place,
        "path": _hashes(session, path_spans(leaf.place, head.size)),
        "head": published(head),
    }


def consistency(session: Session, first: Head, second: Head) -> dict[str, Any]:
    """Return the proof that the log of one head begins with that of an earlier one."""
    return {
        "format": verify.CONSISTENCY,
        "first": published(first),
        "second": published(second),
        "path": _hashes(session, consistency_spans(first.size, second.size)),
    }


def last_check(session: Session) -> Check | None:
    """Return the newest self-check; None: there was none."""
    return session.scalar(select(Check).order_by(Check.id.desc()).limit(1))


def checks(session: Session, *, most: int) -> Sequence[Check]:
    """Return self-checks, newest first."""
    return session.scalars(select(Check).order_by(Check.id.desc()).limit(most)).all()


def largest_checked(session: Session) -> int:
    """Return the largest log a self-check has read: the log never becomes shorter."""
    return session.scalar(select(func.max(Check.size))) or 0


def entry(session: Session, entry_id: int) -> Entry | None:
    """Return one act."""
    return session.get(Entry, entry_id)


def with_places(session: Session, subject: str, subject_id: int) -> list[tuple[Entry, int | None]]:
    """Return the acts on one thing, oldest first, with their places in the log; None: not sealed yet."""
    rows = select(Entry, Leaf.place).outerjoin(Leaf, Leaf.entry_id == Entry.id)
    rows = rows.where(Entry.subject == subject, Entry.subject_id == subject_id).order_by(Entry.id)
    return [(row, place) for row, place in session.execute(rows)]


def sealed(session: Session) -> tuple[int, int]:
    """Return how many acts are sealed, and how many are erased."""
    head = newest_head(session)
    erased = select(func.count()).select_from(Entry).where(Entry.erased_at.is_not(None))
    return head.size if head else 0, session.scalar(erased) or 0
