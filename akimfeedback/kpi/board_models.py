"""What the figures of one freeze were compared with: sums and scores of each group, without names."""

from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from akimfeedback.core.db import Base


class FrozenBoard(Base):
    """The groups of one freeze; figures point to it by period and data time, to recompute exactly."""

    __tablename__ = "kpi_board"
    __table_args__ = (UniqueConstraint("period", "data_time"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    period: Mapped[str]
    data_time: Mapped[datetime]
    # group -> {"okrugs": n, "own" | "window": {code: [k, n, okrugs with any]}, "scores": [published ones]}
    groups: Mapped[dict[str, Any]]
