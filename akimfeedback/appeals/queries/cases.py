"""One case, or the cases of one person."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from akimfeedback.appeals.models import Appeal, Reply


@dataclass(frozen=True)
class SimilarCase:
    """An open case near by that may be about the same thing; never who wrote it."""

    appeal_id: int
    number: str
    topic_code: str
    place_words: str | None
    state: str
    filed_at_day: str
    followers: int
    likeness: float  # 0..1


def get(session: Session, appeal_id: int, *, to_change: bool = False) -> Appeal | None:
    """Return a case with author, place, topic, answers, photos, notes; its row locked when it is to change."""
    raise NotImplementedError


def by_number(session: Session, number: str, *, to_change: bool = False) -> Appeal | None:
    """Return a case by its number as stored or as printed."""
    raise NotImplementedError


def by_link(session: Session, link: str, *, to_change: bool = False) -> Appeal | None:
    """Return a case by the random code of its link."""
    raise NotImplementedError


def reply_by_token(session: Session, token: str, *, to_change: bool = False) -> Reply | None:
    """Return the answer a one-tap link belongs to, with its case; the case's row locked when it is to change."""
    raise NotImplementedError


def reply_of(session: Session, reply_id: int, *, to_change: bool = False) -> Reply | None:
    """Return an answer with its case; the case's row locked when it is to change."""
    raise NotImplementedError


def of_author(session: Session, user_id: int, *, offset: int = 0, limit: int = 21) -> Sequence[Appeal]:
    """Return the cases a person wrote: those that wait for the person first, then the newest."""
    raise NotImplementedError


def similar(session: Session, place_id: int, topic_code: str, text: str, *, limit: int = 3) -> list[SimilarCase]:
    """Return open cases of the same place and topic whose words are alike, most alike first."""
    raise NotImplementedError
