"""A register kept elsewhere is taken in: refused lines, facts, twice the same, later editions."""

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from akimfeedback.appeals import importer
from akimfeedback.appeals.importer import Categories, Report, UnknownTopic
from akimfeedback.appeals.models import Appeal, Escalation, Forwarding, Reply
from akimfeedback.appeals.register_values import Addressee
from akimfeedback.appeals.rules import Publicity, Source, State, Verdict
from akimfeedback.geography.tables import BadFile
from akimfeedback.journal.models import Entry
from akimfeedback.kpi.models import Snapshot
from akimfeedback.kpi.periods import parse as period_of
from akimfeedback.kpi.service.freezing import freeze
from akimfeedback.mandates.models import Office
from akimfeedback.mandates.rules import Role
from akimfeedback.notifications.models import Message
from akimfeedback.topics import queries as topic_queries
from akimfeedback.topics.rules import Routing
from tests import make
from tests.appeals.conftest import Place, at, day

NOW = at("2026-11-20")
HEADER = (
    "number,received_at,category,text,language,place,lat,lon,registered_on,due_on,answered_at,outcome,"
    "verdict,rating"
)
ROW = {"number": "A-1", "received_at": "2026-09-15 11:00", "category": "LIGHT", "text": "Шам жанбайды."}


def register(*rows: Mapping[str, str]) -> bytes:
    """Return a CSV of rows, each a few cells by name."""
    names = HEADER.split(",")
    lines = [",".join(f'"{row.get(name, "")}"' for name in names) for row in rows]
    return "\n".join([HEADER, *lines]).encode()


def addressee(session: Session, place: Place, *, state_register: bool = False) -> Addressee:
    """Return the place's okrug as the command hands it over."""
    office = session.scalars(select(Office).where(Office.territory_id == place.okrug.id)).one()
    return Addressee(
        territory=place.okrug, office=office, topics=topic_queries.by_code(session),
        places=importer.folded_places(session, place.okrug), akims=[place.akim.seats[0]],
        state_register=state_register,
    )  # fmt: skip


def take(
    session: Session, place: Place, content: bytes, *, commit: bool = True, now: datetime = NOW, **mapped: str
) -> Report:
    """Take a register in."""
    to = addressee(session, place)
    found = importer.import_register(
        session, to, content, Categories(list(to.topics), mapped, None), commit=commit, now=now
    )
    session.expire_all()
    return found


def only(session: Session, place: Place) -> Appeal:
    return session.scalars(select(Appeal).where(Appeal.territory_id == place.okrug.id)).one()


def test_an_answered_line_brings_the_facts_an_act_would_have_stored(session: Session, place: Place) -> None:
    answered = {
        **ROW,
        "answered_at": "2026-09-23T16:00",
        "outcome": "done",
        "verdict": "solved",
        "rating": "5",
    }

    report = take(session, place, register(answered))

    case = only(session, place)
    assert (report.new, report.refused) == (1, [])
    assert (case.registered_on, case.first_due_on, case.due_on) == (
        day("2026-09-15"),
        *[day("2026-10-06")] * 2,
    )
    assert (case.on_time, case.prompt, case.working_days, case.out_on) == (True, False, 6, None)
    assert (case.state, case.source, case.publicity) == (State.CLOSED, Source.REGISTER, Publicity.PRIVATE)
    assert (case.author_id, case.mandate_id) == (None, place.akim.seats[0].id)
    reply = case.replies[0]
    assert (reply.first, reply.late, reply.substantive) == (True, False, True)
    assert (reply.window_ends_on, reply.verdict, reply.rating) == (day("2026-10-21"), Verdict.SOLVED, 5)
    assert reply.answered_at == at("2026-09-23", "16:00")
    assert session.scalar(select(func.count()).select_from(Message)) == 0


def test_an_imported_case_has_the_same_facts_as_one_that_was_worked_on_here(
    session: Session, place: Place
) -> None:
    lived = make.request(session, village=place.village, now=at("2026-09-12", "19:00"))
    make.answer(session, lived, by=place.akim, now=at("2026-10-08"))

    take(
        session,
        place,
        register(
            {**ROW, "received_at": "2026-09-12 19:00", "answered_at": "08.10.2026 11:00", "outcome": "done"}
        ),
    )

    copied = session.scalars(select(Appeal).where(Appeal.outside_number == "A-1")).one()
    names = (
        "registered_on",
        "first_due_on",
        "due_on",
        "answered_on",
        "on_time",
        "prompt",
        "working_days",
        "mandate_id",
    )
    assert [getattr(copied, name) for name in names] == [getattr(lived, name) for name in names]
    parts = ("first", "late", "substantive", "answered_on", "window_ends_on", "mandate_id", "routing", "kind")
    assert [getattr(copied.replies[0], name) for name in parts] == [
        getattr(lived.replies[0], name) for name in parts
    ]
    assert copied.counted["due_on"] == lived.counted["due_on"]


