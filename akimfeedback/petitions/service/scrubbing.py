"""Forget who supported, 180 days after a matter ended: the key is destroyed, counts and texts stay.

A support's `support_key` is a keyed hash; without the key of its initiative nobody, we included, can say
whose it was. Law: L-44.
"""

from datetime import date, datetime, timedelta

from sqlalchemy import Date, Select, cast, delete, func, or_, select, update
from sqlalchemy.orm import Session

from akimfeedback.core.clock import local_day
from akimfeedback.files import service as files
from akimfeedback.journal import service as journal
from akimfeedback.law import initiatives as law
from akimfeedback.petitions.models import (
    CoAuthor,
    ModerationAct,
    Objection,
    Petition,
    PetitionFollower,
    PetitionNews,
    PetitionVersion,
)
from akimfeedback.petitions.rules import Publication, ReplyState
from akimfeedback.petitions.service.acts import note
from akimfeedback.petitions.support_models import (
    PaperSheet,
    PetitionKey,
    Removal,
    Signature,
    SupportIntent,
)

_GIVEN = (ReplyState.ANSWERED.value, ReplyState.REVISED.value)
_OVER = (
    Publication.WITHDRAWN.value, Publication.DROPPED.value, Publication.LAPSED.value,
    Publication.SUPERSEDED.value,
)  # fmt: skip
_MAY_END = (*_OVER, Publication.CLOSED.value, Publication.REJECTED.value)
_TRACES = ("device", "network", "source", "phone", "sheet")


def ended_on(session: Session, petition: Petition) -> date | None:
    """Return the day a matter ended; None: it goes on.

    Answered and published, handed over as a request, withdrawn, lapsed, carried on elsewhere, or rejected
    without an objection that waits.
    """
    state = petition.publication
    if state in _OVER:
        return local_day(petition.closed_at or petition.touched_at)
    if state == Publication.REJECTED:
        return _rejected_on(session, petition)
    if state != Publication.CLOSED:
        return None
    if petition.reply_state in _GIVEN:
        return _answered_on(petition)
    if petition.reply_state == ReplyState.NONE and petition.case_number is not None:
        return local_day(petition.closed_at or petition.touched_at)
    return None


def _answered_on(petition: Petition) -> date | None:
    """Return when the last version was published; None while one is not."""
    days = [reply.published_on for reply in petition.replies]
    known = [day for day in days if day is not None]
    return max(known) if known and len(known) == len(days) else None


def _rejected_on(session: Session, petition: Petition) -> date | None:
    waits = select(Objection.id).where(Objection.petition_id == petition.id, Objection.decided_at.is_(None))
    if session.scalar(waits.limit(1)) is not None:
        return None
    last = session.scalar(select(func.max(ModerationAct.at)).where(ModerationAct.petition_id == petition.id))
    return local_day(last or petition.touched_at)


def _candidates() -> Select[Petition]:
    """Return initiatives that may be scrubbed one day; history of other systems has nobody in it."""
    return select(Petition).where(Petition.scrubbed_at.is_(None), Petition.outside_source.is_(None))


def set_days(session: Session, *, now: datetime) -> int:
    """Write when each ended matter is scrubbed, and take the day back where it goes on; return how many."""
    days = timedelta(days=law.term("L-44", local_day(now)))
    waiting = or_(Petition.publication.in_(_MAY_END), Petition.scrub_on.is_not(None))
    changed = 0
    for petition in session.scalars(_candidates().where(waiting)):
        ended = ended_on(session, petition)
        then = ended + days if ended else None
        if then != petition.scrub_on:
            petition.scrub_on = then
            changed += 1
    return changed


def due(session: Session, *, now: datetime, limit: int = 50) -> list[Petition]:
    """Return what is to be scrubbed today, locked; a legal hold keeps everything."""
    found = _candidates().where(Petition.scrub_on <= local_day(now), ~Petition.legal_hold)
    rows = found.order_by(Petition.scrub_on, Petition.id).limit(limit)
    return list(session.scalars(rows.with_for_update(skip_locked=True, of=Petition)))


def scrub(session: Session, petition: Petition, *, now: datetime) -> None:
    """Destroy all that ties people to an initiative; counts, journal of days and public texts stay."""
    if petition.legal_hold or petition.scrubbed_at is not None:
        return
    people = _people(session, petition)
    _forget_supporters(session, petition.id)
    _forget_author(session, petition)
    journal.erase(session, "petition", [petition.id], actor_ids=people, now=now)
    petition.scrubbed_at = now
    note(session, "scrubbed", petition, None, now, scrub_on=str(petition.scrub_on))
    session.flush()


def _people(session: Session, petition: Petition) -> set[int]:
    """Return the accounts the journal may name as those who carried a matter or objected."""
    found: set[int | None] = {petition.author_id}
    for column in (CoAuthor.user_id, PetitionVersion.by_id, Objection.by_id):
        found |= set(session.scalars(select(column).where(column.class_.petition_id == petition.id)))
    return {user_id for user_id in found if user_id is not None}


def _forget_supporters(session: Session, petition_id: int) -> None:
    for table in (PetitionKey, SupportIntent, PetitionFollower, CoAuthor):
        session.execute(delete(table).where(table.petition_id == petition_id))
    day = cast(Signature.on, Date)
    session.execute(
        update(Signature)
        .where(Signature.petition_id == petition_id)
        .values(
            shown_name=None, source_key=None, device_key=None, network_key=None, phone_shifted=None,
            confirm_seconds=None, sheet_id=None, signed_at=day, changed_at=day,
        )
    )  # fmt: skip
    sheets = session.scalars(select(PaperSheet).where(PaperSheet.petition_id == petition_id)).all()
    files.drop(session, [sheet.photo_id for sheet in sheets if sheet.photo_id is not None])
    for sheet in sheets:
        sheet.photo_id, sheet.lines = None, {}
    for removal in session.scalars(select(Removal).where(Removal.petition_id == petition_id)):
        removal.filters = {
            name: value for name, value in removal.filters.items() if not name.startswith(_TRACES)
        }


def _forget_author(session: Session, petition: Petition) -> None:
    petition.author = None
    petition.author_shown = petition.idempotency_key = None
    news = update(PetitionNews).where(PetitionNews.petition_id == petition.id, ~PetitionNews.by_office)
    session.execute(news.values(by_id=None))
    for table in (PetitionVersion, Objection):
        mine = update(table).where(table.petition_id == petition.id)
        session.execute(mine.values(by_id=None))
