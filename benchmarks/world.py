"""A made-up country in SQL: okrugs with offices and akims, many cases, signed-in people."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import Engine, text

from akimfeedback.accounts.secrets import hashed
from akimfeedback.core import schema
from akimfeedback.core.db import db
from akimfeedback.topics.service import load_catalogue
from benchmarks.load import request
from benchmarks.sizes import Sizes

CSRF = "0123456789abcdef0123456789abcdef01234567"
INBOX_KATO = "900000000"
WORDS = "Мектеп жолындағы шам үш күннен бері жанбайды. Балалар қараңғыда жүр, жөндеп беруді сұраймыз."

_UNITS = """
INSERT INTO territory (kato, parent_id, level, type_code, kind, has_akim, name_kk, name_ru, name_en, search,
                       valid_from, distance_km)
SELECT {kato}, {parent}, {level}, {level}, '{kind}', {akim}, {name}, {name}, {name}, lower({name}),
       '2020-01-01', 5 + n % 90
FROM generate_series({first}, {last}) n
"""
_OKRUG = "lpad((900000000 + n * 1000)::text, 9, '0')"
_VILLAGE = "lpad((900000100 + n * 1000)::text, 9, '0')"

_PEOPLE = """
INSERT INTO population (territory_id, as_of, people, source, entered_at)
SELECT id, '2025-01-01', 400 + id * 37 % 5200, 'made up', now() FROM territory WHERE has_akim;
INSERT INTO office (territory_id, connected_from, opens, closes, created_at)
SELECT id, '2024-01-01', '09:00', '18:30', now() FROM territory WHERE has_akim ORDER BY id;
INSERT INTO mandate (territory_id, role, akim_kind, holder, party_list, starts_on, created_at)
SELECT id, 'akim', 'elected', 'Әкім', false, '2024-01-01', now() FROM territory WHERE has_akim ORDER BY id;
"""

# every number below is a remainder of the row's own: the same rows in every run
_CASES = """
INSERT INTO appeal (number, link, territory_id, office_id, mandate_id, author_id, topic_code, routing,
    past_the_office, kind, source, title, text, language, place_id, visibility, publicity, filed_at,
    registered_on, first_due_on, due_on, counted, state, answered_on, on_time, prompt, working_days, ended_on,
    reopened, touched_at, version)
SELECT f.number::text, 'l' || f.number, o.territory_id, o.id, m.id, NULL, 'LIGHT', 'own', false, 'problem',
    'web', left(:words, 60), :words, 'kk', NULL, 'office', 'pending', f.due - interval '21 days',
    f.due - 21, f.due, f.due, '{{}}', CASE WHEN f.answered THEN 'closed' ELSE 'in-work' END,
    CASE WHEN f.answered THEN f.due - 21 + f.waited END, CASE WHEN f.answered THEN f.waited <= 21 END,
    CASE WHEN f.answered THEN f.waited <= 7 END, CASE WHEN f.answered THEN (f.waited * 5 / 7)::smallint END,
    CASE WHEN f.answered THEN f.due - 21 + f.waited END, 0, f.due - interval '1 day', 1
FROM office o
JOIN mandate m ON m.territory_id = o.territory_id AND m.role = 'akim'
CROSS JOIN generate_series(1, :each) n
CROSS JOIN LATERAL (SELECT 5000000000 + o.id::bigint * 1000000 + n AS number,
    abs(hashint8(o.id::bigint * 1000003 + n)) AS dice) d
CROSS JOIN LATERAL (SELECT d.number, d.dice,
    date '2025-07-01' + (d.dice % 508)::int AS due, 1 + d.dice / 508 % 26 AS waited,
    d.dice / 20000 % 10 < :answered AS answered) f
WHERE (o.territory_id = (SELECT id FROM territory WHERE kato = :inbox)) = :is_inbox
"""
_REPLIES = """
INSERT INTO reply (appeal_id, territory_id, routing, kind, mandate_id, decision, found, done, law, complain,
    language, substantive, first, late, answered_at, answered_on, window_ends_on, token_hash,
    comment_passed_on, by_staff, verdict, rating, rater_id)
