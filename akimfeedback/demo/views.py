"""The demo's outbox: every message that would leave, to be read by a visitor or by a script."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, jsonify, make_response, render_template, request
from flask.typing import ResponseReturnValue
from jinja2 import TemplateError

from akimfeedback.accounts.rules import mobile
from akimfeedback.core import clock
from akimfeedback.core.db import db
from akimfeedback.core.settings import current_settings
from akimfeedback.demo import outbox as tray
from akimfeedback.demo import people
from akimfeedback.demo.sign_ins import sign_ins
from akimfeedback.notifications import labels
from akimfeedback.notifications.models import Message
from akimfeedback.web.access import for_everyone

bp = Blueprint("demo", __name__, template_folder="templates", url_prefix="/demo")


@dataclass(frozen=True)
class Shown:
    """One message as the page shows it."""

    id: int
    to: str
    name: str | None
    channel: str
    kind: str
    language: str
    text: str
    pieces: list[tuple[str, str | None]]
    state: str
    at: datetime


@bp.get("/outbox")
@for_everyone
def outbox() -> ResponseReturnValue:
    """Show the messages, newest first, of one phone when asked, and the accounts worth trying."""
    typed = request.args.get("phone", "").strip()
    return _never_kept(
        render_template(
            "demo/outbox.html",
            messages=_shown(typed),
            typed=typed,
            accounts=sign_ins(db.session, now=clock.now()),
            pin=people.STAFF_PIN,
        )
    )


@bp.get("/outbox.json")
@for_everyone
def outbox_json() -> ResponseReturnValue:
    """Give the same as JSON for scripts: `{"messages": [...]}`, newest first."""
    found = _shown(request.args.get("phone", "").strip())
    return _never_kept(jsonify(messages=[_plain(message) for message in found]))


def _never_kept(content: str | Response) -> Response:
    response = make_response(content)
    response.headers["Cache-Control"] = "no-store"
    return response


def _shown(typed: str) -> list[Shown]:
    found = tray.messages(db.session, address=(mobile(typed) or typed) if typed else None)
    names = tray.names(db.session, found)
    return [_as_shown(message, names) for message in found]


def _as_shown(message: Message, names: dict[int, str]) -> Shown:
    text = message.text or _text(message)
    return Shown(
        id=message.id,
        to=message.address or "",
        name=names.get(message.user_id) if message.user_id else None,
        channel=message.channel,
        kind=message.kind,
        language=message.language,
        text=text,
        pieces=tray.pieces(text, current_settings().product.short_host),
        state=message.state,
        at=message.created_at,
    )


def _text(message: Message) -> str:
    """Return the words of a message that has not left yet."""
    try:
        return labels.text_of(message)
    except (TemplateError, KeyError):  # the words of one message must not hide the others
        return message.kind


def _plain(shown: Shown) -> dict[str, Any]:
    return {
        "id": shown.id,
        "to": shown.to,
        "channel": shown.channel,
        "kind": shown.kind,
        "language": shown.language,
        "text": shown.text,
        "links": [path for _, path in shown.pieces if path],
        "state": shown.state,
        "at": shown.at.isoformat(),
    }
