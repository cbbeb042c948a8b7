"""The same matter on the state's portal: its link and count are kept beside, never added to counts here."""

from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from akimfeedback.core.clock import local_day
from akimfeedback.core.errors import NotAllowed, RuleBroken
from akimfeedback.mandates.actor import Actor
from akimfeedback.petitions import policy
from akimfeedback.petitions.models import Petition
from akimfeedback.petitions.service.acts import note, tell_followers

HOSTS = frozenset({"epetition.kz", "www.epetition.kz"})
MOST = 20_000_000
LONGEST = 300


@dataclass(frozen=True)
class Elsewhere:
    """What somebody read on the portal: the link, and the count on a day where it was read."""

    url: str
    count: int | None = None
    on: date | None = None


def may_enter(actor: Actor, petition: Petition) -> bool:
    """Allow the author and the district's moderator."""
    return policy.is_author(actor, petition) or policy.can_moderate(actor, petition)


def is_ready(petition: Petition) -> bool:
    """Say whether there is a frozen text of this platform to take along."""
    if petition.outside_source is not None:
        return False
    return petition.frozen_at is not None or petition.published_at is not None


def enter(session: Session, actor: Actor, petition: Petition, found: Elsewhere, *, now: datetime) -> None:
    """Write link, count and day beside the initiative; the first link tells those who follow.

    Raises NotAllowed `petitions.not-yours`, RuleBroken `petitions.odd-portal-link`,
    `petitions.odd-portal-count`, `petitions.not-possible-now`.
    """
    if not may_enter(actor, petition):
        raise NotAllowed("petitions.not-yours")
    if not is_ready(petition):
        raise RuleBroken("petitions.not-possible-now", state=petition.publication)
    url = _checked(found.url)
    today = local_day(now)
    if found.count is not None and not 0 <= found.count <= MOST:
        raise RuleBroken("petitions.odd-portal-count")
    if found.on is not None and (found.on > today or found.on < local_day(petition.created_at)):
        raise RuleBroken("petitions.odd-portal-count")
    first = petition.handed_over_on is None
    petition.handed_over_on = petition.handed_over_on or today
    petition.elsewhere_url = url
    petition.elsewhere_count = found.count
    petition.elsewhere_on = (found.on or today) if found.count is not None else None
    note(session, "handed-over" if first else "elsewhere-counted", petition, actor, now, count=found.count)
    if first:
        tell_followers(session, "handed-over", petition, now)


def _checked(url: str) -> str:
    """Return an address of the state's portal and no other, so that nobody is led astray."""
    parts = urlsplit(url.strip())
    if len(url) > LONGEST or parts.scheme != "https" or parts.netloc.lower() not in HOSTS:
        raise RuleBroken("petitions.odd-portal-link")
    if len(parts.path.strip("/")) == 0:
        raise RuleBroken("petitions.odd-portal-link")
    return parts.geturl()
