"""Initiatives like one that is being written: same unit, same matter, in either language."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from rapidfuzz import fuzz
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from akimfeedback.law import initiatives as law
from akimfeedback.law.workdays import add_months
from akimfeedback.petitions.models import Petition, PetitionReply, PetitionVersion
from akimfeedback.petitions.rules import PUBLIC, Publication
from akimfeedback.petitions.twin_words import from_latin, shares_meaning, telling

ALIKE = 0.5
SAME = 0.75
CANDIDATES = 300
MATTER_WEIGHT = 0.55  # of a shared matter with no shared word: a Kazakh and a Russian text of one thing
WORDS_WITHIN = 0.45
_FOUND = PUBLIC - {Publication.WITHDRAWN}


@dataclass(frozen=True)
class Alike:
    """An initiative that may be about the same thing."""

    petition: Petition
    likeness: float  # 0..1


def likeness(mine: str, other: str, *, same_place: bool = False, same_topic: bool = False) -> float:
    """Return how alike two texts are, 0..1: shared words, else a shared matter; place and topic add to it.

    Kazakh typed in Latin letters is read as Cyrillic.
    """
    if any(letter.isascii() and letter.isalpha() for letter in mine):
        read = from_latin(mine)
        return max(
            _likeness(mine, other, same_place, same_topic), _likeness(read, other, same_place, same_topic)
        )
    return _likeness(mine, other, same_place, same_topic)


def _likeness(mine: str, other: str, same_place: bool, same_topic: bool) -> float:  # noqa: FBT001
    words = fuzz.token_set_ratio(telling(mine), telling(other)) / 100
    matter = shares_meaning(mine, other)
    score = max(words, MATTER_WEIGHT * matter + WORDS_WITHIN * words) if matter else words * 0.8
    return min(1.0, score + 0.1 * (matter > 0 and same_place) + 0.1 * (matter > 0 and same_topic))


def similar(
    session: Session,
    territory_id: int,
    text: str,
    *,
    place_id: int | None = None,
    topic_code: str | None = None,
    but: int | None = None,
    limit: int = 4,
) -> list[Alike]:
    """Return public initiatives of a unit like a text, most alike first; one query.

    Titles are compared in every language the author gave; Kazakh and Russian words of village matters count
    as the same.
    """
    found = [
        Alike(row, _score(row, text, place_id, topic_code)) for row in _candidates(session, territory_id, but)
    ]
    return sorted((one for one in found if one.likeness >= ALIKE), key=lambda one: -one.likeness)[:limit]


def within_year(
    session: Session, territory_id: int, text: str, today: date, *, topic_code: str | None = None
) -> Petition | None:
    """Return an initiative on the same matter decided less than a year ago, the most alike. Law: L-38."""
    since = add_months(today, -law.term("L-38", today))
    answered = select(PetitionReply.petition_id).where(
        PetitionReply.outcome.is_not(None), PetitionReply.published_on > since
    )
    here = answered.where(PetitionReply.petition_id == Petition.id, Petition.territory_id == territory_id)
    decided = set(session.scalars(here))
    alike = similar(session, territory_id, text, topic_code=topic_code, limit=CANDIDATES) if decided else []
    return next((one.petition for one in alike if one.petition.id in decided and one.likeness >= SAME), None)


def _candidates(session: Session, territory_id: int, but: int | None) -> Sequence[Petition]:
    rows = (
        select(Petition)
        .where(Petition.territory_id == territory_id, Petition.publication.in_(_FOUND))
        .options(joinedload(Petition.text), joinedload(Petition.place), joinedload(Petition.territory))
        .order_by(Petition.id.desc())
        .limit(CANDIDATES)
    )
    return session.scalars(rows.where(Petition.id != but) if but else rows).all()


def _score(row: Petition, text: str, place_id: int | None, topic_code: str | None) -> float:
    titles = [said for said in _titles(row.text) if said]
    near = place_id is not None and row.place_id == place_id
    on_topic = topic_code is not None and row.topic_code == topic_code
    return max((likeness(text, said, same_place=near, same_topic=on_topic) for said in titles), default=0.0)


def _titles(version: PetitionVersion | None) -> list[str]:
    if version is None:
        return []
    return [version.title, *(str(words.get("title", "")) for words in version.translation.values())]
