"""Support an initiative, take support back, renew it. The request writes one row and counts nothing.

Nobody learns from an answer whether a support is new or was given before: the same statement runs, the same
receipt comes back.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import Date, Select, Table, bindparam, case, exists, func, literal, or_, select, text, update
from sqlalchemy.dialects.postgresql import Insert, insert
from sqlalchemy.orm import Session

from akimfeedback.accounts.models import Consent, User
from akimfeedback.core.clock import local_day
from akimfeedback.core.errors import RuleBroken
from akimfeedback.law.initiatives import MOST_BACKERS, is_adult
from akimfeedback.petitions import keys, rules
from akimfeedback.petitions.keys import Keys
from akimfeedback.petitions.models import Petition
from akimfeedback.petitions.queries import support as reads
from akimfeedback.petitions.queries.initiatives import by_id
from akimfeedback.petitions.queries.support import PetitionFacts
from akimfeedback.petitions.queries.switches import is_on
from akimfeedback.petitions.rules import (
    MOST_ON_ONE_PHONE,
    Line,
    Publication,
    Relation,
    SupportState,
    Switch,
)
from akimfeedback.petitions.service import authoring
from akimfeedback.petitions.support_models import Signature, SupportIntent

_BEFORE = (Publication.BACKING, Publication.MODERATION)
_AGAIN = (SupportState.WITHDRAWN.value, SupportState.LAPSED.value)
_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(hashtextextended(encode(:source, 'hex'), 77))")


@dataclass(frozen=True)
class Supporter:
    """Who supports, as the request knows it. `user` is the owner of the phone."""

    user: User
    home_id: int | None  # declared village
    birth_year: int | None  # of the person who supports
    consent: bool
    relative_name: str | None = None  # another adult on this phone
    relation: Relation | None = None
    shown_name: str | None = None
    device: str | None = None
    network: str | None = None
    confirm_seconds: float | None = None
    asked_at: datetime | None = None  # when the code was asked for: good some hours after the end


@dataclass(frozen=True)
class Receipt:
    """What the person is told; the same for a new support and for one given before."""

    petition_id: int
    line: Line
    backer: bool


def support(
    session: Session, petition: PetitionFacts, who: Supporter, *, pepper: bytes, now: datetime
) -> Receipt:
    """Write one support, or nothing where it stands; the counting job does the rest.

    Raises RuleBroken `petitions.off`, `petitions.closed`, `petitions.no-consent`, `petitions.birth-year`,
    `petitions.not-adult`, `petitions.relation-missing`, `petitions.too-many-on-phone`; before publication
    `petitions.enough-backers` and `petitions.backer-lives-elsewhere`. Law: L-31, L-40, L-47.
    """
    own = _keys_if_taken(session, petition, who, pepper, now)
    _require_fit(petition, who, now)
    line = _line_of(petition, who)
    if who.relative_name:
        _require_room_on_phone(session, petition, who, own)
    if petition.publication in _BEFORE:
        return _back(session, petition, who, own, line, now)
    _write(session, petition, who, own, line, now, backer=False)
    return Receipt(petition.id, line, backer=False)


def support_if_agreed(
    session: Session, petition: PetitionFacts, who: Supporter, *, pepper: bytes, now: datetime, version: str
) -> bool:
    """Write one support of an open initiative in one statement that also asks whether all still holds.

    False, and nothing is written: the person did not agree to this `version` of the consent, or the facts are
    old. Raises RuleBroken as `support` does. Law: L-31, L-40, L-47.
    """
    own = _keys_if_taken(session, petition, who, pepper, now)
    _require_fit(petition, who, now)
    values = _values(petition, who, own, _line_of(petition, who), now)
    asked = {"closes_on": petition.closes_on, "user_id": who.user.id, "version": version}
    return bool(session.scalar(SUPPORT_IF_AGREED, values | asked))


def renew(
    session: Session, petition: PetitionFacts, who: Supporter, *, pepper: bytes, now: datetime
) -> Receipt:
    """Agree to the text as it stands now after it changed in substance: the same as supporting anew."""
    return support(session, petition, who, pepper=pepper, now=now)


def withdraw(
    session: Session,
    petition: PetitionFacts,
    user: User,
    *,
    pepper: bytes,
    now: datetime,
    relative_name: str | None = None,
) -> None:
    """Take a support back, at any time while the key lives; without one nothing happens and nobody is told.

    What was removed after a review stays removed, and does not come back when the removal is undone.
    """
    own = petition.keys(pepper)
    if own is None:
        return
    person = keys.relative(user.id, relative_name) if relative_name else keys.owner(user.id)
    mine = Signature.petition_id == petition.id, Signature.support_key == own.support_key(person)
    session.execute(
        update(Signature)
        .where(*mine, Signature.state == SupportState.INVALIDATED.value)
        .values(removed_from=SupportState.WITHDRAWN.value, shown_name=None)
        .execution_options(synchronize_session=False)
    )
    session.execute(
        update(Signature)
        .where(
            *mine,
            or_(Signature.state.in_(reads.STANDING), Signature.state == SupportState.LAPSED.value),
        )
        .values(
            state=SupportState.WITHDRAWN.value, on=local_day(now), changed_at=func.clock_timestamp(),
            shown_name=None,
        )
        .execution_options(synchronize_session=False)
    )  # fmt: skip


def supports(session: Session, petition: PetitionFacts, user: User, *, pepper: bytes) -> Signature | None:
    """Return the person's own support, whatever became of it; None: never given, or the key is destroyed."""
    own = petition.keys(pepper)
    if own is None:
        return None
    return reads.own(session, petition.id, own.support_key(keys.owner(user.id)))


