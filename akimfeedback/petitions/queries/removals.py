"""Supports a removal looks for, and the public ledger of removals."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, ScalarSelect, and_, func, or_, select
from sqlalchemy.orm import Session

from akimfeedback.core.clock import KAZAKHSTAN
from akimfeedback.petitions.models import Petition
from akimfeedback.petitions.review_rules import Filters
from akimfeedback.petitions.rules import COUNTED, PUBLIC, Line, RemovalState, SupportState
from akimfeedback.petitions.support_models import PetitionRung, Removal, Signature, SupportIntent

REMOVABLE = (SupportState.VALID, SupportState.HELD)
IN_WORK = (RemovalState.RUNNING, RemovalState.UNDOING)
TOLD = (RemovalState.RUNNING, RemovalState.DONE, RemovalState.CANCELLED, RemovalState.UNDOING,
        RemovalState.UNDONE)  # fmt: skip


def matching(petition_id: int, filters: Filters) -> ColumnElement[bool]:
    """Return the condition of the rows a removal takes: they stand, and were there when it was counted."""
    conditions: list[ColumnElement[bool]] = [
        Signature.petition_id == petition_id,
        Signature.state.in_(REMOVABLE),
        Signature.line != Line.IMPORTED,
    ]
    day = func.date(func.timezone(KAZAKHSTAN.key, Signature.signed_at))
    wanted: tuple[tuple[object, ColumnElement[bool]], ...] = (
        (filters.line, Signature.line == filters.line),
        (filters.area_id, Signature.area_id == filters.area_id),
        (filters.first_on, day >= filters.first_on),
        (filters.last_on, day <= filters.last_on),
        (filters.device, Signature.device_key == bytes.fromhex(filters.device or "")),
        (filters.network, Signature.network_key == bytes.fromhex(filters.network or "")),
        (filters.sheet_id, Signature.sheet_id == filters.sheet_id),
        (filters.within_seconds, Signature.confirm_seconds <= filters.within_seconds),
        (filters.held or None, Signature.state == SupportState.HELD),
        (filters.last_id, Signature.id <= filters.last_id),
    )
    return and_(*conditions, *(condition for value, condition in wanted if value is not None))


@dataclass(frozen=True)
class Found:
    """What a removal would take."""

    rows: int
    counted: int  # of them in the figures
    lines: dict[str, int]
    last_id: int


def found(session: Session, petition_id: int, filters: Filters) -> Found:
    """Count what the filters hold now."""
    per_line = session.execute(
        select(
            Signature.line,
            func.count(),
            func.count().filter(Signature.state == SupportState.VALID),
            func.max(Signature.id),
        )
        .where(matching(petition_id, filters))
        .group_by(Signature.line)
    ).all()
    return Found(
        rows=sum(n for _, n, _, _ in per_line),
        counted=sum(valid for line, _, valid, _ in per_line if line in COUNTED),
        lines={line: n for line, n, _, _ in sorted(per_line)},
        last_id=max((last for _, _, _, last in per_line), default=0),
    )


def intents(petition_id: int, filters: Filters) -> ColumnElement[bool]:
    """Return the condition of the codes still waiting that a removal covers."""
    conditions = [
        SupportIntent.petition_id == petition_id,
        SupportIntent.confirmed_at.is_(None),
        SupportIntent.phone.is_not(None),
        SupportIntent.removal_id.is_(None),
    ]
    if filters.first_on is not None:
        conditions.append(SupportIntent.on >= filters.first_on)
    if filters.last_on is not None:
        conditions.append(SupportIntent.on <= filters.last_on)
    return and_(*conditions)


def count_intents(session: Session, petition_id: int, filters: Filters) -> int:
    """Count the codes still waiting that a removal covers."""
    if not filters.covers_intents:
        return 0
    waiting = select(func.count()).select_from(SupportIntent).where(intents(petition_id, filters))
    return session.scalar(waiting) or 0


def standing(session: Session, petition_id: int) -> int:
    """Count the supports that hold for the rungs, from the rows."""
    rows = select(func.count()).select_from(Signature)
    valid = and_(Signature.state == SupportState.VALID, Signature.line.in_(COUNTED))
    return session.scalar(rows.where(Signature.petition_id == petition_id, valid)) or 0


def holding_rungs(session: Session, petition_id: int) -> Sequence[PetitionRung]:
    """Return the rungs that are reached now."""
    rows = select(PetitionRung).where(PetitionRung.petition_id == petition_id, PetitionRung.lost_at.is_(None))
    return session.scalars(rows.order_by(PetitionRung.needed)).all()


def by_id(session: Session, removal_id: int, *, to_change: bool = False) -> Removal | None:
    """Return a removal, locked where it is going to be changed."""
    rows = select(Removal).where(Removal.id == removal_id).execution_options(populate_existing=True)
    return session.scalar(rows.with_for_update() if to_change else rows)


def to_work_on(session: Session, removal_id: int) -> Removal | None:
    """Return a removal in work, locked; None when it is over or another worker holds it."""
    rows = select(Removal).where(Removal.id == removal_id, Removal.state.in_(IN_WORK))
    return session.scalar(rows.with_for_update(skip_locked=True).execution_options(populate_existing=True))


def in_work(session: Session) -> list[int]:
    """Return the removals a worker has to go on with, oldest first."""
    return list(session.scalars(select(Removal.id).where(Removal.state.in_(IN_WORK)).order_by(Removal.id)))


def of_petition(session: Session, petition_id: int) -> Sequence[Removal]:
    """Return all removals of an initiative, newest first."""
    rows = select(Removal).where(Removal.petition_id == petition_id)
    return session.scalars(rows.order_by(Removal.id.desc())).all()


def ledger_of(session: Session, petition_id: int) -> Sequence[Removal]:
    """Return what everybody may read about the removals of an initiative, newest first."""
    rows = select(Removal).where(Removal.petition_id == petition_id, _told())
    return session.scalars(rows.order_by(Removal.id.desc())).all()


def ledger(session: Session, *, limit: int = 200, offset: int = 0) -> list[tuple[Removal, Petition]]:
    """Return the removals of all initiatives with a page, newest first."""
    rows = (
        select(Removal, Petition)
        .join(Petition, Petition.id == Removal.petition_id)
        .where(_told(), Petition.publication.in_(PUBLIC))
        .order_by(Removal.id.desc())
        .limit(limit)
        .offset(offset)
    )
    return list(session.execute(rows).tuples())


def ledger_count(session: Session) -> int:
    """Count the removals in the ledger of all initiatives."""
    rows = select(func.count()).select_from(Removal).join(Petition, Petition.id == Removal.petition_id)
    return session.scalar(rows.where(_told(), Petition.publication.in_(PUBLIC))) or 0


def _told() -> ColumnElement[bool]:
    """Return the condition of what is public: begun, and not cancelled before it removed anything."""
    return and_(
        Removal.state.in_(TOLD),
        Removal.started_at.is_not(None),
        or_(Removal.state != RemovalState.CANCELLED, Removal.done > 0),
    )


def is_suspected(petition_id: int, device: object, network: object) -> ScalarSelect[bool]:
    """Return whether a done removal in force took this device or network: what it sends later is held."""
    marks = or_(
        Removal.filters["device"].astext == func.encode(device, "hex"),
        Removal.filters["network"].astext == func.encode(network, "hex"),
    )
    in_force = Removal.state.in_((RemovalState.RUNNING, RemovalState.DONE))
    return (
        select(func.count() > 0).where(Removal.petition_id == petition_id, in_force, marks).scalar_subquery()
    )
