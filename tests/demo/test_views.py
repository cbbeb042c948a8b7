"""The outbox shows what would leave, in the demo and nowhere else."""

from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from akimfeedback.app import create_app
from akimfeedback.core.settings import load_settings
from akimfeedback.demo.outbox import pieces
from akimfeedback.notifications.rules import Channel
from akimfeedback.notifications.service import tell_address
from tests.pages import Page

PHONE = "+77000000101"


@pytest.fixture
def code(session: Session, now: datetime) -> None:
    for phone, digits in ((PHONE, "48213"), ("+77000000102", "99887")):
        tell_address(
            session,
            channel=Channel.SMS,
            address=phone,
            language="ru",
            kind="accounts.code",
            at=now,
            code=digits,
        )
    session.commit()


def test_a_visitor_reads_every_code(page: Page, code: None) -> None:
    page.get("/demo/outbox")

    assert "48213" in page.text
    assert "99887" in page.text


@pytest.mark.parametrize("typed", [PHONE, "8 700 000 01 01", "77000000101"])
def test_the_outbox_of_one_phone_shows_its_messages_alone(page: Page, code: None, typed: str) -> None:
    page.get("/demo/outbox", query={"phone": typed})

    assert "48213" in page.text
    assert "99887" not in page.text


def test_a_phone_without_messages_says_so(page: Page) -> None:
    page.get("/demo/outbox", query={"phone": "+77000009999"})

    assert page.all("ol") == [] or "48213" not in page.text


def test_scripts_read_the_newest_first_and_nobody_keeps_it(app: Flask, code: None) -> None:
    response = app.test_client().get("/demo/outbox.json")

    assert [message["to"] for message in response.get_json()["messages"]] == ["+77000000102", PHONE]
    assert response.headers["Cache-Control"] == "no-store"


def test_addresses_of_the_product_become_links_and_others_stay_words() -> None:
    found = pieces("№2107: жауап дайын. 127.0.0.1:8000/r/7kq4. evil.example/r/x", "127.0.0.1:8000")

    assert found == [
        ("№2107: жауап дайын. ", None),
        ("127.0.0.1:8000/r/7kq4", "/r/7kq4"),
        (". evil.example/r/x", None),
    ]


def test_production_has_no_outbox_and_no_demo_commands() -> None:
    settings = load_settings(
        {
            "AKF_ENV": "production",
            "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
            "REDIS_URL": "redis://127.0.0.1:1/0",
            "SECRET_KEY": "x" * 40,
        }
    )
    app = create_app(settings)

    assert not [rule.rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/demo")]
    assert "demo" not in app.cli.commands
