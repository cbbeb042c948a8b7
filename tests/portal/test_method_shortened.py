"""A quarter counted by a method that dropped two indicators: every page of an okrug still opens."""

from dataclasses import replace
from datetime import date

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from akimfeedback.geography.models import Territory
from akimfeedback.kpi import queries
from akimfeedback.kpi.method import V1, definition_of
from akimfeedback.kpi.models import Method as MethodRow
from akimfeedback.kpi.periods import parse
from akimfeedback.kpi.service.freezing import freeze
from akimfeedback.kpi.service.rolling import roll_up
from akimfeedback.mandates.rules import Role
from tests import make
from tests.accounts.signing import sign_in
from tests.appeals.conftest import at
from tests.kpi.registers import lines, load
from tests.pages import Page

LEFT = ("K1", "K3", "K4")
SHORT = replace(
    V1,
    version="v2",
    valid_from=date(2026, 7, 1),
    indicators=tuple(replace(one, weight=one.weight / 0.75) for one in V1.indicators if one.code in LEFT),
)


@pytest.fixture
def kato(app: Flask, session: Session) -> str:
    """Give the code of an okrug whose third quarter was frozen under three indicators, with its akim."""
    assert app
    session.add(
        MethodRow(
            version="v2", state="approved", valid_from=SHORT.valid_from, definition=definition_of(SHORT),
            reason={}, entered_at=at("2026-06-01"),
        )
    )  # fmt: skip
    unit = make.okrug_of(session, make.village(session))
    make.topic(session)
    load(session, unit, lines(31), now=at("2026-10-13"))
    for period in ("2026-Q3", "2026-H2", "2026"):
        roll_up(session, parse(period), now=at("2026-10-13"))
    freeze(session, parse("2026-Q3"), now=at("2026-11-02"))
    session.commit()
    found = queries.published(session, unit.id, "2026-Q3")
    assert found is not None
    assert [one["code"] for one in found.figures["indicators"]] == list(LEFT)
    assert found.figures["score"] is not None
    return unit.kato


@pytest.mark.parametrize(
    "tail",
    [
        "", "/figures/2026-Q3", "/figures/2026-Q3/rows/K1", "/figures/2026-Q3/rows/K3",
        "/brief/2026-Q3.kk.pdf",
        "/brief/2026-Q3.kk.xlsx", "/share.kk.png",
    ],
)  # fmt: skip
def test_public_pages_open(page: Page, kato: str, tail: str) -> None:
    assert page.client.get(f"/okrugs/{kato}{tail}").status_code == 200


def test_a_dropped_indicator_has_no_rows(page: Page, kato: str) -> None:
    assert page.client.get(f"/okrugs/{kato}/figures/2026-Q3/rows/K2").status_code == 404


def test_the_interface_and_the_open_data_name_the_version(page: Page, kato: str) -> None:
    answer = page.client.get(f"/api/v1/okrugs/{kato}/kpi", query_string={"period": "2026-Q3"})

    assert answer.status_code == 200
    assert "v2" in answer.text
    assert page.client.get("/open-data/2026-Q3").status_code == 200


def test_the_office_sees_its_own_numbers(page: Page, session: Session, kato: str) -> None:
    found = queries.counted_okrugs(
        session, queries.Window(date(2026, 7, 1), date(2026, 9, 30), date(2026, 11, 2))
    )
    unit = next(one for one in found if one.kato == kato)
    akim = make.mandate(session, unit=session.get_one(Territory, unit.id), role=Role.AKIM)
    assert akim.user is not None
    sign_in(page, session, akim.user)

    page.get("/office/numbers")
