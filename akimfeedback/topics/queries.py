"""Find topics."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from akimfeedback.topics.models import Topic
from akimfeedback.topics.rules import TILES, tile_codes


def all_active(session: Session) -> list[Topic]:
    """Return the topics people may choose, in the catalogue's order."""
    return list(session.scalars(select(Topic).where(Topic.active).order_by(Topic.position, Topic.code)))


def get(session: Session, code: str) -> Topic | None:
    """Return a topic by its code, switched off or not; None where there is none."""
    return session.get(Topic, code)


def by_code(session: Session) -> dict[str, Topic]:
    """Return all topics by code, switched-off ones too: old requests have them."""
    return {topic.code: topic for topic in session.scalars(select(Topic))}


def tiles_for(session: Session, used: Sequence[str] = (), count: int = TILES) -> list[Topic]:
    """Return the topics of the first page.

    `used` holds the codes of the okrug's last year, the most used first; the caller above counts them.
    """
    active = {topic.code: topic for topic in all_active(session)}
    return [active[code] for code in tile_codes(used, active, count)]
