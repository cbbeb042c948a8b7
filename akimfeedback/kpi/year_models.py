"""The yearly cycle: the assessor's conclusions, the commission, contests, the published decision."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, SmallInteger, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from akimfeedback.accounts.models import User
from akimfeedback.core.db import Base
from akimfeedback.geography.models import Territory
from akimfeedback.kpi.models import Snapshot

YEAR_STATES = "state IN ('conclusions', 'commission', 'contest', 'decided')"
OUTCOMES = "outcome IS NULL OR outcome IN ('upheld', 'partly', 'rejected')"


class YearCycle(Base):
    """One year of one district: from the assessor's conclusions to the published decision."""

    __tablename__ = "kpi_year"
    __table_args__ = (
        CheckConstraint(YEAR_STATES, name="state_known"),
        UniqueConstraint("year", "district_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(SmallInteger)
    district_id: Mapped[int] = mapped_column(ForeignKey(Territory.id))
    state: Mapped[str]
    opened_at: Mapped[datetime]
    opened_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    commission_on: Mapped[date | None]  # day of the sitting
    commission_words: Mapped[str | None]  # who sat by post, what was decided
    approved_at: Mapped[datetime | None]
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    contest_ends_on: Mapped[date | None]
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))


class YearConclusion(Base):
    """The assessor's conclusion on one okrug, resting on one frozen version of the year's figures."""

    __tablename__ = "kpi_year_conclusion"
    __table_args__ = (UniqueConstraint("cycle_id", "territory_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey(YearCycle.id))
    territory_id: Mapped[int] = mapped_column(ForeignKey(Territory.id))
    snapshot_id: Mapped[int] = mapped_column(ForeignKey(Snapshot.id))
    words: Mapped[str]
    language: Mapped[str]
    by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    at: Mapped[datetime]


class Contest(Base):
    """What an akim contests in a conclusion, and what was decided about it."""

    __tablename__ = "kpi_contest"
    __table_args__ = (CheckConstraint(OUTCOMES, name="outcome_known"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    conclusion_id: Mapped[int] = mapped_column(ForeignKey(YearConclusion.id), index=True)
    indicator: Mapped[str]  # "": the conclusion as a whole
    words: Mapped[str]
    language: Mapped[str]
    by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    at: Mapped[datetime]
    outcome: Mapped[str | None]
    outcome_words: Mapped[str | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    decided_at: Mapped[datetime | None]
