"""Erasing people: what the journal says of them goes, what it proves stays."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from akimfeedback.journal.models import Entry
from akimfeedback.petitions.models import CoAuthor
from akimfeedback.petitions.service.scrubbing import scrub
from tests import make


def named(session: Session, subject: str, *people: int) -> list[str]:
    """Return the acts on things of one kind that still name one of the accounts."""
    session.flush()
    rows = select(Entry.act).where(Entry.subject == subject, Entry.actor_id.in_(people))
    return list(session.scalars(rows))


def test_a_scrubbed_initiative_names_neither_author_nor_who_carried_it(
    session: Session, now: datetime
) -> None:
    author, other = make.person(session), make.person(session)
    petition = make.petition(session, place=make.village(session), now=now, author=author)
    session.add(CoAuthor(petition_id=petition.id, user_id=other.id, at=now))
    assert named(session, "petition", author.id) != []

    scrub(session, petition, now=now)

    assert named(session, "petition", author.id, other.id) == []
    acts = session.scalars(select(Entry.act).where(Entry.subject_id == petition.id).order_by(Entry.id)).all()
    assert "journal.erased" in acts
    assert "petitions.scrubbed" in acts
