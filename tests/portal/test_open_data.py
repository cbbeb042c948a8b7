"""Open data pages: files by version, tables, and rows behind a figure with the same count as the page."""

import csv
import io
import zipfile
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from akimfeedback.core.storage import storage
from akimfeedback.geography.models import Territory
from akimfeedback.kpi import queries, verify
from akimfeedback.kpi.package_jobs import keep_packages
from akimfeedback.kpi.periods import parse
from akimfeedback.kpi.service.freezing import freeze
from tests import make
from tests.appeals.conftest import at
from tests.kpi.registers import lines, load
from tests.pages import Page

Q3 = parse("2026-Q3")
PROVISIONAL, FINAL = at("2026-10-14"), at("2026-10-30")


@pytest.fixture
def okrug(app: Flask, session: Session) -> Territory:
    """Give an okrug with forty requests, and a neighbour with three; both frozen. No archive is there yet."""
    with app.app_context():
        for key in list(storage().keys("open-data")):
            storage().drop(key)
    unit = make.okrug_of(session, make.village(session))
    quiet = make.okrug_of(session, make.village(session))
    make.topic(session)
    load(session, unit, lines(25, prefix="A"), now=PROVISIONAL)
    load(session, unit, lines(7, prefix="B", verdict="not-solved", rating=2), now=PROVISIONAL)
    load(session, unit, lines(8, prefix="C", answered=None), now=PROVISIONAL)
    load(session, quiet, lines(3, prefix="D"), now=PROVISIONAL)
    freeze(session, Q3, now=PROVISIONAL)
    session.commit()
    return unit


@pytest.fixture
def quiet(session: Session, okrug: Territory) -> Territory:
    """Give the neighbour with three requests."""
    units = session.query(Territory).filter(Territory.has_akim, Territory.id != okrug.id)
    return next(one for one in units if queries.published(session, one.id, "2026-Q3"))


def test_every_figure_leads_to_rows_with_the_same_count(
    page: Page, session: Session, okrug: Territory
) -> None:
    snapshot = queries.published(session, okrug.id, "2026-Q3")
    assert snapshot is not None
    for one in snapshot.figures["indicators"]:
        address = f"/okrugs/{okrug.kato}/figures/2026-Q3/rows/{one['code']}"
        body = page.get(f"{address}.csv").get_data(as_text=True)
        rows = list(csv.DictReader(io.StringIO(body.removeprefix("\ufeff"))))

        assert len(rows) == one["n"], one["code"]
        assert sum(int(row["success"]) for row in rows) == one["k"], one["code"]
        assert page.get(address).status_code == 200


def test_the_page_of_how_it_was_counted_links_to_the_rows_of_its_version(
    page: Page, okrug: Territory
) -> None:
    text = page.get(f"/okrugs/{okrug.kato}/figures/2026-Q3").text

    for code in ("K1", "K2", "K3", "K4", "K5"):
        assert f"/okrugs/{okrug.kato}/figures/2026-Q3/rows/{code}?version=1" in text


def test_three_opinions_are_not_told_on_the_page_nor_by_the_interface(
    page: Page, client: FlaskClient, quiet: Territory
) -> None:
    answer = client.get(f"/api/v1/okrugs/{quiet.kato}/kpi?period=2026-Q3").json
    assert answer is not None
    told = {one["code"]: (one["k"], one["n"], one["hidden"]) for one in answer["indicators"]}
    rows = page.get(f"/okrugs/{quiet.kato}/figures/2026-Q3/rows/K3.csv").text.splitlines()

    assert told["K1"] == (3, 3, False)
    assert told["K3"] == told["K4"] == (None, None, True)
    assert len(rows) == 1
    assert "5" in page.get(f"/okrugs/{quiet.kato}/figures/2026-Q3/rows/K3").text


def test_a_version_that_never_was_is_not_found(client: FlaskClient, okrug: Territory) -> None:
    for address in (
        f"/okrugs/{okrug.kato}/figures/2026-Q3/rows/K1?version=2",
        f"/okrugs/{okrug.kato}/figures/2026-Q3/rows/K1?version=0",
        f"/okrugs/{okrug.kato}/figures/2026-Q3?version=9",
        f"/api/v1/okrugs/{okrug.kato}/kpi?period=2026-Q3&version=2",
        "/open-data/2026-Q3/v2.zip",
        "/open-data/2026-Q3/v0.zip",
        "/open-data/2026-Q2/v1.zip",
        "/open-data/2026/v1.zip",
        "/open-data/2026-Q2",
        "/open-data/abc",
        "/open-data/2026-Q3/v1/secrets.csv",
    ):
        assert client.get(address).status_code == 404, address


def test_the_downloaded_archive_recomputes(client: FlaskClient, okrug: Territory, tmp_path: Path) -> None:
    answer = client.get("/open-data/2026-Q3/v1.zip")
    archive = tmp_path / "v1.zip"
    archive.write_bytes(answer.data)

    assert answer.mimetype == "application/zip"
    assert "immutable" in answer.headers["Cache-Control"]
    assert verify.check(archive).same


def test_the_broom_writes_every_version_once_and_the_same_bytes_as_on_request(
    app: Flask, session: Session, client: FlaskClient, okrug: Territory
) -> None:
    on_request = client.get("/open-data/2026-Q3/v1.zip").data
    freeze(session, Q3, now=FINAL)
    session.commit()

    with app.app_context():
        assert keep_packages() == 1
        assert keep_packages() == 0
    assert client.get("/open-data/2026-Q3/v1.zip").data == on_request
    assert client.get("/open-data/2026-Q3/v2.zip").status_code == 200


def test_one_table_is_given_plain_and_for_spreadsheets(client: FlaskClient, okrug: Territory) -> None:
    plain = client.get("/open-data/2026-Q3/v1/figures.csv").data
    sheet = client.get("/open-data/2026-Q3/v1/figures.csv?for=spreadsheet").data.decode()
    whole = zipfile.ZipFile(io.BytesIO(client.get("/open-data/2026-Q3/v1.zip").data))

    assert plain == whole.read("figures.csv")
    assert sheet.startswith("\ufeffokrug;indicator;k;n;")
    assert sheet.count("\r\n") == plain.count(b"\r\n")


def test_pages_of_open_data_pass_the_page_rules(page: Page, client: FlaskClient, okrug: Territory) -> None:
    client.get("/open-data/2026-Q3/v1.zip")

    assert "/open-data/2026-Q3/v1.zip" in page.get("/open-data").text
    quarter = page.get("/open-data/2026-Q3").text
    assert "verdicts.csv" in quarter
    assert f">{okrug.kato}<" in quarter
    assert len(quarter.encode()) < 60_000


def test_the_interface_names_rows_definition_method_and_package(
    client: FlaskClient, okrug: Territory
) -> None:
    answer = client.get(f"/api/v1/okrugs/{okrug.kato}/kpi?period=2026-Q3&version=1").json
    assert answer is not None

    assert answer["version"] == 1
    assert answer["package"].endswith("/open-data/2026-Q3")
    for one in answer["indicators"]:
        path = one["rows"].split("://")[1].split("/", 1)[1]
        assert client.get(f"/{path}").status_code == 200, one["rows"]
    assert answer["standing"] is None
    assert answer["definition"].endswith(f"/okrugs/{okrug.kato}/figures/2026-Q3")
