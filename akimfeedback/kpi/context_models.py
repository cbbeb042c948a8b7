"""Facts that stand beside a score, and the days when promotional tools rest."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from akimfeedback.accounts.models import User
from akimfeedback.core.db import Base
from akimfeedback.geography.models import Territory

FACTS = "code IN ('posts', 'vacancies', 'budget')"


class ContextFact(Base):
    """One fact of an okrug on a day, entered by the administrator with its source; never by the office."""

    __tablename__ = "kpi_context_fact"
    __table_args__ = (
        CheckConstraint(FACTS, name="code_known"),
        UniqueConstraint("territory_id", "code", "as_of"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    territory_id: Mapped[int] = mapped_column(ForeignKey(Territory.id))
    code: Mapped[str]  # posts: staff posts; vacancies: of them empty; budget: of the year, thousand tenge
    as_of: Mapped[date]
    value: Mapped[Decimal]
    source: Mapped[str]
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    entered_at: Mapped[datetime]


class ElectionPeriod(Base):
    """Days of an election campaign: share pictures, posters and briefs with words of praise rest."""

    __tablename__ = "kpi_election_period"
    __table_args__ = (CheckConstraint("to_on >= from_on", name="ends_after_it_begins"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    territory_id: Mapped[int | None] = mapped_column(ForeignKey(Territory.id))  # None: the whole country
    from_on: Mapped[date]
    to_on: Mapped[date]
    reason: Mapped[str]
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    entered_at: Mapped[datetime]
    lifted_at: Mapped[datetime | None]
