"""Find initiatives."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from akimfeedback.petitions.models import CoAuthor, Petition, Pledge


def by_number(session: Session, number: str, *, to_change: bool = False) -> Petition | None:
    """Return the initiative with this number, locked where it is going to be changed."""
    found = select(Petition).where(Petition.number == number)
    return session.scalar(found.with_for_update() if to_change else found)


def by_link(session: Session, link: str) -> Petition | None:
    """Return the initiative of a short link."""
    return session.scalar(select(Petition).where(Petition.link == link))


def by_id(session: Session, petition_id: int, *, to_change: bool = False) -> Petition | None:
    """Return an initiative, locked where it is going to be changed."""
    found = select(Petition).where(Petition.id == petition_id)
    return session.scalar(found.with_for_update() if to_change else found)


def is_co_author(session: Session, petition: Petition, user_id: int | None) -> bool:
    """Say whether somebody carries the initiative together with its author."""
    return user_id is not None and session.get(CoAuthor, (petition.id, user_id)) is not None


def pledge_of(session: Session, territory_id: int) -> Pledge | None:
    """Return the office's pledge that stands, the newest first; None: the office has not pledged."""
    found = select(Pledge).where(Pledge.territory_id == territory_id, Pledge.to_on.is_(None))
    return session.scalar(found.order_by(Pledge.from_on.desc(), Pledge.id.desc()).limit(1))


def in_states(session: Session, territory_id: int, states: Collection[str]) -> list[Petition]:
    """Return the initiatives of a unit in these states of publication, newest first."""
    found = select(Petition).where(Petition.territory_id == territory_id, Petition.publication.in_(states))
    return list(session.scalars(found.order_by(Petition.id.desc())))
