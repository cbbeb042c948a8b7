"""Builders of what tests need: keyword-only, the fewest rows that make sense, acts through services.

village = make.village(session)                    # with okrug, district and a connected office
akim = make.seat(session, unit=make.okrug_of(village), role=Role.AKIM)
case = make.request(session, village=village, now=now)
make.answer(session, case, by=akim, now=now)
"""

from datetime import UTC, date, datetime, timedelta
from itertools import count

from sqlalchemy import select
from sqlalchemy.orm import Session

from akimfeedback.accounts.models import User
from akimfeedback.appeals.models import Appeal, Reply
from akimfeedback.appeals.queries import cases
from akimfeedback.appeals.rules import Decision, Verdict
from akimfeedback.appeals.service import answering, filing, judging
from akimfeedback.core import clock
from akimfeedback.geography.models import Territory
from akimfeedback.geography.rules import Kind as PlaceKind
from akimfeedback.mandates import queries as mandate_queries
from akimfeedback.mandates.actor import Actor
from akimfeedback.mandates.models import Mandate, Office
from akimfeedback.mandates.rules import AkimKind, Role
from akimfeedback.petitions.models import Petition
from akimfeedback.petitions.rules import Publication
from akimfeedback.petitions.service import creating
from akimfeedback.petitions.service.creating import InitiativeText, NewInitiative
from akimfeedback.topics.models import Topic
from akimfeedback.topics.rules import Kind, Routing

LONG_AGO = date(2020, 1, 1)
CREATED_AT = datetime(2020, 1, 1, tzinfo=UTC)
_numbers = count(1)


def territory(session: Session, *, parent: Territory | None = None, level: int, name: str = "") -> Territory:
    """Return a unit of one level under another; okrugs have an akim."""
    number = next(_numbers)
    kinds = {1: PlaceKind.OBLAST, 2: PlaceKind.DISTRICT, 3: PlaceKind.OKRUG, 4: PlaceKind.VILLAGE}
    words = name or f"Ауыл {number}"
    row = Territory(
        kato=f"98{number:07d}",
        parent_id=parent.id if parent else None,
        level=level,
        type_code=level,
        kind=kinds[level],
        has_akim=level == 3,
        name_kk=words,
        name_ru=words,
        name_en=words,
        search=words.casefold(),
        valid_from=LONG_AGO,
    )
    session.add(row)
    session.flush()
    return row


def district(session: Session) -> Territory:
    """Return a district under an oblast of its own."""
    return territory(session, parent=territory(session, level=1), level=2)


def village(
    session: Session, *, district_unit: Territory | None = None, connected_from: date | None = LONG_AGO
) -> Territory:
    """Return a village in an okrug of its own whose office has joined (None: has not)."""
    unit = territory(session, parent=district_unit or district(session), level=3)
    office = Office(territory_id=unit.id, connected_from=connected_from, created_at=CREATED_AT)
    session.add(office)
    session.flush()
    return territory(session, parent=unit, level=4)


def okrug_of(session: Session, place: Territory) -> Territory:
    """Return the unit with an akim a village belongs to."""
    return session.get_one(Territory, place.parent_id)


