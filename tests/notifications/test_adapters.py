"""Each way out against a local server of its shape: what is sent, what an answer means."""

import socket
from email import message_from_string
from email.header import decode_header, make_header

import pytest

from akimfeedback.core.settings import load_settings
from akimfeedback.notifications.adapters import SendFailed
from akimfeedback.notifications.adapters.chosen import adapters
from akimfeedback.notifications.adapters.mobizon import Mobizon
from akimfeedback.notifications.adapters.outbox import Outbox
from akimfeedback.notifications.adapters.smsc import Smsc
from akimfeedback.notifications.adapters.smtp import Smtp
from akimfeedback.notifications.rules import Channel
from tests.notifications.gateway import http_gateway, smtp_server

PHONE = "+77010000001"
TEXT = "№2107: жауап дайын. Шешілді ме? turgynuni.kz/r/7KQ4"


def test_smsc_is_asked_in_utf8_with_our_number() -> None:
    with http_gateway((200, {"id": 31, "cnt": 1})) as gateway:
        number = Smsc(gateway.url, "operator", "secret", "AUYL").send(PHONE, TEXT, number=31, language="kk")

    assert number == "31"
    assert gateway.asked == [
        (
            "/sys/send.php",
            {
                "login": "operator",
                "psw": "secret",
                "phones": "77010000001",
                "mes": TEXT,
                "id": "31",
                "charset": "utf-8",
                "fmt": "3",
                "sender": "AUYL",
            },
        )
    ]


@pytest.mark.parametrize(
    ("code", "error", "final"),
    [
        (1, "smsc-bad-parameters", True),
        (2, "smsc-bad-password", False),
        (3, "smsc-no-money", False),
        (4, "smsc-address-blocked", False),
        (6, "smsc-forbidden-text", True),
        (7, "smsc-bad-number", True),
        (8, "smsc-cannot-be-delivered", True),
        (9, "smsc-too-many-calls", False),
        (77, "smsc-error", False),
    ],
)
def test_smsc_errors_tell_whether_to_try_again(code: int, error: str, final: bool) -> None:
    body = {"error": "words of the gateway", "error_code": code}
    with http_gateway((200, body)) as gateway, pytest.raises(SendFailed) as failed:
        Smsc(gateway.url, "operator", "secret").send(PHONE, TEXT, number=1, language="kk")

    assert (failed.value.code, failed.value.final) == (error, final)


def test_mobizon_is_asked_with_the_key() -> None:
    body = {"code": 0, "data": {"campaignId": "9", "messageId": "77", "status": 2}, "message": ""}
    with http_gateway((200, body)) as gateway:
        number = Mobizon(gateway.url, "key", "AUYL").send(PHONE, TEXT, number=5, language="kk")

    assert number == "77"
    path, fields = gateway.asked[0]
    assert path == "/service/Message/SendSmsMessage"
    assert fields == {
        "apiKey": "key",
        "recipient": "77010000001",
        "text": TEXT,
        "output": "json",
        "from": "AUYL",
    }


@pytest.mark.parametrize(
    ("code", "error", "final"),
    [
        (1, "mobizon-bad-parameters", True),
        (8, "mobizon-bad-key", False),
        (30, "mobizon-too-many-calls", False),
        (999, "mobizon-error", False),
        (None, "mobizon-error", False),
    ],
)
def test_mobizon_errors_tell_whether_to_try_again(code: int | None, error: str, final: bool) -> None:
    body: dict[str, object] = {"code": code, "data": [], "message": "no"}
    with http_gateway((200, body)) as gateway, pytest.raises(SendFailed) as failed:
        Mobizon(gateway.url, "key").send(PHONE, TEXT, number=5, language="kk")

    assert (failed.value.code, failed.value.final) == (error, final)


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ((503, "busy"), "http-503"),
        ((302, ""), "http-302"),
        ((200, "<html>"), "not-json"),
        ((200, [1]), "not-json"),
    ],
)
def test_a_gateway_that_talks_nonsense_is_tried_again(answer: tuple[int, object], error: str) -> None:
    with http_gateway(answer) as gateway, pytest.raises(SendFailed) as failed:
        Smsc(gateway.url, "operator", "secret").send(PHONE, TEXT, number=1, language="kk")

    assert (failed.value.code, failed.value.final) == (error, False)


def test_a_gateway_that_is_silent_is_not_waited_for() -> None:
    with http_gateway((200, {"id": 1}), wait=0.5) as gateway, pytest.raises(SendFailed) as failed:
        Smsc(gateway.url, "operator", "secret", timeout_s=0.1).send(PHONE, TEXT, number=1, language="kk")

    assert (failed.value.code, failed.value.final) == ("no-answer", False)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_a_gateway_that_is_away_is_tried_again() -> None:
    with pytest.raises(SendFailed) as failed:
        Mobizon(f"http://127.0.0.1:{free_port()}", "key").send(PHONE, TEXT, number=1, language="kk")

    assert (failed.value.code, failed.value.final) == ("no-connection", False)


def letterbox(port: int) -> Smtp:
    subjects = {"kk": "Тұрғын үні"}
    return Smtp("127.0.0.1", port, "none", "noreply@turgynuni.kz", domain="turgynuni.kz", subjects=subjects)


def test_a_letter_carries_the_text_and_the_same_number_each_time() -> None:
    with smtp_server() as server:
        numbers = {
            letterbox(server.port).send("a@example.kz", TEXT, number=9, language="kk") for _ in range(2)
        }

    letter = message_from_string(server.letters[0])
    content = letter.get_payload(decode=True)
    assert numbers == {"<message-9@turgynuni.kz>"}
    assert isinstance(content, bytes)
    assert content.decode("utf-8").strip() == TEXT
    assert str(make_header(decode_header(letter["Subject"]))) == "Тұрғын үні"
    assert letter["To"] == "a@example.kz"


@pytest.mark.parametrize(
    ("answer", "final"), [("550 no such user", True), ("451 later", False)], ids=["no mailbox", "busy"]
)
def test_a_mailbox_that_refuses(answer: str, final: bool) -> None:
    with smtp_server(answer) as server, pytest.raises(SendFailed) as failed:
        letterbox(server.port).send("a@example.kz", TEXT, number=9, language="kk")

    assert (failed.value.code, failed.value.final) == ("smtp-no-such-mailbox", final)


def test_a_mail_server_that_is_away_is_tried_again() -> None:
    with pytest.raises(SendFailed) as failed:
        letterbox(free_port()).send("a@example.kz", TEXT, number=9, language="kk")

    assert (failed.value.code, failed.value.final) == ("no-connection", False)


@pytest.mark.parametrize(
    ("environ", "sms", "mail"),
    [
        ({}, Outbox, Outbox),
        ({"AKF_SMS__ADAPTER": "smsc", "AKF_MAIL__ADAPTER": "smtp"}, Smsc, Smtp),
        ({"AKF_SMS__ADAPTER": "mobizon"}, Mobizon, Outbox),
    ],
)
def test_the_settings_choose_the_way_out(environ: dict[str, str], sms: type, mail: type) -> None:
    ways = adapters(load_settings({"AKF_ENV": "test", **environ}))

    assert (type(ways[Channel.SMS]), type(ways[Channel.EMAIL])) == (sms, mail)
