"""Support of initiatives and how it is counted. Who supports stands apart from that somebody supports.

The row of a support carries no person: `support_key` is a keyed hash of the initiative and the person, and
the key is destroyed at scrubbing. What a support adds to the figures is written by the counting job alone.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Identity,
    Index,
    LargeBinary,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from akimfeedback.accounts.models import User
from akimfeedback.core.db import Base, one_of
from akimfeedback.files.models import StoredFile
from akimfeedback.geography.models import Territory
from akimfeedback.petitions.models import Petition, PetitionVersion
from akimfeedback.petitions.rules import (
    Line,
    RemovalReason,
    RemovalState,
    SheetState,
    SignalCode,
    SupportState,
    Switch,
)


class PetitionKey(Base):
    """The secret of one initiative that ties people to support. Destroyed at scrubbing."""

    __tablename__ = "petition_key"

    petition_id: Mapped[int] = mapped_column(ForeignKey(Petition.id), primary_key=True)
    key: Mapped[bytes] = mapped_column(LargeBinary)


class Signature(Base):
    """That somebody supports. Written once by the request; counted, held or removed by jobs.

    `changed_at` is the database's clock, never an application's. `counted` says what the figures hold of the
    row; the counting job moves it towards `valid` and writes the difference into the tallies.
    """

    __tablename__ = "signature"
    __table_args__ = (
        CheckConstraint(one_of("line", Line), name="line_known"),
        CheckConstraint(one_of("state", SupportState), name="state_known"),
        UniqueConstraint("petition_id", "support_key"),
        Index("ix_signature_uncounted", "id", postgresql_where=text("counted <> (state = 'valid')")),
        Index("ix_signature_source", "petition_id", "source_key"),
        Index("ix_signature_removal", "removal_id", postgresql_where=text("removal_id IS NOT NULL")),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    petition_id: Mapped[int] = mapped_column(ForeignKey(Petition.id))
    support_key: Mapped[bytes] = mapped_column(LargeBinary)
    source_key: Mapped[bytes | None] = mapped_column(LargeBinary)  # keyed hash of the phone or the sheet
    area_id: Mapped[int | None] = mapped_column(ForeignKey(Territory.id))  # declared village
    line: Mapped[str]
    state: Mapped[str] = mapped_column(default=SupportState.VALID.value)
    counted: Mapped[bool] = mapped_column(default=False)
    version_id: Mapped[int] = mapped_column(ForeignKey(PetitionVersion.id))  # the text agreed to
    backer: Mapped[bool] = mapped_column(default=False)  # came before publication
    shown_name: Mapped[str | None]  # first name and first letter, where the person wants it
    on: Mapped[date]  # Kazakhstan day of the last change of state: the journal's day
    signed_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    changed_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    removal_id: Mapped[int | None] = mapped_column(ForeignKey("petition_removal.id"))
    removed_from: Mapped[str | None]  # state before the removal, put back when it is undone
    # traces for review, emptied 30 days after the end
    device_key: Mapped[bytes | None] = mapped_column(LargeBinary)
    network_key: Mapped[bytes | None] = mapped_column(LargeBinary)
    phone_shifted: Mapped[int | None] = mapped_column(BigInteger)  # number plus a secret of the initiative
    confirm_seconds: Mapped[float | None]  # from asking for the code to giving it; None: no code needed
    sheet_id: Mapped[int | None] = mapped_column(ForeignKey("paper_sheet.id"))


class SupportIntent(Base):
    """Somebody began to support and has to confirm the phone. The number is forgotten after 7 days."""

    __tablename__ = "support_intent"
    __table_args__ = (
        Index("ix_support_intent_waiting", "created_at", postgresql_where=text("phone IS NOT NULL")),
        Index("ix_support_intent_funnel", "petition_id", "on"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    petition_id: Mapped[int] = mapped_column(ForeignKey(Petition.id))
    phone: Mapped[str | None]  # E.164; None: confirmed or forgotten
    language: Mapped[str]
    on: Mapped[date]
    created_at: Mapped[datetime]  # product's clock: grace after the end is counted from it
    reminded_at: Mapped[datetime | None]
    confirmed_at: Mapped[datetime | None]
    removal_id: Mapped[int | None] = mapped_column(
        ForeignKey("petition_removal.id")
    )  # begun inside a removal: what comes of it is held


class PetitionTally(Base):
    """Journal of the count by day, village and line; a day may be negative."""

    __tablename__ = "petition_tally"
    __table_args__ = (
        UniqueConstraint("petition_id", "on", "area_id", "line", postgresql_nulls_not_distinct=True),
        Index("ix_petition_tally_on", "on"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    petition_id: Mapped[int] = mapped_column(ForeignKey(Petition.id))
    on: Mapped[date]
    area_id: Mapped[int | None] = mapped_column(ForeignKey(Territory.id))
    line: Mapped[str]
    n: Mapped[int]


class PetitionRung(Base):
    """A rung reached, and perhaps lost again. Reaching it anew is a new row."""

    __tablename__ = "petition_rung"
    __table_args__ = (
        Index(
            "uq_petition_rung_holding",
            "petition_id", "rung",
            unique=True,
            postgresql_where=text("lost_at IS NULL"),
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    petition_id: Mapped[int] = mapped_column(ForeignKey(Petition.id))
    rung: Mapped[str]
    needed: Mapped[int]
    reached_at: Mapped[datetime]
    lost_at: Mapped[datetime | None]


class CountAlarm(Base):
    """The nightly recount found another number than the tallies held."""

    __tablename__ = "count_alarm"

    id: Mapped[int] = mapped_column(primary_key=True)
    petition_id: Mapped[int] = mapped_column(ForeignKey(Petition.id), index=True)
    held: Mapped[int]
    found: Mapped[int]
    at: Mapped[datetime]
    repaired_at: Mapped[datetime | None]


class Removal(Base):
    """A bulk removal: counted first, run in steps with progress, public when done."""

    __tablename__ = "petition_removal"
    __table_args__ = (
        CheckConstraint(one_of("state", RemovalState), name="state_known"),
        CheckConstraint(one_of("reason", RemovalReason), name="reason_known"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    petition_id: Mapped[int] = mapped_column(ForeignKey(Petition.id), index=True)
    reason: Mapped[str]
    rule_version: Mapped[str]
    filters: Mapped[dict[str, Any]]  # what is looked for: line, area, days, device, network, sheet
    state: Mapped[str] = mapped_column(default=RemovalState.DRAFT.value)
    found: Mapped[int | None]
    done: Mapped[int] = mapped_column(default=0)
    undone: Mapped[int] = mapped_column(default=0)
    by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    created_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    words: Mapped[str | None]  # public
    effect: Mapped[dict[str, Any]] = mapped_column(default=dict)  # as counted first: lines, rungs lost
    confirm_note: Mapped[str | None]  # why the second person agreed; not public
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    undone_at: Mapped[datetime | None]
    undo_note: Mapped[str | None]  # public


class FraudSignal(Base):
    """Something unusual, for people to look at; never a change of the count."""

    __tablename__ = "petition_signal"
    __table_args__ = (
        CheckConstraint(one_of("code", SignalCode), name="code_known"),
        Index(
            "uq_petition_signal_open",
            "petition_id", "code",
            unique=True,
            postgresql_where=text("reviewed_at IS NULL"),
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    petition_id: Mapped[int] = mapped_column(ForeignKey(Petition.id))
    code: Mapped[str]
    rule_version: Mapped[str]
    facts: Mapped[dict[str, Any]]  # numbers only
    raised_at: Mapped[datetime]
    reviewed_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    reviewed_at: Mapped[datetime | None]
    finding: Mapped[str | None]  # true | innocent | unclear
    note: Mapped[str | None]


class PaperSheet(Base):
    """One sheet of paper support, entered twice by two people."""

    __tablename__ = "paper_sheet"
    __table_args__ = (
        CheckConstraint(one_of("state", SheetState), name="state_known"),
        UniqueConstraint("petition_id", "number"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    petition_id: Mapped[int] = mapped_column(ForeignKey(Petition.id))
    number: Mapped[int]  # printed on the sheet
    photo_id: Mapped[int | None] = mapped_column(ForeignKey(StoredFile.id))  # private
    state: Mapped[str] = mapped_column(default=SheetState.ENTERED.value)
    first_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    first_at: Mapped[datetime]
    second_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    second_at: Mapped[datetime | None]
    lines: Mapped[dict[str, Any]] = mapped_column(default=dict)  # both entries; emptied when accepted
    accepted: Mapped[int | None]
    refused: Mapped[dict[str, Any]] = mapped_column(default=dict)  # {reason: number}
    name_order: Mapped[float | None]  # Kendall's tau of order and alphabet
    recheck: Mapped[bool] = mapped_column(default=False)  # drawn for the 10 % re-check
    recheck_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    recheck_at: Mapped[datetime | None]
    recheck_good: Mapped[bool | None]


class KillSwitch(Base):
    """A function that is turned off, since when and what people read meanwhile."""

    __tablename__ = "petition_switch"
    __table_args__ = (CheckConstraint(one_of("code", Switch), name="code_known"),)

    code: Mapped[str] = mapped_column(primary_key=True)
    off_since: Mapped[datetime | None]  # None: on
    banner: Mapped[dict[str, Any]] = mapped_column(default=dict)  # {language: words}
    by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    changed_at: Mapped[datetime]
