"""Read the messages that would leave, for the demo's outbox: whose, what words, which links."""

import re
from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from akimfeedback.accounts.models import User
from akimfeedback.notifications.models import Message
from akimfeedback.notifications.rules import Channel

_LINK = re.compile(r"(?:https?://)?[\w.-]+(?::\d+)?(/[^\s]*[^\s.,;:!?])")


def messages(session: Session, *, address: str | None = None, limit: int = 100) -> Sequence[Message]:
    """Return what left or waits by SMS and mail, newest first; of one phone or mailbox when it is given."""
    rows = select(Message).where(Message.channel != Channel.BELL).order_by(Message.id.desc()).limit(limit)
    if address:
        rows = rows.where(or_(Message.address == address, Message.address == f"+{address.lstrip('+')}"))
    return session.scalars(rows).all()


def names(session: Session, found: Sequence[Message]) -> dict[int, str]:
    """Return the made-up names of the people the messages go to, by account."""
    ids = {message.user_id for message in found if message.user_id is not None}
    rows = select(User.id, User.name).where(User.id.in_(ids), User.name.is_not(None))
    return {row.id: row.name for row in session.execute(rows)}


def pieces(words: str, host: str) -> list[tuple[str, str | None]]:
    """Return a text as pieces, each with the path it leads to when it is an address of this product."""
    found: list[tuple[str, str | None]] = []
    end = 0
    for match in _LINK.finditer(words):
        if host not in match[0]:
            continue
        found.append((words[end : match.start()], None))
        found.append((match[0], match[1]))
        end = match.end()
    found.append((words[end:], None))
    return [piece for piece in found if piece[0]]
