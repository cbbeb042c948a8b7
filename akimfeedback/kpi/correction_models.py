"""Corrections of frozen figures: proposed with a reason, confirmed by a second person."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from akimfeedback.accounts.models import User
from akimfeedback.core.db import Base
from akimfeedback.kpi.year_models import Contest

CORRECTION_STATES = "state IN ('proposed', 'done', 'dropped')"


class Correction(Base):
    """One proposal to count a frozen period again; when confirmed, what changed gets a new version."""

    __tablename__ = "kpi_correction"
    __table_args__ = (
        CheckConstraint(CORRECTION_STATES, name="state_known"),
        # one open proposal a period: two would count the same changes twice
        Index("uq_kpi_correction_open", "period", unique=True, postgresql_where="state = 'proposed'"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    period: Mapped[str]
    state: Mapped[str]
    reason: Mapped[str]  # public: printed beside every version it makes
    language: Mapped[str]
    effect: Mapped[dict[str, Any]]  # what a count of that moment would change, by КАТО
    contest_id: Mapped[int | None] = mapped_column(ForeignKey(Contest.id))
    proposed_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    proposed_at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))  # never who proposed it
    decided_at: Mapped[datetime | None]
    decision_words: Mapped[str | None]  # of a dropped one: why