SELECT a.id, a.territory_id, a.routing, a.kind, a.mandate_id, 'done', 'Қаралды.', 'Жөнделді.', 'Міндеттеме',
    'Аудан әкіміне', 'kk', true, true, NOT a.on_time, a.answered_on + interval '6 hours', a.answered_on,
    a.answered_on + 14, 't' || a.number, false, false,
    CASE WHEN d.dice % 3 = 0 THEN NULL WHEN d.dice % 5 < 3 THEN 'solved' ELSE 'not-solved' END,
    CASE WHEN d.dice % 3 = 0 THEN NULL ELSE (1 + d.dice / 7 % 5)::smallint END, NULL
FROM appeal a CROSS JOIN LATERAL (SELECT abs(hashint8(a.id)) AS dice) d
WHERE a.answered_on IS NOT NULL
"""
_RESIDENTS = """
INSERT INTO app_user (phone, name, language, phone_confirmed_at, shared_phone, large_text, failed_tries,
                      created_at)
SELECT '+7701' || lpad(n::text, 7, '0'), 'Тұрғын', 'kk', now(), false, false, 0, now()
FROM generate_series(1, :count) n
"""
_AKIMS = """
WITH people AS (
    INSERT INTO app_user (phone, name, language, phone_confirmed_at, shared_phone, large_text, failed_tries,
                          created_at)
    SELECT '+7702' || lpad(id::text, 7, '0'), 'Әкім', 'kk', now(), false, false, 0, now() FROM mandate
    RETURNING id, phone)
