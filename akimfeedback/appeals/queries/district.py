"""What those above the offices see: facts per okrug, overdue lists, the superior's and moderators' queues."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Integer, and_, cast, func, select
from sqlalchemy.orm import Session, aliased, joinedload, selectinload

from akimfeedback.appeals.models import Appeal, CasePhoto, Escalation
from akimfeedback.appeals.queries.office import is_open
from akimfeedback.appeals.rules import Publicity
from akimfeedback.geography.models import Territory
from akimfeedback.topics.models import Topic

SILENT_DAYS = 15
YEAR = 365


@dataclass(frozen=True)
class OkrugFacts:
    """Counts of one okrug today."""

    territory_id: int
    open: int = 0
    overdue: int = 0
    silent: int = 0  # open and more than 15 calendar days without any answer
    reopened: int = 0  # open again after "not solved"
    answered_year: int = 0  # answered in the last 365 days
    longest_overdue_days: int = 0  # calendar days; 0: none


@dataclass(frozen=True)
class OverdueRow:
    """One overdue case, without identity or text."""

    number: str
    territory_id: int
    topic_code: str
    topic_kk: str
    topic_ru: str
    topic_en: str
    place_kk: str | None
    place_ru: str | None
    place_en: str | None
    state: str
    registered_on: date
    due_on: date
    days_late: int  # calendar days
    reopened: int


@dataclass(frozen=True)
class EscalationRow:
    """One entry of the superior's list."""

    escalation: Escalation
    appeal: Appeal


def district_board(session: Session, territory_ids: Collection[int], today: date) -> dict[int, OkrugFacts]:
    """Return the facts of each okrug, zeros where nothing happened; one grouped query."""
    late = and_(is_open(), Appeal.due_on < today)
    silent = and_(
        is_open(), Appeal.answered_on.is_(None), Appeal.registered_on < today - timedelta(days=SILENT_DAYS)
    )
    rows = (
        select(
            Appeal.territory_id,
            func.count().filter(is_open()),
            func.count().filter(late),
            func.count().filter(silent),
            func.count().filter(is_open(), Appeal.reopened > 0),
            func.count().filter(Appeal.answered_on > today - timedelta(days=YEAR)),
            cast(func.coalesce(today - func.min(Appeal.due_on).filter(late), 0), Integer),
        )
        .where(Appeal.territory_id.in_(territory_ids))
        .group_by(Appeal.territory_id)
    )
    found = {row[0]: OkrugFacts(*row) for row in session.execute(rows)}
    return {number: found.get(number, OkrugFacts(number)) for number in territory_ids}


def overdue(
    session: Session, territory_ids: Collection[int], today: date, *, limit: int = 500
) -> Sequence[OverdueRow]:
    """Return overdue open cases, longest first; without names and texts."""
    place = aliased(Territory)
    rows = (
        select(
            Appeal.number, Appeal.territory_id, Topic.code, Topic.name_kk, Topic.name_ru, Topic.name_en,
            place.name_kk, place.name_ru, place.name_en, Appeal.state, Appeal.registered_on, Appeal.due_on,
            today - Appeal.due_on, Appeal.reopened,
        )
        .join(Topic, Topic.code == Appeal.topic_code)
        .outerjoin(place, place.id == Appeal.place_id)
        .where(Appeal.territory_id.in_(territory_ids), is_open(), Appeal.due_on < today)
        .order_by(Appeal.due_on, Appeal.id)
        .limit(limit)
    )  # fmt: skip
    return [OverdueRow(*tuple(row)) for row in session.execute(rows)]


def escalations(
    session: Session, territory_ids: Collection[int], *, settled: bool = False, limit: int = 200
) -> Sequence[EscalationRow]:
    """Return the superior's list with the cases, oldest first; one query."""
    done = Escalation.settled_at.is_not(None) if settled else Escalation.settled_at.is_(None)
    rows = (
        select(Escalation, Appeal)
        .join(Appeal, Appeal.id == Escalation.appeal_id)
        .where(Escalation.territory_id.in_(territory_ids), done)
        .options(joinedload(Appeal.territory), joinedload(Appeal.place), joinedload(Appeal.topic))
        .order_by(Escalation.raised_at, Escalation.id)
        .limit(limit)
    )
    return [EscalationRow(entry, appeal) for entry, appeal in session.execute(rows)]


def escalation(session: Session, escalation_id: int, *, to_change: bool = False) -> Escalation | None:
    """Return one entry of the superior's list, locked when it is to change."""
    rows = select(Escalation).where(Escalation.id == escalation_id)
    if to_change:
        rows = rows.with_for_update().execution_options(populate_existing=True)
    return session.scalars(rows).first()


def pending_moderation(
    session: Session, territory_ids: Collection[int] | None = None, *, limit: int = 50
) -> Sequence[Appeal]:
    """Return cases that wait for a moderator, oldest first; None: of every okrug. Three queries."""
    rows = select(Appeal).where(Appeal.publicity == Publicity.PENDING)
    if territory_ids is not None:
        rows = rows.where(Appeal.territory_id.in_(territory_ids))
    loaded = rows.options(
        joinedload(Appeal.territory),
        joinedload(Appeal.topic),
        joinedload(Appeal.place),
        selectinload(Appeal.replies),
        selectinload(Appeal.photos).joinedload(CasePhoto.file),
    )
    return session.scalars(loaded.order_by(Appeal.id).limit(limit)).all()


def pending_count(
    session: Session, territory_ids: Collection[int] | None = None
) -> tuple[int, datetime | None]:
    """Return how many cases wait for a moderator and since when the oldest does."""
    rows = select(func.count(), func.min(Appeal.filed_at)).where(Appeal.publicity == Publicity.PENDING)
    if territory_ids is not None:
        rows = rows.where(Appeal.territory_id.in_(territory_ids))
    count, oldest = session.execute(rows).one()
    return count, oldest
