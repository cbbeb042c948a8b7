"""What people who review support see: rows without persons, signals, held rows, what waits."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select, text
from sqlalchemy.orm import Session

from akimfeedback.core.clock import KAZAKHSTAN
from akimfeedback.petitions.models import Petition, PetitionDuty, PetitionTotal
from akimfeedback.petitions.rules import DutyKind, Line, Publication, SheetState, SignalCode, SupportState
from akimfeedback.petitions.support_models import FraudSignal, PaperSheet, PetitionKey, Signature

MOST_ROWS = 20_000
"""Rows of one initiative that are looked at, the newest; more would tell nothing else."""
MOST_PLATFORM_ROWS = 20_000
FEWEST_PLATFORM_ROWS = 200
VISITS_BACK = timedelta(days=60)
ENDED = (
    Publication.CLOSED, Publication.WITHDRAWN, Publication.DROPPED, Publication.LAPSED,
    Publication.SUPERSEDED, Publication.REJECTED, Publication.HIDDEN,
)  # fmt: skip
ONLINE = (Line.STRONG, Line.PHONE, Line.SHARED, Line.OUTSIDE)


@dataclass(frozen=True)
class Trace:
    """What is left of one support for review; moments in seconds of the database's clock."""

    line: str
    state: str
    area_id: int | None
    signed: float
    changed: float
    source: bytes | None  # device, or network where no device is known
    phone: int | None
    confirm_seconds: float | None
    shown_name: str | None

    @property
    def stands(self) -> bool:
        """Say whether it counts or waits for review."""
        return self.state in (SupportState.VALID, SupportState.HELD)

    @property
    def hour(self) -> int:
        """Return the hour of the day it came, Kazakhstan time."""
        return datetime.fromtimestamp(self.signed, UTC).astimezone(KAZAKHSTAN).hour


def traces(session: Session, petition_id: int) -> list[Trace]:
    """Return the newest supports of an initiative in the order they came, imported history left out."""
    found = (
        select(
            Signature.line, Signature.state, Signature.area_id,
            func.extract("epoch", Signature.signed_at), func.extract("epoch", Signature.changed_at),
            func.coalesce(Signature.device_key, Signature.network_key),
            Signature.phone_shifted, Signature.confirm_seconds, Signature.shown_name,
        )
        .where(Signature.petition_id == petition_id, Signature.line != Line.IMPORTED)
        .order_by(Signature.id.desc())
        .limit(MOST_ROWS)
    )  # fmt: skip
    rows = [
        Trace(line, state, area, float(signed), float(changed), source, phone, seconds, name)
        for line, state, area, signed, changed, source, phone, seconds, name in session.execute(found)
    ]
    return rows[::-1]


def changed_lately(session: Session, minutes: int) -> list[int]:
    """Return the initiatives whose support changed within so many minutes of the database's clock."""
    since = func.clock_timestamp() - text(f"interval '{int(minutes)} minutes'")
    newest = select(func.coalesce(func.max(Signature.id), 0)).scalar_subquery()
    rows = select(Signature.petition_id).where(
        Signature.id > newest - MOST_ROWS, Signature.changed_at >= since
    )
    totals = select(PetitionTotal.petition_id).where(PetitionTotal.counted_at >= since)
    return sorted(set(session.scalars(rows.union(totals))))


def night_share(session: Session, hours: Collection[int]) -> float | None:
    """Return the platform's share of supports in these hours, 0..1; None while there are too few to say."""
    newest = (
        select(Signature.signed_at)
        .where(Signature.line.in_(ONLINE))
        .order_by(Signature.id.desc())
        .limit(MOST_PLATFORM_ROWS)
        .subquery()
    )
    hour = func.extract("hour", func.timezone(KAZAKHSTAN.key, newest.c.signed_at))
    all_rows, at_night = session.execute(
        select(func.count(), func.count().filter(hour.in_(list(hours)))).select_from(newest)
    ).one()
    return at_night / all_rows if all_rows >= FEWEST_PLATFORM_ROWS else None


def visits(session: Session, territory_id: int, now: datetime) -> list[float]:
    """Return the moments of officials' visits and discussions in a unit in the last 60 days, in seconds."""
    found = select(PetitionDuty.event_at).where(
        PetitionDuty.territory_id == territory_id,
        PetitionDuty.kind.in_((DutyKind.SITE_VISIT, DutyKind.DISCUSSION)),
        PetitionDuty.event_at.is_not(None),
        PetitionDuty.event_at.between(now - VISITS_BACK, now),
    )
    return sorted(at.timestamp() for at in session.scalars(found) if at is not None)


def sheet_orders(session: Session, petition_id: int) -> list[tuple[int, float | None]]:
    """Return (lines, order of names) of each accepted sheet."""
    found = select(func.coalesce(PaperSheet.accepted, 0), PaperSheet.name_order)
    accepted = (PaperSheet.petition_id == petition_id) & (PaperSheet.state == SheetState.ACCEPTED)
    return list(session.execute(found.where(accepted)))


def last_seen(session: Session, petition_id: int) -> dict[str, float]:
    """Return {code: supports when it was last judged} of signals people have looked at."""
    found = (
        select(FraudSignal.code, FraudSignal.facts)
        .where(FraudSignal.petition_id == petition_id, FraudSignal.reviewed_at.is_not(None))
        .order_by(FraudSignal.id)
    )
    return {code: float(facts.get("n", 0)) for code, facts in session.execute(found)}


