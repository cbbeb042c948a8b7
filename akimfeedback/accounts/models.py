"""People and how they prove who they are."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, Index, LargeBinary, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column, relationship

from akimfeedback.accounts.rules import CodePurpose, ConsentKind
from akimfeedback.core.db import Base, one_of
from akimfeedback.geography.models import Territory


class User(Base):
    """A person. After erasure only the number of the row stays, without identity."""

    __tablename__ = "app_user"
    __table_args__ = (
        CheckConstraint("language IN ('kk', 'ru', 'en')", name="language_known"),
        CheckConstraint("erased_at IS NULL OR (phone IS NULL AND name IS NULL)", name="erased_is_empty"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    phone: Mapped[str | None] = mapped_column(unique=True)  # E.164; None: erased, or staff known by e-mail
    email: Mapped[str | None] = mapped_column(unique=True)
    name: Mapped[str | None]  # None: not given
    language: Mapped[str] = mapped_column(default="kk")
    home_id: Mapped[int | None] = mapped_column(ForeignKey("territory.id"))  # village; None: not chosen
    birth_year: Mapped[int | None] = mapped_column(SmallInteger)
    phone_confirmed_at: Mapped[datetime | None]
    shared_phone: Mapped[bool] = mapped_column(default=False)
    theme: Mapped[str | None]  # light | dark; None: as the system
    large_text: Mapped[bool] = mapped_column(default=False)
    pin_hash: Mapped[str | None]  # staff on a remembered device
    totp_secret: Mapped[str | None]
    totp_last_step: Mapped[int | None] = mapped_column(BigInteger)  # a code is good once
    failed_tries: Mapped[int] = mapped_column(SmallInteger, default=0)
    locked_until: Mapped[datetime | None]
    created_at: Mapped[datetime]
    erased_at: Mapped[datetime | None]

    home: Mapped[Territory | None] = relationship()


class Consent(Base):
    """One consent to one version of the text, in the language it was read in."""

    __tablename__ = "consent"
    __table_args__ = (CheckConstraint(one_of("kind", ConsentKind), name="kind_known"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("app_user.id"), index=True)
    kind: Mapped[str]
    version: Mapped[str]
    language: Mapped[str]
    given_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class SignInCode(Base):
    """One code sent to one phone or address. Tries and daily caps are counted on these rows."""

    __tablename__ = "sign_in_code"
    __table_args__ = (
        CheckConstraint(one_of("purpose", CodePurpose), name="purpose_known"),
        Index("ix_sign_in_code_address", "address", "created_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    address: Mapped[str]  # phone in E.164
    purpose: Mapped[str]
    code_hash: Mapped[str]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    wrong_tries: Mapped[int] = mapped_column(SmallInteger, default=0)
    used_at: Mapped[datetime | None]


class SignInSession(Base):
    """One signed-in browser. Ending the row signs the browser out."""

    __tablename__ = "sign_in_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("app_user.id"), index=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    how: Mapped[str]  # code | pin | passkey
    strong: Mapped[bool] = mapped_column(default=False)  # second factor given
    device: Mapped[str]  # family of browser and system, nothing finer
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    user: Mapped[User] = relationship()


class RememberedDevice(Base):
    """A staff member's browser that may use a PIN or passkey instead of a code for 30 days."""

    __tablename__ = "remembered_device"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("app_user.id"), index=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    device: Mapped[str]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    wrong_pins: Mapped[int] = mapped_column(SmallInteger, default=0)
    ended_at: Mapped[datetime | None]


class Passkey(Base):
    """A WebAuthn credential of a staff member."""

    __tablename__ = "passkey"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("app_user.id"), index=True)
    credential_id: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int] = mapped_column(BigInteger)
    name: Mapped[str]
    created_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]


class PendingRequest(Base):
    """A text of somebody not yet signed in, kept until the code comes. Erased once used or after 7 days."""

    __tablename__ = "pending_form"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    fields: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
