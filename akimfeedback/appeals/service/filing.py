"""Take a request in: number, date, term and its explanation, receipt."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, cast

from sqlalchemy import Table, bindparam, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, make_transient_to_detached

from akimfeedback.accounts.models import User
from akimfeedback.appeals import sealed, terms
from akimfeedback.appeals.models import Appeal, CasePhoto, NumberSeries
from akimfeedback.appeals.queries import cases as case_queries
from akimfeedback.appeals.queries.ground import Ground, ground_of
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
from akimfeedback.journal.service import record_at_once
from akimfeedback.mandates.actor import Actor
from akimfeedback.notifications.service import Hearer, tell_each
from akimfeedback.topics.rules import Kind

LINK_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
LINK_LENGTH = 8

# built once: making a statement costs more than running it
_FILE = (
    insert(cast(Table, Appeal.__table__))
    .on_conflict_do_nothing(index_elements=["author_id", "idempotency_key"])
    .returning(Appeal.id)
)
_NEXT = (
    insert(cast(Table, NumberSeries.__table__))
    .values(year=bindparam("year"), last=1)
    .on_conflict_do_update(index_elements=["year"], set_={"last": NumberSeries.last + 1})
    .returning(NumberSeries.last)
)


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
    session.flush()  # the statements below see rows, not objects
    words, on = _text(draft), clock.local_day(now)
    ground = _ground(session, draft, on)
    photos = _photos(session, actor.user, draft)
    values = _values(draft, words, ground, now)
    values |= _counted(session, ground, now) | {"author_id": actor.user.id}
    appeal = _insert(session, values, on)
    if appeal is None:
        return _filed_before(session, actor.user, draft)
    session.add_all(photos_of(appeal, photos))
    if appeal.past_the_office:
        acts.escalate(session, appeal, EscalationReason.CONDUCT, now)
    record_at_once(
        session, "appeals.filed", "appeal", appeal.id, actor_id=actor.user.id, at=now,
        topic=appeal.topic_code, kind=draft.kind, due_on=appeal.due_on.isoformat(), source=draft.source,
        rows=sealed.rows_at_filing(values | {"number": appeal.number}),
    )  # fmt: skip
    people: Sequence[Hearer] = [] if appeal.past_the_office else ground.people
    people = people or acts.superiors(session, appeal, on)
    letters = [acts.letter(person, verb, appeal) for person, verb in _readers(actor.user, people)]
    tell_each(session, letters, at=now)
    return appeal


def _readers(author: User, people: Sequence[Hearer]) -> list[tuple[Hearer, str]]:
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


def _insert(session: Session, values: dict[str, Any], on: date) -> Appeal | None:
    """Return the new request under the next number; None when this key has filed one before.

    The number is taken last of all, and given back to the row that is still ours when nothing was written.
    """
    number = number_of(on.year, _next_number(session, on.year))
    appeal_id = session.execute(_FILE, {**values, "number": number}).scalar()
    if appeal_id is None:
        back = update(NumberSeries).where(NumberSeries.year == on.year)
        session.execute(back.values(last=NumberSeries.last - 1).execution_options(synchronize_session=False))
        return None
    appeal = Appeal(id=appeal_id, number=number, **values)
    make_transient_to_detached(appeal)  # it is in the table already; whatever is missing is read when asked
    session.add(appeal)
    return appeal


def _filed_before(session: Session, author: User, draft: NewAppeal) -> Appeal:
    """Return the request of an earlier press of the same button; the second press waited for the first."""
    earlier = case_queries.by_key(session, author.id, draft.idempotency_key or "")
    if earlier is None:
        raise RuntimeError("a request with this key was refused and is not there")
    return earlier


def _text(draft: NewAppeal) -> str:
    text = acts.require_words(draft.text)
    if len(text) > TEXT_LETTERS:
        raise RuleBroken("appeals.text-too-long", most=TEXT_LETTERS)
    if len(draft.photo_ids) > MOST_PHOTOS:
        raise RuleBroken("appeals.too-many-photos", most=MOST_PHOTOS)
    return text


def _ground(session: Session, draft: NewAppeal, on: date) -> Ground:
    """Return topic and office; the office once it has taken on the term."""
    ground = ground_of(session, draft.place_id, draft.topic_code, on)
    if ground.topic is None:
        raise RuleBroken("appeals.topic-unknown")
    if ground.office_id is None or ground.connected_from is None or ground.connected_from > on:
        raise RuleBroken("appeals.office-not-connected", territory_id=ground.unit_id)
    return ground


def _values(draft: NewAppeal, words: str, ground: Ground, now: datetime) -> dict[str, Any]:
    hidden = draft.public is False or ground.past_the_office
    return {
        "link": new_link(),
        "territory_id": ground.unit_id,
        "office_id": ground.office_id,
        "mandate_id": ground.akim_seat_id,
        "topic_code": ground.topic,
        "routing": ground.routing,
        "past_the_office": ground.past_the_office,
        "kind": draft.kind,
        "source": draft.source,
        "title": title_of(words),
        "text": words,
        "language": draft.language,
        "place_id": draft.place_id,
        "place_words": (draft.place_words or "").strip() or None,
        "lat": draft.lat,
        "lon": draft.lon,
        "gps_error_m": draft.gps_error_m,
        "visibility": draft.visibility,
        "publicity": Publicity.PRIVATE if hidden else Publicity.PENDING,
        "idempotency_key": draft.idempotency_key,
        "filed_at": now,
        "state": State.ACCEPTED,
        "touched_at": now,
        "reopened": 0,
        "version": 1,
    }


def _counted(session: Session, ground: Ground, now: datetime) -> dict[str, Any]:
    """Return the day the term counts from, the day it ends and how it was counted."""
    local = now.astimezone(clock.KAZAKHSTAN)
    found = terms.count(local, cast(time, ground.closes), calendar_on(session, local.date()))
    return {
        "registered_on": found.registered_on,
        "first_due_on": found.due_on,
        "due_on": found.due_on,
        "counted": found.explanation,
        # about the office itself: answered by the superior, never among the office's figures
        "out_on": found.registered_on if ground.past_the_office else None,
    }


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
    return session.execute(_NEXT, {"year": year}).scalar_one()


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
