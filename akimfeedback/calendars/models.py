"""Days moved or corrected by hand; they lie on top of the library's calendar."""

from datetime import date, datetime

from sqlalchemy.orm import Mapped, mapped_column

from akimfeedback.core.db import Base


class MovedDay(Base):
    """One day that is working or off whatever the library says, with the act that moves it."""

    __tablename__ = "moved_day"

    day: Mapped[date] = mapped_column(primary_key=True)
    working: Mapped[bool]
    source: Mapped[str]
    author_id: Mapped[int | None]  # account number, kept after erasure
    entered_at: Mapped[datetime]
