"""Commands at the machine: an office joins without the desk."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from akimfeedback.geography.models import Territory
from akimfeedback.journal.models import Entry
from akimfeedback.mandates.models import Office
from tests import make


@pytest.fixture
def okrug(app: Flask, session: Session) -> Territory:
    unit = make.okrug_of(session, make.village(session))
    session.commit()
    return unit


def connect(
    app: Flask, kato: str, note: str = "Acceptance no. 12", day: str = "2026-01-01"
) -> tuple[int, str]:
    words = ["offices", "connect", "--okrug", kato, "--from", day, "--note", note]
    result = app.test_cli_runner().invoke(args=words)
    return result.exit_code, result.output


def office(session: Session, okrug: Territory) -> Office | None:
    session.expire_all()
    return session.scalars(select(Office).where(Office.territory_id == okrug.id)).first()


def test_an_office_joins_with_its_paper_and_leaves_a_trace(
    app: Flask, session: Session, okrug: Territory
) -> None:
    code, said = connect(app, okrug.kato)

    assert code == 0, said
    found = office(session, okrug)
    assert found is not None
    assert (found.connected_from, found.acceptance_note) == (date(2026, 1, 1), "Acceptance no. 12")
    acts = session.scalars(select(Entry.act).where(Entry.subject == "office", Entry.subject_id == found.id))
    assert "mandates.term-accepted" in set(acts)


def test_joining_again_replaces_the_day(app: Flask, session: Session, okrug: Territory) -> None:
    connect(app, okrug.kato)

    code, said = connect(app, okrug.kato, "Acceptance no. 13", "2026-02-01")

    assert code == 0, said
    found = office(session, okrug)
    assert found is not None
    assert (found.connected_from, found.acceptance_note) == (date(2026, 2, 1), "Acceptance no. 13")


@pytest.mark.parametrize(
    ("kato", "note"), [("000000001", "paper"), (None, " ")], ids=["an unknown code", "no paper"]
)
def test_no_office_joins_without(
    app: Flask, session: Session, okrug: Territory, kato: str | None, note: str
) -> None:
    code, said = connect(app, kato or okrug.kato, note)

    assert code != 0, said
    found = office(session, okrug)
    assert found is None or found.acceptance_note != note.strip()
    assert found is None or found.connected_from != date(2026, 1, 1)


def test_a_second_akim_is_refused_in_plain_words(app: Flask, session: Session, okrug: Territory) -> None:
    words = ["people", "invite", "--role", "akim", "--kato", okrug.kato, "--phone", "+77011234567"]
    first = app.test_cli_runner().invoke(args=[*words, "--name", "A", "--from", "2026-01-01"])
    second = app.test_cli_runner().invoke(args=[*words, "--name", "B", "--from", "2026-05-01"])

    assert (first.exit_code, second.exit_code) == (0, 1), second.output
    assert "2026-01-01" in second.output
    assert isinstance(second.exception, SystemExit)
