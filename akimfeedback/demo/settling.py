"""Write the district itself: territories, populations, offices, officials and residents."""

import base64
import csv
import hashlib
import io
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from akimfeedback.accounts import secrets
from akimfeedback.accounts.models import Consent, User
from akimfeedback.accounts.rules import CONSENT_VERSION, ConsentKind
from akimfeedback.core.clock import KAZAKHSTAN, local_day
from akimfeedback.demo import people, places
from akimfeedback.demo.books import OfficeBook
from akimfeedback.demo.people import Official, Resident
from akimfeedback.demo.story import connected_from
from akimfeedback.geography import service as geography
from akimfeedback.geography.models import Territory
from akimfeedback.law.workdays import add_months
from akimfeedback.mandates.models import DeputyOkrug, Mandate, Office
from akimfeedback.mandates.rules import STRONG_ROLES, Role

_TOWN, _VILLAGE_TYPE = 0, 2  # column k of the classifier
_OFFICE_PHONE = 900  # running numbers of office phones begin here
_FIRST_VILLAGE = 0.55  # share of an okrug's people in its first village
_TERM_YEARS = 4
_YEARS_KNOWN = 2  # populations of so many years before this one


def territories(session: Session, *, now: datetime) -> dict[str, int]:
    """Read the made-up classifier in through the importer; return ids by code."""
    on = local_day(now)
    geography.import_kato(session, _classifier(), as_of=add_months(on, -36).replace(month=1, day=1), now=now)
    for okrug in places.OKRUGS:
        seat = {"distance_km": okrug.distance_km, "lat": okrug.lat, "lon": okrug.lon}
        session.execute(update(Territory).where(Territory.kato == okrug.kato).values(seat))
    for year in range(on.year - _YEARS_KNOWN, on.year + 1):
        geography.import_population(session, _populations(date(year, 1, 1)), now=now)
    made_up = select(Territory.kato, Territory.id).where(Territory.kato.startswith("99"))
    return {row.kato: row.id for row in session.execute(made_up)}


def _classifier() -> bytes:
    rows: list[tuple[str, str, str, int, str, str]] = [
        (places.OBLAST, "", "oblast", _TOWN, places.OBLAST_NAMES[1], places.OBLAST_NAMES[0]),
        (
            places.DISTRICT,
            places.OBLAST,
            "district",
            _TOWN,
            places.DISTRICT_NAMES[1],
            places.DISTRICT_NAMES[0],
        ),
    ]
    for okrug in places.OKRUGS:
        rows.append((okrug.kato, places.DISTRICT, "okrug", _VILLAGE_TYPE, okrug.name_ru, okrug.name_kk))
        rows += [
            (village.kato, okrug.kato, "settlement", _VILLAGE_TYPE, village.name_ru, village.name_kk)
            for village in okrug.villages
        ]
    return _table(("kato", "parent_kato", "level", "type_code", "name_ru", "name_kk"), rows)


def _populations(as_of: date) -> bytes:
    rows = []
    for okrug in places.OKRUGS:
        rows.append((okrug.kato, as_of, okrug.people, places.POPULATION_SOURCE))
        rows += [
            (village.kato, as_of, count, places.POPULATION_SOURCE)
            for village, count in zip(okrug.villages, _split(okrug.people, len(okrug.villages)), strict=True)
        ]
    rows.append(
        (places.DISTRICT, as_of, sum(okrug.people for okrug in places.OKRUGS), places.POPULATION_SOURCE)
    )
    return _table(("kato", "as_of", "population", "source"), rows)


def _split(total: int, parts: int) -> list[int]:
    """Return the people of each village; the first one is the largest, and the sum is the okrug's."""
    rest = 0 if parts == 1 else int(total * (1 - _FIRST_VILLAGE)) // (parts - 1)
    return [total - rest * (parts - 1), *[rest] * (parts - 1)]


