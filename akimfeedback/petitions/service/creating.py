"""Start an initiative: the rules of the day are frozen in it."""

import secrets
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from akimfeedback.core.clock import local_day
from akimfeedback.core.errors import NotAllowed, RuleBroken
from akimfeedback.geography.models import Territory
from akimfeedback.geography.queries import district_of, population_on
from akimfeedback.law import initiatives as law
from akimfeedback.law.initiatives import Rung
from akimfeedback.mandates import queries as mandates
from akimfeedback.mandates.actor import Actor
from akimfeedback.mandates.queries import Addressee
from akimfeedback.petitions.models import (
    Petition,
    PetitionFollower,
    PetitionNumber,
    PetitionTotal,
    PetitionVersion,
)
from akimfeedback.petitions.queries.initiatives import pledge_of
from akimfeedback.petitions.rules import Publication, number_of
from akimfeedback.petitions.service.acts import note
from akimfeedback.petitions.support_models import PetitionKey


@dataclass(frozen=True)
class InitiativeText:
    """What the author wrote; `language` binds, a translation may stand beside."""

    title: str
    asks: tuple[str, ...]
    why: str
    tried: str
    language: str
    tried_case: str | None = None
    translation: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class NewInitiative:
    """A text on its way to an office."""

    place_id: int  # village or okrug it is about
    topic_code: str
    text: InitiativeText
    days: int  # 30, 60 or 90
    idempotency_key: str | None = None
    author_shown: str | None = None


def create(session: Session, actor: Actor, new: NewInitiative, *, now: datetime) -> Petition:
    """Return a new draft with number, link, ladder and key.

    Raises NotAllowed `petitions.sign-in-first`, RuleBroken `petitions.office-not-joined`,
    `petitions.odd-collection`. Law: L-30, L-31, L-32.
    """
    if actor.user is None:
        raise NotAllowed("petitions.sign-in-first")
    if new.days not in law.COLLECTION_DAYS:
        raise RuleBroken("petitions.odd-collection")
    today = local_day(now)
    to = mandates.addressee_of(session, new.place_id, today)
    if to.office is None or not to.connected(today):
        raise RuleBroken("petitions.office-not-joined")
    petition = _frozen(session, to, new, today)
    petition.author_id = actor.user.id
    petition.created_at = petition.touched_at = now
    session.add(petition)
    session.flush()
    petition.version_id = add_version(session, petition, new.text, actor, now=now).id
    session.add_all(
        [
            PetitionKey(petition_id=petition.id, key=secrets.token_bytes(32)),
            PetitionTotal(petition_id=petition.id, counted_at=now),
            PetitionFollower(petition_id=petition.id, user_id=actor.user.id, at=now),
        ]
    )
    note(session, "created", petition, actor, now, ladder=petition.ladder_version)
    session.flush()
    return petition


def add_version(
    session: Session,
    petition: Petition,
    words: InitiativeText,
    actor: Actor,
    *,
    now: datetime,
    material: bool = False,
) -> PetitionVersion:
    """Return a new version of the text at the end of the list; it does not stand by itself."""
    version = PetitionVersion(
        petition_id=petition.id,
        position=len(petition.versions) + 1,
        language=words.language,
        title=words.title,
        asks=list(words.asks),
        why=words.why,
        tried=words.tried,
        tried_case=words.tried_case,
        translation=words.translation,
        material=material,
        by_id=actor.user_id,
        at=now,
    )
    petition.versions.append(version)
    session.flush()
    return version


def _frozen(session: Session, to: Addressee, new: NewInitiative, today: date) -> Petition:
    """Return the row with the rules of the day: population, ladder, backers, what the portal asks."""
    people = population_on(session, to.territory.id, today)
    count = people.people if people else None
    needed = {rung: step.needed for step in law.ladder(count) for rung in step.rungs}
    portal = law.portal_needs(count, _district_people(session, to.territory, today))
    pledge = pledge_of(session, to.territory.id)
    return Petition(
        number=number_of(today.year, _next_number(session, today.year)),
        link=secrets.token_urlsafe(6),
        territory_id=to.territory.id,
        place_id=new.place_id if new.place_id != to.territory.id else None,
        office_id=to.office.id if to.office else None,
        topic_code=new.topic_code,
        publication=Publication.DRAFT.value,
        author_shown=new.author_shown,
        idempotency_key=new.idempotency_key,
        ladder_version=law.LADDER_VERSION,
        population=count,
        population_on=people.as_of if people else None,
        population_source=people.source if people else None,
        answer_at=needed[Rung.ANSWER],
        agenda_at=needed.get(Rung.AGENDA),
        positions_at=needed.get(Rung.POSITIONS),
        portal={
            "admission": portal.admission,
            "okrug": portal.okrug,
            "district_maslikhat": portal.district_maslikhat,
        },
        backers_needed=law.backers_needed(count),
        adult_age=law.ADULT_AGE,
        collection_days=new.days,
        pledge_id=pledge.id if pledge else None,
        backing_ends_on=today + timedelta(days=law.term("L-46", today)),
        author_seen_on=today,
    )


def _district_people(session: Session, unit: Territory, today: date) -> int | None:
    people = population_on(session, district_of(session, unit).id, today)
    return people.people if people else None


def _next_number(session: Session, year: int) -> int:
    first = insert(PetitionNumber).values(year=year, last=1)
    taken = first.on_conflict_do_update(
        index_elements=[PetitionNumber.year], set_={"last": PetitionNumber.last + 1}
    ).returning(PetitionNumber.last)
    return session.execute(taken).scalar_one()
