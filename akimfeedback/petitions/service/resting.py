"""What time does to an initiative nobody looks after: it lapses, falls asleep, waits for another hand."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from akimfeedback.core.clock import local_day
from akimfeedback.law import initiatives as law
from akimfeedback.notifications.service import tell
from akimfeedback.petitions.queries import authored
from akimfeedback.petitions.rules import Publication
from akimfeedback.petitions.service import acts

AT_ONCE = 200


def lapse(session: Session, *, now: datetime, limit: int = AT_ONCE) -> int:
    """End drafts and texts that found too few backers in time; return how many. Law: L-46."""
    today = local_day(now)
    rows = authored.lapsed(session, today, limit)
    for petition in rows:
        acts.publish_as(petition, Publication.LAPSED)
        petition.closed_at = now
        petition.scrub_on = today + timedelta(days=law.term("L-44", today))
        acts.note(session, "lapsed", petition, None, now)
        acts.tell_author(session, "lapsed", petition, now)
    return len(rows)


def fall_asleep(session: Session, *, now: datetime, limit: int = AT_ONCE) -> int:
    """Mark initiatives whose author is silent for 60 days and tell the author; return how many. Law: L-45."""
    today = local_day(now)
    rows = authored.silent(session, today - timedelta(days=law.term("L-45", today)), limit)
    for petition in rows:
        petition.dormant_on = today
        acts.note(session, "dormant", petition, None, now)
        acts.tell_author(session, "dormant", petition, now)
    return len(rows)


def orphan(session: Session, *, now: datetime, limit: int = AT_ONCE) -> int:
    """Free initiatives silent for as long again, or whose author is gone; co-authors hear, then followers.

    Return how many. Law: L-45.
    """
    today = local_day(now)
    rows = authored.to_orphan(session, today - timedelta(days=law.term("L-45", today)), limit)
    for petition in rows:
        petition.orphaned_on = today
        acts.note(session, "orphaned", petition, None, now)
        others = authored.co_authors(session, petition.id)
        for person in others:
            tell(
                session, person, "petitions.orphaned", at=now,
                name=acts.name_in_message(petition), path=acts.path_of(petition),
            )  # fmt: skip
        if not others:
            acts.tell_followers(session, "orphaned", petition, now)
    return len(rows)
