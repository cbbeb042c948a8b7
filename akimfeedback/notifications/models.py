"""Messages that wait, left or failed, and what people do not want to hear."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, Index, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from akimfeedback.accounts.models import User
from akimfeedback.core.db import Base, one_of
from akimfeedback.notifications.rules import Channel, MessageState


class Message(Base):
    """One message to one address. `kind` names the template `<package>/messages/<verb>.txt`."""

    __tablename__ = "message"
    __table_args__ = (
        CheckConstraint(one_of("channel", Channel), name="channel_known"),
        CheckConstraint(one_of("state", MessageState), name="state_known"),
        Index("ix_message_waiting", "next_try_at", "id", postgresql_where="state = 'waiting'"),
        Index("ix_message_user", "user_id", "id"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    dedupe: Mapped[str | None] = mapped_column(unique=True)  # the same news is told once
    user_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))  # None: a phone without an account yet
    channel: Mapped[str]
    address: Mapped[str | None]  # phone or e-mail; None for the bell; emptied after 90 days
    language: Mapped[str]
    kind: Mapped[str]
    params: Mapped[dict[str, Any]] = mapped_column(
        default=dict
    )  # numbers, dates, links: never names or texts
    text: Mapped[str | None]  # as sent
    urgent: Mapped[bool] = mapped_column(default=False)  # codes: also in quiet hours
    state: Mapped[str]
    tries: Mapped[int] = mapped_column(SmallInteger, default=0)
    created_at: Mapped[datetime]
    next_try_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    read_at: Mapped[datetime | None]  # the bell
    error: Mapped[str | None]
    provider_id: Mapped[str | None]


class Preference(Base):
    """A kind of message a person switched off on a channel. Codes and answers cannot be switched off."""

    __tablename__ = "message_preference"

    user_id: Mapped[int] = mapped_column(ForeignKey(User.id), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(primary_key=True)
