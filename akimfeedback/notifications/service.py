"""Put messages into the out-tray, and write down what became of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, cast

from sqlalchemy import Table, delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from akimfeedback.accounts.models import User
from akimfeedback.notifications import queries, rules
from akimfeedback.notifications.models import Message, Preference
from akimfeedback.notifications.rules import Channel, MessageState

_MESSAGES = insert(cast(Table, Message.__table__))


class Hearer(Protocol):
    """What a message needs to know about a person; an account has it all."""

    @property
    def id(self) -> int:
        """Return the number of the account."""

    @property
    def phone(self) -> str | None:
        """Return the phone in E.164."""

    @property
    def email(self) -> str | None:
        """Return the mail address."""

    @property
    def language(self) -> str:
        """Return kk, ru or en."""

    @property
    def erased_at(self) -> datetime | None:
        """Return when the person was erased."""


@dataclass(frozen=True)
class _News:
    kind: str
    at: datetime
    dedupe: str | None
    urgent: bool
    params: dict[str, object]


def tell(
    session: Session,
    user: User | None,
    kind: str,
    *,
    at: datetime,
    dedupe: str | None = None,
    urgent: bool = False,
    channels: Iterable[Channel] | None = None,
    **params: object,
) -> Message | None:
    """Tell a person a piece of news by bell and by phone (or mail where there is no phone).

    Returns the message that leaves, the bell's where none leaves, None when nobody is there to hear it
    (no person, erased, switched off) or when the same `dedupe` was told to the same person before. `path`
    among the parameters is the page of the next step. Never commits, never sends.
    """
    if user is None or user.erased_at is not None:
        return None
    news = _News(kind, at, dedupe, urgent, params)
    rows = [
        _row(news, channel, user.language, user_id=user.id, address=_address(user, channel))
        for channel in _wanted(session, user, kind, channels)
    ]
    told = _put(session, rows)
    return told[-1] if told else None


def tell_all(
    session: Session, users: Iterable[User], kind: str, *, at: datetime,
    channels: Iterable[Channel] | None = None, **params: object,
) -> int:  # fmt: skip
    """Tell several people the same news in two statements; return how many rows were written."""
    news = _News(kind, at, None, False, params)
    wanted = None if channels is None else tuple(channels)
    off = queries.who_switched_off(session, kind)
    rows = [
        _row(news, channel, user.language, user_id=user.id, address=_address(user, channel))
        for user in users
        if user.erased_at is None
        for channel in _channels(user, wanted, off.get(user.id, frozenset()))
    ]
    return len(_put(session, rows))


@dataclass(frozen=True)
class Letter:
    """A piece of news for one person; `params` as in `tell`."""

    user: Hearer | None
    kind: str
    params: Mapping[str, object]


def tell_each(session: Session, letters: Sequence[Letter], *, at: datetime) -> int:
    """Tell several people different news in two statements, without reading rows back; return how many."""
    heard = [letter for letter in letters if letter.user is not None and letter.user.erased_at is None]
    off = queries.switched_off_by(session, {letter.kind for letter in heard})
    rows = [
        _row(news, channel, user.language, user_id=user.id, address=_address(user, channel))
        for user, news in ((one.user, _News(one.kind, at, None, False, dict(one.params))) for one in heard)
        if user is not None
        for channel in _channels(user, None, off.get((user.id, news.kind), frozenset()))
    ]
    if rows:
        session.execute(_MESSAGES, rows)
    return len(rows)


def tell_address(
    session: Session,
    *,
    channel: Channel,
    address: str,
    language: str,
    kind: str,
    at: datetime,
    dedupe: str | None = None,
    urgent: bool = False,
    **params: object,
) -> Message | None:
    """Tell a phone or mailbox that has no account yet; None when the same `dedupe` was told before."""
    news = _News(kind, at, dedupe, urgent, params)
    told = _put(session, [_row(news, channel, language, user_id=None, address=address)])
    return told[0] if told else None


def _wanted(session: Session, user: User, kind: str, channels: Iterable[Channel] | None) -> list[Channel]:
    return _channels(user, channels, queries.switched_off(session, user.id, kind))


def _channels(user: Hearer, channels: Iterable[Channel] | None, off: frozenset[str]) -> list[Channel]:
    if channels is None:
        channels = (Channel.BELL, Channel.SMS if user.phone else Channel.EMAIL)
    return [
        channel
        for channel in channels
        if channel not in off and (channel == Channel.BELL or _address(user, channel) is not None)
    ]


def _address(user: Hearer, channel: Channel) -> str | None:
    return {Channel.SMS: user.phone, Channel.EMAIL: user.email, Channel.BELL: None}[channel]


def _row(
    news: _News, channel: Channel, language: str, *, user_id: int | None, address: str | None
) -> dict[str, Any]:
    inside = channel == Channel.BELL
    return {
        "dedupe": None if news.dedupe is None else f"{news.dedupe}:{user_id or address}:{channel}",
        "user_id": user_id,
        "channel": channel,
        "address": address,
        "language": language,
        "kind": news.kind,
        "params": {name: _plain(value) for name, value in news.params.items()},
        "urgent": news.urgent,
        "state": MessageState.SENT if inside else MessageState.WAITING,
        "created_at": news.at,
        "next_try_at": rules.send_from(news.at, channel, urgent=news.urgent),
        "sent_at": news.at if inside else None,
    }


def _plain(value: object) -> object:
    """Return what JSON can hold: days and moments as ISO text."""
    isoformat = getattr(value, "isoformat", None)
    return isoformat() if isoformat is not None else value


def _put(session: Session, rows: list[dict[str, Any]]) -> list[Message]:
    if not rows:
        return []
    session.flush()  # the person may be new in this very transaction
    put = insert(Message).on_conflict_do_nothing(index_elements=["dedupe"]).returning(Message)
    put = put.execution_options(render_nulls=True)  # one statement, though the bell has no address
    return sorted(session.scalars(put, rows), key=lambda message: message.channel != Channel.BELL)


def take(session: Session, now: datetime, limit: int) -> list[Message]:
    """Claim messages: count the try and hold them for `rules.LEASE`. The caller commits, then calls."""
    claimed = list(queries.to_send(session, now, limit))
    for message in claimed:
        message.tries += 1
        message.next_try_at = now + rules.LEASE
    return claimed


def sent(message: Message, *, text: str, provider_id: str | None, keep_text: bool, now: datetime) -> None:
    """Write that a message left; what opens something is forgotten unless the row is itself the outbox."""
    message.state = MessageState.SENT
    message.sent_at = now
    message.provider_id = provider_id
    message.error = None
    secret = rules.is_secret(message.params) and not keep_text
    message.text = None if secret else text
    if secret:
        kept = message.params.keys() - rules.SECRET_PARAMS
        message.params = {name: message.params[name] for name in kept}


def not_sent(message: Message, *, error: str, final: bool, now: datetime) -> None:
    """Write that a try failed: wait longer, or give up where everybody can see it."""
    message.error = error
    if final or rules.gives_up(message.tries, message.created_at, now, urgent=message.urgent):
        message.state = MessageState.FAILED
        return
    again = now + rules.wait_after(message.tries, urgent=message.urgent)
    message.next_try_at = rules.send_from(again, Channel(message.channel), urgent=message.urgent)


def try_again(session: Session, message_ids: Iterable[int], *, now: datetime) -> int:
    """Put messages given up back into the tray, return how many; an operator does it after a repair."""
    again = (
        update(Message)
        .where(Message.id.in_(list(message_ids)))
        .where(Message.state == MessageState.FAILED, Message.address.is_not(None))
        .values(state=MessageState.WAITING, tries=0, next_try_at=now)
        .returning(Message.id)
    )
    return len(session.scalars(again).all())


def read_all(session: Session, user_id: int, *, now: datetime) -> None:
    """Mark a person's news as read."""
    session.execute(
        update(Message)
        .where(Message.user_id == user_id, Message.channel == Channel.BELL, Message.read_at.is_(None))
        .values(read_at=now)
    )


