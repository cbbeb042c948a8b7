"""Logs say what happened and never who: no addresses with secrets, no bodies, no people."""

import json
import logging
from collections.abc import Iterator

import pytest
import structlog
from flask import Flask

from akimfeedback.core import requests_log
from akimfeedback.core.logging import configure_logging
from akimfeedback.core.settings import ROOT, load_settings

REAL = {"DATABASE_URL": "postgresql://h/d", "REDIS_URL": "redis://h", "SECRET_KEY": "k" * 40}


@pytest.fixture
def production(capsys: pytest.CaptureFixture[str]) -> Iterator[Flask]:
    """Give a small application that logs as production does."""
    settings = load_settings(REAL, ROOT)
    old = logging.getLogger().level
    configure_logging(settings)
    app = Flask("small")
    app.extensions["akimfeedback.settings"] = settings
    requests_log.init_app(app)
    app.add_url_rule("/verdict/<token>", "verdict", lambda **_: "ok", methods=["GET", "POST"])
    app.add_url_rule("/broken/<token>", "broken", _break)
    yield app
    configure_logging(load_settings({"AKF_ENV": "test"}, ROOT))
    logging.getLogger().setLevel(old)


def _break(token: str) -> str:
    raise ValueError(
        "duplicate key\nDETAIL:  Key (phone)=(+77011234567) already exists for a@b.kz 900101300123"
    )


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines() if line.startswith("{")]


def test_a_request_is_one_line_of_json_with_its_id(
    production: Flask, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = production.test_client().get("/verdict/abc", headers={"X-Request-ID": "from-the-proxy-1"})

    (line,) = lines(capsys)

    assert {key: line[key] for key in ("event", "method", "route", "status", "request_id")} == {
        "event": "request", "method": "GET", "route": "/verdict/<token>", "status": 200,
        "request_id": "from-the-proxy-1",
    }  # fmt: skip
    assert answer.headers["X-Request-ID"] == "from-the-proxy-1"


def test_nothing_personal_reaches_the_log(production: Flask, capsys: pytest.CaptureFixture[str]) -> None:
    production.test_client().post(
        "/verdict/signed-link-secret?phone=%2B77011234567&name=Aigul",
        data={"text": "Мост сынып қалды", "code": "12345"},
        headers={"User-Agent": "agent-of-aigul", "Referer": "https://x.kz/?iin=900101300123"},
    )

    written = json.dumps(lines(capsys), ensure_ascii=False)

    for secret in ("signed-link", "7011234567", "Aigul", "сынып", "12345", "agent-of", "900101300123"):
        assert secret not in written


def test_an_error_is_logged_without_the_values_a_database_quotes(
    production: Flask, capsys: pytest.CaptureFixture[str]
) -> None:
    production.test_client().get("/broken/x")

    written = json.dumps(lines(capsys), ensure_ascii=False)

    assert "ValueError" in written
    for secret in ("7011234567", "a@b.kz", "900101300123"):
        assert secret not in written


def test_keys_that_hold_people_are_blanked(production: Flask, capsys: pytest.CaptureFixture[str]) -> None:
    structlog.get_logger("x").info("sent", phone="+77011234567", appeal=17)

    (line,) = lines(capsys)

    assert (line["phone"], line["appeal"]) == ("(hidden)", 17)


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("Error handling request /r/wrle35ljg75wu52n", "Error handling request /r/(hidden)"),
        ("GET /a/4cfk9c62?lang=kk failed", "GET /a/(hidden)?(hidden) failed"),
        ("GET /files/abc/thumb?s=sig.nature HTTP/1.1", "GET /files/(hidden)/thumb?(hidden) HTTP/1.1"),
        ("at /check?number=26001&digits=4567", "at /check?(hidden)"),
        ("is it so? yes=no", "is it so? yes=no"),
        ("/srv/app/requests.py and /api/v1/okrugs", "/srv/app/requests.py and /api/v1/okrugs"),
    ],
)
def test_other_peoples_lines_lose_links_and_queries(
    production: Flask, capsys: pytest.CaptureFixture[str], said: str, kept: str
) -> None:
    logging.getLogger("gunicorn.error").warning(said)

    (line,) = lines(capsys)

    assert line["event"] == kept
