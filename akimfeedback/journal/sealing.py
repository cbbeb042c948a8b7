"""Seal acts: give each its place in the log, and sign a head over the whole.

A place is the order of sealing, not of ids: ids are given before a commit, so an act with a smaller one may
come into sight later, and then simply takes a later place. What has no leaf yet is the work; a killed sealer
leaves nothing behind, and two at once wait for each other. An act erased before it was sealed gets no leaf.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from psycopg import Cursor
from sqlalchemy import Row, func, select, text
from sqlalchemy.orm import Session

from akimfeedback.journal import queries
from akimfeedback.journal.merkle import Edge, Node, spots_of
from akimfeedback.journal.models import Entry, Head, Leaf
from akimfeedback.journal.records import leaf_of, record_of
from akimfeedback.journal.signing import Signer
from akimfeedback.journal.verify import head_text

SEAL_LOCK = 7_310_077
MOST_AT_ONCE = 20_000
LATE_IDS = 100_000  # an act seen later than this many others is found by the nightly look at all

_UNSEALED = text("""
SELECT e.id, e.act, e.subject, e.subject_id, e.actor_id, e.at, e.data, e.salt
FROM journal_entry e
WHERE e.id > :from_id AND e.salt IS NOT NULL
  AND NOT EXISTS (SELECT FROM journal_leaf l WHERE l.entry_id = e.id)
ORDER BY e.id LIMIT :most
""")


@dataclass(frozen=True)
class Sealed:
    """What one sealing did."""

    size: int
    added: int
    more: bool  # acts are left: seal again


def seal(
    session: Session, signer: Signer, *, now: datetime, most: int = MOST_AT_ONCE, all_ids: bool = False
) -> Sealed | None:
    """Seal up to `most` acts under a new signed head; None when no act waits, and then nothing is written.

    Looks at the newest ids, with `all_ids` at every act there is. Another sealer is waited for.
    """
    session.flush()
    session.execute(select(func.pg_advisory_xact_lock(SEAL_LOCK)))
    before = queries.newest_head(session)
    size = before.size if before else 0
    waiting = _unsealed(session, most, all_ids=all_ids)
    if not waiting:
        return None
    edge = _edge(session, size)
    leaves = [(size + step, row.id, _leaf(row)) for step, row in enumerate(waiting)]
    nodes = [node for _place, _entry, leaf in leaves for node in edge.append(leaf)]
    _write(session, leaves, nodes)
    session.add(_head(edge, before, signer, now))
    session.flush()
    return Sealed(edge.size, len(leaves), more=len(leaves) == most)


def _unsealed(session: Session, most: int, *, all_ids: bool) -> Sequence[Row[Any]]:
    newest = session.scalar(select(func.max(Leaf.entry_id))) or 0
    start = 0 if all_ids else max(0, newest - LATE_IDS)
    return session.execute(_UNSEALED, {"from_id": start, "most": most}).all()


def _leaf(row: Row[Any]) -> bytes:
    record = record_of(
        row.act, row.subject, row.subject_id, actor_id=row.actor_id, at=row.at, data=row.data, salt=row.salt
    )
    return leaf_of(record)


def _edge(session: Session, size: int) -> Edge:
    """Return the right edge of the log as it was sealed last."""
    spots = spots_of((0, size))
    nodes = queries.nodes_at(session, spots)
    return Edge(size, [nodes[spot] for spot in spots])


def _write(session: Session, leaves: Iterable[tuple[int, int, bytes]], nodes: Iterable[Node]) -> None:
    """Write thousands of rows in two statements."""
    connection = session.connection().connection.driver_connection
    with connection.cursor() as cursor:  # type: ignore[union-attr]
        _copy(cursor, "COPY journal_leaf (place, entry_id, hash) FROM STDIN", leaves)
        rows = ((node.level, node.place, node.hash) for node in nodes)
        _copy(cursor, "COPY journal_node (level, place, hash) FROM STDIN", rows)


def _copy(cursor: Cursor[Any], statement: str, rows: Iterable[tuple[object, ...]]) -> None:
    with cursor.copy(statement) as into:
        for row in rows:
            into.write_row(row)


def _head(edge: Edge, before: Head | None, signer: Signer, now: datetime) -> Head:
    head = Head(
        size=edge.size,
        root=edge.root(),
        before=queries.head_hash_of(before) if before else None,
        sealed_at=now.astimezone(UTC).replace(microsecond=0),
        key=signer.public.fingerprint,
    )
    head.signature = signer.sign(head_text(queries.head_values(head)))
    return head


def unsealed_since(session: Session, moment: datetime) -> int:
    """Return how many acts before a moment still have no leaf."""
    rows = select(func.count()).select_from(Entry).outerjoin(Leaf, Leaf.entry_id == Entry.id)
    return session.scalar(rows.where(Leaf.place.is_(None), Entry.erased_at.is_(None), Entry.at < moment)) or 0


def seal_all(session: Session, signer: Signer, *, now: datetime, all_ids: bool = False) -> Iterator[Sealed]:
    """Seal piece after piece until no act waits; the caller commits after each."""
    while (sealed := seal(session, signer, now=now, all_ids=all_ids)) is not None:
        yield sealed
        if not sealed.more:
            return
