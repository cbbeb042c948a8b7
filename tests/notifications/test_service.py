"""Rows of the out-tray: who is told, once, on which channel, and what is forgotten."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from akimfeedback.accounts.models import User
from akimfeedback.notifications import queries, service
from akimfeedback.notifications.models import Message
from akimfeedback.notifications.rules import Channel, MessageState

NIGHT = datetime(2026, 9, 15, 17, 30, tzinfo=UTC)  # 22:30 in Kazakhstan
MORNING = datetime(2026, 9, 16, 3, 0, tzinfo=UTC)  # 08:00


def person(
    session: Session, now: datetime, phone: str | None = "+77010000001", email: str | None = None
) -> User:
    user = User(phone=phone, email=email, language="kk", created_at=now)
    session.add(user)
    session.flush()
    return user


def rows(session: Session) -> list[Message]:
    return list(session.scalars(select(Message).order_by(Message.id)))


def test_news_reach_the_bell_and_the_phone(session: Session, now: datetime) -> None:
    told = service.tell(session, person(session, now), "appeals.answered", at=now, number=2107, path="r/7KQ4")

    bell, sms = rows(session)
    assert told is sms
    assert (bell.channel, bell.state, bell.address) == (Channel.BELL, MessageState.SENT, None)
    assert (sms.channel, sms.state, sms.address) == (Channel.SMS, MessageState.WAITING, "+77010000001")
    assert sms.params == {"number": 2107, "path": "r/7KQ4"}


def test_who_has_no_phone_gets_a_letter(session: Session, now: datetime) -> None:
    told = service.tell(session, person(session, now, None, "a@example.kz"), "appeals.answered", at=now)

    assert told is not None
    assert (told.channel, told.address) == (Channel.EMAIL, "a@example.kz")


@pytest.mark.parametrize("there", [False, True], ids=["nobody", "erased"])
def test_nobody_is_told(session: Session, now: datetime, there: bool) -> None:
    user = person(session, now, None) if there else None
    if user is not None:
        user.erased_at = now

    assert service.tell(session, user, "appeals.answered", at=now) is None
    assert rows(session) == []


def test_the_same_news_is_told_once_to_each(session: Session, now: datetime) -> None:
    one, other = person(session, now), person(session, now, "+77010000002")

    first = service.tell(session, one, "appeals.answered", at=now, dedupe="answer:1")
    again = service.tell(session, one, "appeals.answered", at=now, dedupe="answer:1")
    another = service.tell(session, other, "appeals.answered", at=now, dedupe="answer:1")

    assert first is not None
    assert again is None
    assert another is not None
    assert len(rows(session)) == 4


def test_what_is_switched_off_does_not_leave_but_is_in_the_bell(session: Session, now: datetime) -> None:
    user = person(session, now)
    service.choose(session, user.id, [("programmes.updated", Channel.SMS), ("appeals.answered", Channel.SMS)])

    service.tell(session, user, "programmes.updated", at=now)
    service.tell(session, user, "appeals.answered", at=now)

    assert [(row.kind, row.channel) for row in rows(session)] == [
        ("programmes.updated", Channel.BELL),
        ("appeals.answered", Channel.BELL),
        ("appeals.answered", Channel.SMS),
    ]


def test_a_text_message_sleeps_until_eight_a_code_does_not(session: Session) -> None:
    user = person(session, NIGHT)
    service.tell(session, user, "appeals.answered", at=NIGHT, channels=[Channel.SMS])
    service.tell(session, user, "accounts.code", at=NIGHT, channels=[Channel.SMS], urgent=True, code="48213")

    at_night = [message.kind for message in queries.to_send(session, NIGHT, 10)]
    in_the_morning = [message.kind for message in queries.to_send(session, MORNING, 10)]

    assert at_night == ["accounts.code"]
    assert in_the_morning == ["accounts.code", "appeals.answered"]


def test_a_tray_that_waited_into_the_night_waits_for_the_morning(session: Session) -> None:
    user = person(session, NIGHT)
    service.tell(session, user, "appeals.answered", at=NIGHT - timedelta(hours=3), channels=[Channel.SMS])

    assert list(queries.to_send(session, NIGHT, 10)) == []
    assert len(queries.to_send(session, MORNING, 10)) == 1


def test_a_taken_message_is_leased_and_comes_back(session: Session, now: datetime) -> None:
    service.tell(session, person(session, now), "appeals.answered", at=now)

    taken = service.take(session, now, 10)
    session.flush()

    assert [message.tries for message in taken] == [1]
    assert service.take(session, now + timedelta(minutes=4), 10) == []
    assert len(service.take(session, now + timedelta(minutes=5), 10)) == 1


def test_eight_failures_give_up_where_everybody_sees_it(session: Session, now: datetime) -> None:
    message = service.tell(session, person(session, now), "appeals.answered", at=now)
    assert message is not None

    moment = now
    for _ in range(8):
        moment = max(moment, message.next_try_at)
        service.take(session, moment, 10)
        service.not_sent(message, error="no-answer", final=False, now=moment)
        session.flush()

    assert (message.state, message.tries, message.error) == (MessageState.FAILED, 8, "no-answer")
    assert list(queries.failed(session, since=now)) == [message]
    assert queries.counts(session) == {(Channel.SMS, MessageState.FAILED): 1}
    assert service.try_again(session, [message.id], now=moment) == 1


def test_a_final_refusal_is_not_repeated(session: Session, now: datetime) -> None:
    message = service.tell(session, person(session, now), "appeals.answered", at=now)
    assert message is not None
    service.take(session, now, 10)

    service.not_sent(message, error="smsc-bad-number", final=True, now=now)

    assert (message.state, message.tries) == (MessageState.FAILED, 1)


@pytest.mark.parametrize("keeps", [False, True], ids=["a real gateway", "the demo"])
def test_a_code_is_forgotten_once_it_left(session: Session, now: datetime, keeps: bool) -> None:
    message = service.tell_address(
        session,
        channel=Channel.SMS,
        address="+77010000001",
        language="kk",
        kind="accounts.code",
        at=now,
        code="48213",
    )
    assert message is not None

    service.sent(message, text="48213 – кіру коды", provider_id=None, keep_text=keeps, now=now)

    assert message.state == MessageState.SENT
    assert (message.text is not None) is keeps
    assert ("code" in message.params) is keeps


def test_addresses_are_emptied_after_ninety_days(session: Session, now: datetime) -> None:
    user = person(session, now)
    service.tell(session, user, "appeals.answered", at=now - timedelta(days=91), number=1)
    service.tell(session, user, "appeals.answered", at=now - timedelta(days=89), number=2)

    emptied = service.forget_old(session, now=now)
    session.expire_all()

    kept = {row.address for row in rows(session) if row.channel == Channel.SMS}
    assert emptied == 1
    assert kept == {None, "+77010000001"}


def test_a_person_who_leaves_takes_the_addresses_along(session: Session, now: datetime) -> None:
    user = person(session, now)
    service.tell(session, user, "appeals.answered", at=now, number=1)

    service.forget_person(session, user.id)
    session.expire_all()

    assert [(row.address, row.params) for row in rows(session)] == [(None, {}), (None, {})]
    assert [row.state for row in rows(session)] == [MessageState.SENT, MessageState.DROPPED]


def test_the_bell_counts_what_is_not_read(session: Session, now: datetime) -> None:
    user = person(session, now)
    for number in (1, 2):
        service.tell(session, user, "appeals.answered", at=now, number=number)

    before = queries.unread(session, user.id)
    service.read_all(session, user.id, now=now)

    assert (before, queries.unread(session, user.id)) == (2, 0)
    assert [message.params["number"] for message in queries.bell(session, user.id)] == [2, 1]
