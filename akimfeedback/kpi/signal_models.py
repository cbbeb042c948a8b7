"""Signals for people to review: what was seen, what the akim explains, what the reviewer found."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from akimfeedback.accounts.models import User
from akimfeedback.core.db import Base
from akimfeedback.geography.models import Territory

FINDINGS = "finding IS NULL OR finding IN ('true', 'innocent', 'unclear')"


class Signal(Base):
    """One test of one okrug in one month; only those that passed the threshold wait for a reviewer."""

    __tablename__ = "kpi_signal"
    __table_args__ = (
        CheckConstraint(FINDINGS, name="finding_known"),
        UniqueConstraint("territory_id", "code", "month"),
        Index("ix_kpi_signal_open", "month", "code", postgresql_where="flagged AND finding IS NULL"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    territory_id: Mapped[int] = mapped_column(ForeignKey(Territory.id))
    code: Mapped[str]  # G2 …
    month: Mapped[str]  # 2026-07
    observed: Mapped[float]
    expected: Mapped[float | None]
    n: Mapped[int]
    p_value: Mapped[float]
    flagged: Mapped[bool]  # after Benjamini–Hochberg over all tests of the month
    evidence: Mapped[dict[str, Any]]  # ids of rows and numbers, never texts
    raised_at: Mapped[datetime]
    finding: Mapped[str | None]
    finding_words: Mapped[str | None]
    reviewed_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    reviewed_at: Mapped[datetime | None]


class SignalExplanation(Base):
    """The akim's explanation of a signal."""

    __tablename__ = "kpi_signal_explanation"

    id: Mapped[int] = mapped_column(primary_key=True)
    signal_id: Mapped[int] = mapped_column(ForeignKey(Signal.id), unique=True)
    text: Mapped[str]
    language: Mapped[str]
    by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    at: Mapped[datetime]