def _table(header: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue().encode()


def residents(
    session: Session, by_okrug: dict[str, list[Resident]], ids: dict[str, int], *, start: date
) -> dict[int, User]:
    """Write the residents with their consent; return them by running number."""
    at = datetime.combine(start, time(10), KAZAKHSTAN)
    users = {}
    for person in (person for people_there in by_okrug.values() for person in people_there):
        users[person.number] = User(
            phone=person.phone,
            name=person.name,
            language=person.language,
            home_id=ids[person.village],
            birth_year=person.birth_year,
            phone_confirmed_at=at,
            created_at=at,
        )
    session.add_all(users.values())
    session.flush()
    consents = [_consent(user, at) for user in users.values()]
    session.execute(insert(Consent), consents)
    return users


def _consent(user: User, at: datetime) -> dict[str, object]:
    return {
        "user_id": user.id,
        "kind": ConsentKind.PERSONAL_DATA,
        "version": CONSENT_VERSION,
        "language": user.language,
        "given_at": at,
    }


def factor_secret(official: Official) -> str:
    """Return the made-up secret of an official's code app, so that the demo can print its codes."""
    return base64.b32encode(hashlib.sha256(f"demo {official.code}".encode()).digest()[:20]).decode()


def officials(session: Session, ids: dict[str, int], *, now: datetime) -> dict[str, Mandate]:
    """Write the officials with consent and seats; return mandates by the code of the official."""
    pin = secrets.pin_hash(people.STAFF_PIN)
    today = local_day(now)
    seats = {official.code: _seat(official, pin, ids, today) for official in people.OFFICIALS}
    session.add_all(seats.values())
    session.flush()
    consents = [_consent(seat.user, seat.created_at) for seat in seats.values() if seat.user]
    session.execute(insert(Consent), consents)
    for official in people.DISTRICT:
        covered = [
            DeputyOkrug(mandate_id=seats[official.code].id, territory_id=ids[kato])
            for kato in official.okrugs
        ]
        session.add_all(covered)
    return seats


def _seat(official: Official, pin: str, ids: dict[str, int], today: date) -> Mandate:
    starts_on = add_months(today, -official.started)
    at = datetime.combine(starts_on, time(9), KAZAKHSTAN)
    user = User(
        phone=official.phone,
        name=official.name,
        language=official.language,
        phone_confirmed_at=at,
        pin_hash=pin,
        totp_secret=factor_secret(official) if official.role in STRONG_ROLES else None,
        created_at=at,
    )
    return Mandate(
        user=user,
        territory_id=ids[official.unit],
        role=official.role,
        akim_kind=official.akim_kind,
        holder=official.name,
        constituency=official.constituency,
        party_list=official.role == Role.DEPUTY and official.constituency is None,
        starts_on=starts_on,
        ends_on=_end(official, starts_on, today),
        created_at=at,
    )


def _end(official: Official, starts_on: date, today: date) -> date | None:
    if official.ended is not None:
        return add_months(today, -official.ended) - timedelta(days=1)
    if official.akim_kind == "elected":
        return add_months(starts_on, 12 * _TERM_YEARS) - timedelta(days=1)
    return None


def offices(
    session: Session, ids: dict[str, int], seats: dict[str, Mandate], *, now: datetime
) -> dict[str, OfficeBook]:
    """Open the offices, with the day their acceptance of the term holds from; return them by okrug code."""
    books = {}
    for place, okrug in enumerate(places.OKRUGS):
        start = connected_from(okrug, local_day(now))
        office = Office(
            territory_id=ids[okrug.kato],
            connected_from=start,
            acceptance_note=f"№ 03-11/{120 + place}, {start:%d.%m.%Y}" if start else None,
            phone=people.phone(_OFFICE_PHONE + place),
            address=f"{okrug.villages[0].stem_kk} ауылы, Орталық көшесі, 1",
            opens=time(9),
            closes=time(18, 30),
            created_at=now,
        )
        mine = [
            (official, seats[official.code]) for official in people.OFFICIALS if official.unit == okrug.kato
        ]
        books[okrug.kato] = OfficeBook(
            office=office,
            akims=[seat for official, seat in mine if official.role == Role.AKIM],
            clerks=[seat for official, seat in mine if official.role == Role.CLERK],
        )
    session.add_all(book.office for book in books.values())
    session.flush()
    return books
