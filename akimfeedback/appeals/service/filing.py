"""Take a request in: number, date, term and its explanation, receipt."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from akimfeedback.accounts.models import User
from akimfeedback.appeals import terms
from akimfeedback.appeals.models import Appeal, CasePhoto, NumberSeries
from akimfeedback.appeals.queries import cases as case_queries
from akimfeedback.appeals.rules import (
    MOST_PHOTOS,
    TEXT_LETTERS,
    EscalationReason,
    Publicity,
    Source,
    State,
    Visibility,
    number_of,
    title_of,
)
from akimfeedback.appeals.service import acts
from akimfeedback.calendars.queries import calendar_on
from akimfeedback.core import clock
from akimfeedback.core.errors import NotAllowed, RuleBroken
from akimfeedback.files import queries as file_queries
from akimfeedback.files.rules import FileState
from akimfeedback.mandates import queries as mandate_queries
from akimfeedback.mandates.actor import Actor
from akimfeedback.mandates.models import Office
from akimfeedback.mandates.rules import Role
from akimfeedback.notifications.service import tell_each
from akimfeedback.topics.models import Topic
from akimfeedback.topics.rules import Kind

LINK_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
LINK_LENGTH = 8


@dataclass(frozen=True)
class NewAppeal:
    """What a person wrote."""

    topic_code: str
    text: str
    place_id: int  # village, or the unit itself; the office is found from it
    language: str = "kk"
    kind: Kind = Kind.PROBLEM
    place_words: str | None = None
    lat: float | None = None
    lon: float | None = None
    gps_error_m: int | None = None
    visibility: Visibility = Visibility.OFFICE
    public: bool = True  # False: the author wants text and photos never to become public
    photo_ids: Sequence[int] = ()  # StoredFile.id in order
    idempotency_key: str | None = None
    source: Source = Source.WEB


def file_appeal(session: Session, actor: Actor, draft: NewAppeal, *, now: datetime) -> Appeal:
    """Return the request, filed with the office of the place; the same key returns the first one.

    A vacant seat never refuses. Raises NotAllowed("appeals.sign-in-to-file"),
    RuleBroken("appeals.office-not-connected" | "appeals.topic-unknown" | "appeals.text-missing" |
    "appeals.text-too-long" | "appeals.too-many-photos" | "appeals.photo-unknown").
    """
    if actor.user is None:
        raise NotAllowed("appeals.sign-in-to-file")
    earlier = _filed_before(session, actor.user, draft.idempotency_key)
    if earlier is not None:
        return earlier
    text = _text(draft)
    topic = _topic(session, draft.topic_code)
    on = clock.local_day(now)
    office = _office(session, draft.place_id, on)
    seats = mandate_queries.members_of(session, office.territory_id, on, Role.AKIM, Role.CLERK)
    appeal = _row(draft, text, topic, office, now)
    appeal.author = actor.user
    appeal.mandate_id = next((seat.id for seat in seats if seat.role == Role.AKIM), None)
    _count(session, appeal, office, now)
    photos = _photos(session, actor.user, draft)
    appeal.number = number_of(on.year, _next_number(session, on.year))
    session.add(appeal)
    session.flush()  # the journal and the photos need the id
    session.add_all(photos_of(appeal, photos))
    if appeal.past_the_office:
        acts.escalate(session, appeal, EscalationReason.CONDUCT, now)
    acts.note_quietly(
        session, "filed", appeal, actor, now,
        topic=topic.code, kind=draft.kind, due_on=appeal.due_on.isoformat(), source=draft.source,
    )  # fmt: skip
    people = [] if appeal.past_the_office else [seat.user for seat in seats if seat.user is not None]
    people = people or acts.superiors(session, appeal, on)
    letters = [acts.letter(person, verb, appeal) for person, verb in _readers(actor.user, people)]
    tell_each(session, letters, at=now)
    return appeal


def _readers(author: User, people: Sequence[User]) -> list[tuple[User, str]]:
    """Return who hears what of a new request: the author that it came, the office that it is there."""
    return [(author, "received"), *((person, "new") for person in people)]


def photos_of(
    appeal: Appeal, file_ids: Sequence[int], *, by_office: bool = False, start: int = 1
) -> list[CasePhoto]:
    """Return the rows that hang files on a case, numbered from `start`."""
    return [
        CasePhoto(appeal_id=appeal.id, file_id=file_id, position=place, by_office=by_office)
        for place, file_id in enumerate(file_ids, start=start)
    ]


def _filed_before(session: Session, author: User, key: str | None) -> Appeal | None:
    """Return the request of an earlier press of the same button; a second press waits for the first."""
    if key is None:
        return None
    session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"{author.id}:{key}", 0))))
    return case_queries.by_key(session, author.id, key)


def _text(draft: NewAppeal) -> str:
    text = acts.require_words(draft.text)
    if len(text) > TEXT_LETTERS:
        raise RuleBroken("appeals.text-too-long", most=TEXT_LETTERS)
    if len(draft.photo_ids) > MOST_PHOTOS:
        raise RuleBroken("appeals.too-many-photos", most=MOST_PHOTOS)
    return text


def _topic(session: Session, code: str) -> Topic:
    topic = session.get(Topic, code)
    if topic is None or not topic.active:
        raise RuleBroken("appeals.topic-unknown")
    return topic


def _office(session: Session, place_id: int, on: date) -> Office:
    """Return the office of the unit a place belongs to, once it has taken on the term."""
    unit, office = mandate_queries.unit_and_office_of(session, place_id)
    if unit is None:
        office = session.scalars(select(Office).where(Office.territory_id == place_id)).first()
    if office is None or office.connected_from is None or office.connected_from > on:
        raise RuleBroken("appeals.office-not-connected", territory_id=unit.id if unit else place_id)
    return office


def _row(draft: NewAppeal, text: str, topic: Topic, office: Office, now: datetime) -> Appeal:
    hidden = draft.public is False or topic.past_the_office
    return Appeal(
        link=new_link(),
        territory_id=office.territory_id,
        office_id=office.id,
        topic_code=topic.code,
        routing=topic.routing,
        past_the_office=topic.past_the_office,
        kind=draft.kind,
        source=draft.source,
        title=title_of(text),
        text=text,
        language=draft.language,
        place_id=draft.place_id,
        place_words=(draft.place_words or "").strip() or None,
        lat=draft.lat,
        lon=draft.lon,
        gps_error_m=draft.gps_error_m,
        visibility=draft.visibility,
        publicity=Publicity.PRIVATE if hidden else Publicity.PENDING,
        idempotency_key=draft.idempotency_key,
        filed_at=now,
        state=State.ACCEPTED,
        touched_at=now,
        reopened=0,
        version=1,
    )


def _count(session: Session, appeal: Appeal, office: Office, now: datetime) -> None:
    local = now.astimezone(clock.KAZAKHSTAN)
    counted = terms.count(local, office.closes, calendar_on(session, local.date()))
    appeal.registered_on = counted.registered_on
    appeal.first_due_on = appeal.due_on = counted.due_on
    appeal.counted = counted.explanation
    # about the office itself: answered by the superior, never among the office's figures
    appeal.out_on = counted.registered_on if appeal.past_the_office else None


def _photos(session: Session, author: User, draft: NewAppeal) -> Sequence[int]:
    """Return the files of the draft in its order; only the author's own uploads, without refused ones.

    What was uploaded before signing in is the author's from now on.
    """
    if not draft.photo_ids:
        return ()
    files = file_queries.by_ids(session, draft.photo_ids)
    mine = {file.id for file in files if file.uploaded_by in (None, author.id)}
    if mine != set(draft.photo_ids):
        raise RuleBroken("appeals.photo-unknown")
    for file in files:
        file.uploaded_by = author.id
    good = {file.id for file in files if file.state in (FileState.QUARANTINED, FileState.READY)}
    return [file_id for file_id in draft.photo_ids if file_id in good]


def new_link() -> str:
    """Return a random short code without letters that look alike."""
    return "".join(secrets.choice(LINK_LETTERS) for _ in range(LINK_LENGTH))


def _next_number(session: Session, year: int) -> int:
    """Return the next running number; the row's lock lasts until the caller commits, so it is taken late."""
    first = insert(NumberSeries).values(year=year, last=1)
    taken = first.on_conflict_do_update(
        index_elements=[NumberSeries.year], set_={"last": NumberSeries.last + 1}
    ).returning(NumberSeries.last)
    return session.execute(taken).scalar_one()


def next_numbers(session: Session, on: date, count: int) -> list[str]:
    """Reserve numbers for an import, in order."""
    if count < 1:
        return []
    first = insert(NumberSeries).values(year=on.year, last=count)
    taken = first.on_conflict_do_update(
        index_elements=[NumberSeries.year], set_={"last": NumberSeries.last + count}
    ).returning(NumberSeries.last)
    last = session.execute(taken).scalar_one()
    return [number_of(on.year, number) for number in range(last - count + 1, last + 1)]
