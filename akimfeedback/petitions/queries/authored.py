"""Initiatives by who carries them: drafts, co-authors, silence."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from akimfeedback.accounts.models import User
from akimfeedback.petitions.models import CoAuthor, Petition, PetitionNews
from akimfeedback.petitions.rules import Publication, ReplyState, printed
from akimfeedback.petitions.support_models import Signature

ALIVE = (
    Publication.DRAFT, Publication.BACKING, Publication.MODERATION, Publication.RETURNED, Publication.OPEN,
)  # fmt: skip


def by_key(session: Session, author_id: int, key: str) -> Petition | None:
    """Return the initiative a person started under this idempotency key."""
    rows = select(Petition).where(Petition.author_id == author_id, Petition.idempotency_key == key)
    return session.scalars(rows).first()


def started_since(session: Session, author_id: int, moment: datetime) -> int:
    """Return how many initiatives a person started since a moment."""
    rows = select(func.count()).where(Petition.author_id == author_id, Petition.created_at > moment)
    return session.scalar(rows) or 0


def alive_on_topic(session: Session, author_id: int, territory_id: int, topic_code: str) -> Petition | None:
    """Return the person's initiative on this topic to this unit that is not over."""
    rows = select(Petition).where(
        Petition.author_id == author_id,
        Petition.territory_id == territory_id,
        Petition.topic_code == topic_code,
        Petition.publication.in_(ALIVE),
    )
    return session.scalars(rows.order_by(Petition.id.desc())).first()


def of_person(session: Session, user_id: int) -> Sequence[Petition]:
    """Return what a person carries as author or co-author, newest first."""
    joined = select(CoAuthor.petition_id).where(CoAuthor.user_id == user_id)
    rows = (
        select(Petition)
        .where(or_(Petition.author_id == user_id, Petition.id.in_(joined)))
        .options(joinedload(Petition.text), joinedload(Petition.territory), joinedload(Petition.place))
        .order_by(Petition.id.desc())
    )
    return session.scalars(rows).all()


def by_printed(session: Session, numbers: Collection[str]) -> dict[str, Petition]:
    """Return initiatives by their numbers as people read them, with text and unit."""
    rows = (
        select(Petition)
        .where(Petition.number.in_([number.replace("-", "") for number in numbers]))
        .options(joinedload(Petition.text), joinedload(Petition.territory))
    )
    return {printed(petition.number): petition for petition in session.scalars(rows)}


def to_manage(session: Session, number: str) -> Petition | None:
    """Return an initiative with its versions and answers."""
    rows = (
        select(Petition)
        .where(Petition.number == number)
        .options(joinedload(Petition.territory), joinedload(Petition.place), joinedload(Petition.text))
        .options(selectinload(Petition.versions), selectinload(Petition.replies))
    )
    return session.scalars(rows).first()


def news_of(session: Session, petition_id: int) -> Sequence[PetitionNews]:
    """Return the news of an initiative, newest first, hidden ones too."""
    rows = select(PetitionNews).where(PetitionNews.petition_id == petition_id)
    return session.scalars(rows.order_by(PetitionNews.id.desc())).all()


def is_supported(session: Session, petition_id: int) -> bool:
    """Say whether anybody has ever supported it."""
    return (
        session.scalar(select(Signature.id).where(Signature.petition_id == petition_id).limit(1)) is not None
    )


def lapsed(session: Session, today: date, limit: int) -> Sequence[Petition]:
    """Return drafts and texts without enough backers whose time is over, locked."""
    waiting = (Publication.DRAFT, Publication.BACKING, Publication.RETURNED)
    rows = (
        select(Petition)
        .where(Petition.publication.in_(waiting), Petition.backing_ends_on < today)
        .order_by(Petition.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return session.scalars(rows).all()


def silent(session: Session, before: date, limit: int) -> Sequence[Petition]:
    """Return initiatives whose author did nothing since a day and that are not dormant yet, locked."""
    rows = (
        _in_hand()
        .where(Petition.author_seen_on < before, Petition.dormant_on.is_(None))
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return session.scalars(rows).all()


def to_orphan(session: Session, before: date, limit: int) -> Sequence[Petition]:
    """Return public initiatives dormant since before a day, or whose author is gone, locked."""
    gone = select(User.id).where(User.erased_at.is_not(None))
    rows = (
        _in_hand()
        .where(Petition.publication.in_((Publication.OPEN, Publication.CLOSED)))
        .where(
            Petition.orphaned_on.is_(None), Petition.outside_source.is_(None), Petition.scrubbed_at.is_(None)
        )
        .where(or_(Petition.dormant_on < before, Petition.author_id.is_(None), Petition.author_id.in_(gone)))
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return session.scalars(rows).all()


def co_authors(session: Session, petition_id: int) -> Sequence[User]:
    """Return those who carry it beside the author, the first who joined first."""
    rows = select(User).join(CoAuthor, CoAuthor.user_id == User.id).where(CoAuthor.petition_id == petition_id)
    return session.scalars(rows.where(User.erased_at.is_(None)).order_by(CoAuthor.at)).all()


def _in_hand() -> Select[Petition]:
    """Return those an author still has to look after: collecting, or closed with an answer owed."""
    owed = and_(
        Petition.publication == Publication.CLOSED,
        Petition.reply_state.in_((ReplyState.AWAITING, ReplyState.HOLDING)),
    )
    rows = select(Petition).where(or_(Petition.publication == Publication.OPEN, owed))
    return rows.where(Petition.outside_source.is_(None)).order_by(Petition.id)
