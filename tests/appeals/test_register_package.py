"""What leaves for the state accounting system: the package of one case, the register of an okrug."""

import csv
import io
import zipfile
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from akimfeedback.appeals.exporter import COLUMNS, IDENTITY, export_register, safe
from akimfeedback.appeals.rules import Visibility
from akimfeedback.journal.models import Entry
from akimfeedback.mandates.rules import Role
from tests import make
from tests.accounts.signing import sign_in
from tests.appeals.conftest import Place, at
from tests.pages import Page

FILED = at("2026-09-15")
TEXT = "Мектеп жолындағы шам жанбайды.\n#let x = 1"


def opened(page: Page, number: str) -> dict[str, bytes]:
    """Return the files of the package."""
    response = page.client.get(f"/office/requests/{number}/package")
    assert (response.status_code, response.mimetype) == (200, "application/zip")
    with zipfile.ZipFile(io.BytesIO(response.data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def test_the_clerk_gets_text_and_fields_in_one_file(
    app: Flask, page: Page, session: Session, place: Place
) -> None:
    author = make.person(session, name="Асан Үсенов", phone="+77015550101")
    case = make.request(session, village=place.village, now=FILED, text=TEXT, author=author)
    session.commit()
    sign_in(page, session, place.clerk.user)  # type: ignore[arg-type]

    files = opened(page, case.number)

    fields = files["fields.txt"].decode("utf-8-sig")
    assert set(files) == {"request.pdf", "fields.txt"}
    assert files["request.pdf"].startswith(b"%PDF")
    assert all(part in fields for part in ("26-", "15.09.2026", "Асан Үсенов", "+77015550101", "#let x = 1"))
    taken = session.scalars(select(Entry).where(Entry.act == "appeals.package-taken")).one()
    assert (taken.subject_id, taken.actor_id, taken.data) == (
        case.id, place.clerk.user_id, {"with_identity": True},
    )  # fmt: skip


def test_the_package_keeps_a_hidden_author_hidden(
    app: Flask, page: Page, session: Session, place: Place
) -> None:
    author = make.person(session, name="Асан Үсенов", phone="+77015550102")
    case = make.request(
        session, village=place.village, now=FILED, author=author, visibility=Visibility.HIDDEN
    )
    session.commit()
    sign_in(page, session, place.clerk.user)  # type: ignore[arg-type]

    fields = opened(page, case.number)["fields.txt"].decode("utf-8-sig")

    assert "Асан" not in fields
    assert "5550102" not in fields


@pytest.mark.parametrize("role", [Role.SUPERIOR, Role.CLERK], ids=["superior", "clerk of another office"])
def test_others_do_not_get_the_package(
    app: Flask, page: Page, session: Session, place: Place, role: Role
) -> None:
    unit = place.district
    if role == Role.CLERK:
        unit = make.okrug_of(session, make.village(session, district_unit=place.district))
    other = make.seat(session, unit=unit, role=role)
    case = make.request(session, village=place.village, now=FILED)
    session.commit()
    sign_in(page, session, other.user)  # type: ignore[arg-type]

    assert page.client.get(f"/office/requests/{case.number}/package").status_code in (403, 404)


def exported(session: Session, place: Place, *, with_identity: bool = False) -> list[dict[str, str]]:
    session.flush()
    session.expire_all()
    content, _count = export_register(
        session,
        place.okrug,
        first=date(2026, 9, 1),
        last=date(2026, 9, 30),
        with_identity=with_identity,
        now=FILED,
    )
    return list(csv.DictReader(io.StringIO(content)))


def test_the_register_goes_out_without_people_unless_asked(session: Session, place: Place) -> None:
    author = make.person(session, name="=Асан", phone="+77015550103")
    case = make.request(session, village=place.village, now=FILED, author=author, text="=1+1")
    make.request(session, village=place.village, now=FILED, visibility=Visibility.HIDDEN)
    make.request(session, village=place.village, now=at("2026-10-05"))
    make.answer(session, case, by=place.akim, now=at("2026-09-20"))

    plain, full = exported(session, place), exported(session, place, with_identity=True)

    assert (tuple(plain[0]), tuple(full[0])) == (COLUMNS, (*COLUMNS, *IDENTITY))
    assert len(plain) == 2
    assert (plain[0]["text"], plain[0]["outcome"], plain[0]["due_on"]) == ("'=1+1", "done", "2026-10-06")
    assert plain[0]["received_at"] == "2026-09-15 11:00:00+05:00"
    assert (plain[0]["verdict"], plain[0]["rating"]) == ("", "")
    assert [(row["author_name"], row["author_phone"]) for row in full] == [
        ("'=Асан", "'+77015550103"),
        ("", ""),
    ]
    acts = session.scalars(
        select(Entry.data).where(Entry.act == "appeals.register-exported").order_by(Entry.id)
    ).all()
    assert [one["with_identity"] for one in acts] == [False, True]


def test_what_goes_out_can_be_taken_in_elsewhere(
    session: Session, place: Place, app: Flask, tmp_path: Path
) -> None:
    case = make.request(session, village=place.village, now=FILED)
    make.answer(session, case, by=place.akim, now=at("2026-09-20"))
    other = make.okrug_of(session, make.village(session, district_unit=place.district))
    session.commit()
    out, runner = tmp_path / "out.csv", app.test_cli_runner()

    said = runner.invoke(args=["requests", "export", "--okrug", place.okrug.kato, "--out", str(out)])
    taken = runner.invoke(args=["requests", "import", str(out), "--okrug", other.kato])

    assert said.exit_code == 0, said.output
    assert out.read_bytes().startswith(b"\xef\xbb\xbf")
    assert "1 requests written" in said.output
    assert "1 new, 0 changed, 0 unchanged, 0 lines refused" in taken.output, taken.output


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=1", "'=1"),
        ("@a", "'@a"),
        ("-1", "'-1"),
        (-1.5, "-1.5"),
        (None, ""),
        ("ok", "ok"),
        ("\t=1", "'\t=1"),
    ],
    ids=str,
)
def test_a_spreadsheet_never_runs_a_cell(cell: object, written: str) -> None:
    assert safe(cell) == written
