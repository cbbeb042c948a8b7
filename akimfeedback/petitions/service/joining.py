"""Who supports and who follows: the account of a proved phone, news of an initiative."""

from datetime import datetime, time

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from akimfeedback.accounts import queries as people
from akimfeedback.accounts import service as accounts
from akimfeedback.accounts.models import User
from akimfeedback.accounts.rules import CONSENT_VERSION
from akimfeedback.accounts.service import NewPerson
from akimfeedback.core.clock import KAZAKHSTAN, local_day
from akimfeedback.petitions.models import Petition, PetitionFollower


def person_of(session: Session, phone: str, said: NewPerson, *, now: datetime) -> User:
    """Return the account of a phone proved just now; a new one gets the consent of the sheet.

    What the account did not know it takes from the sheet; the home said last stands.
    """
    user = people.user_by_phone(session, phone)
    if user is None:
        return accounts.register(session, phone, said, now=now)
    accounts.confirm_phone(user, now=now)
    complete(session, user, said, now=now)
    return user


def complete(session: Session, user: User, said: NewPerson, *, now: datetime) -> None:
    """Add to an account what the sheet said: home, year of birth, consent to the present text."""
    if not people.has_consent(session, user.id, CONSENT_VERSION):
        accounts.give_consent(session, user, language=said.language, now=now)
    user.birth_year = user.birth_year or said.birth_year
    if said.home_id is not None and said.home_id != user.home_id:
        accounts.save_profile(session, user, {"home_id": said.home_id}, now=now)


def follow(session: Session, user: User, petition: Petition, *, now: datetime) -> None:
    """Send news of an initiative to a person; says nothing about support. Safe to repeat.

    Only the day is kept: a moment beside that of a support would tell whose it was.
    """
    day = datetime.combine(local_day(now), time(), KAZAKHSTAN)
    row = insert(PetitionFollower).values(petition_id=petition.id, user_id=user.id, at=day)
    session.execute(row.on_conflict_do_nothing())


def unfollow(session: Session, user: User, petition: Petition) -> None:
    """Stop the news; support stays as it is. Safe to repeat."""
    session.execute(
        delete(PetitionFollower).where(
            PetitionFollower.petition_id == petition.id, PetitionFollower.user_id == user.id
        )
    )


def follows(session: Session, user_id: int | None, petition: Petition) -> bool:
    """Say whether a person gets news of an initiative."""
    return user_id is not None and session.get(PetitionFollower, (petition.id, user_id)) is not None
