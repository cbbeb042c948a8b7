"""What waits for a moderator, what was decided, and how fast."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased, joinedload

from akimfeedback.core.clock import local_day
from akimfeedback.law.workdays import WorkCalendar, add_working_days
from akimfeedback.petitions.models import ModerationAct, Objection, Petition, PetitionNews, PetitionVersion
from akimfeedback.petitions.moderation_rules import CHECK_DAYS, DECISIONS, Act, Waiting
from akimfeedback.petitions.rules import COUNTED, PUBLIC, Publication, SupportState
from akimfeedback.petitions.support_models import Signature

MOST_WAITING = 200
_SHOWN = joinedload(Petition.territory), joinedload(Petition.topic), joinedload(Petition.text)


@dataclass(frozen=True)
class Item:
    """One thing in the queue. `what_id` is the version, news, objection or act it is about."""

    kind: Waiting
    petition: Petition
    since: datetime
    due_on: date
    language: str
    what_id: int | None = None


def queue(session: Session, units: Collection[int], calendar: WorkCalendar) -> list[Item]:
    """Return what waits in the units, what is due first on top; at most 200 of a kind."""
    found = chain(
        _texts(session, units), _versions(session, units, calendar), _news(session, units, calendar),
        _objections(session, units), _proposals(session, units, calendar),
    )  # fmt: skip
    return sorted(found, key=lambda item: (item.due_on, item.since, item.petition.id))


def _texts(session: Session, units: Collection[int]) -> Iterable[Item]:
    rows = (
        select(Petition)
        .where(Petition.publication == Publication.MODERATION, Petition.territory_id.in_(units))
        .options(*_SHOWN)
        .order_by(Petition.moderation_due_on, Petition.id)
    )
    for one in session.scalars(rows.limit(MOST_WAITING)):
        since = one.submitted_at or one.touched_at
        language = one.text.language if one.text else ""
        yield Item(Waiting.TEXT, one, since, one.moderation_due_on or local_day(since), language)


def _versions(session: Session, units: Collection[int], calendar: WorkCalendar) -> Iterable[Item]:
    standing = aliased(PetitionVersion)
    decided = exists().where(ModerationAct.version_id == PetitionVersion.id, _stands())
    rows = (
        select(PetitionVersion)
        .join(PetitionVersion.petition)
        .join(standing, standing.id == Petition.version_id)
        .where(Petition.publication.in_(PUBLIC), Petition.territory_id.in_(units))
        .where(PetitionVersion.approved_at.is_(None), PetitionVersion.position > standing.position, ~decided)
        .options(joinedload(PetitionVersion.petition).options(*_SHOWN))
        .order_by(PetitionVersion.at)
    )
    for one in session.scalars(rows.limit(MOST_WAITING)):
        due = add_working_days(local_day(one.at), CHECK_DAYS, calendar)
        yield Item(Waiting.VERSION, one.petition, one.at, due, one.language, one.id)


def _news(session: Session, units: Collection[int], calendar: WorkCalendar) -> Iterable[Item]:
    looked_at = exists().where(ModerationAct.news_id == PetitionNews.id, _stands())
    rows = (
        select(PetitionNews, Petition)
        .join(Petition, Petition.id == PetitionNews.petition_id)
        .where(Petition.territory_id.in_(units), PetitionNews.hidden_reason.is_(None), ~looked_at)
        .options(*_SHOWN)
        .order_by(PetitionNews.at)
    )
    for news, petition in session.execute(rows.limit(MOST_WAITING)):
        due = add_working_days(local_day(news.at), CHECK_DAYS, calendar)
        yield Item(Waiting.NEWS, petition, news.at, due, news.language, news.id)


def _objections(session: Session, units: Collection[int]) -> Iterable[Item]:
    rows = (
        select(Objection, Petition)
        .join(Petition, Petition.id == Objection.petition_id)
        .where(Petition.territory_id.in_(units), Objection.upheld.is_(None), Objection.act_id.is_not(None))
        .options(*_SHOWN)
        .order_by(Objection.due_on)
    )
    for one, petition in session.execute(rows.limit(MOST_WAITING)):
        language = petition.text.language if petition.text else ""
        yield Item(Waiting.OBJECTION, petition, one.at, one.due_on, language, one.id)


def _proposals(session: Session, units: Collection[int], calendar: WorkCalendar) -> Iterable[Item]:
    rows = (
        select(ModerationAct, Petition)
        .join(Petition, Petition.id == ModerationAct.petition_id)
        .where(Petition.territory_id.in_(units), ModerationAct.open.is_(True))
        .options(*_SHOWN)
        .order_by(ModerationAct.at)
    )
    for one, petition in session.execute(rows.limit(MOST_WAITING)):
        due = add_working_days(local_day(one.at), CHECK_DAYS, calendar)
        language = petition.text.language if petition.text else ""
        yield Item(Waiting.HIDE, petition, one.at, due, language, one.id)


def _stands() -> ColumnElement[bool]:
    return ModerationAct.undone_at.is_(None)


def acts_of(session: Session, petition_id: int) -> Sequence[ModerationAct]:
    """Return all acts of moderation on an initiative, oldest first."""
    rows = select(ModerationAct).where(ModerationAct.petition_id == petition_id)
    return session.scalars(rows.order_by(ModerationAct.id)).all()


def last_act(session: Session, petition_id: int, *acts: Act) -> ModerationAct | None:
    """Return the newest act of these kinds that was not taken back; all kinds when none is named."""
    rows = select(ModerationAct).where(ModerationAct.petition_id == petition_id, _stands())
    if acts:
        rows = rows.where(ModerationAct.act.in_(acts))
    return session.scalars(rows.order_by(ModerationAct.id.desc()).limit(1)).first()


def note_to_author(session: Session, petition: Petition) -> str | None:
    """Return the moderator's words to the author alone that go with the decision in force."""
    decided = (Publication.OPEN, Publication.RETURNED, Publication.REJECTED)
    if petition.publication not in decided:
        return None
    last = last_act(session, petition.id, *DECISIONS)
    return last.note if last is not None else None