UPDATE mandate SET user_id = people.id FROM people
WHERE people.phone = '+7702' || lpad(mandate.id::text, 7, '0')
"""
_SESSIONS = """
INSERT INTO sign_in_session (user_id, token_hash, how, strong, device, created_at, last_seen_at)
SELECT u.id, :hash, 'code', true, '?, ?', now(), now() FROM app_user u WHERE u.phone = :phone
"""
_SEAT = """
UPDATE mandate SET user_id = u.id FROM app_user u
WHERE u.phone = :phone AND mandate.territory_id = (SELECT id FROM territory WHERE kato = :kato)
"""
_PENDING = """
INSERT INTO pending_form (token_hash, kind, fields, created_at)
VALUES (:hash, 'appeals.request', :fields, now())
"""
_VILLAGES = text("SELECT id, kato FROM territory WHERE level = 4 ORDER BY id OFFSET 1 LIMIT 1000")


def make(app: Flask, sizes: Sizes) -> None:
    """Migrate and fill the database."""
    with app.app_context():
        schema.upgrade(db.engine)
        load_catalogue(db.session)
        db.session.commit()
        _units(db.engine, sizes)
        with _bulk(db.engine) as run:
            run(
                _CASES.format(),
                each=sizes.cases_each,
                answered=9,
                inbox=INBOX_KATO,
                is_inbox=False,
                words=WORDS,
            )
            run(_CASES.format(), each=sizes.inbox, answered=8, inbox=INBOX_KATO, is_inbox=True, words=WORDS)
            run(_REPLIES)
            run(_AKIMS)
            run(_RESIDENTS, count=sizes.residents)
            for number in range(1, sizes.residents + 1):
                run(_SESSIONS, hash=hashed(token(number)), phone=phone(number))
            run(_SEAT, phone=phone(1), kato=INBOX_KATO)
            run(
                "CREATE TABLE floor (id bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY, words text, at timestamptz)"  # noqa: E501
            )
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))
            connection.execute(text("CHECKPOINT"))


def _units(engine: Engine, sizes: Sizes) -> None:
    """Write one oblast, districts of a hundred okrugs, the okrug of the large list, a village in each."""
    districts = -(-sizes.okrugs // 100)
    with _bulk(engine) as run:
        run(_UNITS.format(kato="'800000000'", parent="NULL", level=1, kind="oblast", akim="false",
                          name="'Облыс'", first=1, last=1))  # fmt: skip
        above = "(SELECT id FROM territory WHERE kato = '800000000')"
        run(_UNITS.format(kato="(800100000 + n * 100)::text", parent=above, level=2, kind="district",
                          akim="false",
                          name="n || '-аудан'", first=0, last=districts))  # fmt: skip
        above = "(SELECT id FROM territory t WHERE t.kato = (800100000 + n / 100 * 100)::text)"
        run(_UNITS.format(kato=_OKRUG, parent=above, level=3, kind="okrug", akim="true",
                          name="n || '-ауылдық округ'", first=0, last=sizes.okrugs))  # fmt: skip
        above = f"(SELECT id FROM territory t WHERE t.kato = {_OKRUG})"
        run(_UNITS.format(kato=_VILLAGE, parent=above, level=4, kind="village", akim="false",
                          name="n || '-ауыл'", first=0, last=sizes.okrugs))  # fmt: skip
        for statement in _PEOPLE.strip().split(";\n"):
            run(statement.rstrip(";"))


class _Run:
    def __init__(self, engine: Engine) -> None:
        self.connection = engine.connect()
        self.connection.execute(text("SET session_replication_role = replica"))  # no check of keys row by row
        self.connection.execute(text("SET statement_timeout = 0"))

    def __call__(self, statement: str, **values: object) -> None:
        self.connection.execute(text(statement), values)


@contextmanager
def _bulk(engine: Engine) -> Iterator[_Run]:
    run = _Run(engine)
    yield run
    run.connection.commit()
    run.connection.execute(text("RESET ALL"))
    run.connection.commit()
    run.connection.invalidate()
    run.connection.close()


def phone(number: int) -> str:
    """Return the phone of a made-up resident."""
    return f"+7701{number:07d}"


def token(number: int) -> str:
    """Return the session token of a made-up resident."""
    return f"resident-{number}"


@dataclass(frozen=True)
class Browser:
    """The cookie of a signed-in browser and the token its forms carry."""

    cookie: str
    csrf: str


def browser(app: Flask, number: int, **more: str) -> Browser:
    """Return a browser as it is after sign-in; the cookie is signed as the product signs it."""
    signer = SecureCookieSessionInterface().get_signing_serializer(app)
    held = signer.dumps({"_user_id": token(number), "_fresh": True, "csrf_token": CSRF} | more)  # type: ignore[union-attr]
    form = URLSafeTimedSerializer(str(app.secret_key), salt="wtf-csrf-token").dumps(CSRF)
    return Browser(f"session={held}; seen=1; lang=kk", str(form))


def filings(app: Flask, count: int, sizes: Sizes, series: str) -> list[bytes]:
    """Return requests that each file one waiting text: residents and okrugs take turns."""
    made = []
    with app.app_context(), db.engine.begin() as connection:
        rows = []
        villages = connection.execute(_VILLAGES).all()
        for number in range(count):
            pending, village = f"{series}-{number}", villages[number % len(villages)]
            rows.append({"hash": hashed(pending), "fields": _fields(village.kato, village.id)})
            who = browser(app, 2 + number % (sizes.residents - 1), pending=pending)
            body = urlencode({"csrf_token": who.csrf}).encode()
            made.append(request("POST", "/write/send", cookie=who.cookie, body=body))
        connection.execute(text(_PENDING), rows)
    return made


def _fields(kato: str, place_id: int) -> str:
    return json.dumps(
        {
            "place": kato, "place_id": place_id, "topic": "LIGHT", "kind": "problem", "text": WORDS,
            "language": "kk", "landmark": "school", "place_words": "Абай көшесі", "lat": None, "lon": None,
            "accuracy": None, "visibility": "office", "public": True, "photos": [], "kept": "",
        }
    )  # fmt: skip
