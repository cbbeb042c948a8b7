"""My data: what is handed out, and what stays when a person leaves."""

from typing import Any

from sqlalchemy.orm import Session

from akimfeedback.appeals import personal
from akimfeedback.appeals.rules import State, Verdict
from akimfeedback.appeals.service import talking
from tests import make
from tests.appeals.conftest import Place, at

FILED = at("2026-09-15")


def test_the_export_holds_what_a_person_wrote_and_said(session: Session, place: Place) -> None:
    case = make.request(session, village=place.village, now=FILED, author=place.resident.user)
    reply = make.answer(session, case, by=place.akim, now=FILED)
    make.verdict(session, reply, by=place.resident, now=FILED, what=Verdict.SOLVED, rating=5)
    session.flush()

    given = personal.export(session, place.resident.user_id or 0)

    assert [one["text"] for one in given["requests"]] == [case.text]
    assert given["requests"][0]["answers"][0]["rating"] == 5


def test_erasing_cuts_identity_and_keeps_the_accepted_request(session: Session, place: Place) -> None:
    user_id = place.resident.user_id or 0
    mine: dict[str, Any] = {"village": place.village, "now": FILED, "author": place.resident.user}
    answered = make.request(session, **mine)
    reply = make.answer(session, answered, by=place.akim, now=FILED)
    make.verdict(session, reply, by=place.resident, now=FILED, what=Verdict.SOLVED, rating=4)
    open_one = make.request(session, **mine, text="Шам жоқ, 8 701 123 45 67", lat=51.1, lon=71.4)
    talking.add_note(session, place.resident, make.whole(session, open_one), "Пошта: a@b.kz", now=FILED)

    personal.erase(session, user_id, now=at("2026-09-16"))
    session.flush()
    session.expire_all()

    assert (open_one.state, open_one.out_on) == (State.ACCEPTED, None), "the office still owes an answer"
    assert open_one.text == "Шам жоқ, • ••• ••• •• ••"
    assert [note.text for note in open_one.notes] == ["Пошта: •@•.••"]
    for case in (answered, open_one):
        assert (case.author_id, case.lat, case.publicity) == (None, None, "private")
    assert (reply.verdict, reply.rating, answered.on_time) == ("solved", 4, True)
    assert personal.export(session, user_id)["requests"] == []
