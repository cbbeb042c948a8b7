"""The journal: one row an act; leaves of a Merkle log; its signed heads; what self-checks found."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, LargeBinary, SmallInteger, text
from sqlalchemy.orm import Mapped, mapped_column

from akimfeedback.core.db import Base


class Entry(Base):
    """An act of the past; `data` holds codes, dates and numbers, never names or texts.

    The salt makes the leaf's hash say nothing about the act to whoever has only the hash; erasing an act
    empties the salt, the actor and the data, and leaves the leaf.
    """

    __tablename__ = "journal_entry"
    __table_args__ = (Index("ix_journal_entry_subject", "subject", "subject_id", "id"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    act: Mapped[str]
    subject: Mapped[str]
    subject_id: Mapped[int] = mapped_column(BigInteger)
    # no foreign key: accounts stand above the journal, and an erased person stays a number
    actor_id: Mapped[int | None]
    at: Mapped[datetime]
    data: Mapped[dict[str, Any]] = mapped_column(default=dict)
    salt: Mapped[UUID | None] = mapped_column(server_default=text("gen_random_uuid()"))
    erased_at: Mapped[datetime | None]


class Leaf(Base):
    """The hash of one act at its place in the log; never changed, never deleted."""

    __tablename__ = "journal_leaf"

    place: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)  # from 0, no gaps
    entry_id: Mapped[int] = mapped_column(ForeignKey(Entry.id), unique=True)
    hash: Mapped[bytes] = mapped_column(LargeBinary)  # RFC 9162: SHA-256 of 0x00 and the salted record


class Node(Base):
    """A full subtree above the leaves; never changes, so that roots and proofs need no walk over the log."""

    __tablename__ = "journal_node"

    level: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)  # from 1
    place: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    hash: Mapped[bytes] = mapped_column(LargeBinary)


class Head(Base):
    """A signed head of the log: how many leaves, their root, chained to the head before."""

    __tablename__ = "journal_head"

    size: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    root: Mapped[bytes] = mapped_column(LargeBinary)
    before: Mapped[bytes | None] = mapped_column(LargeBinary)  # hash of the head before; None: the first
    sealed_at: Mapped[datetime]
    key: Mapped[str]  # fingerprint of the public key
    signature: Mapped[bytes] = mapped_column(LargeBinary)


class Check(Base):
    """One self-check of the log: how far it read and what does not fit."""

    __tablename__ = "journal_check"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    size: Mapped[int] = mapped_column(BigInteger)
    found: Mapped[dict[str, Any]]  # faults by kind; empty: everything fits
