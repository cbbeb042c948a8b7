"""What those above the offices see: facts per okrug, overdue lists, the superior's and moderators' queues."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from akimfeedback.appeals.models import Appeal, Escalation


@dataclass(frozen=True)
class OkrugFacts:
    """Counts of one okrug today."""

    territory_id: int
    open: int
    overdue: int
    silent: int  # open and more than 15 days without an answer
    reopened: int  # open again after "not solved"
    answered_year: int  # answered in the last 365 days
    longest_overdue_days: int  # calendar days; 0: none


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
    territory_kk: str
    territory_ru: str
    territory_en: str


def district_board(session: Session, territory_ids: Collection[int], today: date) -> dict[int, OkrugFacts]:
    """Return the facts of each okrug, zeros where nothing happened; one grouped query."""
    raise NotImplementedError


def overdue(
    session: Session, territory_ids: Collection[int], today: date, *, limit: int = 500
) -> Sequence[OverdueRow]:
    """Return overdue open cases, longest first; without names and texts."""
    raise NotImplementedError


def escalations(
    session: Session, territory_ids: Collection[int], *, settled: bool = False, limit: int = 200
) -> Sequence[EscalationRow]:
    """Return the superior's list, oldest first."""
    raise NotImplementedError


def escalation(session: Session, escalation_id: int, *, to_change: bool = False) -> Escalation | None:
    """Return one entry of the superior's list."""
    raise NotImplementedError


def pending_moderation(
    session: Session, territory_ids: Collection[int] | None = None, *, limit: int = 50
) -> Sequence[Appeal]:
    """Return cases that wait for a moderator, oldest first; None: of every okrug."""
    raise NotImplementedError


def pending_count(session: Session, territory_ids: Collection[int] | None = None) -> tuple[int, datetime | None]:
    """Return how many cases wait for a moderator and since when the oldest does."""
    raise NotImplementedError