def act(session: Session, petition_id: int, act_id: int) -> ModerationAct | None:
    """Return one act of an initiative."""
    rows = select(ModerationAct).where(ModerationAct.petition_id == petition_id, ModerationAct.id == act_id)
    return session.scalars(rows).first()


def open_proposal(session: Session, petition_id: int) -> ModerationAct | None:
    """Return the proposal to hide that waits for a second person."""
    rows = select(ModerationAct).where(ModerationAct.petition_id == petition_id, ModerationAct.open.is_(True))
    return session.scalars(rows.limit(1)).first()


def takers_down(session: Session, decision: ModerationAct | None) -> frozenset[int | None]:
    """Return who took a text down: who refused it, or both who hid it together."""
    if decision is None:
        return frozenset()
    before = last_act(session, decision.petition_id, Act.PROPOSE_HIDE) if decision.act == Act.HIDE else None
    return frozenset({decision.by_id, before.by_id if before is not None else decision.by_id})


def objection_to(session: Session, act_id: int) -> Objection | None:
    """Return the objection to a decision; there is at most one."""
    return session.scalars(select(Objection).where(Objection.act_id == act_id).limit(1)).first()


def objection(session: Session, petition_id: int, objection_id: int) -> Objection | None:
    """Return one objection of an initiative."""
    rows = select(Objection).where(Objection.petition_id == petition_id, Objection.id == objection_id)
    return session.scalars(rows).first()


def open_objection(session: Session, petition_id: int) -> Objection | None:
    """Return the objection to a moderator's decision that is not decided yet."""
    rows = select(Objection).where(
        Objection.petition_id == petition_id, Objection.act_id.is_not(None), Objection.upheld.is_(None)
    )
    return session.scalars(rows.limit(1)).first()


def news_of(session: Session, petition_id: int, news_id: int) -> PetitionNews | None:
    """Return one piece of news of an initiative."""
    rows = select(PetitionNews).where(PetitionNews.petition_id == petition_id, PetitionNews.id == news_id)
    return session.scalars(rows).first()


def news_to_read(session: Session, petition_id: int) -> Sequence[PetitionNews]:
    """Return the news of an initiative nobody has looked at yet."""
    looked_at = exists().where(ModerationAct.news_id == PetitionNews.id, _stands())
    rows = select(PetitionNews).where(PetitionNews.petition_id == petition_id, ~looked_at)
    return session.scalars(rows.where(PetitionNews.hidden_reason.is_(None)).order_by(PetitionNews.id)).all()


