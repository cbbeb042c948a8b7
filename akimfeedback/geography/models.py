"""Territories with validity dates, and populations set by the administrator."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from akimfeedback.core.db import Base, one_of
from akimfeedback.geography.rules import Kind


class Territory(Base):
    """One unit of the classifier. A closed unit keeps its row, so that its history stays."""

    __tablename__ = "territory"
    __table_args__ = (
        CheckConstraint(one_of("kind", Kind), name="kind_known"),
        CheckConstraint("level BETWEEN 1 AND 4", name="level_known"),
        CheckConstraint("kato ~ '^[0-9]{9}$'", name="kato_nine_digits"),
        Index("ix_territory_search", "search", postgresql_ops={"search": "text_pattern_ops"}),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kato: Mapped[str] = mapped_column(unique=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("territory.id"), index=True)  # None: a top unit
    level: Mapped[int] = mapped_column(SmallInteger)
    type_code: Mapped[int] = mapped_column(SmallInteger)  # column k of the classifier
    kind: Mapped[str]
    has_akim: Mapped[bool] = mapped_column(default=False)  # a unit the product calls an okrug
    name_kk: Mapped[str]
    name_ru: Mapped[str]
    name_en: Mapped[str]
    search: Mapped[str]  # both names folded, for people without a Kazakh keyboard
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]  # None: in force
    successor_kato: Mapped[str | None]
    distance_km: Mapped[int | None] = mapped_column(SmallInteger)  # to the district centre; None: not known
    lat: Mapped[float | None]
    lon: Mapped[float | None]

    parent: Mapped["Territory | None"] = relationship(remote_side=[id])


class Population(Base):
    """How many people live in a unit on a day, with the source of the figure."""

    __tablename__ = "population"
    __table_args__ = (
        UniqueConstraint("territory_id", "as_of"),
        CheckConstraint("people >= 0", name="not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    territory_id: Mapped[int] = mapped_column(ForeignKey("territory.id"))
    as_of: Mapped[date]
    people: Mapped[int]
    source: Mapped[str]
    entered_at: Mapped[datetime]