def _of_kind(*, pressure: bool) -> ColumnElement[bool]:
    code = FraudSignal.code
    return code == SignalCode.COERCION if pressure else code != SignalCode.COERCION


def signals_of(session: Session, petition_id: int, *, pressure: bool = False) -> Sequence[FraudSignal]:
    """Return the signals of an initiative, open ones first; those of pressure only when asked for."""
    found = select(FraudSignal).where(FraudSignal.petition_id == petition_id, _of_kind(pressure=pressure))
    return session.scalars(
        found.order_by(FraudSignal.reviewed_at.is_not(None), FraudSignal.id.desc()).limit(100)
    ).all()


def signal(session: Session, signal_id: int) -> FraudSignal | None:
    """Return one signal, locked, because somebody is going to judge it."""
    return session.scalar(select(FraudSignal).where(FraudSignal.id == signal_id).with_for_update())


@dataclass(frozen=True)
class Waiting:
    """One line of the work list."""

    petition: Petition
    signals: int
    held: int
    sheets: int


def waiting(session: Session, units: Collection[int]) -> list[Waiting]:
    """Return the initiatives of these units where something waits for review, the newest first."""
    signals = _count_per(FraudSignal.petition_id, FraudSignal.reviewed_at.is_(None), _of_kind(pressure=False))
    held = _count_per(Signature.petition_id, Signature.state == SupportState.HELD)
    sheets = _count_per(
        PaperSheet.petition_id,
        or_(
            PaperSheet.state.in_((SheetState.ENTERED, SheetState.MISMATCH)),
            PaperSheet.recheck & PaperSheet.recheck_at.is_(None),
        ),
    )
    counts = [func.coalesce(one.c.n, 0) for one in (signals, held, sheets)]
    found = select(Petition, *counts).where(Petition.territory_id.in_(units))
    for one in (signals, held, sheets):
        found = found.outerjoin(one, one.c.petition_id == Petition.id)
    found = found.where(or_(*(count > 0 for count in counts))).order_by(Petition.id.desc()).limit(100)
    return [Waiting(*row) for row in session.execute(found)]


def under_pressure(session: Session, units: Collection[int]) -> list[Petition]:
    """Return the initiatives of these units with a signal of pressure, the newest first."""
    marked = select(FraudSignal.petition_id).where(_of_kind(pressure=True))
    found = select(Petition).where(Petition.territory_id.in_(units), Petition.id.in_(marked))
    return list(session.scalars(found.order_by(Petition.id.desc()).limit(100)))


def _count_per(petition_id: Any, *conditions: ColumnElement[bool]) -> Any:
    return (
        select(petition_id.label("petition_id"), func.count().label("n"))
        .where(*conditions)
        .group_by(petition_id)
        .subquery()
    )


@dataclass(frozen=True)
class Group:
    """Supports of one source, known by a short mark that leads to nobody."""

    mark: str  # hexadecimal of the keyed hash, whole; pages show eight letters
    n: int
    first_at: datetime
    last_at: datetime


def held_groups(session: Session, petition_id: int) -> list[Group]:
    """Return the held rows by network, the largest first."""
    return _groups(session, petition_id, Signature.network_key, Signature.state == SupportState.HELD)


def largest_devices(session: Session, petition_id: int, limit: int = 5) -> list[Group]:
    """Return the devices that gave most supports, from three on."""
    standing = Signature.state.in_((SupportState.VALID, SupportState.HELD))
    groups = _groups(session, petition_id, Signature.device_key, standing & Signature.device_key.is_not(None))
    return [group for group in groups if group.n > 2][:limit]


def _groups(session: Session, petition_id: int, key: Any, condition: ColumnElement[bool]) -> list[Group]:
    found = (
        select(key, func.count(), func.min(Signature.signed_at), func.max(Signature.signed_at))
        .where(Signature.petition_id == petition_id, condition)
        .group_by(key)
        .order_by(func.count().desc(), key)
        .limit(50)
    )
    return [Group((mark or b"").hex(), n, first, last) for mark, n, first, last in session.execute(found)]


def state_counts(session: Session, petition_id: int) -> dict[str, int]:
    """Return {state: number of supports}."""
    found = select(Signature.state, func.count()).where(Signature.petition_id == petition_id)
    return dict(session.execute(found.group_by(Signature.state)).all())


def secret_of(session: Session, petition_id: int) -> bytes | None:
    """Return the initiative's secret; None once it is destroyed."""
    return session.scalar(select(PetitionKey.key).where(PetitionKey.petition_id == petition_id))


def ended_before(session: Session, moment: datetime) -> list[int]:
    """Return the initiatives that ended before a moment and still hold traces; those on legal hold not."""
    traced = select(Signature.petition_id).where(
        or_(
            Signature.device_key.is_not(None), Signature.network_key.is_not(None),
            Signature.phone_shifted.is_not(None), Signature.confirm_seconds.is_not(None),
        )
    )  # fmt: skip
    found = select(Petition.id).where(
        func.coalesce(Petition.closed_at, Petition.touched_at) < moment,
        Petition.publication.in_(ENDED),
        Petition.legal_hold.is_(False),
        Petition.id.in_(traced),
    )
    return list(session.scalars(found.order_by(Petition.id)))
