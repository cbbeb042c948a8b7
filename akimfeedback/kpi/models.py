"""Methods, frozen figures, peer groups and the akim's replies."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from akimfeedback.accounts.models import User
from akimfeedback.core.db import Base
from akimfeedback.geography.models import Territory

STATES = "state IN ('preview', 'provisional', 'final', 'corrected')"
METHOD_STATES = "state IN ('draft', 'proposed', 'approved', 'dropped')"


class Method(Base):
    """One version of the method, as data: drafted, tried on four quarters, approved by a second person."""

    __tablename__ = "kpi_method"
    __table_args__ = (CheckConstraint(METHOD_STATES, name="state_known"),)

    version: Mapped[str] = mapped_column(primary_key=True)
    state: Mapped[str]
    valid_from: Mapped[date]
    definition: Mapped[dict[str, Any]]  # shape in kpi.rules
    based_on: Mapped[str | None]  # the version it was drafted from
    reason: Mapped[dict[str, Any]]  # why, by language; part of the public change log
    entered_at: Mapped[datetime]
    drafted_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    dry_run: Mapped[dict[str, Any] | None]  # before and after on four quarters, overlap, ceiling
    dry_run_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))  # never who drafted it
    decided_at: Mapped[datetime | None]


class Snapshot(Base):
    """Figures of one okrug in one period. A frozen one is never changed; a correction is a new version."""

    __tablename__ = "kpi_snapshot"
    __table_args__ = (
        CheckConstraint(STATES, name="state_known"),
        UniqueConstraint("territory_id", "period", "version"),
        Index("ix_kpi_snapshot_period", "period", "territory_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    territory_id: Mapped[int] = mapped_column(ForeignKey(Territory.id))
    period: Mapped[str]  # 2026-07 | 2026-Q3 | 2026-H2 | 2026
    version: Mapped[int] = mapped_column(SmallInteger)  # 0: the live preview, overwritten; 1…: frozen
    state: Mapped[str]
    method: Mapped[str]
    calendar: Mapped[str]  # version of the working-day calendar
    code: Mapped[str]  # version of the product
    input_hash: Mapped[str]  # of the counts that went in
    data_time: Mapped[datetime]
    computed_at: Mapped[datetime]
    figures: Mapped[dict[str, Any]]  # unrounded; shape in kpi.queries
    reason: Mapped[str | None]  # of a correction
    # of a frozen one, by quarter: combinations of outcome flags with their counts, to recompute everything;
    # of the live one of a quarter: what its peers lean on (kpi.figures.sums)
    counted: Mapped[dict[str, Any] | None]


class PeerGroup(Base):
    """Which okrugs are compared with which, fixed for a calendar year."""

    __tablename__ = "kpi_peer_group"

    year: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    territory_id: Mapped[int] = mapped_column(ForeignKey(Territory.id), primary_key=True)
    name: Mapped[str]  # code of the cell, e.g. 1000-1999.near


class OfficeReply(Base):
    """The akim's written word on the figures of a period, or on one indicator, printed beside them."""

    __tablename__ = "kpi_office_reply"
    __table_args__ = (UniqueConstraint("territory_id", "period", "indicator"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    territory_id: Mapped[int] = mapped_column(ForeignKey(Territory.id))
    period: Mapped[str]
    indicator: Mapped[str] = mapped_column(default="", server_default="")  # "": on the whole
    text: Mapped[str]
    language: Mapped[str]
    by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    at: Mapped[datetime]
