"""Who may start an initiative here and now; an obstacle is a code the page explains with a way on."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from akimfeedback.accounts.models import User
from akimfeedback.core.clock import local_day
from akimfeedback.core.errors import NotAllowed, RuleBroken, TooMany
from akimfeedback.geography.models import Territory
from akimfeedback.geography.queries import okrug_of
from akimfeedback.law import initiatives as law
from akimfeedback.mandates import queries as mandates
from akimfeedback.mandates.actor import Actor
from akimfeedback.petitions.models import Petition
from akimfeedback.petitions.queries import authored, switches
from akimfeedback.petitions.rules import Switch
from akimfeedback.petitions.service import creating
from akimfeedback.petitions.service.creating import NewInitiative

DRAFTS_A_WEEK = 3
WEEK = timedelta(days=7)


def start(session: Session, actor: Actor, new: NewInitiative, *, now: datetime) -> Petition:
    """Return a new draft, or the one this form made before: pressing twice makes one.

    Raises NotAllowed `petitions.sign-in-first`, TooMany `petitions.too-many-drafts`, RuleBroken with a code
    of `obstacle`. Law: L-30, L-31.
    """
    if actor.user is None:
        raise NotAllowed("petitions.sign-in-first")
    if new.idempotency_key:
        earlier = authored.by_key(session, actor.user.id, new.idempotency_key)
        if earlier is not None:
            return earlier
    found = obstacle(session, actor.user, new.place_id, new.topic_code, now=now)
    if found == "petitions.too-many-drafts":
        raise TooMany(found, wait=int(WEEK.total_seconds()))
    if found is not None:
        raise RuleBroken(found)
    return creating.create(session, actor, new, now=now)


def obstacle(
    session: Session, user: User | None, place_id: int, topic_code: str, *, now: datetime
) -> str | None:
    """Return why nothing can be started about a place and topic now, None: it can.

    One of `petitions.off`, `petitions.office-not-joined`, `petitions.author-not-adult`,
    `petitions.home-unknown`, `petitions.lives-elsewhere`, `petitions.too-many-drafts`,
    `petitions.open-on-this-topic`.
    """
    if not switches.is_on(session, Switch.CREATE):
        return "petitions.off"
    to = mandates.addressee_of(session, place_id, local_day(now))
    if to.office is None or not to.connected(local_day(now)):
        return "petitions.office-not-joined"
    return _of_person(session, user, to.territory, topic_code, now) if user is not None else None


def _of_person(session: Session, user: User, unit: Territory, topic_code: str, now: datetime) -> str | None:
    if user.birth_year is not None and not law.is_adult(user.birth_year, local_day(now)):
        return "petitions.author-not-adult"
    if user.home is None:
        return "petitions.home-unknown"
    if not lives_in(session, user.home, unit):
        return "petitions.lives-elsewhere"
    if authored.started_since(session, user.id, now - WEEK) >= DRAFTS_A_WEEK:
        return "petitions.too-many-drafts"
    if authored.alive_on_topic(session, user.id, unit.id, topic_code) is not None:
        return "petitions.open-on-this-topic"
    return None


def lives_in(session: Session, home: Territory, unit: Territory) -> bool:
    """Say whether a declared home belongs to a unit with an akim."""
    if home.id == unit.id:
        return True
    above = okrug_of(session, home)
    return above is not None and above.id == unit.id
