"""Fill the table of topics from the catalogue, and let the administrator change a line."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from akimfeedback.core.errors import RuleBroken
from akimfeedback.journal.models import Entry
from akimfeedback.journal.service import record
from akimfeedback.topics import catalogue
from akimfeedback.topics.models import Topic
from akimfeedback.topics.rules import Routing

CHANGED = "topics.changed"


@dataclass(frozen=True)
class Loaded:
    """What a load did."""

    new: int
    changed: int
    unchanged: int


def load_catalogue(session: Session) -> Loaded:
    """Write the catalogue into the table; idempotent.

    Topics are never deleted, because requests stand on them; one that was switched off stays off, and topics
    that the administrator added or changed are left alone.
    """
    there = {topic.code: topic for topic in session.scalars(select(Topic))}
    by_hand = set(session.scalars(select(Entry.data["code"].astext).where(Entry.act == CHANGED)))
    new = changed = 0
    for line in catalogue.lines():
        values = asdict(line)
        topic = there.get(line.code)
        if topic is None:
            session.add(Topic(**values, active=True))
            new += 1
        elif line.code not in by_hand and any(
            getattr(topic, name) != value for name, value in values.items()
        ):
            for name, value in values.items():
                setattr(topic, name, value)
            changed += 1
    session.flush()
    return Loaded(new, changed, len(catalogue.lines()) - new - changed)


CHANGEABLE = frozenset(f"{stem}_{code}" for stem in ("name", "executor") for code in ("kk", "ru", "en")) | {
    "routing",
    "target_days",
    "active",
}


def change(
    session: Session, actor_id: int | None, topic: Topic, changes: Mapping[str, object], *, now: datetime
) -> None:
    """Write what the administrator changed in a topic; the power is checked by the caller.

    A matter about the office itself is never among its own powers: the superior answers it, and what the
    office is measured by must not hold it. Raises RuleBroken("topics.about-the-office").
    """
    if topic.past_the_office and changes.get("routing", Routing.OTHER) == Routing.OWN:
        raise RuleBroken("topics.about-the-office")
    wanted = {name: value for name, value in changes.items() if name in CHANGEABLE}
    changed = sorted(name for name, value in wanted.items() if getattr(topic, name) != value)
    for name in changed:
        setattr(topic, name, wanted[name])
    record(
        session, CHANGED, "topic", topic.position, actor_id=actor_id, at=now,
        code=topic.code, fields=changed,
    )  # fmt: skip