def begin(
    session: Session, petition: PetitionFacts, phone: str, language: str, *, now: datetime
) -> SupportIntent:
    """Note that somebody asked for a code to support; the first asking stands.

    Raises RuleBroken `petitions.off`, `petitions.closed`.
    """
    if not is_on(session, Switch.SIGN):
        raise RuleBroken("petitions.off")
    if not rules.may_support(petition.publication, petition.closes_on, local_day(now)):
        raise RuleBroken("petitions.closed", state=petition.publication)
    intent = reads.open_intent(session, petition.id, phone)
    if intent is None:
        intent = SupportIntent(
            petition_id=petition.id, phone=phone, language=language, on=local_day(now), created_at=now
        )
        session.add(intent)
        session.flush()
    return intent


def confirm_intent(session: Session, intent: SupportIntent, *, now: datetime) -> None:
    """Note that the code was given, once; the number is forgotten."""
    session.execute(
        update(SupportIntent)
        .where(SupportIntent.id == intent.id, SupportIntent.confirmed_at.is_(None))
        .values(confirmed_at=now, phone=None)
        .execution_options(synchronize_session=False)
    )
    session.expire(intent)


def _keys_if_taken(
    session: Session, petition: PetitionFacts, who: Supporter, pepper: bytes, now: datetime
) -> Keys:
    if not is_on(session, Switch.SIGN):
        raise RuleBroken("petitions.off")
    own = petition.keys(pepper)
    asked_on = local_day(who.asked_at) if who.asked_at else None
    waited = now - who.asked_at if who.asked_at else timedelta(0)
    taken = rules.may_support(
        petition.publication, petition.closes_on, local_day(now), asked_on=asked_on, waited=waited
    )
    if own is None or petition.version_id is None or not taken:
        raise RuleBroken("petitions.closed", state=petition.publication)
    return own


def _require_fit(petition: PetitionFacts, who: Supporter, now: datetime) -> None:
    if not who.consent:
        raise RuleBroken("petitions.no-consent")
    if who.birth_year is None:
        raise RuleBroken("petitions.birth-year")
    if not is_adult(who.birth_year, local_day(now), petition.fixed.adult_age):
        raise RuleBroken("petitions.not-adult", age=petition.fixed.adult_age)
    if who.relative_name and who.relation is None:
        raise RuleBroken("petitions.relation-missing")


def _line_of(petition: PetitionFacts, who: Supporter) -> Line:
    if who.home_id not in petition.fixed.areas:
        return Line.OUTSIDE
    return Line.SHARED if who.relative_name else Line.PHONE


def _person(who: Supporter) -> str:
    return keys.relative(who.user.id, who.relative_name) if who.relative_name else keys.owner(who.user.id)


def _require_room_on_phone(session: Session, petition: PetitionFacts, who: Supporter, own: Keys) -> None:
    """Keep relatives to what a phone takes, a place for its owner left free; one at a time."""
    source = own.source_key(who.user.id)
    session.execute(_ONE_AT_A_TIME, {"source": source})
    excepted = own.support_key(_person(who)), own.support_key(keys.owner(who.user.id))
    if reads.others_on_phone(session, petition.id, source, *excepted) >= MOST_ON_ONE_PHONE - 1:
        raise RuleBroken("petitions.too-many-on-phone", most=MOST_ON_ONE_PHONE)


