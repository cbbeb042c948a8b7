"""What everybody may see of requests: never who wrote, text only after moderation."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session, aliased, selectinload

from akimfeedback.appeals.models import Appeal, CasePhoto, PublicityAct
from akimfeedback.appeals.rules import Publicity, State, read_number
from akimfeedback.geography.models import Territory
from akimfeedback.topics.models import Topic

_NEVER = (State.DUPLICATE, State.WITHDRAWN)


@dataclass(frozen=True)
class PublicCase:
    """A request as everybody sees it."""

    number: str
    territory_id: int
    topic_code: str
    topic_kk: str
    topic_ru: str
    topic_en: str
    kind: str
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


_Shown = Row[Appeal, Topic, Territory | None, str | None]


def public_list(
    session: Session, territory_id: int, *, topic_code: str | None = None, page: int = 1, per_page: int = 20
) -> PublicCases:
    """Return a page of an okrug's requests, newest first; three queries.

    Left out: cases about the office itself, withdrawn ones and duplicates.
    """
    rows = _rows().where(Appeal.territory_id == territory_id).order_by(Appeal.id.desc())
    if topic_code:
        rows = rows.where(Appeal.topic_code == topic_code)
    found = session.execute(rows.offset((page - 1) * per_page).limit(per_page + 1)).all()
    cases = [_public(row) for row in found[:per_page]]
    return PublicCases(rows=cases, has_more=len(found) > per_page, page=page)


def public_case(session: Session, number: str) -> PublicCase | None:
    """Return one request as everybody sees it; None: no such number, or one that is never public."""
    row = session.execute(_rows().where(Appeal.number == read_number(number))).first()
    return _public(row) if row else None


def _rows() -> Select[Appeal, Topic, Territory | None, str | None]:
    place = aliased(Territory)
    reason = (
        select(PublicityAct.reason)
        .where(PublicityAct.appeal_id == Appeal.id)
        .order_by(PublicityAct.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    return (
        select(Appeal, Topic, place, reason)
        .join(Topic, Topic.code == Appeal.topic_code)
        .outerjoin(place, place.id == Appeal.place_id)
        .where(~Appeal.past_the_office, Appeal.state.not_in(_NEVER))
        .options(selectinload(Appeal.replies), selectinload(Appeal.photos).joinedload(CasePhoto.file))
    )


def _public(row: _Shown) -> PublicCase:
    appeal, topic, place, reason = row
    shown = appeal.publicity == Publicity.PUBLISHED
    answer = appeal.replies[-1] if appeal.replies else None
    return PublicCase(
        number=appeal.number,
        territory_id=appeal.territory_id,
        topic_code=topic.code,
        topic_kk=topic.name_kk,
        topic_ru=topic.name_ru,
        topic_en=topic.name_en,
        kind=appeal.kind,
        state=appeal.state,
        publicity=appeal.publicity,
        place_kk=place.name_kk if place else None,
        place_ru=place.name_ru if place else None,
        place_en=place.name_en if place else None,
        place_words=appeal.place_words if shown else None,
        title=(appeal.public_title or appeal.title) if shown else None,
        text=(appeal.public_text or appeal.text) if shown else None,
        reason=reason if appeal.publicity == Publicity.HIDDEN else None,
        registered_on=appeal.registered_on,
        due_on=appeal.due_on,
        answered_on=appeal.answered_on,
        on_time=appeal.on_time,
        reopened=appeal.reopened,
        verdict=answer.verdict if answer else None,
        decision=answer.decision if answer else None,
        answer=f"{answer.found}\n\n{answer.done}" if answer and shown else None,
        photo_ids=tuple(photo.file.public_id for photo in appeal.photos if photo.public) if shown else (),
    )


def topics_used(session: Session, territory_id: int, since: date) -> list[str]:
    """Return the topics people of an okrug wrote about since a day, the most used first."""
    rows = (
        select(Appeal.topic_code)
        .where(Appeal.territory_id == territory_id, Appeal.registered_on >= since)
        .group_by(Appeal.topic_code)
        .order_by(func.count().desc(), Appeal.topic_code)
    )
    return list(session.scalars(rows))
