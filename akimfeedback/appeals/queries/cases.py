"""One case, or the cases of one person."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from rapidfuzz import fuzz
from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload

from akimfeedback.appeals.models import Appeal, CasePhoto, Follower, Reply
from akimfeedback.appeals.rules import OPEN, State, read_number
from akimfeedback.core.folding import fold

ALIKE = 0.55
CANDIDATES = 200
_WAITS_FOR_AUTHOR = (State.QUESTION, State.ANSWERED)


@dataclass(frozen=True)
class SimilarCase:
    """An open case near by that may be about the same thing; never who wrote it, never its text."""

    appeal_id: int
    number: str
    topic_code: str
    place_words: str | None  # only what the moderator let through
    title: str | None  # the same
    state: str
    filed_at: datetime
    followers: int
    likeness: float  # 0..1


def _whole() -> Select[Appeal]:
    return select(Appeal).options(
        joinedload(Appeal.author),
        joinedload(Appeal.place),
        joinedload(Appeal.territory),
        joinedload(Appeal.topic),
        joinedload(Appeal.office),
        joinedload(Appeal.forwarding),
        selectinload(Appeal.replies),
        selectinload(Appeal.notes),
        selectinload(Appeal.extensions),
        selectinload(Appeal.photos).joinedload(CasePhoto.file),
    )


def _one(session: Session, rows: Select[Appeal], *, to_change: bool) -> Appeal | None:
    if to_change:  # whoever waited for the lock must see what the other one wrote
        rows = rows.with_for_update(of=Appeal).execution_options(populate_existing=True)
    return session.scalars(rows).first()


def get(session: Session, appeal_id: int, *, to_change: bool = False) -> Appeal | None:
    """Return a case with all that hangs on it; its row locked when it is to change."""
    return _one(session, _whole().where(Appeal.id == appeal_id), to_change=to_change)


def by_number(session: Session, number: str, *, to_change: bool = False) -> Appeal | None:
    """Return a case by its number as stored or as printed."""
    return _one(session, _whole().where(Appeal.number == read_number(number)), to_change=to_change)


def by_link(session: Session, link: str, *, to_change: bool = False) -> Appeal | None:
    """Return a case by the random code of its link."""
    return _one(session, _whole().where(Appeal.link == link), to_change=to_change)


def by_key(session: Session, author_id: int, key: str) -> Appeal | None:
    """Return the case a person filed under this idempotency key."""
    return session.scalars(
        select(Appeal).where(Appeal.author_id == author_id, Appeal.idempotency_key == key)
    ).first()


def reply_by_token(session: Session, token: str, *, to_change: bool = False) -> Reply | None:
    """Return the answer of a one-tap link, with its case; the case locked when it is to change."""
    hashed = hashlib.sha256(token.encode()).hexdigest()
    return _reply(session, select(Reply).where(Reply.token_hash == hashed), to_change=to_change)


def reply_of(session: Session, reply_id: int, *, to_change: bool = False) -> Reply | None:
    """Return an answer with its case; the case's row locked when it is to change."""
    return _reply(session, select(Reply).where(Reply.id == reply_id), to_change=to_change)


def _reply(session: Session, rows: Select[Reply], *, to_change: bool) -> Reply | None:
    rows = rows.join(Reply.appeal).options(
        contains_eager(Reply.appeal).selectinload(Appeal.replies),
        contains_eager(Reply.appeal).joinedload(Appeal.author),
        contains_eager(Reply.appeal).joinedload(Appeal.office),
    )
    if to_change:
        rows = rows.with_for_update(of=Appeal).execution_options(populate_existing=True)
    return session.scalars(rows).first()


def of_author(session: Session, user_id: int, *, offset: int = 0, limit: int = 21) -> Sequence[Appeal]:
    """Return the cases a person wrote: those that wait for the person first, then the newest; two queries."""
    waits = case((Appeal.state.in_(_WAITS_FOR_AUTHOR), 0), (Appeal.state.in_(OPEN), 1), else_=2)
    rows = (
        select(Appeal)
        .where(Appeal.author_id == user_id)
        .options(joinedload(Appeal.place), joinedload(Appeal.topic), joinedload(Appeal.territory))
        .options(selectinload(Appeal.replies))
        .order_by(waits, Appeal.id.desc())
        .offset(offset)
        .limit(limit)
    )
    return session.scalars(rows).all()


def all_of_author(session: Session, user_id: int) -> Sequence[Appeal]:
    """Return everything a person wrote with answers and notes, oldest first, for "my data"."""
    rows = _whole().where(Appeal.author_id == user_id).order_by(Appeal.id)
    return session.scalars(rows.execution_options(populate_existing=True)).all()


def followed_by(session: Session, user_id: int) -> Sequence[Follower]:
    """Return what a person said concerns him or her too."""
    return session.scalars(select(Follower).where(Follower.user_id == user_id)).all()


def follower_count(session: Session, appeal_id: int) -> int:
    """Return how many people said that a case concerns them too."""
    return session.scalar(select(func.count()).where(Follower.appeal_id == appeal_id)) or 0


def similar(
    session: Session,
    place_id: int,
    topic_code: str,
    text: str,
    *,
    place_words: str | None = None,
    limit: int = 3,
) -> list[SimilarCase]:
    """Return open cases of the same place and topic whose words are alike, most alike first.

    The same street or landmark alone is enough. Kazakh and Russian letters are folded. One query.
    """
    followers = select(func.count()).where(Follower.appeal_id == Appeal.id).scalar_subquery()
    rows = (
        select(Appeal, followers)
        .where(Appeal.place_id == place_id, Appeal.topic_code == topic_code, Appeal.state.in_(OPEN))
        .where(~Appeal.past_the_office)
        .order_by(Appeal.id.desc())
        .limit(CANDIDATES)
    )
    words, where = fold(text), fold(place_words or "")
    found = [_similar(other, count, _likeness(other, words, where)) for other, count in session.execute(rows)]
    alike = sorted((one for one in found if one.likeness >= ALIKE), key=lambda one: -one.likeness)
    return alike[:limit]


def _likeness(other: Appeal, words: str, where: str) -> float:
    by_text = fuzz.token_set_ratio(words, fold(other.text)) / 100
    by_place = fuzz.ratio(where, fold(other.place_words or "")) / 100 if where and other.place_words else 0.0
    return max(by_text, by_place)


def _similar(other: Appeal, followers: int, likeness: float) -> SimilarCase:
    shown = other.publicity == "published"
    return SimilarCase(
        appeal_id=other.id,
        number=other.number,
        topic_code=other.topic_code,
        place_words=other.place_words if shown else None,
        title=(other.public_title or other.title) if shown else None,
        state=other.state,
        filed_at=other.filed_at,
        followers=followers,
        likeness=likeness,
    )
