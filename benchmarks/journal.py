"""The sealed journal: how much sealing costs, and a proof in a log of a million acts. Nothing stays."""

import os
from collections.abc import Iterable
from datetime import UTC, datetime
from hashlib import sha256
from statistics import median
from time import perf_counter
from typing import Any

from flask import Flask
from sqlalchemy import insert, text
from sqlalchemy.orm import Session

from akimfeedback.core.db import db
from akimfeedback.core.embedded import Servers
from akimfeedback.journal import queries, verify
from akimfeedback.journal.merkle import Edge
from akimfeedback.journal.models import Entry, Head
from akimfeedback.journal.sealing import seal, seal_all
from akimfeedback.journal.signing import Signer
from benchmarks.servers import processor_seconds
from benchmarks.table import Line, at_most, told

ACTS = 10_000
LEAVES = 1_000_000
PROOFS = 200
NOW = datetime(2026, 9, 15, 7, 0, tzinfo=UTC)
SIGNER = Signer(bytes(32))
_FACTS = {
    "number": "26-004217", "territory_id": 12, "mandate_id": 7, "topic_code": "ROADS", "routing": "own",
    "past_the_office": False, "kind": "problem", "filed_at": "2026-09-15T07:00:00.000000Z",
    "registered_on": "2026-09-15", "first_due_on": "2026-10-06", "due_on": "2026-10-06", "answered_on": None,
    "on_time": None, "prompt": None, "working_days": None, "out_on": None, "ended_on": None, "reopened": 0,
    "text": "00" * 32,
}  # fmt: skip


def measure(servers: Servers, app: Flask) -> list[Line]:
    """Return the lines of sealing and proving."""
    with app.app_context():
        try:
            return _measure(db.session, servers.pids["postgres"])
        finally:
            db.session.rollback()


def _measure(session: Session, database: int) -> list[Line]:
    for _sealed in seal_all(session, SIGNER, now=NOW, all_ids=True):
        pass
    session.execute(insert(Entry), [_act(number) for number in range(ACTS)])
    before = processor_seconds(os.getpid(), database)
    sealed = seal(session, SIGNER, now=NOW)
    spent = processor_seconds(os.getpid(), database) - before
    if sealed is None or sealed.added != ACTS:
        raise RuntimeError(f"{ACTS} acts were to be sealed: {sealed}")
    entry = _million(session)
    before = processor_seconds(os.getpid(), database)
    waited = [_timed_proof(session, entry) for _ in range(PROOFS)]
    each = 1000 * (processor_seconds(os.getpid(), database) - before) / PROOFS
    return [
        at_most(f"seal {ACTS:,} acts, processor of web + database", spent, 1, "s", 2),
        at_most(f"inclusion proof among {LEAVES:,} acts, processor of both", each, 5, "ms", 2),
        told("- waited for, checking left out", f"{median(waited):.2f} ms"),
    ]


def _act(number: int) -> dict[str, Any]:
    data = {"topic": "ROADS", "kind": "problem", "rows": {"appeal": _FACTS}}
    return {
        "act": "appeals.filed", "subject": "appeal", "subject_id": 10**9 + number, "actor_id": number,
        "at": NOW, "data": data,
    }  # fmt: skip


def _million(session: Session) -> Entry:
    """Put a log of a million leaves there, its acts left out but one; return that one."""
    session.execute(text("ALTER TABLE journal_leaf DROP CONSTRAINT fk_journal_leaf_entry_id"))
    session.execute(text("TRUNCATE journal_leaf, journal_node, journal_head"))
    entry = Entry(act="tests.done", subject="thing", subject_id=1, actor_id=None, at=NOW, data={})
    session.add(entry)
    session.flush()
    edge, place = Edge(0, []), LEAVES // 3
    leaves = [sha256(number.to_bytes(4, "big")).digest() for number in range(LEAVES)]
    leaves[place] = verify.leaf_hash(verify.canonical(queries.record(entry)))
    nodes = [node for leaf in leaves for node in edge.append(leaf)]
    ids = (entry.id if number == place else -number - 1 for number in range(LEAVES))
    _copy(session, "journal_leaf (place, entry_id, hash)", zip(range(LEAVES), ids, leaves, strict=True))
    _copy(session, "journal_node (level, place, hash)", ((one.level, one.place, one.hash) for one in nodes))
    session.add(
        Head(
            size=LEAVES, root=edge.root(), before=None, sealed_at=NOW, key=SIGNER.public.fingerprint,
            signature=bytes(64),
        )
    )  # fmt: skip
    session.flush()
    session.execute(text("ANALYZE journal_leaf, journal_node"))
    return entry


def _copy(session: Session, table: str, rows: Iterable[tuple[object, ...]]) -> None:
    driver: Any = session.connection().connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(f"COPY {table} FROM STDIN") as into:
        for row in rows:
            into.write_row(row)


def _timed_proof(session: Session, entry: Entry) -> float:
    started = perf_counter()
    proof = queries.inclusion(session, entry)
    spent = 1000 * (perf_counter() - started)
    if proof is None:
        raise RuntimeError("the act is not in the log")
    path = [bytes.fromhex(step) for step in proof["path"]]
    root = verify.root_of_path(bytes.fromhex(proof["leaf"]), proof["place"], LEAVES, path)
    if root is None or root.hex() != proof["head"]["root"]:
        raise RuntimeError("the proof does not fit")
    return spent
