"""Territories with validity dates, and populations set by the administrator."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Computed, ForeignKey, Index, SmallInteger, UniqueConstraint
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column, relationship

from akimfeedback.core.db import Base, one_of
from akimfeedback.geography.rules import Change, Kind

_WORDS = (
    "setweight(to_tsvector('simple'::regconfig, search), 'A')"
    " || setweight(to_tsvector('simple'::regconfig, search_above), 'D')"
)


class Territory(Base):
    """One unit of the classifier. A closed unit keeps its row, so that its history stays."""

    __tablename__ = "territory"
    __table_args__ = (
        CheckConstraint(one_of("kind", Kind), name="kind_known"),
        CheckConstraint("level BETWEEN 1 AND 4", name="level_known"),
        CheckConstraint("kato ~ '^[0-9]{9}$'", name="kato_nine_digits"),
        Index("ix_territory_words", "words", postgresql_using="gin"),
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
    search: Mapped[str]  # bare names in three languages, folded, divided by |; empty: not to be found
    search_above: Mapped[str] = mapped_column(default="", server_default="")  # the same of the units above
    words: Mapped[Any] = mapped_column(TSVECTOR, Computed(_WORDS, persisted=True), deferred=True)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]  # the last day in force; None: still in force
    successor_kato: Mapped[str | None]
    distance_km: Mapped[int | None] = mapped_column(SmallInteger)  # to the district centre; None: not known
    lat: Mapped[float | None]
    lon: Mapped[float | None]

    parent: Mapped["Territory | None"] = relationship(remote_side="Territory.id")


class FormerTerritory(Base):
    """What a unit was until a newer edition renamed, moved or closed it."""

    __tablename__ = "former_territory"
    __table_args__ = (CheckConstraint(one_of("change", Change), name="change_known"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    territory_id: Mapped[int] = mapped_column(ForeignKey("territory.id"), index=True)
    change: Mapped[str]
    name_kk: Mapped[str]
    name_ru: Mapped[str]
    name_en: Mapped[str]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("territory.id"))
    valid_to: Mapped[date]  # the last day it was so


class Edition(Base):
    """One reading of a file of the classifier that changed something, with its counts."""

    __tablename__ = "edition"

    id: Mapped[int] = mapped_column(primary_key=True)
    as_of: Mapped[date]
    sha256: Mapped[str]
    roots: Mapped[list[Any]]  # codes of the highest units in the file
    counts: Mapped[dict[str, Any]]
    read_at: Mapped[datetime]


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
