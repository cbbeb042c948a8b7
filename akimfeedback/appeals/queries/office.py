"""What the akim's office works on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, func, literal_column, or_, select
from sqlalchemy.orm import Session, aliased, joinedload

from akimfeedback.appeals.models import Appeal, CasePhoto, Follower, Reply
from akimfeedback.appeals.rules import OPEN, State, read_number
from akimfeedback.geography.models import Territory
from akimfeedback.mandates.models import Mandate
from akimfeedback.topics.models import Topic

OPEN_LIST = "open"
OVERDUE_LIST = "overdue"
TODAY_LIST = "today"
MINE_LIST = "mine"
ANSWERED_LIST = "answered"
UNREGISTERED_LIST = "unregistered"
ALL_LIST = "all"


@dataclass(frozen=True)
class OfficeFilters:
    """What the office wants to see of its cases."""

    which: str = OPEN_LIST  # one of the *_LIST names
    topic_code: str | None = None
    assigned_to_id: int | None = None  # Mandate.id; for "mine"
    words: str | None = None  # number or words of the text


@dataclass(frozen=True)
class OfficeRow:
    """One line of the office's list; never who wrote."""

    id: int
    number: str
    title: str
    topic_code: str
    topic_kk: str
    topic_ru: str
    topic_en: str
    kind: str
    state: str
    place_kk: str | None
    place_ru: str | None
    place_en: str | None
    place_words: str | None
    registered_on: date
    due_on: date
    reopened: int
    unread: bool
    photos: int
    followers: int
    assigned_to: str | None  # the official's name
    register_number: str | None


@dataclass(frozen=True)
class OfficeRows:
    """One page of the list."""

    rows: Sequence[OfficeRow]
    has_more: bool
    page: int


@dataclass(frozen=True)
class OfficeToday:
    """Counts of the today page."""

    due_today: int
    overdue: int
    due_this_week: int  # due from today to `week_ends_on`
    open: int
    new: int  # not opened yet
    reopened: int
    waiting_for_resident: int
    unregistered: int  # not entered in the state system yet
    next_appeal_id: int | None  # the most urgent one


def is_open() -> ColumnElement[bool]:
    """Return the condition of the office's open cases, worded as the partial index is."""
    states: list[ColumnElement[str]] = [literal_column(f"'{state}'") for state in sorted(OPEN)]
    return and_(Appeal.state.in_(states), ~Appeal.past_the_office)


_place, _official = aliased(Territory), aliased(Mandate)
# built once, plain columns in the order of OfficeRow: whole rows cost more to make than to read
_LINES = (
    select(
        Appeal.id,
        Appeal.number,
        Appeal.title,
        Topic.code,
        Topic.name_kk,
        Topic.name_ru,
        Topic.name_en,
        Appeal.kind,
        Appeal.state,
        _place.name_kk,
        _place.name_ru,
        _place.name_en,
        Appeal.place_words,
        Appeal.registered_on,
        Appeal.due_on,
        Appeal.reopened,
        Appeal.seen_at.is_(None),
        select(func.count()).where(CasePhoto.appeal_id == Appeal.id).scalar_subquery(),
        select(func.count()).where(Follower.appeal_id == Appeal.id).scalar_subquery(),
        _official.holder,
        Appeal.register_number,
    )
    .join(Topic, Topic.code == Appeal.topic_code)
    .outerjoin(_place, _place.id == Appeal.place_id)
    .outerjoin(_official, _official.id == Appeal.assigned_to_id)
)


def office_list(
    session: Session,
    territory_id: int,
    filters: OfficeFilters,
    *,
    today: date,
    page: int = 1,
    per_page: int = 20,
) -> OfficeRows:
    """Return a page of the office's cases, most urgent first (open) or newest first (others).

    One query, flat in rows: the page's ids are found in an index first, then joined. Cases about the office
    itself are never here.
    """
    wanted = _ordered(_filtered(territory_id, filters, today), filters)
    ids = wanted.offset((page - 1) * per_page).limit(per_page + 1)
    order = (Appeal.due_on, Appeal.id) if _most_urgent_first(filters) else (Appeal.id.desc(),)
    rows = session.execute(_LINES.where(Appeal.id.in_(ids)).order_by(*order))
    found = [OfficeRow(*tuple(row)) for row in rows]
    return OfficeRows(rows=found[:per_page], has_more=len(found) > per_page, page=page)