@pytest.mark.parametrize(
    ("outcome", "on", "state", "out_on"),
    [
        ("withdrawn", "2026-10-06", State.WITHDRAWN, "2026-10-06"),
        ("withdrawn", "2026-10-07", State.WITHDRAWN, None),
        ("forwarded", "2026-09-18", State.FORWARDED, "2026-09-18"),
        ("forwarded", "2026-09-21", State.FORWARDED, None),
        ("duplicate", "2026-09-16", State.DUPLICATE, "2026-09-16"),
    ],
    ids=["in time", "after the date", "forwarded in term", "forwarded late", "duplicate"],
)
def test_an_exit_leaves_the_count_only_in_time(
    session: Session, place: Place, outcome: str, on: str, state: State, out_on: str | None
) -> None:
    take(session, place, register({**ROW, "answered_at": f"{on} 12:00", "outcome": outcome}))

    case = only(session, place)
    assert (case.state, case.ended_on, case.out_on) == (state, day(on), day(out_on) if out_on else None)
    assert case.answered_on is None
    forwarded = session.scalars(select(Forwarding)).first()
    assert (forwarded is not None) == (outcome == "forwarded")


def test_taken_into_account_does_not_answer_a_problem(session: Session, place: Place) -> None:
    take(session, place, register({**ROW, "answered_at": "2026-09-16", "outcome": "noted"}))

    case = only(session, place)
    assert (case.answered_on, case.on_time, case.ended_on, case.state) == (
        None,
        None,
        day("2026-09-16"),
        State.CLOSED,
    )
    assert case.replies[0].substantive is False


