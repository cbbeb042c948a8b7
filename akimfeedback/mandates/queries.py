"""Read offices and mandates: who works where today, who answers for a place, what a seat covers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, false, literal, or_, select
from sqlalchemy.orm import Session, aliased, contains_eager, joinedload

from akimfeedback.accounts.models import User
from akimfeedback.core.folding import fold
from akimfeedback.geography.models import Territory
from akimfeedback.geography.rules import Level
from akimfeedback.mandates.actor import VISITOR, Actor
from akimfeedback.mandates.models import DeputyOkrug, Invitation, Mandate, Office
from akimfeedback.mandates.rules import WIDE_ROLES, Role


@dataclass(frozen=True)
class Addressee:
    """Who answers for a place: the unit, its office and the person in charge; both may be missing."""

    territory: Territory  # the unit with an akim the place belongs to, or the place itself
    office: Office | None  # None: nobody has opened it yet
    mandate: Mandate | None  # akim of any kind, else the district superior; None: nobody known
    by_superior: bool  # the akim's seat is vacant

    def connected(self, on: date) -> bool:
        """Say whether the office has taken on the term of the quick track by this day."""
        joined = self.office.connected_from if self.office else None
        return joined is not None and joined <= on


def holding(on: date) -> ColumnElement[bool]:
    """Return the condition that a mandate is in force on a day, both ends included."""
    return and_(Mandate.starts_on <= on, or_(Mandate.ends_on.is_(None), Mandate.ends_on >= on))


def actor_of(session: Session, user: User | None, on: date) -> Actor:
    """Return the Actor of a person: the seats held on this day and what they cover; two queries at most."""
    if user is None:
        return VISITOR
    mandates = select(Mandate).where(Mandate.user_id == user.id, holding(on)).order_by(Mandate.id)
    seats = tuple(session.scalars(mandates.options(joinedload(Mandate.territory))))
    wide = [seat.id for seat in seats if seat.role in WIDE_ROLES]
    return Actor(user=user, seats=seats, reach=_reach(session, wide) if wide else frozenset())


def _reach(session: Session, mandate_ids: list[int]) -> frozenset[tuple[int, int]]:
    okrugs = select(DeputyOkrug.mandate_id).where(DeputyOkrug.mandate_id.in_(mandate_ids))
    whole = select(Mandate.id.label("mandate_id"), Mandate.territory_id.label("territory_id")).where(
        Mandate.id.in_(mandate_ids), Mandate.id.not_in(okrugs)
    )
    named = select(DeputyOkrug.mandate_id, DeputyOkrug.territory_id).where(
        DeputyOkrug.mandate_id.in_(mandate_ids)
    )
    start = whole.union(named).subquery()  # a recursive part joins a plain SELECT only
    below = select(start.c.mandate_id, start.c.territory_id).cte("below", recursive=True)
    child = select(below.c.mandate_id, Territory.id).where(
        Territory.parent_id == below.c.territory_id,
        or_(Territory.level <= Level.OKRUG, Territory.has_akim),
    )
    below = below.union(child)
    return frozenset((row.mandate_id, row.territory_id) for row in session.execute(select(below)))


def _way_up() -> Select[tuple[int, int]]:
    """Return (id, steps) of the unit `place` and everything above it."""
    up = (
        select(Territory.id, Territory.parent_id, literal(0).label("steps"))
        .where(Territory.id == bindparam("place"))
        .cte("up", recursive=True)
    )
    above = aliased(Territory)
    up = up.union_all(select(above.id, above.parent_id, up.c.steps + 1).where(above.id == up.c.parent_id))
    return select(up.c.id, up.c.steps)


# built once: making the recursive statement anew costs more than running it
_UP = _way_up().subquery()
_UNIT_ABOVE = (
    select(Territory)
    .join(_UP, _UP.c.id == Territory.id)
    .where(Territory.has_akim)
    .order_by(_UP.c.steps)
    .limit(1)
)
_SUPERIOR_ABOVE = (
    select(Mandate)
    .join(_UP, and_(_UP.c.id == Mandate.territory_id, _UP.c.steps > 0))
    .where(Mandate.role.in_([Role.SUPERIOR, Role.AKIM]), holding(bindparam("on")))  # type: ignore[arg-type]
    .order_by(_UP.c.steps, case((Mandate.role == Role.SUPERIOR, 0), else_=1), Mandate.id)
    .options(joinedload(Mandate.user))
    .limit(1)
)
_OFFICE_OF_UNIT = _UNIT_ABOVE.add_columns(Office).outerjoin(Office, Office.territory_id == Territory.id)


def unit_of(session: Session, territory_id: int) -> Territory | None:
    """Return the nearest unit with an akim: the place itself or the first above it; None above okrugs."""
    return session.scalars(_UNIT_ABOVE, {"place": territory_id}).first()


def unit_and_office_of(session: Session, territory_id: int) -> tuple[Territory | None, Office | None]:
    """Return the nearest unit with an akim and the office opened there, in one statement; None: neither."""
    found = session.execute(_OFFICE_OF_UNIT, {"place": territory_id}).first()
    return (found[0], found[1]) if found else (None, None)


def office_of(session: Session, territory_id: int) -> Office | None:
    """Return the office that answers for a place: its own or the nearest above; None when none is opened."""
    rows = select(Office).join(_UP, _UP.c.id == Office.territory_id).order_by(_UP.c.steps)
    loaded = rows.options(joinedload(Office.territory)).limit(1)
    return session.scalars(loaded, {"place": territory_id}).first()


def offices_by_id(session: Session, office_ids: Sequence[int]) -> dict[int, Office]:
    """Return offices by their id, territories loaded."""
    rows = select(Office).where(Office.id.in_(office_ids)).options(joinedload(Office.territory))
    return {office.id: office for office in session.scalars(rows)}


def akim_of(session: Session, territory_id: int, on: date) -> Mandate | None:
    """Return the akim of exactly this unit on a day, of any kind; None: the seat is vacant."""
    rows = select(Mandate).where(Mandate.territory_id == territory_id, Mandate.role == Role.AKIM, holding(on))
    return session.scalars(rows.options(joinedload(Mandate.user))).first()


def superior_of(session: Session, territory_id: int, on: date) -> Mandate | None:
    """Return the nearest superior above a unit: a superior's mandate, else the akim of that unit above."""
    return session.scalars(_SUPERIOR_ABOVE, {"place": territory_id, "on": on}).first()


