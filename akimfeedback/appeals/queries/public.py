"""What everybody may see of requests: never who wrote, text only after moderation."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session


@dataclass(frozen=True)
class PublicCase:
    """A request as everybody sees it."""

    number: str
    territory_id: int
    topic_code: str
    topic_kk: str
    topic_ru: str
    topic_en: str
    state: str
    publicity: str
    place_kk: str | None
    place_ru: str | None
    place_en: str | None
    place_words: str | None  # only after moderation
    title: str | None  # only after moderation
    text: str | None  # only after moderation
    reason: str | None  # code, when hidden
    registered_on: date
    due_on: date
    answered_on: date | None
    on_time: bool | None
    reopened: int
    verdict: str | None  # of the latest answer
    decision: str | None  # of the latest answer
    answer: str | None  # found and done; only after moderation
    photo_ids: tuple[str, ...]  # StoredFile.public_id; only those the moderator chose


@dataclass(frozen=True)
class PublicCases:
    """One page of the public list."""

    rows: Sequence[PublicCase]
    has_more: bool
    page: int


def public_list(session: Session, territory_id: int, *, page: int = 1, per_page: int = 20) -> PublicCases:
    """Return a page of an okrug's requests, newest first; two queries. Cases about the office are left out."""
    raise NotImplementedError


def public_case(session: Session, number: str) -> PublicCase | None:
    """Return one request as everybody sees it; None: no such number, or one that is never public."""
    raise NotImplementedError