def _most_urgent_first(filters: OfficeFilters) -> bool:
    return filters.which in (OPEN_LIST, OVERDUE_LIST, TODAY_LIST, MINE_LIST)


def _ordered(rows: Select[int], filters: OfficeFilters) -> Select[int]:
    return (
        rows.order_by(Appeal.due_on, Appeal.id)
        if _most_urgent_first(filters)
        else rows.order_by(Appeal.id.desc())
    )


def _filtered(territory_id: int, filters: OfficeFilters, today: date) -> Select[int]:
    rows = select(Appeal.id).where(Appeal.territory_id == territory_id, *_which(filters, today))
    if filters.topic_code:
        rows = rows.where(Appeal.topic_code == filters.topic_code)
    if filters.which == MINE_LIST and filters.assigned_to_id is not None:
        rows = rows.where(Appeal.assigned_to_id == filters.assigned_to_id)
    if words := (filters.words or "").strip():
        digits = read_number(words)
        alike = Appeal.text.icontains(words, autoescape=True)
        rows = rows.where(or_(alike, Appeal.number == digits) if digits else alike)
    return rows


def _which(filters: OfficeFilters, today: date) -> list[ColumnElement[bool]]:
    if filters.which in (OPEN_LIST, MINE_LIST):
        return [is_open()]
    if filters.which == OVERDUE_LIST:
        return [is_open(), Appeal.due_on < today]
    if filters.which == TODAY_LIST:
        return [is_open(), Appeal.due_on == today]
    if filters.which == ANSWERED_LIST:
        return [~Appeal.past_the_office, Appeal.state.in_((State.ANSWERED, State.CONFIRMED, State.CLOSED))]
    if filters.which == UNREGISTERED_LIST:
        return [~Appeal.past_the_office, Appeal.register_number.is_(None)]
    return [~Appeal.past_the_office]


def office_today(session: Session, territory_id: int, *, today: date, week_ends_on: date) -> OfficeToday:
    """Return the counts of the today page in one query over the open cases, one over the unregistered."""
    mine = Appeal.territory_id == territory_id
    counts = select(
        func.count().filter(Appeal.due_on == today),
        func.count().filter(Appeal.due_on < today),
        func.count().filter(Appeal.due_on.between(today, week_ends_on)),
        func.count(),
        func.count().filter(Appeal.seen_at.is_(None)),
        func.count().filter(Appeal.reopened > 0),
        func.count().filter(Appeal.state == State.QUESTION),
    ).where(mine, is_open())
    row = session.execute(counts).one()
    waiting = select(func.count()).where(mine, ~Appeal.past_the_office, Appeal.register_number.is_(None))
    return OfficeToday(
        *row, unregistered=session.scalar(waiting) or 0, next_appeal_id=next_due(session, territory_id)
    )


def next_due(session: Session, territory_id: int, *, after_id: int | None = None) -> int | None:
    """Return the id of the most urgent open case, another one than `after_id`; None: all is answered.

    A case that waits for its author comes after those that wait for the office.
    """
    rows = select(Appeal.id).where(Appeal.territory_id == territory_id, is_open())
    if after_id is not None:
        rows = rows.where(Appeal.id != after_id)
    waits = Appeal.state == State.QUESTION
    return session.scalar(rows.order_by(waits, Appeal.due_on, Appeal.id).limit(1))


def unregistered(session: Session, territory_id: int, *, limit: int = 200) -> Sequence[Appeal]:
    """Return the cases without a number of the state accounting system, oldest first."""
    rows = select(Appeal).where(
        Appeal.territory_id == territory_id, Appeal.register_number.is_(None), ~Appeal.past_the_office
    )
    loaded = rows.options(joinedload(Appeal.topic), joinedload(Appeal.place), joinedload(Appeal.author))
    return session.scalars(loaded.order_by(Appeal.id).limit(limit)).all()


def earlier_answers(session: Session, territory_id: int, *, limit: int = 50) -> list[str]:
    """Return what the office's latest answers say was done, for the warning "too similar"."""
    rows = select(Reply.done).where(Reply.territory_id == territory_id).order_by(Reply.id.desc()).limit(limit)
    return list(session.scalars(rows))
