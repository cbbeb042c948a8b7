"""The sweep of the out-tray: texts, gateways, night, killed workers, the bell's page."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from akimfeedback.core import clock
from akimfeedback.core.settings import Settings
from akimfeedback.notifications import jobs, service
from akimfeedback.notifications.models import Message
from akimfeedback.notifications.rules import Channel, MessageState
from tests import make
from tests.accounts.signing import sign_in
from tests.notifications.gateway import http_gateway, smtp_server
from tests.pages import Page

NAME = "Көше шамы"


@contextmanager
def settings(app: Flask, **changes: dict[str, object]) -> Iterator[None]:
    """Run the block with other settings of some sections."""
    kept: Settings = app.extensions["akimfeedback.settings"]
    sections = {name: getattr(kept, name).model_copy(update=values) for name, values in changes.items()}
    app.extensions["akimfeedback.settings"] = kept.model_copy(update=sections)
    try:
        yield
    finally:
        app.extensions["akimfeedback.settings"] = kept


def sms(
    session: Session, language: str = "kk", *, urgent: bool = True, kind: str = "programmes.updated"
) -> Message:
    """Return a waiting text message that may leave at any hour."""
    user = make.person(session, language=language)
    told = service.tell(
        session, user, kind, at=clock.now(), channels=[Channel.SMS], urgent=urgent, name=NAME, path="u/9"
    )
    assert told is not None
    session.commit()
    return told


def sweep(app: Flask, session: Session) -> int:
    with app.app_context():
        left = jobs.send_waiting()
    session.expire_all()
    return left


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("kk", "Уәде бойынша жаңалық: «Көше шамы». auyl.kz/u/9"),
        ("ru", "Новости по обещанию «Көше шамы»: auyl.kz/u/9"),
        ("en", "Promise update: “Көше шамы”. auyl.kz/u/9"),
    ],
)
def test_a_message_leaves_in_the_readers_language(
    app: Flask, session: Session, language: str, text: str
) -> None:
    message = sms(session, language)

    with settings(app, product={"short_host": "auyl.kz"}):
        left = sweep(app, session)

    assert (left, message.state, message.text) == (1, MessageState.SENT, text)


def test_a_gateway_gets_it_once(app: Flask, session: Session) -> None:
    message = sms(session)
    taken = http_gateway((200, {"id": 7, "cnt": 1}))
    with taken as gateway, settings(app, sms={"adapter": "smsc", "host": gateway.url}):
        counts = [sweep(app, session), sweep(app, session)]

    assert counts == [1, 0]
    assert len(gateway.asked) == 1
    assert (message.provider_id, message.tries) == ("7", 1)


def test_a_gateway_that_is_down_is_asked_again_later(app: Flask, session: Session) -> None:
    message = sms(session)
    with http_gateway((503, "busy")) as gateway, settings(app, sms={"adapter": "smsc", "host": gateway.url}):
        counts = [sweep(app, session), sweep(app, session)]

    assert counts == [0, 0]
    assert (len(gateway.asked), message.state, message.error) == (1, MessageState.WAITING, "http-503")
    assert message.next_try_at > clock.now()


def test_a_wrong_number_is_given_up_in_the_open(app: Flask, session: Session) -> None:
    message = sms(session)
    refused = http_gateway((200, {"error": "no", "error_code": 7}))
    with refused as gateway, settings(app, sms={"adapter": "smsc", "host": gateway.url}):
        sweep(app, session)

    assert (message.state, message.error) == (MessageState.FAILED, "smsc-bad-number")
    told = app.test_cli_runner().invoke(args=["messages", "failed"])
    assert "smsc-bad-number" in told.output
    assert str(message.address) not in told.output


def test_one_bad_message_does_not_hold_up_the_others(app: Flask, session: Session) -> None:
    bad = sms(session, kind="programmes.no-such-words")
    good = sms(session)

    sweep(app, session)

    assert (bad.state, bad.error) == (MessageState.WAITING, "text-TemplateNotFound")
    assert good.state == MessageState.SENT


def test_a_killed_worker_costs_a_repeat_not_a_message(app: Flask, session: Session) -> None:
    message = sms(session)
    with app.app_context():
        service.take(session, clock.now(), 10)  # claimed, committed, and then the worker died
        session.commit()
    before_the_lease_ends = sweep(app, session)
    message.next_try_at = clock.now() - timedelta(seconds=1)
    session.commit()

    after = sweep(app, session)

    assert (before_the_lease_ends, after, message.tries) == (0, 1, 2)


def test_a_letter_leaves_by_mail(app: Flask, session: Session) -> None:
    service.tell_address(
        session, channel=Channel.EMAIL, address="a@example.kz", language="kk", kind="programmes.updated",
        at=clock.now(), name=NAME, path="u/9",
    )  # fmt: skip
    session.commit()
    with smtp_server() as server:
        mail = {
            "adapter": "smtp",
            "host": "127.0.0.1",
            "port": server.port,
            "tls": "none",
            "sender": "n@auyl.kz",
        }
        with settings(app, mail=mail):
            left = sweep(app, session)

    assert (left, len(server.letters)) == (1, 1)


def test_the_bell_shows_news_and_forgets_the_dot(page: Page, session: Session) -> None:
    user = make.person(session)
    service.tell(session, user, "programmes.updated", at=clock.now(), name=NAME, path="u/9")
    session.commit()
    sign_in(page, session, user)

    page.get("/news")
    first = page.all("span", class_="case__dot")
    page.get("/news", query={"lang": "ru"})

    assert len(first) == 1
    assert page.all("span", class_="case__dot") == []
    assert "Новости по обещанию «Көше шамы»" in page.text
    assert "/u/9" in page.links()


def test_an_empty_bell_says_what_will_come(page: Page, session: Session) -> None:
    sign_in(page, session, make.person(session))

    page.get("/news")

    assert "Жаңалық әзірге жоқ." in page.text


def test_a_visitor_has_no_bell(page: Page) -> None:
    page.get("/news", status=302)


def test_what_is_unticked_is_not_sent(page: Page, session: Session) -> None:
    user = make.person(session)
    sign_in(page, session, user)
    page.get("/news/settings")

    page.post("/news/settings", {"on": "programmes.updated/email"})
    page.follow()

    ticked = {
        box.get("value") for box in page.all("input", type="checkbox") if box.get("checked") is not None
    }
    assert ticked == {"programmes.updated/email"}
    service.tell(session, user, "programmes.updated", at=clock.now(), name=NAME, path="u/9")
    assert list(session.scalars(select(Message.channel).where(Message.user_id == user.id))) == [Channel.BELL]


def test_retry_brings_back_what_was_given_up(app: Flask, session: Session) -> None:
    message = sms(session, urgent=False)
    message.state = MessageState.FAILED
    session.commit()

    app.test_cli_runner().invoke(args=["messages", "retry"])
    session.expire_all()

    assert (message.state, message.tries) == (MessageState.WAITING, 0)
