"""Initiatives of the benchmark: one everybody supports, a thousand others, and people who may support."""

from urllib.parse import urlencode

from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session

from akimfeedback.accounts.models import User
from akimfeedback.accounts.rules import CONSENT_VERSION
from akimfeedback.accounts.secrets import hashed
from akimfeedback.core import clock
from akimfeedback.core.db import db
from akimfeedback.geography.queries import by_kato
from akimfeedback.mandates.queries import actor_of
from akimfeedback.petitions.models import Petition
from akimfeedback.petitions.service.creating import InitiativeText, NewInitiative, create
from benchmarks import world
from benchmarks.load import request

VILLAGE = "900002100"
SPREAD = 1_000
FIRST = 100_000  # supporters are numbered from here, apart from the residents of other sections

_PEOPLE = """
INSERT INTO app_user (phone, name, language, phone_confirmed_at, shared_phone, large_text, failed_tries,
                      created_at, home_id, birth_year)
SELECT '+7701' || lpad(n::text, 7, '0'), 'Тұрғын', 'kk', now(), false, false, 0, now(),
       (SELECT id FROM territory WHERE kato = :village), 1980
FROM generate_series(CAST(:first AS int), CAST(:last AS int)) n
"""
_CONSENTS = """
INSERT INTO consent (user_id, kind, version, language, given_at)
SELECT id, 'personal-data', :version, 'kk', now() FROM app_user WHERE phone BETWEEN :first AND :last
"""
_SESSIONS = """
INSERT INTO sign_in_session (user_id, token_hash, how, strong, device, created_at, last_seen_at)
SELECT id, :hash, 'code', false, '?', now(), now() FROM app_user WHERE phone = :phone
"""
_COPIES = """
INSERT INTO petition (number, link, {columns})
SELECT '27' || lpad(n::text, 5, '0'), 'copy-' || n, {columns}
FROM petition, generate_series(1, {many}) n WHERE petition.id = :id;
INSERT INTO petition_version ({versions}, petition_id)
SELECT {from_version}, copy.id FROM petition copy, petition_version v
WHERE copy.link LIKE 'copy-%' AND v.petition_id = :id;
UPDATE petition SET version_id = v.id FROM petition_version v
WHERE v.petition_id = petition.id AND petition.link LIKE 'copy-%';
INSERT INTO petition_key (petition_id, key) SELECT id, decode(md5(link), 'hex') FROM petition
WHERE link LIKE 'copy-%';
INSERT INTO petition_total (petition_id, counted, outside, lines, counted_at, yesterday)
SELECT id, 0, 0, '{{}}', now(), 0 FROM petition WHERE link LIKE 'copy-%'
"""
_APART = {"id", "number", "link", "version_id", "idempotency_key"}


def make(app: Flask) -> tuple[str, int]:
    """Return number and id of the hot initiative; a thousand copies stand beside it."""
    with app.app_context():
        hot = _hot(db.session)
        db.session.commit()
        versions = [c.name for c in Petition.text.property.mapper.local_table.columns]
        plain = [f'"{name}"' for name in versions if name not in {"id", "petition_id"}]
        columns = [f'"{c.name}"' for c in Petition.__table__.columns if c.name not in _APART]
        copies = _COPIES.format(
            columns=", ".join(columns), many=SPREAD, versions=", ".join(plain),
            from_version=", ".join(f"v.{name}" for name in plain),
        )  # fmt: skip
        with db.engine.begin() as connection:
            for statement in copies.split(";\n"):
                values = {"id": hot.id} if ":id" in statement else {}
                connection.execute(text(statement), values)
        return hot.number, hot.id


def _hot(session: Session) -> Petition:
    """Return an open initiative of the village, made by the product itself."""
    now = clock.now()
    session.execute(text(_PEOPLE), {"village": VILLAGE, "first": FIRST - 1, "last": FIRST - 1})
    author = session.query(User).filter_by(phone=world.phone(FIRST - 1)).one()
    place = by_kato(session, VILLAGE)
    if place is None:
        raise RuntimeError("the village of the benchmark is missing")
    words = InitiativeText("Балалар алаңы", ("Алаң салу",), world.WORDS, "", "kk")
    topic = session.scalars(text("SELECT code FROM topic ORDER BY code LIMIT 1")).one()
    new = NewInitiative(place.id, topic, words, 60)
    petition = create(session, actor_of(session, author, clock.today()), new, now=now)
    petition.publication = "open"
    petition.published_at = now
    petition.closes_on = clock.today().replace(year=clock.today().year + 1)
    petition.versions[0].approved_at = now
    session.flush()
    return petition


def add_people(app: Flask, first: int, many: int) -> None:
    """Write people of the village who have signed in, agreed and said their year."""
    last = first + many - 1
    with app.app_context(), db.engine.begin() as connection:
        connection.execute(text(_PEOPLE), {"village": VILLAGE, "first": first, "last": last})
        facts = {"version": CONSENT_VERSION, "first": world.phone(first), "last": world.phone(last)}
        connection.execute(text(_CONSENTS), facts)
        rows = [
            {"hash": hashed(world.token(number)), "phone": world.phone(number)}
            for number in range(first, last + 1)
        ]
        connection.execute(text(_SESSIONS), rows)


def supports(app: Flask, first: int, many: int, numbers: list[str]) -> list[bytes]:
    """Return requests that each support one initiative, every one by another person from another network."""
    add_people(app, first, many)
    made = []
    for place in range(many):
        who = world.browser(app, first + place)
        network = f"X-Forwarded-For: 10.{place >> 16 & 255}.{place >> 8 & 255}.{place & 255}"
        path = f"/initiatives/{numbers[place % len(numbers)]}/support"
        body = urlencode({"csrf_token": who.csrf, "send": "1"}).encode()
        made.append(request("POST", path, cookie=who.cookie, body=body, more=network))
    return made


def spread_numbers() -> list[str]:
    """Return the numbers of the copies."""
    return [f"27{number:05d}" for number in range(1, SPREAD + 1)]
