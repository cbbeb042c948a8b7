"""Offices of okrugs and the mandates people hold in units of any level."""

from datetime import date, datetime, time

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from akimfeedback.accounts.models import User
from akimfeedback.core.db import Base, one_of
from akimfeedback.geography.models import Territory
from akimfeedback.mandates.rules import AkimKind, Role


class Office(Base):
    """The akim's office of a unit: the addressee of requests. It outlives the akim."""

    __tablename__ = "office"

    id: Mapped[int] = mapped_column(primary_key=True)
    territory_id: Mapped[int] = mapped_column(ForeignKey("territory.id"), unique=True)
    connected_from: Mapped[date | None]  # written acceptance of the term; None: not joined
    acceptance_note: Mapped[str | None]  # number and date of the signed paper
    acceptance_file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    phone: Mapped[str | None]
    address: Mapped[str | None]
    opens: Mapped[time] = mapped_column(default=time(9, 0))
    closes: Mapped[time] = mapped_column(default=time(18, 30))
    created_at: Mapped[datetime]

    territory: Mapped[Territory] = relationship()


class Mandate(Base):
    """One person in one role in one unit between two days. Both days belong to it."""

    __tablename__ = "mandate"
    __table_args__ = (
        CheckConstraint(one_of("role", Role), name="role_known"),
        CheckConstraint(f"akim_kind IS NULL OR {one_of('akim_kind', AkimKind)}", name="akim_kind_known"),
        CheckConstraint("(role = 'akim') = (akim_kind IS NOT NULL)", name="akim_kind_given"),
        CheckConstraint("ends_on IS NULL OR starts_on <= ends_on", name="ends_after_start"),
        # built-in range classes only: the embedded server has no btree_gist
        ExcludeConstraint(
            (text("int4range(territory_id, territory_id, '[]')"), "&&"),
            (text("daterange(starts_on, ends_on, '[]')"), "&&"),
            where=text("role = 'akim'"),
            using="gist",
            name="one_akim_at_a_time",
        ),
        Index("ix_mandate_user", "user_id"),
        Index("ix_mandate_territory_role", "territory_id", "role"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))  # None: has no account yet
    territory_id: Mapped[int] = mapped_column(ForeignKey("territory.id"))
    role: Mapped[str]
    akim_kind: Mapped[str | None]
    holder: Mapped[str]  # name as published: officials only
    constituency: Mapped[str | None]  # deputies; None: whole unit
    party_list: Mapped[bool] = mapped_column(default=False)
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]  # None: open end
    created_at: Mapped[datetime]

    user: Mapped[User | None] = relationship()
    territory: Mapped[Territory] = relationship()


class DeputyOkrug(Base):
    """Which okrugs a deputy answers for; a party-list deputy has none and sees the whole district."""

    __tablename__ = "deputy_okrug"

    mandate_id: Mapped[int] = mapped_column(ForeignKey("mandate.id"), primary_key=True)
    territory_id: Mapped[int] = mapped_column(ForeignKey("territory.id"), primary_key=True)


class Invitation(Base):
    """A link that seats a person in a mandate once, by SMS or e-mail."""

    __tablename__ = "invitation"

    id: Mapped[int] = mapped_column(primary_key=True)
    mandate_id: Mapped[int] = mapped_column(ForeignKey("mandate.id"))
    token_hash: Mapped[str] = mapped_column(unique=True)
    phone: Mapped[str | None]
    email: Mapped[str | None]
    created_by: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]

    mandate: Mapped[Mandate] = relationship()
