"""Sealing: every act once, in the order it came into sight, under heads that chain."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import create_engine, func, select, text
from sqlalchemy.orm import Session

from akimfeedback.journal import queries, verify
from akimfeedback.journal.models import Entry, Head, Leaf, Node
from akimfeedback.journal.sealing import Sealed, seal, unsealed_since
from akimfeedback.journal.service import erase, record
from akimfeedback.journal.signing import Signer
from tests.servers import another_database

NOW = datetime(2026, 9, 15, 7, 0, tzinfo=UTC)
SIGNER = Signer(b"a key that only these tests use.")
KEYS = {SIGNER.public.fingerprint: SIGNER.public.raw}


def acts(session: Session, count: int, *, start: int = 1) -> list[Entry]:
    found = [
        record(session, "tests.done", "thing", number, actor_id=7, at=NOW, step=number)
        for number in range(start, start + count)
    ]
    session.flush()
    return found


def test_nothing_waits_and_nothing_is_written(session: Session) -> None:
    seal(session, SIGNER, now=NOW)

    assert seal(session, SIGNER, now=NOW) is None


def test_each_act_is_proved_under_the_newest_head(session: Session) -> None:
    entries = acts(session, 5)
    seal(session, SIGNER, now=NOW)
    entries += acts(session, 6, start=6)
    sealed = seal(session, SIGNER, now=NOW + timedelta(hours=1))

    assert sealed is not None
    assert (sealed.added, sealed.more) == (6, False)
    for entry in entries:
        proof = queries.inclusion(session, entry)
        assert proof is not None
        assert verify.proof_faults(proof, KEYS) == []
        assert proof["record"]["subject_id"] == entry.subject_id


def test_heads_chain_and_each_begins_with_those_before(session: Session) -> None:
    for step in range(1, 5):
        acts(session, step)
        seal(session, SIGNER, now=NOW + timedelta(hours=step))
    heads = queries.heads(session, most=4)

    assert verify.heads_faults([queries.published(head) for head in heads], KEYS) == []
    for first in heads:
        for second in heads:
            if first.size <= second.size:
                proof = queries.consistency(session, first, second)
                assert verify.consistency_faults(proof, KEYS) == []


def test_a_piece_at_a_time_gives_the_same_root_as_all_at_once(session: Session) -> None:
    first = acts(session, 7)
    while (sealed := seal(session, SIGNER, now=NOW, most=3)) and sealed.more:
        pass
    assert sealed is not None
    hashes = [queries.leaf_of_entry(session, entry.id) for entry in first]
    assert [leaf.place for leaf in hashes if leaf] == sorted(leaf.place for leaf in hashes if leaf)
    assert session.scalar(select(func.count()).select_from(Leaf)) == sealed.size


def test_an_act_that_comes_into_sight_late_takes_a_later_place(session: Session) -> None:
    early, late = acts(session, 2)
    session.execute(text("UPDATE journal_entry SET id = id + 500 WHERE id = :id"), {"id": early.id})
    session.expire_all()
    seal(session, SIGNER, now=NOW)
    session.execute(
        text(
            "INSERT INTO journal_entry (id, act, subject, subject_id, at, data) OVERRIDING SYSTEM VALUE "
            "VALUES (:id, 'tests.late', 'thing', 1, :at, '{}')"
        ),
        {"id": late.id + 1, "at": NOW},
    )

    assert seal(session, SIGNER, now=NOW) is not None
    leaf = queries.leaf_of_entry(session, late.id + 1)
    assert leaf is not None
    newest = queries.newest_head(session)
    assert newest is not None
    assert leaf.place == newest.size - 1


def test_an_act_far_behind_is_found_by_the_nightly_look(session: Session) -> None:
    (entry,) = acts(session, 1)
    session.execute(
        text(
            "INSERT INTO journal_entry (id, act, subject, subject_id, at, data) OVERRIDING SYSTEM VALUE "
            "VALUES (:id, 'tests.far', 'thing', 1, :at, '{}')"
        ),
        {"id": entry.id + 300_000, "at": NOW},
    )
    session.execute(text("UPDATE journal_entry SET subject = 'held' WHERE id = :id"), {"id": entry.id})
    seal(session, SIGNER, now=NOW)
    session.execute(
        text(
            "INSERT INTO journal_entry (id, act, subject, subject_id, at, data) OVERRIDING SYSTEM VALUE "
            "VALUES (:id, 'tests.old', 'thing', 1, :at, '{}')"
        ),
        {"id": entry.id + 1, "at": NOW},
    )

    assert seal(session, SIGNER, now=NOW) is None
    assert unsealed_since(session, NOW + timedelta(seconds=1)) == 1
    assert seal(session, SIGNER, now=NOW, all_ids=True) is not None
    assert unsealed_since(session, NOW + timedelta(seconds=1)) == 0


def test_an_erased_act_is_proved_up_to_its_leaf_and_tells_nothing(session: Session) -> None:
    entries = acts(session, 3)
    seal(session, SIGNER, now=NOW)

    assert erase(session, "thing", [2], actor_ids=[7], now=NOW) == 1
    session.flush()
    proof = queries.inclusion(session, entries[1])
    assert proof is not None
    assert proof["record"] is None
    assert verify.proof_faults(proof, KEYS) == []
    row = session.get_one(Entry, entries[1].id)
    assert (row.data, row.actor_id, row.salt, row.erased_at) == ({}, None, None, NOW)
    assert erase(session, "thing", [2], actor_ids=[7], now=NOW) == 0
    assert queries.inclusion(session, entries[0])["record"] is not None  # type: ignore[index]


def test_an_act_erased_before_it_was_sealed_gets_no_leaf(session: Session) -> None:
    seal(session, SIGNER, now=NOW)
    (entry,) = acts(session, 1)
    erase(session, "thing", [1], now=NOW)

    seal(session, SIGNER, now=NOW)

    assert queries.leaf_of_entry(session, entry.id) is None
    assert unsealed_since(session, NOW + timedelta(days=9)) == 0


@pytest.fixture(scope="module")
def two_sealers() -> Iterator[tuple[Session, Session]]:
    """Give two sessions that really commit, in a database of their own."""
    with another_database("sealing") as url:
        engine = create_engine(url)
        with Session(engine) as one, Session(engine) as two:
            yield one, two
        engine.dispose()


def whole(session: Session) -> tuple[int, int, int]:
    """Return how many leaves, different acts sealed, and the newest size."""
    leaves = session.scalar(select(func.count()).select_from(Leaf)) or 0
    different = session.scalar(select(func.count(Leaf.entry_id.distinct()))) or 0
    return leaves, different, session.scalar(select(func.max(Head.size))) or 0


def test_a_killed_sealer_leaves_nothing_and_two_at_once_seal_each_act_once(
    two_sealers: tuple[Session, Session],
) -> None:
    one, two = two_sealers
    acts(one, 9)
    one.commit()

    assert seal(one, SIGNER, now=NOW) == Sealed(9, 9, more=False)
    one.connection().connection.driver_connection.close()  # type: ignore[union-attr]  # killed before its commit
    one.invalidate()
    assert whole(two) == (0, 0, 0)
    assert two.scalar(select(func.count()).select_from(Node)) == 0

    assert seal(two, SIGNER, now=NOW) == Sealed(9, 9, more=False)
    one.execute(text("SET lock_timeout = '50ms'"))
    with pytest.raises(Exception, match="lock timeout"):
        seal(one, SIGNER, now=NOW)  # waits for the other
    one.rollback()
    two.commit()
    assert seal(one, SIGNER, now=NOW) is None
    assert whole(one) == (9, 9, 9)
    one.rollback()


def test_an_act_of_a_slow_transaction_is_sealed_after_it_commits(
    two_sealers: tuple[Session, Session],
) -> None:
    one, two = two_sealers
    slow = record(one, "tests.slow", "thing", 1, actor_id=None, at=NOW)
    one.flush()
    quick = record(two, "tests.quick", "thing", 2, actor_id=None, at=NOW)
    two.commit()
    assert slow.id < quick.id

    seal(two, SIGNER, now=NOW)
    two.commit()
    one.commit()
    seal(two, SIGNER, now=NOW)
    two.commit()

    first, second = (queries.leaf_of_entry(two, entry.id) for entry in (quick, slow))
    assert first is not None
    assert second is not None
    assert first.place < second.place