def choose(session: Session, user_id: int, off: Iterable[tuple[str, str]]) -> None:
    """Set what a person does not want to hear, as (kind, channel); kinds that are owed are ignored."""
    session.execute(delete(Preference).where(Preference.user_id == user_id))
    chosen = {(kind, str(channel)) for kind, channel in off if rules.can_switch_off(kind)}
    session.add_all(Preference(user_id=user_id, kind=kind, channel=name) for kind, name in sorted(chosen))


def forget_person(session: Session, user_id: int) -> None:
    """Empty a person's messages: addresses and texts go, unsent ones are dropped; the counts stay."""
    session.execute(
        update(Message)
        .where(Message.user_id == user_id, Message.state == MessageState.WAITING)
        .values(state=MessageState.DROPPED)
    )
    session.execute(
        update(Message)
        .where(Message.user_id == user_id)
        .values(address=None, text=None, params={}, provider_id=None)
    )
    session.execute(delete(Preference).where(Preference.user_id == user_id))


def forget_old(session: Session, *, now: datetime, limit: int = 5_000) -> int:
    """Empty addresses and texts of messages older than 90 days, return how many rows were emptied."""
    old = (
        select(Message.id)
        .where(Message.created_at < now - rules.ADDRESS_LIFE, Message.address.is_not(None))
        .limit(limit)
    )
    emptied = (
        update(Message)
        .where(Message.id.in_(old))
        .values(address=None, text=None, provider_id=None, params={})
        .returning(Message.id)
    )
    return len(session.scalars(emptied).all())