def waiting_version(session: Session, petition: Petition) -> PetitionVersion | None:
    """Return the newest version of a public text that waits for a decision."""
    standing = petition.text.position if petition.text else 0
    refused = select(ModerationAct.version_id).where(
        ModerationAct.petition_id == petition.id, ModerationAct.version_id.is_not(None), _stands()
    )
    rows = select(PetitionVersion).where(
        PetitionVersion.petition_id == petition.id, PetitionVersion.position > standing,
        PetitionVersion.approved_at.is_(None), PetitionVersion.id.not_in(refused),
    )  # fmt: skip
    return session.scalars(rows.order_by(PetitionVersion.position.desc()).limit(1)).first()


def backers(session: Session, petition_id: int) -> int:
    """Return how many first backers of the place an initiative has."""
    rows = select(func.count()).select_from(Signature).where(
        Signature.petition_id == petition_id, Signature.backer.is_(True),
        Signature.state == SupportState.VALID, Signature.line.in_(COUNTED),
    )  # fmt: skip
    return session.scalar(rows) or 0


def supported_since_publication(session: Session, petition_id: int) -> bool:
    """Say whether somebody other than a first backer supports an initiative."""
    found = exists().where(Signature.petition_id == petition_id, Signature.backer.is_(False))
    return bool(session.scalar(select(found)))


def late_texts(session: Session, today: date, limit: int) -> Sequence[Petition]:
    """Return texts whose term passed and whose deputies were not told of this term, locked."""
    told = exists().where(
        ModerationAct.petition_id == Petition.id,
        ModerationAct.act == Act.LATE,
        ModerationAct.due_on == Petition.moderation_due_on,
    )
    rows = (
        select(Petition)
        .where(Petition.publication == Publication.MODERATION, Petition.moderation_due_on < today, ~told)
        .order_by(Petition.moderation_due_on, Petition.id)
        .limit(limit)
    )
    return session.scalars(rows.with_for_update(skip_locked=True)).all()


@dataclass(frozen=True)
class Month:
    """Decisions of one month; `month` is its first day."""

    month: date
    decided: int
    within: int


@dataclass(frozen=True)
class Backlog:
    """What waits now."""

    waiting: int
    late: int
    oldest_due_on: date | None


def by_month(session: Session, since: date) -> list[Month]:
    """Return how many decisions came in time, by month of Kazakhstan time, oldest first."""
    month = func.date_trunc("month", func.timezone("Asia/Almaty", ModerationAct.at))
    rows = (
        select(month, func.count(), func.count().filter(ModerationAct.in_term.is_(True)))
        .where(_ended_a_term(), ModerationAct.at >= since)
        .group_by(month)
        .order_by(month)
    )
    return [Month(first.date(), decided, within) for first, decided, within in session.execute(rows)]


def by_outcome(session: Session, since: date) -> list[tuple[str, str | None, int]]:
    """Return (act, reason, number) of the decisions since a day, the most frequent first."""
    number = func.count()
    rows = (
        select(ModerationAct.act, ModerationAct.reason, number)
        .where(
            or_(_ended_a_term(), and_(ModerationAct.act == Act.HIDE, _stands())), ModerationAct.at >= since
        )
        .group_by(ModerationAct.act, ModerationAct.reason)
        .order_by(number.desc(), ModerationAct.act, ModerationAct.reason)
    )
    return [(row[0], row[1], row[2]) for row in session.execute(rows)]


def decided_days(session: Session, since: date) -> list[tuple[date, date]]:
    """Return (day of the decision, last day of its term) of the decisions since a day."""
    rows = select(ModerationAct.at, ModerationAct.due_on).where(_ended_a_term(), ModerationAct.at >= since)
    return [(local_day(at), due_on) for at, due_on in session.execute(rows) if due_on]


def objections_decided(session: Session, since: date) -> tuple[int, int]:
    """Return (decided, upheld) of the objections to moderators' decisions since a day."""
    rows = select(func.count(), func.count().filter(Objection.upheld.is_(True))).where(
        Objection.act_id.is_not(None), Objection.decided_at >= since
    )
    decided, upheld = session.execute(rows).one()
    return decided, upheld


def backlog(session: Session, today: date, units: Collection[int] | None = None) -> Backlog:
    """Return how many texts wait and how many of them are late; None: everywhere."""
    due = Petition.moderation_due_on
    rows = select(func.count(), func.count().filter(due < today), func.min(due)).where(
        Petition.publication == Publication.MODERATION
    )
    if units is not None:
        rows = rows.where(Petition.territory_id.in_(units))
    return Backlog(*session.execute(rows).one())


def _ended_a_term() -> ColumnElement[bool]:
    return and_(ModerationAct.act.in_(DECISIONS), ModerationAct.in_term.is_not(None), _stands())
