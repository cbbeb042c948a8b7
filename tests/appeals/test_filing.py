"""Filing: the office, the number, the date and how it was counted."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from akimfeedback.appeals.models import Appeal, Escalation
from akimfeedback.appeals.rules import Publicity, State
from akimfeedback.appeals.service import filing
from akimfeedback.core.errors import NotAllowed, RuleBroken
from akimfeedback.journal import queries as journal
from akimfeedback.mandates.actor import VISITOR
from akimfeedback.mandates.rules import Role
from akimfeedback.notifications.models import Message
from tests import make
from tests.appeals.conftest import Place, at, day

VECTORS = [
    ("2025-12-29", "11:00", "2025-12-29", "2026-01-22"),
    ("2026-03-05", "10:00", "2026-03-05", "2026-04-01"),
    ("2026-03-06", "19:10", "2026-03-10", "2026-04-03"),
    ("2026-03-08", "12:00", "2026-03-10", "2026-04-03"),
    ("2026-03-16", "09:30", "2026-03-16", "2026-04-09"),
    ("2026-04-30", "12:00", "2026-04-30", "2026-05-26"),
    ("2026-06-30", "17:00", "2026-06-30", "2026-07-22"),
    ("2026-12-14", "11:00", "2026-12-14", "2027-01-08"),
]


def draft(place: Place, **more: object) -> filing.NewAppeal:
    """Return a text of a resident of the place."""
    values = {
        "topic_code": "LIGHT",
        "text": "Шам жанбайды. Үш күн болды.",
        "place_id": place.village.id,
    } | more
    return filing.NewAppeal(**values)  # type: ignore[arg-type]


@contextmanager
def statements(session: Session) -> Iterator[list[str]]:
    """Collect the statements sent to the database."""
    sent: list[str] = []

    def note(_conn: object, _cursor: object, statement: str, *_more: object) -> None:
        if not statement.startswith(("SAVEPOINT", "RELEASE", "BEGIN", "ROLLBACK")):
            sent.append(statement)

    engine = session.get_bind().engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)


@pytest.mark.parametrize(
    ("on", "hours", "registered", "due"), VECTORS, ids=[f"{v[0]} {v[1]}" for v in VECTORS]
)
def test_the_term_is_counted_in_working_days(
    session: Session, place: Place, on: str, hours: str, registered: str, due: str
) -> None:
    case = filing.file_appeal(session, place.resident, draft(place), now=at(on, hours))

    assert (case.registered_on, case.due_on, case.first_due_on) == (day(registered), day(due), day(due))
    assert case.counted["due_on"] == due
    assert case.counted["days"] == 15


def test_a_request_gets_a_number_a_receipt_and_the_office_hears_of_it(session: Session, place: Place) -> None:
    first = filing.file_appeal(session, place.resident, draft(place), now=at("2026-09-15"))
    second = filing.file_appeal(session, place.resident, draft(place), now=at("2026-09-15"))
    session.flush()

    told = {(m.user_id, m.kind) for m in session.query(Message)}
    assert int(second.number) == int(first.number) + 1
    assert first.number.startswith("26")
    assert first.state == State.ACCEPTED
    assert first.title == "Шам жанбайды"
    assert first.publicity == Publicity.PENDING
    assert (place.resident.user_id, "appeals.received") in told
    assert (place.akim.user_id, "appeals.new") in told
    assert (place.clerk.user_id, "appeals.new") in told
    assert [entry.act for entry in journal.of(session, "appeal", first.id)] == ["appeals.filed"]


def test_the_same_key_gives_the_first_request(session: Session, place: Place) -> None:
    first = filing.file_appeal(
        session, place.resident, draft(place, idempotency_key="k" * 20), now=at("2026-09-15")
    )
    second = filing.file_appeal(
        session, place.resident, draft(place, idempotency_key="k" * 20), now=at("2026-09-16")
    )

    assert first.id == second.id
    assert session.query(Appeal).filter_by(author_id=place.resident.user_id).count() == 1
    assert session.query(Message).filter_by(user_id=place.resident.user_id, channel="bell").count() == 1


def test_a_second_press_uses_up_no_number(session: Session, place: Place) -> None:
    once = draft(place, idempotency_key="n" * 20)
    first, _, third = (
        filing.file_appeal(session, place.resident, one, now=at("2026-09-15"))
        for one in (once, once, draft(place))
    )

    assert int(third.number) == int(first.number) + 1


def test_what_was_written_reads_back_as_it_was_returned(session: Session, place: Place) -> None:
    case = filing.file_appeal(session, place.resident, draft(place), now=at("2026-09-15"))
    returned = {name: getattr(case, name) for name in Appeal.__table__.columns.keys()}  # noqa: SIM118 - a collection
    session.expire(case)

    assert {name: getattr(case, name) for name in returned} == returned
    assert case.author is place.resident.user


def test_a_vacant_seat_refuses_nobody(session: Session) -> None:
    district = make.district(session)
    village = make.village(session, district_unit=district)
    superior = make.seat(session, unit=district, role=Role.SUPERIOR)

    case = make.request(session, village=village, now=at("2026-09-15"))

    session.flush()
    assert case.mandate_id is None
    assert session.query(Message).filter_by(user_id=superior.user_id, kind="appeals.new").count() > 0


@pytest.mark.parametrize("joined", [None, "2026-09-16"], ids=["never", "tomorrow"])
def test_an_office_that_has_not_joined_leads_to_the_official_route(
    session: Session, joined: str | None
) -> None:
    village = make.village(session, connected_from=day(joined) if joined else None)

    with pytest.raises(RuleBroken, match=r"appeals.office-not-connected"):
        make.request(session, village=village, now=at("2026-09-15"))


def test_a_request_about_the_office_goes_past_it(session: Session, place: Place) -> None:
    case = filing.file_appeal(
        session, place.resident, draft(place, topic_code="CONDUCT"), now=at("2026-09-15")
    )
    session.flush()

    told = {m.user_id for m in session.query(Message).filter_by(kind="appeals.new")}
    assert case.past_the_office
    assert case.publicity == Publicity.PRIVATE
    assert case.out_on is not None
    assert told == {place.superior.user_id}
    assert session.query(Escalation).filter_by(appeal_id=case.id).one().reason == "conduct"


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"text": "  "}, "appeals.text-missing"),
        ({"text": "а" * 4001}, "appeals.text-too-long"),
        ({"topic_code": "NOWHERE"}, "appeals.topic-unknown"),
        ({"photo_ids": (1, 2, 3, 4)}, "appeals.too-many-photos"),
        ({"photo_ids": (987654,)}, "appeals.photo-unknown"),
    ],
    ids=["empty", "long", "topic", "many photos", "strange photo"],
)
def test_what_cannot_be_filed_is_refused_with_a_reason(
    session: Session, place: Place, more: dict[str, object], code: str
) -> None:
    with pytest.raises(RuleBroken, match=code):
        filing.file_appeal(session, place.resident, draft(place, **more), now=at("2026-09-15"))


def test_a_visitor_signs_in_first(session: Session, place: Place) -> None:
    with pytest.raises(NotAllowed, match=r"appeals.sign-in-to-file"):
        filing.file_appeal(session, VISITOR, draft(place), now=at("2026-09-15"))


def test_filing_takes_at_most_six_statements(session: Session, place: Place) -> None:
    now = at("2026-09-15")
    text = draft(place, idempotency_key="q" * 20)
    filing.file_appeal(session, place.resident, draft(place), now=now)
    session.flush()
    session.expunge_all()

    with statements(session) as sent:
        filing.file_appeal(session, place.resident, text, now=now)
        session.flush()

    assert len(sent) <= 6, "\n".join(sent)
