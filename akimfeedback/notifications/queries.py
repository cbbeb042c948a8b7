"""Read the out-tray: what waits, what failed, a person's bell."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from akimfeedback.notifications import rules
from akimfeedback.notifications.models import Message, Preference
from akimfeedback.notifications.rules import Channel, MessageState


def switched_off(session: Session, user_id: int, kind: str) -> frozenset[str]:
    """Return the channels on which a person does not want this kind; empty for kinds that are owed."""
    if not rules.can_switch_off(kind):
        return frozenset()
    rows = select(Preference.channel).where(Preference.user_id == user_id, Preference.kind == kind)
    return frozenset(session.scalars(rows))


def who_switched_off(session: Session, kind: str) -> Mapping[int, frozenset[str]]:
    """Return the channels switched off for a kind by person; empty for kinds that are owed."""
    if not rules.can_switch_off(kind):
        return {}
    rows = select(Preference.user_id, func.array_agg(Preference.channel)).where(Preference.kind == kind)
    return {user_id: frozenset(off) for user_id, off in session.execute(rows.group_by(Preference.user_id))}


def switched_off_by(session: Session, kinds: Collection[str]) -> Mapping[tuple[int, str], frozenset[str]]:
    """Return the channels switched off by (person, kind); nothing is asked for kinds that are owed."""
    asked = sorted(kind for kind in kinds if rules.can_switch_off(kind))
    if not asked:
        return {}
    rows = select(Preference.user_id, Preference.kind, func.array_agg(Preference.channel))
    rows = rows.where(Preference.kind.in_(asked)).group_by(Preference.user_id, Preference.kind)
    return {(user_id, kind): frozenset(off) for user_id, kind, off in session.execute(rows)}


def preferences(session: Session, user_id: int) -> frozenset[tuple[str, str]]:
    """Return everything a person switched off, as (kind, channel)."""
    rows = select(Preference.kind, Preference.channel).where(Preference.user_id == user_id)
    return frozenset((kind, channel) for kind, channel in session.execute(rows))


def to_send(session: Session, now: datetime, limit: int) -> Sequence[Message]:
    """Return waiting messages whose time has come, urgent first, locked.

    Those another worker holds are skipped.
    """
    rows = (
        select(Message)
        .where(Message.state == MessageState.WAITING, Message.next_try_at <= now)
        .order_by(Message.urgent.desc(), Message.next_try_at, Message.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    if rules.is_quiet(now):
        rows = rows.where(or_(Message.urgent, Message.channel != Channel.SMS))
    return session.scalars(rows).all()


def bell(session: Session, user_id: int, *, limit: int = 20, offset: int = 0) -> Sequence[Message]:
    """Return a person's news, newest first."""
    rows = (
        select(Message)
        .where(Message.user_id == user_id, Message.channel == Channel.BELL)
        .order_by(Message.id.desc())
        .limit(limit)
        .offset(offset)
    )
    return session.scalars(rows).all()


def unread(session: Session, user_id: int) -> int:
    """Return how many news a person has not opened, never more than 100."""
    rows = (
        select(Message.id)
        .where(Message.user_id == user_id, Message.channel == Channel.BELL, Message.read_at.is_(None))
        .limit(100)
    )
    return session.scalar(select(func.count()).select_from(rows.subquery())) or 0


def outbox(session: Session, *, limit: int = 100) -> Sequence[Message]:
    """Return what left or waits to leave by SMS and mail, newest first; for the demo's outbox page only."""
    rows = select(Message).where(Message.channel != Channel.BELL).order_by(Message.id.desc()).limit(limit)
    return session.scalars(rows).all()


def failed(session: Session, *, since: datetime, limit: int = 200) -> Sequence[Message]:
    """Return messages given up since a moment, newest first."""
    rows = (
        select(Message)
        .where(Message.state == MessageState.FAILED, Message.created_at >= since)
        .order_by(Message.id.desc())
        .limit(limit)
    )
    return session.scalars(rows).all()


def counts(session: Session) -> dict[tuple[str, str], int]:
    """Return how many messages of each channel wait or were given up; for metrics."""
    rows = (
        select(Message.channel, Message.state, func.count())
        .where(Message.state.in_((MessageState.WAITING, MessageState.FAILED)))
        .group_by(Message.channel, Message.state)
    )
    return {(channel, state): count for channel, state, count in session.execute(rows)}