def members_of(session: Session, territory_id: int, on: date, *roles: Role) -> Sequence[Mandate]:
    """Return the mandates of exactly this unit on a day; all roles when none is named."""
    rows = select(Mandate).where(Mandate.territory_id == territory_id, holding(on))
    if roles:
        rows = rows.where(Mandate.role.in_(roles))
    return session.scalars(rows.options(joinedload(Mandate.user)).order_by(Mandate.role, Mandate.id)).all()


def covering(session: Session, territory_id: int, on: date, *roles: Role) -> Sequence[Mandate]:
    """Return mandates of the unit and of all units above it; deputies only where the okrug is theirs."""
    all_okrugs = select(DeputyOkrug.territory_id).where(DeputyOkrug.mandate_id == Mandate.id)
    own = all_okrugs.where(DeputyOkrug.territory_id.in_(select(_UP.c.id)))
    rows = (
        select(Mandate)
        .join(_UP, _UP.c.id == Mandate.territory_id)
        .where(Mandate.role.in_(roles) if roles else ~false(), holding(on))
        .where(or_(Mandate.role != Role.DEPUTY, ~all_okrugs.exists(), own.exists()))
        .order_by(_UP.c.steps, Mandate.id)
    )
    return session.scalars(rows.options(joinedload(Mandate.user)), {"place": territory_id}).all()


