"""What a person started, supports and follows, for "my data", and how it is forgotten.

Support is kept under a keyed hash. Only the person's own question finds it, as long as the initiative's key
lives; after erasing it stays a fact without a person: the count people relied on does not change.
"""

from datetime import datetime
from typing import Any

from flask import current_app
from sqlalchemy import delete, or_, select, tuple_, update
from sqlalchemy.orm import Session

from akimfeedback.core.clock import local_day
from akimfeedback.journal import service as journal
from akimfeedback.petitions.keys import Keys, owner
from akimfeedback.petitions.models import (
    CoAuthor,
    Objection,
    Petition,
    PetitionFollower,
    PetitionNews,
    PetitionVersion,
)
from akimfeedback.petitions.rules import Publication, printed
from akimfeedback.petitions.service.acts import note
from akimfeedback.petitions.support_models import PetitionKey, Signature

AT_ONCE = 2_000
_P = Publication
_WAITING = (_P.DRAFT.value, _P.BACKING.value, _P.MODERATION.value, _P.RETURNED.value)
_UNSEEN = (*_WAITING, Publication.LAPSED.value, Publication.DROPPED.value)


def export(session: Session, user_id: int) -> dict[str, Any]:
    """Return a person's initiatives, what was supported from the own phone, and what is followed."""
    mine = select(Petition).where(Petition.author_id == user_id).order_by(Petition.id)
    follows = select(PetitionFollower.at, Petition.number).join(
        Petition, Petition.id == PetitionFollower.petition_id
    )
    carries = select(Petition.number).join(CoAuthor, CoAuthor.petition_id == Petition.id)
    return {
        "initiatives": [_own(petition) for petition in session.scalars(mine)],
        "carries_with_others": [
            printed(number) for number in session.scalars(carries.where(CoAuthor.user_id == user_id))
        ],
        "supports": supports(session, user_id, pepper=pepper()),
        "follows": [
            {"number": printed(number), "since": at.isoformat()}
            for at, number in session.execute(follows.where(PetitionFollower.user_id == user_id))
        ],
    }


def pepper() -> bytes:
    """Return the application's half of the secret."""
    secret = current_app.secret_key or ""
    return secret if isinstance(secret, bytes) else secret.encode()


def _own(petition: Petition) -> dict[str, Any]:
    return {
        "number": printed(petition.number),
        "created_at": petition.created_at.isoformat(),
        "state": petition.publication,
        "topic": petition.topic_code,
        "name_shown": petition.author_shown,
        "texts": [
            {
                "version": version.position, "at": version.at.isoformat(), "language": version.language,
                "title": version.title, "asks": version.asks, "why": version.why, "tried": version.tried,
                "translation": version.translation,
            }
            for version in petition.versions
        ],
    }  # fmt: skip


def supports(session: Session, user_id: int, *, pepper: bytes) -> list[dict[str, Any]]:
    """Return what was supported from a person's phone, theirs and that of others on it, newest first.

    Every key that still lives is tried: nothing in the database leads from a person to a support.
    """
    found: list[dict[str, Any]] = []
    keys = session.execute(select(PetitionKey.petition_id, PetitionKey.key)).all()
    for start in range(0, len(keys), AT_ONCE):
        own, phone = [], []
        for petition_id, key in keys[start : start + AT_ONCE]:
            made = Keys(pepper, key)
            own.append((petition_id, made.support_key(owner(user_id))))
            phone.append((petition_id, made.source_key(user_id)))
        found += _found(session, own, phone)
    return sorted(found, key=lambda row: str(row["since"]), reverse=True)


def _found(
    session: Session, own: list[tuple[int, bytes]], phone: list[tuple[int, bytes]]
) -> list[dict[str, Any]]:
    rows = (
        select(Signature, Petition.number)
        .join(Petition, Petition.id == Signature.petition_id)
        .where(
            or_(
                tuple_(Signature.petition_id, Signature.support_key).in_(own),
                tuple_(Signature.petition_id, Signature.source_key).in_(phone),
            )
        )
    )
    mine = {key for _, key in own}
    return [
        {
            "number": printed(number),
            "line": row.line,
            "withdrawn": row.state == "withdrawn",
            "name_shown": row.shown_name if row.support_key in mine else None,
            "since": row.on.isoformat(),
            "own": row.support_key in mine,
        }
        for row, number in session.execute(rows)
    ]


def erase(session: Session, user_id: int, *, now: datetime) -> None:
    """Take the person out: own initiatives lose their author and may be adopted, drafts are withdrawn.

    Support stays counted without a person; a shown name and every trace of the phone go.
    """
    carried = select(CoAuthor.petition_id).where(CoAuthor.user_id == user_id)
    own = select(Petition.id).where(or_(Petition.author_id == user_id, Petition.id.in_(carried)))
    journal.erase(session, "petition", session.scalars(own).all(), actor_ids=[user_id], now=now)
    for petition in session.scalars(select(Petition).where(Petition.author_id == user_id)):
        petition.author = None
        petition.author_shown = petition.idempotency_key = None
        if petition.publication in _UNSEEN:
            if petition.publication in _WAITING:
                petition.publication, petition.closed_at = Publication.DROPPED.value, now
            _empty(petition)
        elif petition.publication == Publication.OPEN:
            petition.orphaned_on = local_day(now)
        note(session, "author-erased", petition, None, now)
    _forget_traces(session, user_id, pepper())
    for table in (PetitionFollower, CoAuthor):
        session.execute(delete(table).where(table.user_id == user_id))
    for owned in (PetitionVersion, Objection):
        session.execute(update(owned).where(owned.by_id == user_id).values(by_id=None))
    news = update(PetitionNews).where(PetitionNews.by_id == user_id, ~PetitionNews.by_office)
    session.execute(news.values(by_id=None))


def _empty(petition: Petition) -> None:
    """Drop a text nobody but its author was to read."""
    for version in petition.versions:
        version.title, version.why, version.tried = "…", "", ""
        version.asks, version.translation, version.tried_case = [], {}, None


def _forget_traces(session: Session, user_id: int, secret: bytes) -> None:
    """Empty all that leads from a support to its phone, browser or name, on every key that still lives."""
    keys = session.execute(select(PetitionKey.petition_id, PetitionKey.key)).all()
    for start in range(0, len(keys), AT_ONCE):
        pairs = [(id_, Keys(secret, key).source_key(user_id)) for id_, key in keys[start : start + AT_ONCE]]
        rows = update(Signature).where(tuple_(Signature.petition_id, Signature.source_key).in_(pairs))
        session.execute(
            rows.values(
                shown_name=None, source_key=None, device_key=None, network_key=None, phone_shifted=None,
                confirm_seconds=None,
            )
        )  # fmt: skip
