"""Sweeps over the out-tray: send what waits, tell of refused photos, forget old addresses."""

from datetime import timedelta

import structlog
from jinja2 import TemplateError

from akimfeedback.accounts.models import User
from akimfeedback.core import clock
from akimfeedback.core.db import db
from akimfeedback.core.settings import current_settings
from akimfeedback.files import queries as files
from akimfeedback.notifications import labels, service
from akimfeedback.notifications.adapters import Adapter, SendFailed
from akimfeedback.notifications.adapters.chosen import adapters
from akimfeedback.notifications.models import Message
from akimfeedback.notifications.rules import Channel

AT_ONCE = 10
ONE_SWEEP = 200

log = structlog.get_logger(__name__)


def send_waiting() -> int:
    """Every 5 seconds, on the urgent queue. Safe to repeat and to run side by side.

    The try is counted and the row leased in a commit of its own before the call: at least once, at most
    `rules.TRIES` calls; a worker killed in the middle of a call costs one repeat after the lease.
    Returns how many messages left.
    """
    ways = adapters(current_settings())
    left = 0
    for _ in range(ONE_SWEEP // AT_ONCE):
        taken = service.take(db.session, clock.now(), AT_ONCE)
        db.session.commit()
        if not taken:
            break
        left += sum(_send(ways[Channel(message.channel)], message) for message in taken)
    return left


def _send(way: Adapter, message: Message) -> bool:
    try:
        text = labels.text_of(message)
        number = way.send(message.address or "", text, number=message.id, language=message.language)
    except SendFailed as failed:
        service.not_sent(message, error=failed.code, final=failed.final, now=clock.now())
        log.warning("message not sent", message=message.id, error=failed.code, tries=message.tries)
    except (TemplateError, KeyError) as fault:  # a fault of ours must not stop the others
        service.not_sent(message, error=f"text-{type(fault).__name__}", final=False, now=clock.now())
        log.error("message without words", message=message.id, kind=message.kind)  # noqa: TRY400
    else:
        service.sent(message, text=text, provider_id=number, keep_text=way.keeps_text, now=clock.now())
    db.session.commit()
    return message.sent_at is not None


def tell_of_refused_photos() -> int:
    """Every minute.

    Safe to repeat: the number of the file makes the news unique. Returns how many were told.
    """
    now = clock.now()
    told = 0
    for file in files.refused_since(db.session, now - timedelta(days=1)):
        author = db.session.get(User, file.uploaded_by)
        message = service.tell(
            db.session, author, "files.refused", at=now, dedupe=f"files.refused:{file.id}", path="/news"
        )
        told += message is not None
    db.session.commit()
    return told


def forget_addresses() -> int:
    """Every night.

    Safe to repeat: only messages older than 90 days that still hold an address are emptied.
    """
    emptied = service.forget_old(db.session, now=clock.now())
    db.session.commit()
    return emptied
