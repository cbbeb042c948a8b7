"""Initiatives in the open API: hidden text, floors, tables without formulas, the document against answers."""

import csv
import io
import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
import schemathesis
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.core.result import Ok
from sqlalchemy.orm import Session

from akimfeedback.core import clock
from akimfeedback.geography.models import Territory
from akimfeedback.petitions.models import Petition, PetitionReply, ReplyPoint
from akimfeedback.petitions.rules import Publication, RejectReason
from akimfeedback.petitions.support_models import PetitionTally, Removal, SupportIntent
from tests import make

PLAIN = {"Accept-Encoding": "identity"}
SECRET = "Құпия сөз"


@pytest.fixture
def place(session: Session) -> Territory:
    return make.village(session)


def tally(session: Session, petition: Petition, on: date, line: str, n: int, area: int | None = None) -> None:
    session.add(PetitionTally(petition_id=petition.id, on=on, area_id=area, line=line, n=n))
    if petition.totals:
        petition.totals.lines = {**petition.totals.lines, line: petition.totals.lines.get(line, 0) + n}
        petition.totals.counted += n
        petition.totals.yesterday = petition.totals.counted
    session.flush()


def read(client: FlaskClient, path: str) -> dict[str, Any]:
    answer = client.get(f"/api/v1/initiatives{path}", headers=PLAIN)
    assert answer.status_code == 200, answer.text
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    found: dict[str, Any] = json.loads(answer.text)
    return found


def table(client: FlaskClient, path: str) -> list[dict[str, str]]:
    answer = client.get(f"/api/v1/initiatives{path}", headers=PLAIN)
    assert answer.mimetype == "text/csv"
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))


def test_the_list_and_its_table_tell_the_same(
    client: FlaskClient, session: Session, place: Territory, now: datetime
) -> None:
    """Behaviour 27: the contract of JSON and CSV."""
    first = make.petition(session, place=place, now=now, title="=2+5 алаң")
    make.petition(session, place=place, now=now, publication=Publication.BACKING, title=SECRET)
    second = make.petition(session, place=place, now=now, publication=Publication.CLOSED)
    tally(session, first, date(2026, 9, 15), "phone", 12)
    session.commit()
    okrug = make.okrug_of(session, place).kato

    found = read(client, f"?okrug={okrug}")["initiatives"]
    rows = table(client, f".csv?okrug={okrug}")

    assert [one["number"] for one in found] == [second.number, first.number]
    assert [one["count"] for one in found] == [None, 12]
    assert [row["number"] for row in rows] == [second.number, first.number]
    assert rows[1]["title"] == "'=2+5 алаң", "no spreadsheet runs what people wrote"
    assert [row["count"] for row in rows] == ["", "12"]
    assert read(client, f"?okrug={okrug}&after={second.number}")["initiatives"] == found[1:]
    assert read(client, "?state=closed")["initiatives"][0]["number"] == second.number


@pytest.mark.parametrize(
    ("state", "reason", "shown"),
    [
        (Publication.HIDDEN, None, []),
        (Publication.REJECTED, RejectReason.LIBEL, []),
        (Publication.REJECTED, RejectReason.LIBEL, ["asks"]),
        (Publication.REJECTED, RejectReason.NO_ACTION, ["asks"]),
    ],
    ids=["hidden", "libel", "libel, asks freed", "rejected, asks freed"],
)
def test_hidden_text_is_never_in_an_answer(
    client: FlaskClient, session: Session, place: Territory, now: datetime, state: Publication,
    reason: RejectReason | None, shown: list[str],
) -> None:  # fmt: skip
    """Behaviour 27: nothing hidden leaves by the side door."""
    petition = make.petition(session, place=place, now=now, title=SECRET, asks=("Сұрау",))
    assert petition.text
    petition.text.why = petition.text.tried = SECRET
    petition.text.translation = {"ru": {"title": SECRET, "asks": ["Просьба"], "why": SECRET}}
    petition.publication, petition.reject_reason, petition.shown_parts = state.value, reason, shown
    petition.author_shown = "Айгүл С."
    session.commit()

    bodies = [
        client.get(f"/api/v1/initiatives{path}", headers=PLAIN).text
        for path in ("", ".csv", f"/{petition.number}", f"/{petition.number}/history")
    ]

    assert all(SECRET not in body and "\\u049a" not in body for body in bodies)
    item = json.loads(bodies[2])
    assert [text["asks"] for text in item["texts"]] == ([["Сұрау"]] if shown else [])


@pytest.mark.parametrize("path", ["", "/history", "/areas", "/areas.csv", "/history.csv"])
@pytest.mark.parametrize("state", [Publication.DRAFT, Publication.BACKING, Publication.MODERATION])
def test_what_is_not_public_is_unknown(
    client: FlaskClient, session: Session, place: Territory, now: datetime, state: Publication, path: str
) -> None:
    petition = make.petition(session, place=place, now=now, publication=state)
    session.commit()

    answer = client.get(f"/api/v1/initiatives/{petition.number}{path}")

    assert (answer.status_code, answer.mimetype) == (404, "application/json")


