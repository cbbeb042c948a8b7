"""What a support needs to know of an initiative, and a person's own support."""

import time
from dataclasses import dataclass
from datetime import date
from typing import Any, cast
from weakref import WeakKeyDictionary

from sqlalchemy import Select, Table, bindparam, func, select
from sqlalchemy.orm import Session

from akimfeedback.geography.models import Territory
from akimfeedback.geography.queries import ids_under
from akimfeedback.petitions.keys import Keys
from akimfeedback.petitions.models import Petition
from akimfeedback.petitions.rules import COUNTED, Publication, SupportState
from akimfeedback.petitions.support_models import PetitionKey, Signature, SupportIntent

FIXED_SECONDS = 60.0
STANDING = (SupportState.VALID.value, SupportState.HELD.value)


@dataclass(frozen=True)
class Fixed:
    """What never changes of an initiative while its key lives."""

    adult_age: int
    areas: frozenset[int]  # ids of the unit and of all under it: who lives there counts
    key: bytes | None  # None: destroyed


@dataclass(frozen=True)
class PetitionFacts:
    """What one support needs; read anew for each by one short query."""

    id: int
    publication: str
    version_id: int | None
    closes_on: date | None
    author_id: int | None
    fixed: Fixed

    def keys(self, pepper: bytes) -> Keys | None:
        """Return the hashes of the initiative, None when its key is destroyed."""
        return Keys(pepper, self.fixed.key) if self.fixed.key is not None else None


_fixed: WeakKeyDictionary[Any, dict[int, tuple[float, Fixed]]] = WeakKeyDictionary()
_open: WeakKeyDictionary[Any, dict[str, tuple[float, PetitionFacts]]] = WeakKeyDictionary()
_ROWS = cast(Table, Petition.__table__).c
_FACTS = select(_ROWS.number, _ROWS.id, _ROWS.publication, _ROWS.version_id, _ROWS.closes_on, _ROWS.author_id)
_BY_NUMBER = _FACTS.where(_ROWS.number == bindparam("number"))
_BY_ID = _FACTS.where(_ROWS.id == bindparam("id"))


def facts_by_number(session: Session, number: str) -> PetitionFacts | None:
    """Return the facts of the initiative with this number."""
    return _facts(session, _BY_NUMBER, number=number)


def open_facts(session: Session, number: str) -> PetitionFacts | None:
    """Return the facts of an open initiative, remembered by the process for a minute.

    Whoever writes by them asks the database in the same statement whether they still hold.
    """
    until, facts = _open.get(session.get_bind(Petition), {}).get(number, (0.0, None))
    if facts is None or until <= time.monotonic():
        facts = facts_by_number(session, number)
    return facts if facts is not None and facts.publication == Publication.OPEN else None


def forget_open(session: Session, number: str) -> None:
    """Read an initiative anew next time: what was remembered holds no more."""
    _open.get(session.get_bind(Petition), {}).pop(number, None)


def facts_of(session: Session, petition_id: int) -> PetitionFacts | None:
    """Return the facts of an initiative by its id."""
    return _facts(session, _BY_ID, id=petition_id)


def own(session: Session, petition_id: int, support_key: bytes) -> Signature | None:
    """Return the row kept under a key."""
    found = select(Signature).where(
        Signature.petition_id == petition_id, Signature.support_key == support_key
    )
    return session.scalar(found.execution_options(populate_existing=True))


def others_on_phone(session: Session, petition_id: int, source_key: bytes, *except_keys: bytes) -> int:
    """Return how many supports stand from one phone, without those under the given keys."""
    found = select(func.count()).where(
        Signature.petition_id == petition_id,
        Signature.source_key == source_key,
        Signature.state.in_(STANDING),
        Signature.support_key.not_in(except_keys),
    )
    return session.scalar(found) or 0


def backers(session: Session, petition_id: int) -> int:
    """Return how many residents back a draft; the author and people from elsewhere are not among them."""
    found = select(func.count()).where(
        Signature.petition_id == petition_id,
        Signature.backer,
        Signature.state.in_(STANDING),
        Signature.line.in_([line.value for line in COUNTED]),
    )
    return session.scalar(found) or 0


def open_intent(session: Session, petition_id: int, phone: str) -> SupportIntent | None:
    """Return the unconfirmed beginning of a support from a phone, the first one."""
    found = select(SupportIntent).where(
        SupportIntent.petition_id == petition_id,
        SupportIntent.phone == phone,
        SupportIntent.confirmed_at.is_(None),
    )
    return session.scalar(found.order_by(SupportIntent.id).limit(1))


def _facts(session: Session, which: Select[Any], **values: object) -> PetitionFacts | None:
    row = session.execute(which, values).one_or_none()
    if row is None:
        return None
    number, id_, publication, version_id, closes_on, author_id = row
    facts = PetitionFacts(id_, publication, version_id, closes_on, author_id, _fixed_of(session, id_))
    if publication == Publication.OPEN:
        kept = _open.setdefault(session.get_bind(Petition), {})
        kept[number] = (time.monotonic() + FIXED_SECONDS, facts)
    return facts


def _fixed_of(session: Session, petition_id: int) -> Fixed:
    """Return what never changes, remembered by the process for a minute."""
    kept = _fixed.setdefault(session.get_bind(Petition), {})
    until, fixed = kept.get(petition_id, (0.0, None))
    if fixed is None or until <= time.monotonic():
        fixed = _read_fixed(session, petition_id)
        kept[petition_id] = (time.monotonic() + FIXED_SECONDS, fixed)
    return fixed


def _read_fixed(session: Session, petition_id: int) -> Fixed:
    age, territory, key = session.execute(
        select(Petition.adult_age, Territory, PetitionKey.key)
        .join(Territory, Territory.id == Petition.territory_id)
        .outerjoin(PetitionKey, PetitionKey.petition_id == Petition.id)
        .where(Petition.id == petition_id)
    ).one()
    return Fixed(adult_age=age, areas=frozenset(ids_under(session, territory)), key=key)
