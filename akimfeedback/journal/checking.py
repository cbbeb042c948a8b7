"""The self-check: acts against leaves, leaves against roots, roots against signatures, rows against acts.

Everything is read again and nothing is believed. Read committed is enough: what must agree is read within one
statement, and a row that seems not to fit is looked at once more.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import Row, and_, or_, select, text
from sqlalchemy.orm import Session

from akimfeedback.journal import queries
from akimfeedback.journal.facts import Rows, Source, differences, folded
from akimfeedback.journal.merkle import Edge, Node
from akimfeedback.journal.models import Check, Entry, Head, Leaf
from akimfeedback.journal.models import Node as StoredNode
from akimfeedback.journal.records import leaf_of, plain, record_of
from akimfeedback.journal.rules import Fault
from akimfeedback.journal.verify import head_text

AT_ONCE = 5_000
SUBJECTS_AT_ONCE = 1_000
DAY = timedelta(days=1)
ONE_RUN = timedelta(minutes=10)
MOST_NAMED = 100

_LOG = (
    select(
        Leaf.place, Leaf.entry_id, Leaf.hash, Entry.id, Entry.act, Entry.subject, Entry.subject_id,
        Entry.actor_id, Entry.at, Entry.data, Entry.salt, Entry.erased_at,
    )
    .outerjoin(Entry, Entry.id == Leaf.entry_id)
    .order_by(Leaf.place)
    .limit(AT_ONCE)
)  # fmt: skip
_ENDS = text("SELECT (SELECT count(*) FROM journal_leaf), (SELECT max(size) FROM journal_head)")
_NOTED = text("""
SELECT DISTINCT CAST(one.value AS bigint)
FROM journal_entry e, jsonb_array_elements_text(e.data->'entries') one
WHERE e.act = 'journal.erased' AND e.erased_at IS NULL
""")


@dataclass
class Found:
    """Faults by kind: how many, and the first of them by name."""

    kinds: dict[Fault, dict[str, Any]] = field(default_factory=dict)

    def add(self, kind: Fault, what: object) -> None:
        """Count one fault."""
        row = self.kinds.setdefault(kind, {"count": 0, "some": []})
        row["count"] += 1
        if len(row["some"]) < MOST_NAMED:
            row["some"].append(str(what))

    def as_data(self) -> dict[str, Any]:
        """Return what is kept of the faults; empty: everything fits."""
        return {kind.value: row for kind, row in self.kinds.items()}


def check(session: Session, keys: Mapping[str, bytes], sources: Iterable[Source], *, now: datetime) -> Check:
    """Read the whole journal and the sealed rows again and keep what does not fit; the caller commits."""
    session.flush()
    found = Found()
    heads = session.scalars(select(Head).order_by(Head.size)).all()
    _check_heads(heads, keys, found)
    size = _Walk(session, heads, found).through()
    _check_ends(session, size, found)
    _check_waiting(session, now, found)
    for source in sources:
        _check_rows(session, source, found)
    row = Check(at=now, size=size, found=found.as_data())
    session.add(row)
    session.flush()
    return row


def _check_heads(heads: Sequence[Head], keys: Mapping[str, bytes], found: Found) -> None:
    """Compare signatures, and the chain that each head makes with the one before."""
    before: Head | None = None
    for head in heads:
        values = queries.head_values(head)
        if not _is_signed(keys.get(head.key), head.signature, head_text(values)):
            found.add(Fault.SIGNATURES, head.size)
        if head.before != (queries.head_hash_of(before) if before else None):
            found.add(Fault.CHAIN, head.size)
        before = head


def _is_signed(public: bytes | None, signature: bytes, words: bytes) -> bool:
    if public is None:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, words)
    except InvalidSignature:
        return False
    return True


class _Walk:
    """Goes through the log leaf by leaf and grows the tree again beside it."""

    def __init__(self, session: Session, heads: Sequence[Head], found: Found) -> None:
        self.session, self.found, self.heads = session, found, heads
        self.edge, self.passed = Edge(0, []), 0
        self.earlier = 0  # heads of earlier runs than the head the walk is in
        self.erased: list[int] = []

    def through(self) -> int:
        """Return how many leaves the newest head says there are; a missing one ends the walk."""
        size = self.heads[-1].size if self.heads else 0
        while self.edge.size < size and (rows := self._page(size)):
            self._compare_nodes([node for row in rows for node in self._take(row)])
        for head in self.heads[self.passed :]:
            self.found.add(Fault.ROOTS, head.size)
        self._compare_erased()
        return size

    def _page(self, size: int) -> Sequence[Row[Any]]:
        """Return the next leaves up to the first that is missing."""
        start = self.edge.size
        rows = self.session.execute(_LOG.where(Leaf.place >= start, Leaf.place < size)).all()
        unbroken = next((step for step, row in enumerate(rows) if row.place != start + step), len(rows))
        if not unbroken:
            self.found.add(Fault.LEAVES, start)
        return rows[:unbroken]

    def _take(self, row: Row[Any]) -> list[Node]:
        """Compare an act with its leaf, and the root with the head that ends here; return the full nodes."""
        self._compare_act(row)
        made = self.edge.append(row.hash)
        head = self.heads[self.passed]
        if self.edge.size == head.size:
            if self.edge.root() != head.root:
                self.found.add(Fault.ROOTS, head.size)
            self.passed += 1
        return made

    def _compare_act(self, row: Row[Any]) -> None:
        if row.id is None:
            self.found.add(Fault.GONE, row.entry_id)
        elif row.salt is None or row.erased_at is not None:
            self.erased.append(row.id)
        elif _leaf_again(row) != row.hash:
            self.found.add(Fault.CHANGED, row.id)
        elif (before := self._run_before()) is not None and row.at < before - DAY:
            self.found.add(Fault.BACKDATED, row.id)

    def _run_before(self) -> datetime | None:
        """Return when the run before was sealed: a backlog takes several heads in one run."""
        until = self.heads[self.passed].sealed_at - ONE_RUN
        while self.earlier < self.passed and self.heads[self.earlier].sealed_at <= until:
            self.earlier += 1
        return self.heads[self.earlier - 1].sealed_at if self.earlier else None

    def _compare_nodes(self, made: Sequence[Node]) -> None:
        """Compare the stored nodes with those just made, level by level in one statement."""
        if not made:
            return
        spans: dict[int, list[int]] = {}
        for node in made:
            spans.setdefault(node.level, []).append(node.place)
        parts = [
            and_(StoredNode.level == level, StoredNode.place.between(places[0], places[-1]))
            for level, places in spans.items()
        ]
        rows = select(StoredNode.level, StoredNode.place, StoredNode.hash).where(or_(*parts))
        stored = {(level, place): own for level, place, own in self.session.execute(rows)}
        for node in made:
            if stored.get((node.level, node.place)) != node.hash:
                self.found.add(Fault.NODES, f"{node.level}/{node.place}")

    def _compare_erased(self) -> None:
        """Find acts that were erased without an act that says so."""
        noted = set(self.session.scalars(_NOTED)) if self.erased else set()
        for entry_id in self.erased:
            if entry_id not in noted:
                self.found.add(Fault.ERASED, entry_id)


def _leaf_again(row: Row[Any]) -> bytes | None:
    """Return the leaf an act gives now; None: somebody wrote what cannot be sealed."""
    try:
        record = record_of(
            row.act, row.subject, row.subject_id,
            actor_id=row.actor_id, at=row.at, data=row.data, salt=row.salt,
        )  # fmt: skip
        return leaf_of(record)
    except (TypeError, ValueError):
        return None


def _check_ends(session: Session, size: int, found: Found) -> None:
    """Compare the number of leaves with the newest head, and the log with what it was before."""
    leaves, newest = session.execute(_ENDS).one()
    if leaves != (newest or 0):
        found.add(Fault.LEAVES, f"{leaves} of {newest or 0}")
    if queries.largest_checked(session) > size:
        found.add(Fault.SHORTER, f"{size} of {queries.largest_checked(session)}")


def _check_waiting(session: Session, now: datetime, found: Found) -> None:
    """Find acts that should have been sealed long ago."""
    waiting = select(Entry.id).outerjoin(Leaf, Leaf.entry_id == Entry.id)
    waiting = waiting.where(Leaf.place.is_(None), Entry.erased_at.is_(None), Entry.at < now - DAY)
    for entry_id in session.scalars(waiting.order_by(Entry.id)):
        found.add(Fault.UNSEALED, entry_id)


def _check_rows(session: Session, source: Source, found: Found) -> None:
    """Compare each sealed row with what its acts say, and find rows that no act tells of."""
    after = 0
    while True:
        page = source.read(session, after, SUBJECTS_AT_ONCE)
        last = page[-1][0] if len(page) == SUBJECTS_AT_ONCE else None
        for subject_id in _misfits(session, source, dict(page), after, last):
            for words in _look_again(session, source, subject_id):
                found.add(Fault.ROWS, f"{source.subject} {subject_id}: {words}")
        if last is None:
            return
        after = last


def _misfits(
    session: Session, source: Source, stored: Mapping[int, Rows], after: int, last: int | None
) -> list[int]:
    """Return the subjects whose rows and acts differ, among those after one id up to another."""
    sealed = _sealed(session, source.subject, after, last)
    return [
        subject_id
        for subject_id in sorted(stored.keys() | sealed.keys())
        if differences(folded(sealed.get(subject_id, [])), plain(stored.get(subject_id, {})))
    ]


def _sealed(session: Session, subject: str, after: int, last: int | None) -> dict[int, list[Any]]:
    """Return the data of acts that tell facts of rows, oldest first, by subject."""
    rows = select(Entry.subject_id, Entry.data).where(
        Entry.subject == subject, Entry.subject_id > after, Entry.data.has_key("rows")
    )
    rows = rows if last is None else rows.where(Entry.subject_id <= last)
    found: dict[int, list[Any]] = {}
    for subject_id, data in session.execute(rows.order_by(Entry.subject_id, Entry.id)):
        found.setdefault(subject_id, []).append(data)
    return found


def _look_again(session: Session, source: Source, subject_id: int) -> list[str]:
    """Return what does not fit of one subject; an act between two statements is no misfit."""
    stored = dict(source.read(session, subject_id - 1, 1)).get(subject_id, {})
    sealed = _sealed(session, source.subject, subject_id - 1, subject_id)
    return differences(folded(sealed.get(subject_id, [])), plain(stored))