def test_no_number_under_ten_leaves_and_none_can_be_told_from_the_rest(
    client: FlaskClient, session: Session, place: Territory, now: datetime
) -> None:
    petition = make.petition(session, place=place, now=now)
    okrug = make.okrug_of(session, place)
    first, second = date(2026, 9, 14), date(2026, 9, 15)
    tally(session, petition, first, "phone", 30, place.id)
    tally(session, petition, second, "shared", 12, okrug.id)
    tally(session, petition, second, "paper", 4)
    for _ in range(11):
        session.add(SupportIntent(petition_id=petition.id, language="kk", on=first, created_at=now))
    session.add(
        Removal(
            petition_id=petition.id, reason="automated", rule_version="1", filters={"device": "aa"},
            state="done", done=3, created_at=now, started_at=now,
        )
    )  # fmt: skip
    session.commit()

    item, days = read(client, f"/{petition.number}"), read(client, f"/{petition.number}/history")

    assert item["counts"]["count"] == 46
    assert item["counts"]["lines"] == {"phone": 30, "shared": None, "paper": None}, (
        "46 - 30 - 12 would tell it"
    )
    assert days["days"] == [
        {"on": "2026-09-14", "count": 30, "change": None, "lines": {"phone": 30}},
        {"on": "2026-09-15", "count": 46, "change": 16,
         "lines": {"phone": 30, "shared": None, "paper": None}},
    ]  # fmt: skip
    assert days["funnel"] == [{"on": "2026-09-14", "begun": 11, "confirmed": None}]
    assert [one["removed"] for one in item["removals"]] == [None]
    assert "filters" not in item["removals"][0]
    assert [row["phone"] for row in table(client, f"/{petition.number}/history.csv")] == ["30", "30"]
    areas = {one["kato"]: one["count"] for one in read(client, f"/{petition.number}/areas")["areas"]}
    assert areas == {place.kato: 30, okrug.kato: 12}


def test_a_small_village_ends_yesterday(client: FlaskClient, session: Session, place: Territory) -> None:
    """Behaviour 24: who came just now is not to be seen in any file."""
    now, today = clock.now(), clock.today()
    petition = make.petition(session, place=place, now=now)
    petition.population = 320
    tally(session, petition, date(2026, 9, 1), "phone", 11)
    tally(session, petition, today, "phone", 1)
    if petition.totals:
        petition.totals.yesterday = 11
    session.add(SupportIntent(petition_id=petition.id, language="kk", on=today, created_at=now))
    session.commit()

    item, days = read(client, f"/{petition.number}"), read(client, f"/{petition.number}/history")

    assert (item["counts"]["count"], item["counts"]["lines"], item["counts"]["yesterday"]) == (11, None, True)
    assert [(day["on"], day["count"], day["lines"]) for day in days["days"]] == [("2026-09-01", 11, None)]
    assert days["funnel"] == []
    assert read(client, f"/{petition.number}/areas")["areas"] == []


def test_every_published_version_of_the_answer_is_there_and_no_draft(
    client: FlaskClient, session: Session, place: Territory, now: datetime
) -> None:
    petition = make.petition(session, place=place, now=now, publication=Publication.CLOSED)
    on = date(2026, 9, 20)
    for position, (text, published) in enumerate([("Салынады", on), ("Көктемде", on), (SECRET, None)], 1):
        petition.replies.append(
            PetitionReply(
                position=position, text=text, law="", complain="", language="kk", late=False, on=on,
                at=datetime(2026, 9, 20, 6, tzinfo=UTC), publish_by=on, published_on=published,
                outcome="partly",
                points=[ReplyPoint(position=1, ask="Алаң", outcome="satisfied", text="Иә", mark="partly")],
            )
        )  # fmt: skip
    session.commit()

    found = read(client, f"/{petition.number}")

    assert [(one["version"], one["text"]) for one in found["replies"]] == [(1, "Салынады"), (2, "Көктемде")]
    assert found["replies"][0]["points"][0]["mark"] == "partly"
    assert found["official_petition"] is False


def test_the_document_describes_every_answer(
    app: Flask, session: Session, place: Territory, now: datetime
) -> None:
    petition = make.petition(session, place=place, now=now)
    tally(session, petition, date(2026, 9, 14), "phone", 30, place.id)
    session.commit()
    document = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)
    everything = [found.ok() for found in document.get_all_operations() if isinstance(found, Ok)]
    operations = [one for one in everything if one.path.startswith("/api/v1/initiatives")]
    assert len(operations) == 7

    for operation in operations:

        @settings(
            max_examples=10, deadline=None, database=None, phases=(Phase.explicit, Phase.generate),
            suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        @given(case=operation.as_strategy())
        def check(case: Any) -> None:
            case.call_and_validate(headers=PLAIN)

        check()
        good = {"number": petition.number} if "{number}" in operation.path else {}
        answer = operation.Case(path_parameters=good).call_and_validate(headers=PLAIN)
        assert answer.status_code == 200