@pytest.mark.parametrize(
    ("cells", "column", "reason"),
    [
        ({"number": ""}, "number", "missing"),
        ({"received_at": ""}, "received_at", "missing"),
        ({"received_at": "yesterday"}, "received_at", "not a date and time"),
        ({"received_at": "1999-01-05"}, "received_at", "begins in 2000"),
        ({"received_at": "2026-11-21 10:00"}, "received_at", "later than now"),
        ({"category": "Potholes"}, "category", "no topic of the catalogue"),
        ({"language": "uz"}, "language", "unknown"),
        ({"lat": "91", "lon": "70"}, "lat", "not a number"),
        ({"registered_on": "2026-09-14"}, "registered_on", "earlier than the day of receipt"),
        ({"due_on": "2026-09-14"}, "due_on", "earlier than the registration"),
        ({"due_on": "2029-09-14"}, "due_on", "more than two years"),
        ({"answered_at": "2026-09-15 10:00", "outcome": "done"}, "answered_at", "earlier than the receipt"),
        ({"answered_at": "2026-11-23", "outcome": "done"}, "answered_at", "later than now"),
        ({"answered_at": "2026-09-16"}, "outcome", "missing"),
        ({"outcome": "done"}, "answered_at", "missing"),
        ({"outcome": "lost", "answered_at": "2026-09-16"}, "outcome", "unknown"),
        (
            {"outcome": "withdrawn", "answered_at": "2026-09-16", "verdict": "solved"},
            "verdict",
            "only an answer",
        ),
        ({"outcome": "done", "answered_at": "2026-09-16", "rating": "5"}, "rating", "without a verdict"),
        (
            {"outcome": "done", "answered_at": "2026-09-16", "verdict": "solved", "rating": "6"},
            "rating",
            "unknown",
        ),
        ({"text": "а" * 20_001}, "text", "longer than"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_a_bad_line_is_refused_and_the_others_are_taken(
    session: Session, place: Place, cells: dict[str, str], column: str, reason: str
) -> None:
    report = take(session, place, register({**ROW, **cells}, {**ROW, "number": "good"}))

    assert [(fault.line, fault.column) for fault in report.refused] == [(2, column)]
    assert reason in report.refused[0].reason
    assert only(session, place).outside_number == "good"


def test_a_report_never_repeats_the_words_of_a_resident(session: Session, place: Place) -> None:
    report = take(session, place, register({**ROW, "text": "Асан, +77011234567 " * 2000}))

    assert "Асан" not in str(report.refused[0])


def test_a_number_twice_in_one_file_is_taken_once(session: Session, place: Place) -> None:
    report = take(session, place, register(ROW, {**ROW, "text": "Басқа."}))

    assert (report.new, str(report.refused[0])) == (
        1, "line 3, column number: the number stands in line 2 already ('A-1')",
    )  # fmt: skip


def test_a_dry_run_counts_and_stores_nothing(session: Session, place: Place) -> None:
    report = take(session, place, register(ROW), commit=False)

    assert report.new == 1
    assert session.scalar(select(func.count()).select_from(Appeal)) == 0


def test_the_same_register_twice_changes_nothing(session: Session, place: Place) -> None:
    content = register(ROW, {**ROW, "number": "A-2", "answered_at": "2026-09-20", "outcome": "done"})
    take(session, place, content)
    before = session.execute(select(Appeal.id, Appeal.number, Appeal.touched_at).order_by(Appeal.id)).all()

    again = take(session, place, content, now=at("2026-11-21"))

    assert (again.new, again.changed, again.unchanged) == (0, 0, 2)
    assert (
        session.execute(select(Appeal.id, Appeal.number, Appeal.touched_at).order_by(Appeal.id)).all()
        == before
    )


def test_a_later_edition_brings_the_answer_of_an_open_case(session: Session, place: Place) -> None:
    take(session, place, register(ROW))
    first = only(session, place)
    number, state = first.number, first.state

    report = take(
        session, place, register({**ROW, "answered_at": "2026-10-12 10:00", "outcome": "explained"})
    )

    case = only(session, place)
    assert (state, report.changed, case.number) == (State.ACCEPTED, 1, number)
    assert (case.on_time, case.replies[0].decision) == (False, "explained")
    acts = select(Entry.act).where(Entry.subject == "appeal", Entry.subject_id == case.id).order_by(Entry.id)
    assert session.scalars(acts).all() == [
        "appeals.imported", "appeals.import-changed",
    ]  # fmt: skip


def test_a_corrected_line_replaces_its_answer(session: Session, place: Place) -> None:
    answered = {**ROW, "answered_at": "2026-09-20", "outcome": "done"}
    take(session, place, register(answered))

    take(session, place, register({**answered, "verdict": "not-solved", "rating": "1"}))

    assert [(one.verdict, one.rating) for one in only(session, place).replies] == [(Verdict.NOT_SOLVED, 1)]


def test_what_was_answered_here_is_left_alone(session: Session, place: Place) -> None:
    take(session, place, register(ROW))
    make.answer(session, only(session, place), by=place.akim, now=NOW)
    session.flush()

    report = take(session, place, register({**ROW, "answered_at": "2026-09-20", "outcome": "done"}))

    assert (report.changed, report.refused_lines) == (0, 1)
    assert only(session, place).answered_on == day("2026-11-20")


def test_a_late_line_changes_facts_and_never_frozen_figures(session: Session, place: Place) -> None:
    now = at("2027-02-15")
    take(session, place, register({**ROW, "answered_at": "2026-09-20", "outcome": "done"}), now=now)
    freeze(session, period_of("2026-Q4"), now=now)
    frozen = dict(
        session.scalars(select(Snapshot).where(Snapshot.territory_id == place.okrug.id)).one().figures
    )

    take(session, place, register({**ROW, "answered_at": "2026-10-20", "outcome": "done"}), now=now)
    freeze(session, period_of("2026-Q4"), now=now)

    kept = session.scalars(select(Snapshot).where(Snapshot.territory_id == place.okrug.id)).one()
    assert only(session, place).on_time is False
    assert kept.figures == frozen
    assert frozen["indicators"][0]["own"] == [1, 1]


def test_a_case_about_the_office_goes_to_the_superior_and_out_of_the_figures(
    session: Session, place: Place
) -> None:
    take(session, place, register({**ROW, "category": "conduct"}))

    case = only(session, place)
    assert (case.past_the_office, case.out_on) == (True, case.registered_on)
    assert session.scalars(select(Escalation.reason)).all() == ["conduct"]


def test_a_category_is_the_code_or_stands_in_the_table(session: Session, place: Place) -> None:
    make.topic(session, code="HELPING", routing=Routing.HELP)
    rows = [{**ROW, "category": "light"}, {**ROW, "number": "A-2", "category": "Street  Lamps"}]

    take(session, place, register(*rows), **{"street lamps": "helping"})  # type: ignore[arg-type]

    found = session.execute(select(Appeal.topic_code, Appeal.routing).order_by(Appeal.outside_number)).all()
    assert [tuple(row) for row in found] == [("LIGHT", "own"), ("HELPING", "help")]


def test_a_table_of_categories_leads_to_known_topics_only() -> None:
    with pytest.raises(UnknownTopic, match="pothole"):
        Categories(["LIGHT"], {"a": "POTHOLE"}, None)


def test_a_village_is_found_however_it_is_spelled_and_other_words_stay(
    session: Session, place: Place
) -> None:
    place.village.name_kk, place.village.name_ru, place.village.search = (
        "Қарасу ауылы",
        "село Карасу",
        "карасу",
    )
    session.flush()
    rows = [
        {**ROW, "place": "КАРАСУ"},
        {**ROW, "number": "A-2", "place": "с. Қарасу"},
        {**ROW, "number": "A-3", "place": "Дала"},
    ]

    report = take(session, place, register(*rows))

    found = session.execute(select(Appeal.place_id, Appeal.place_words).order_by(Appeal.outside_number)).all()
    assert [tuple(row) for row in found] == [
        (place.village.id, None),
        (place.village.id, None),
        (None, "Дала"),
    ]
    assert report.places_unknown == 1


def test_old_registers_are_counted_by_the_calendar_of_their_years(session: Session, place: Place) -> None:
    take(
        session,
        place,
        register({**ROW, "received_at": "2011-07-01 09:00", "answered_at": "2011-07-25", "outcome": "done"}),
    )

    case = only(session, place)
    assert case.first_due_on == date(2011, 7, 25)  # 6 July is the Capital Day
    assert case.on_time is True


def test_a_file_that_is_no_table_is_refused_whole(session: Session, place: Place) -> None:
    with pytest.raises(BadFile, match="no column category"):
        take(session, place, b"number,received_at\n1,2026-09-15")


def test_semicolons_a_mark_and_spreadsheets_are_read(session: Session, place: Place) -> None:
    content = "\ufeffnumber;received_at;category\n7;15.09.2026 18:45;LIGHT\n".encode()

    take(session, place, content)

    case = only(session, place)
    assert (case.filed_at, case.registered_on) == (at("2026-09-15", "18:45"), day("2026-09-16"))
    assert case.text == "Көше жарығы"


def write(folder: Path, content: bytes) -> str:
    path = folder / "register.csv"
    path.write_bytes(content)
    return str(path)


def test_the_command_tells_what_it_would_do_and_warns(
    app: Flask, session: Session, place: Place, tmp_path: Path
) -> None:
    office = session.scalars(select(Office).where(Office.territory_id == place.okrug.id)).one()
    office.connected_from = day("2026-10-01")
    session.commit()
    path = write(tmp_path, register(ROW, {**ROW, "number": "A-2", "category": "?"}))

    said = app.test_cli_runner().invoke(args=["requests", "import", path, "--okrug", place.okrug.kato])

    assert said.exit_code == 0, said.output
    assert "line 3, column category: no topic" in said.output
    assert "1 new, 0 changed, 0 unchanged, 1 lines refused" in said.output
    assert "1 lines are from before 2026-10-01" in said.output
    assert "dry run" in said.output
    assert session.scalar(select(func.count()).select_from(Appeal)) == 0


def test_the_command_writes_and_opens_an_office_where_there_was_none(
    app: Flask, session: Session, place: Place, tmp_path: Path
) -> None:
    bare = make.territory(session, parent=place.district, level=3)
    session.commit()
    path = write(tmp_path, register(ROW))

    said = app.test_cli_runner().invoke(args=["requests", "import", path, "--okrug", bare.kato, "--commit"])

    assert said.exit_code == 0, said.output
    assert "has not taken on the term" in said.output
    assert session.scalars(select(Office.connected_from).where(Office.territory_id == bare.id)).all() == [
        None
    ]
    assert session.scalar(select(func.count()).where(Appeal.territory_id == bare.id)) == 1


def test_the_command_knows_no_okrug_of_that_code(app: Flask, tmp_path: Path) -> None:
    said = app.test_cli_runner().invoke(
        args=["requests", "import", write(tmp_path, b""), "--okrug", "123456789"]
    )

    assert said.exit_code == 1
    assert "there is no okrug" in said.output


def test_roles_of_the_office_are_seen_by_day(session: Session, place: Place) -> None:
    place.akim.seats[0].starts_on = day("2026-09-20")
    session.flush()
    take(session, place, register({**ROW, "answered_at": "2026-09-22", "outcome": "done"}))

    case = only(session, place)
    assert (case.mandate_id, case.replies[0].mandate_id) == (None, place.akim.seats[0].id)
    assert session.scalar(select(func.count()).select_from(Reply)) == 1
    assert place.akim.seats[0].role == Role.AKIM