def _back(
    session: Session, petition: PetitionFacts, who: Supporter, own: Keys, line: Line, now: datetime
) -> Receipt:
    """Support before publication, one at a time: the first fixes the text, enough of them submit it."""
    row = by_id(session, petition.id, to_change=True)
    if row is None or row.publication not in _BEFORE:
        raise RuleBroken("petitions.closed", state=row.publication if row else None)
    if line is Line.OUTSIDE:
        raise RuleBroken("petitions.backer-lives-elsewhere")
    is_author = who.user.id == row.author_id and not who.relative_name
    before = reads.own(session, row.id, own.support_key(_person(who)))
    standing = before is not None and before.state not in _AGAIN
    if not (standing or is_author) and reads.backers(session, row.id) >= MOST_BACKERS:
        raise RuleBroken("petitions.enough-backers", most=MOST_BACKERS)
    _write(session, petition, who, own, line, now, backer=not is_author)
    _freeze(session, row, now)
    return Receipt(petition.id, line, backer=not is_author)


def _freeze(session: Session, petition: Petition, now: datetime) -> None:
    if petition.frozen_at is None:
        petition.frozen_at = now
    enough = reads.backers(session, petition.id) >= petition.backers_needed
    if petition.publication == Publication.BACKING and enough:
        authoring.submit(session, petition, now=now)


def _write(
    session: Session, petition: PetitionFacts, who: Supporter, own: Keys, line: Line, now: datetime,
    *, backer: bool,
) -> None:  # fmt: skip
    session.execute(SUPPORT, _values(petition, who, own, line, now) | {"backer": backer})


def _values(petition: PetitionFacts, who: Supporter, own: Keys, line: Line, now: datetime) -> dict[str, Any]:
    return {
        "petition_id": petition.id,
        "support_key": own.support_key(_person(who)),
        "source_key": own.source_key(who.user.id),
        "area_id": who.home_id if line is not Line.OUTSIDE else None,
        "line": line.value,
        "version_id": petition.version_id,
        "backer": False,
        "shown_name": who.shown_name,
        "on": local_day(now),
        "device_key": own.device_key(who.device) if who.device else None,
        "network_key": own.network_key(who.network) if who.network else None,
        "phone_shifted": own.shifted(who.user.phone),
        "confirm_seconds": who.confirm_seconds,
    }


def _once(new: Insert) -> Insert:
    """Return an INSERT that a second press of the same person turns into nothing."""
    return new.on_conflict_do_update(
        index_elements=[Signature.petition_id, Signature.support_key],
        set_={
            "state": SupportState.VALID.value,
            "on": new.excluded.on,
            "changed_at": func.clock_timestamp(),
            "version_id": new.excluded.version_id,
            "shown_name": new.excluded.shown_name,
            # what the figures still hold of the row stays where they hold it
            "line": case((Signature.counted, Signature.line), else_=new.excluded.line),
            "area_id": case((Signature.counted, Signature.area_id), else_=new.excluded.area_id),
        },
        where=or_(*(Signature.state == state for state in _AGAIN)),
    ).inline()


def _if_agreed() -> Select[int]:
    """Return the statement of one press: 1 when all holds, whether the support is new or stood before."""
    table, said = cast(Table, Signature.__table__), cast(Table, Consent.__table__).c
    rows = cast(Table, Petition.__table__).c
    agreed = (
        select(rows.id)
        .where(rows.id == bindparam("petition_id"), rows.publication == Publication.OPEN.value)
        .where(rows.version_id == bindparam("version_id"))
        .where(rows.closes_on.is_not_distinct_from(bindparam("closes_on", type_=Date)))
        .where(
            exists().where(
                said.user_id == bindparam("user_id"),
                said.version == bindparam("version"),
                said.withdrawn_at.is_(None),
            )
        )
        .cte("agreed")
    )
    given = [bindparam(name, type_=table.c[name].type) for name in _GIVEN]
    fixed = [literal(SupportState.VALID.value), literal(value=False)]
    row = select(agreed.c.id, *given, *fixed)
    new = insert(table).from_select(["petition_id", *_GIVEN, "state", "counted"], row)
    return select(func.count()).select_from(agreed).add_cte(_once(new).cte("written"))


_GIVEN = (
    "support_key", "source_key", "area_id", "line", "version_id", "backer", "shown_name", "on", "device_key",
    "network_key", "phone_shifted", "confirm_seconds",
)  # fmt: skip
SUPPORT = _once(
    insert(cast(Table, Signature.__table__)).values(state=SupportState.VALID.value, counted=False)
)
"""One row a person and initiative, whoever presses how often; the moment of the first support stays."""
SUPPORT_IF_AGREED = _if_agreed()