def person(session: Session, *, name: str = "Тұрғын", language: str = "kk", phone: str | None = None) -> User:
    """Return a person with a confirmed phone of their own."""
    number = next(_numbers)
    row = User(
        phone=phone or f"+7701{number:07d}", name=name, language=language,
        phone_confirmed_at=CREATED_AT, created_at=CREATED_AT,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def mandate(
    session: Session, *, unit: Territory, role: Role, user: User | None = None,
    starts_on: date = LONG_AGO, ends_on: date | None = None,
) -> Mandate:  # fmt: skip
    """Return a seat in a unit, of a new person unless one is given."""
    row = Mandate(
        user=user or person(session, name="Қызметкер"), territory_id=unit.id, role=role,
        akim_kind=AkimKind.ELECTED if role == Role.AKIM else None, holder="Қызметкер",
        starts_on=starts_on, ends_on=ends_on, created_at=CREATED_AT,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def seat(
    session: Session, *, unit: Territory, role: Role, user: User | None = None, on: date | None = None
) -> Actor:
    """Return somebody who holds a role in a unit, as an Actor of a day (2026-09-15 unless given)."""
    row = mandate(session, unit=unit, role=role, user=user)
    return actor(session, row.user, on=on)


def actor(session: Session, user: User | None, *, on: date | None = None) -> Actor:
    """Return a person with the seats held on a day (2026-09-15 unless given)."""
    return mandate_queries.actor_of(session, user, on or date(2026, 9, 15))


def topic(
    session: Session, *, code: str = "LIGHT", routing: Routing = Routing.OWN, past_the_office: bool = False
) -> Topic:
    """Return a topic, made when it is not there."""
    found = session.scalars(select(Topic).where(Topic.code == code)).first()
    if found is not None:
        return found
    row = Topic(
        code=code, position=1, name_kk="Көше жарығы", name_ru="Уличное освещение", name_en="Street lighting",
        routing=routing, executor_kk="Аппарат", executor_ru="Аппарат", executor_en="Office", icon="light",
        past_the_office=past_the_office, urgent=False, active=True,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def request(
    session: Session, *, village: Territory, now: datetime, author: User | None = None,
    text: str = "Мектеп жолындағы шам үш күннен бері жанбайды.", topic_code: str = "LIGHT",
    kind: Kind = Kind.PROBLEM, **more: object,
) -> Appeal:  # fmt: skip
    """Return a request filed through the service by a resident of the village."""
    topic(session, code=topic_code)
    draft = filing.NewAppeal(topic_code=topic_code, text=text, place_id=village.id, kind=kind, **more)  # type: ignore[arg-type]
    return filing.file_appeal(session, actor(session, author or person(session)), draft, now=now)


def whole(session: Session, case: Appeal) -> Appeal:
    """Return the case as an act loads it: locked, with all that hangs on it."""
    session.flush()
    found = cases.get(session, case.id, to_change=True)
    assert found is not None
    return found


def new_reply(
    *, decision: Decision = Decision.DONE, version: int | None = None, language: str = "kk"
) -> answering.NewReply:
    """Return an answer with all its parts."""
    return answering.NewReply(
        decision=decision, found="Шам жанбай тұрғанын көрдік.", done="Электрик шамды ауыстырды.",
        law="Мерзім туралы міндеттеме", complain="Аудан әкіміне", language=language, version=version,
    )  # fmt: skip


def answer(
    session: Session, case: Appeal, *, by: Actor, now: datetime, decision: Decision = Decision.DONE
) -> Reply:
    """Return the office's answer to a case."""
    return answering.reply(session, by, whole(session, case), new_reply(decision=decision), now=now)


def verdict(
    session: Session,
    given: Reply,
    *,
    by: Actor,
    now: datetime,
    what: Verdict = Verdict.SOLVED,
    rating: int | None = None,
) -> Reply:
    """Return an answer after its author judged it."""
    session.flush()
    found = cases.reply_of(session, given.id, to_change=True)
    assert found is not None
    return judging.judge(session, by, found, judging.Judgement(what, rating=rating), now=now)


def petition(
    session: Session,
    *,
    place: Territory,
    now: datetime,
    author: User | None = None,
    title: str = "Балалар алаңын салу",
    asks: tuple[str, ...] = ("Мектеп жанында алаң салу", "Жарық орнату"),
    days: int = 60,
    publication: Publication = Publication.OPEN,
) -> Petition:
    """Return an initiative of a place in one state of publication, without a signature."""
    author = author or person(session)
    words = InitiativeText(title=title, asks=asks, why="Балалар жолда ойнайды.", tried="", language="kk")
    new = NewInitiative(place_id=place.id, topic_code=topic(session).code, text=words, days=days)
    row = creating.create(session, actor(session, author), new, now=now)
    row.publication = publication
    if publication in (Publication.OPEN, Publication.CLOSED):
        row.submitted_at = row.published_at = now
        row.closes_on = clock.local_day(now) + timedelta(days=days)
        row.versions[0].approved_at = now
    if publication == Publication.CLOSED:
        row.closed_at = now
    session.flush()
    return row
