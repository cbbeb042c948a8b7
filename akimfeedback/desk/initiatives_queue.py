"""Which initiatives the reader looks after, and the queue as the page shows it."""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date, datetime

from flask import url_for
from flask_babel import gettext as _

from akimfeedback.core.db import db
from akimfeedback.core.errors import NotFound
from akimfeedback.law.workdays import WorkCalendar, working_days_between
from akimfeedback.mandates.actor import Actor
from akimfeedback.mandates.rules import Role
from akimfeedback.mandates.session import me
from akimfeedback.petitions import policy
from akimfeedback.petitions.labels.moderation import WAITING
from akimfeedback.petitions.models import Petition
from akimfeedback.petitions.moderation_rules import locked_since
from akimfeedback.petitions.queries import initiatives
from akimfeedback.petitions.queries.moderation import Item
from akimfeedback.petitions.rules import UNSEEN

ROLES = (Role.MODERATOR, Role.ASSESSOR, Role.ADMINISTRATOR)


def watched(actor: Actor) -> Collection[int]:
    """Return the units whose texts the reader looks after, without those the reader works for."""
    seats = {seat.id for seat in actor.seats if seat.role in ROLES}
    units = {territory_id for seat_id, territory_id in actor.reach if seat_id in seats}
    return {unit for unit in units if not actor.works_in(unit)}


def may_look(actor: Actor, petition: Petition) -> bool:
    """Say whether the desk shows this initiative to somebody; a draft nobody, no matter to its own party."""
    if petition.publication in UNSEEN or policy.is_party(actor, petition):
        return False
    return actor.seat_in(petition.territory_id, *ROLES) is not None


def petition_to_check(number: str, *, to_change: bool = False) -> Petition:
    """Return an initiative the reader may look after; NotFound for all others."""
    found = initiatives.by_number(db.session, number, to_change=to_change)
    if found is None or not may_look(me(), found):
        raise NotFound("petitions.no-such-initiative")
    return found


def by_typed(typed: str) -> Petition | None:
    """Return the initiative whose number was typed, printed or plain, if the reader may look after it."""
    number = typed.replace("-", "")
    found = initiatives.by_number(db.session, number) if number else None
    return found if found is not None and may_look(me(), found) else None


def tabs(items: Sequence[Item], kind: str) -> list[dict[str, object]]:
    """Return the parts of the queue with how much stands in each."""
    counts = Counter(item.kind for item in items)
    every = {"word": _("All"), "url": url_for(".queue"), "current": not kind, "count": len(items)}
    parts = [
        {"word": words, "url": url_for(".queue", kind=code.value), "current": kind == code, "count": n}
        for code, words in WAITING.items()
        if (n := counts[code])
    ]
    return [every, *parts]


def days_left(items: Sequence[Item], today: date, calendar: WorkCalendar) -> dict[tuple[str, int], int]:
    """Return the working days left of each item by kind and what it is about."""
    return {
        (item.kind, item.what_id or item.petition.id): working_days_between(today, item.due_on, calendar)
        for item in items
    }


def locked(items: Sequence[Item], now: datetime) -> dict[int, datetime]:
    """Return since when a colleague works on an initiative, by its id."""
    found = {item.petition.id: locked_since(item.petition.lock_until, now) for item in items}
    return {petition_id: since for petition_id, since in found.items() if since is not None}