def addressee_of(session: Session, territory_id: int, on: date) -> Addressee:
    """Return who answers for a place on a day; never refuses.

    A vacant seat goes to the acting akim (a mandate like any other) or to the district superior.
    """
    nearest, office = unit_and_office_of(session, territory_id)
    unit = nearest or session.get_one(Territory, territory_id)
    if nearest is None:
        office = session.scalars(select(Office).where(Office.territory_id == unit.id)).first()
    akim = akim_of(session, unit.id, on)
    answers = akim or superior_of(session, unit.id, on)
    return Addressee(territory=unit, office=office, mandate=answers, by_superior=akim is None)


def of_unit(session: Session, territory_id: int) -> Sequence[Mandate]:
    """Return all mandates a unit ever had, newest first; the archive of terms."""
    rows = select(Mandate).where(Mandate.territory_id == territory_id)
    return session.scalars(rows.order_by(Mandate.starts_on.desc(), Mandate.id.desc())).all()


def mandate(session: Session, mandate_id: int, *, to_change: bool = False) -> Mandate | None:
    """Return one mandate, locked when it is to change; None: there is none."""
    rows = select(Mandate).where(Mandate.id == mandate_id)
    return session.scalars(rows.with_for_update() if to_change else rows).first()


def invitation_by(session: Session, token_hash: str, *, to_change: bool = False) -> Invitation | None:
    """Return the invitation of a hashed token, locked when it is to change."""
    rows = select(Invitation).join(Invitation.mandate).where(Invitation.token_hash == token_hash)
    rows = rows.options(contains_eager(Invitation.mandate).joinedload(Mandate.territory))
    return session.scalars(rows.with_for_update(of=Invitation) if to_change else rows).first()


def waiting_invitations(session: Session, mandate_ids: Sequence[int]) -> dict[int, Invitation]:
    """Return the latest unused invitation of each mandate."""
    rows = select(Invitation).where(Invitation.mandate_id.in_(mandate_ids), Invitation.accepted_at.is_(None))
    return {row.mandate_id: row for row in session.scalars(rows.order_by(Invitation.id))}


def roles_of(session: Session, user_id: int, on: date) -> frozenset[str]:
    """Return the names of the roles a person holds on a day, anywhere."""
    rows = select(Mandate.role).where(Mandate.user_id == user_id, holding(on)).distinct()
    return frozenset(session.scalars(rows))


def joined_offices(session: Session) -> dict[int, date]:
    """Return the day each connected office took on the term, by unit."""
    rows = select(Office.territory_id, Office.connected_from).where(Office.connected_from.is_not(None))
    return {row.territory_id: row.connected_from for row in session.execute(rows) if row.connected_from}


@dataclass(frozen=True)
class OfficeRow:
    """A unit with an akim, its office and akim on a day; for the list of the administrator."""

    territory: Territory
    office: Office | None
    akim: Mandate | None


def office_rows(
    session: Session, territory_ids: Sequence[int], typed: str, *, on: date, limit: int, offset: int
) -> Sequence[OfficeRow]:
    """Return units with an akim among the given ones, by code; `typed` is part of a name."""
    akim = aliased(Mandate)
    is_akim = and_(
        akim.territory_id == Territory.id,
        akim.role == Role.AKIM,
        akim.starts_on <= on,
        or_(akim.ends_on.is_(None), akim.ends_on >= on),
    )
    rows = (
        select(Territory, Office, akim)
        .outerjoin(Office, Office.territory_id == Territory.id)
        .outerjoin(akim, is_akim)
        .where(Territory.id.in_(territory_ids), Territory.has_akim, Territory.valid_to.is_(None))
        .order_by(Territory.kato)
    )
    if typed:
        rows = rows.where(Territory.search.contains(fold(typed), autoescape=True))
    found = session.execute(rows.limit(limit).offset(offset))
    return [OfficeRow(*row) for row in found]
