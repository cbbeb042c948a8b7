"""What the akim's office works on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from akimfeedback.appeals.models import Appeal

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
    due_this_week: int  # the next 5 working days, today included
    open: int
    new: int  # not opened yet
    reopened: int
    waiting_for_resident: int
    unregistered: int  # not entered in the state system yet
    next_appeal_id: int | None  # the most urgent one


def office_list(
    session: Session, territory_id: int, filters: OfficeFilters, *, today: date, page: int = 1, per_page: int = 20
) -> OfficeRows:
    """Return a page of the office's cases, most urgent first (open) or newest first (others).

    Two queries, flat in rows. Cases about the office itself are never here.
    """
    raise NotImplementedError


def office_today(session: Session, territory_id: int, *, today: date, week_ends_on: date) -> OfficeToday:
    """Return the counts of the today page in one query."""
    raise NotImplementedError


def next_due(session: Session, territory_id: int, *, after_id: int | None = None) -> int | None:
    """Return the id of the most urgent open case, another one than `after_id`; None: all is answered."""
    raise NotImplementedError


def unregistered(session: Session, territory_id: int, *, limit: int = 200) -> Sequence[Appeal]:
    """Return the cases without a number of the state accounting system, oldest first."""
    raise NotImplementedError


def earlier_answers(session: Session, territory_id: int, *, limit: int = 50) -> list[str]:
    """Return the texts of the office's latest answers, for the warning "too similar"."""
    raise NotImplementedError
