"""Supports a removal looks for, and the public ledger of removals."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from akimfeedback.core.clock import KAZAKHSTAN
from akimfeedback.petitions.models import Objection, Petition
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
    compared: dict[str, Callable[[Any], ColumnElement[bool]]] = {
        "line": lambda wanted: Signature.line == wanted,
        "area_id": lambda wanted: Signature.area_id == wanted,
        "first_on": lambda wanted: day >= wanted,
        "last_on": lambda wanted: day <= wanted,
        "device": lambda wanted: Signature.device_key == bytes.fromhex(wanted),
        "network": lambda wanted: Signature.network_key == bytes.fromhex(wanted),
        "sheet_id": lambda wanted: Signature.sheet_id == wanted,
        "within_seconds": lambda wanted: Signature.confirm_seconds <= wanted,
        "held": (Signature.state == SupportState.HELD).is_,
        "last_id": lambda wanted: Signature.id <= wanted,
    }
    for name, compare in compared.items():
        wanted = getattr(filters, name)
        if wanted not in (None, False):
            conditions.append(compare(wanted))
    return and_(*conditions)


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
    return list(session.execute(rows))


def ledger_count(session: Session) -> int:
    """Count the removals in the ledger of all initiatives."""
    rows = select(func.count()).select_from(Removal).join(Petition, Petition.id == Removal.petition_id)
    return session.scalar(rows.where(_told(), Petition.publication.in_(PUBLIC))) or 0


def objected(session: Session, removal_id: int, user_id: int) -> bool:
    """Say whether a person has objected to a removal."""
    rows = select(Objection.id).where(Objection.removal_id == removal_id, Objection.by_id == user_id)
    return session.scalar(rows.limit(1)) is not None


def objections_to(session: Session, removal_ids: Collection[int]) -> dict[int, list[Objection]]:
    """Return the objections to removals, oldest first."""
    found: dict[int, list[Objection]] = {removal_id: [] for removal_id in removal_ids}
    rows = select(Objection).where(Objection.removal_id.in_(removal_ids)).order_by(Objection.id)
    for row in session.scalars(rows):
        found[row.removal_id or 0].append(row)
    return found


def open_objections(session: Session, units: Collection[int]) -> list[tuple[Objection, Petition]]:
    """Return the objections to removals in these units that wait for a decision, the first due first."""
    rows = (
        select(Objection, Petition)
        .join(Petition, Petition.id == Objection.petition_id)
        .where(
            Petition.territory_id.in_(units), Objection.removal_id.is_not(None), Objection.upheld.is_(None)
        )
        .order_by(Objection.due_on, Objection.id)
    )
    return list(session.execute(rows))


def objection(session: Session, objection_id: int) -> Objection | None:
    """Return one objection to a removal, locked, because somebody is going to decide it."""
    rows = select(Objection).where(Objection.id == objection_id, Objection.removal_id.is_not(None))
    return session.scalar(rows.with_for_update())


def _told() -> ColumnElement[bool]:
    """Return the condition of what is public: begun, and not cancelled before it removed anything."""
    return and_(
        Removal.state.in_(TOLD),
        Removal.started_at.is_not(None),
        or_(Removal.state != RemovalState.CANCELLED, Removal.done > 0),
    )
