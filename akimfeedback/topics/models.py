"""Topics in three languages with routing and target."""

from sqlalchemy import CheckConstraint, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from akimfeedback.core.db import Base, one_of
from akimfeedback.topics.rules import Routing


class Topic(Base):
    """One topic. `source` is the article that gives the akim the power, where there is one."""

    __tablename__ = "topic"
    __table_args__ = (CheckConstraint(one_of("routing", Routing), name="routing_known"),)

    code: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(SmallInteger)
    name_kk: Mapped[str]
    name_ru: Mapped[str]
    name_en: Mapped[str]
    routing: Mapped[str]
    executor_kk: Mapped[str]  # who usually does it
    executor_ru: Mapped[str]
    executor_en: Mapped[str]
    target_days: Mapped[int | None] = mapped_column(SmallInteger)  # working days; our aim, not the law
    source: Mapped[str | None]
    icon: Mapped[str]
    urgent: Mapped[bool] = mapped_column(default=False)  # the box of emergency numbers is shown
    past_the_office: Mapped[bool] = mapped_column(default=False)  # goes to the superior, never to the office
    active: Mapped[bool] = mapped_column(default=True)
