"""The journal: one row an act."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Identity, Index
from sqlalchemy.orm import Mapped, mapped_column

from akimfeedback.core.db import Base


class Entry(Base):
    """An act of the past; `data` holds codes, dates and numbers, never names or texts."""

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
