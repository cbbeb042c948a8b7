"""Rows behind the figures beside the block: they sum to the page, and tell no single opinion."""

import csv
import io

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from akimfeedback.geography.models import Territory
from akimfeedback.kpi import queries
from akimfeedback.kpi.models import Snapshot
from akimfeedback.kpi.periods import parse
from akimfeedback.kpi.rows_beside import parts_beside
from akimfeedback.kpi.service.freezing import freeze
from akimfeedback.portal.brief_beside import duty_rows
from tests import make
from tests.appeals.conftest import at
from tests.kpi.registers import lines, load
from tests.pages import Page

PROVISIONAL = at("2026-10-14")


@pytest.fixture
def frozen(session: Session) -> tuple[Territory, Snapshot]:
    """Give an okrug of forty requests and its frozen quarter."""
    unit = make.okrug_of(session, make.village(session))
    make.topic(session)
    load(session, unit, lines(25, prefix="A"), now=PROVISIONAL)
    load(session, unit, lines(7, prefix="B", verdict="not-solved", rating=2), now=PROVISIONAL)
    load(session, unit, lines(8, prefix="C", answered=None), now=PROVISIONAL)
    freeze(session, parse("2026-Q3"), now=PROVISIONAL)
    session.commit()
    snapshot = queries.published(session, unit.id, "2026-Q3")
    assert snapshot is not None
    return unit, snapshot


def test_rows_beside_sum_to_the_numbers_the_page_tells(
    page: Page, session: Session, frozen: tuple[Territory, Snapshot]
) -> None:
    unit, snapshot = frozen
    beside = snapshot.figures["beside"]
    address = f"/okrugs/{unit.kato}/figures/2026-Q3/rows/beside"
    body = page.get(f"{address}.csv").text.removeprefix("\ufeff")
    told: dict[str, dict[str, int]] = {}
    for row in csv.DictReader(io.StringIO(body)):
        told.setdefault(row["part"], {})[row["outcome"]] = int(row["rows"])

    assert sum(told["decisions"].values()) == sum(beside["outcomes"].values()) == 32
    assert sum(told["waiting"].values()) == beside["waiting"]["cases"] == 40
    assert sum(told["received"].values()) == beside["received"]
    assert told["received"]["answered"] == beside["answered"]
    assert told["silence"] == {"did-not": beside["silence"]["due"]}
    assert told["verdicts"] == {"solved": 25, "not-solved": 7}
    assert sum(told["office-says"].values()) == beside["answers"]["asked"]
    assert page.get(address).status_code == 200


def test_the_okrugs_page_leads_to_the_rows_beside(page: Page, frozen: tuple[Territory, Snapshot]) -> None:
    unit, _snapshot = frozen
    address = f"/okrugs/{unit.kato}/figures/2026-Q3/rows/beside?version=1"

    assert address in page.get(f"/okrugs/{unit.kato}").text
    assert address in page.get(f"/okrugs/{unit.kato}/figures/2026-Q3").text


def test_a_version_beside_that_never_was_is_not_found(
    client: FlaskClient, frozen: tuple[Territory, Snapshot]
) -> None:
    address = f"/okrugs/{frozen[0].kato}/figures/2026-Q3/rows/beside"

    assert client.get(f"{address}?version=7").status_code == 404
    assert client.get(f"{address}.csv?version=0").status_code == 404


def _snapshot(gave: int, days: dict[str, int]) -> Snapshot:
    answers = {"asked": 10, "gave": gave, "silent": 10 - gave, "solved": gave, "said_done": 9}
    beside = {
        "received": 0, "reopened": 0, "answered": 0, "outcomes": {}, "answers": answers,
        "waiting": {"cases": sum(days.values())}, "silence": {"count": 0, "due": 0},
    }  # fmt: skip
    k3 = {"code": "K3", "precision": "none", "n": gave, "own": [gave, gave]}
    figures = {"indicators": [k3], "beside": beside}
    return Snapshot(period="2026-Q3", figures=figures, counted={"2026-Q3": {"days": days}})


@pytest.mark.parametrize(("gave", "hidden"), [(4, True), (5, False)], ids=["four", "five"])
def test_fewer_than_five_verdicts_are_no_rows(gave: int, hidden: bool) -> None:
    found = {one.name: one for one in parts_beside(_snapshot(gave, {}))}

    assert found["verdicts"].hidden is hidden
    assert ("office-says" in found) is not hidden


def test_small_classes_of_days_are_not_told_but_their_sum_stays() -> None:
    waiting = next(
        one for one in parts_beside(_snapshot(0, {"0-5": 20, "6-10": 2, "11-15": 4})) if one.name == "waiting"
    )

    assert dict(waiting.lines) == {"0-5": 20, "6-10": None, "11-15": None}
    assert waiting.total == 26


def test_figures_without_anything_beside_have_no_rows() -> None:
    assert parts_beside(Snapshot(period="2026", figures={"indicators": []})) == []


def test_small_topics_are_one_sum() -> None:
    snapshot = _snapshot(0, {})
    snapshot.counted = {"2026-Q3": {"topics": {"WATER": 9, "ROAD": 3, "GAS": 4}}}
    topics = next(one for one in parts_beside(snapshot) if one.name == "topics")

    assert (list(topics.lines), topics.total) == ([("WATER", 9), ("other-topics", 7)], 16)


def test_a_half_year_leads_to_its_quarters(
    page: Page, session: Session, frozen: tuple[Territory, Snapshot]
) -> None:
    unit, snapshot = frozen
    figures = {name: value for name, value in snapshot.figures.items() if name != "beside"}
    kept = {name: getattr(snapshot, name) for name in ("state", "method", "calendar", "code", "input_hash")}
    session.add(
        Snapshot(
            territory_id=unit.id, period="2026-H2", version=1, figures=figures,
            data_time=PROVISIONAL, computed_at=PROVISIONAL, **kept,
        )
    )  # fmt: skip
    session.commit()
    page.get(f"/okrugs/{unit.kato}/figures/2026-H2/rows/beside")

    assert f"/okrugs/{unit.kato}/figures/2026-Q3/rows/beside" in page.links()


def _quarter(period: str, duties: dict[str, list[int]]) -> Snapshot:
    return Snapshot(period=period, version=1, territory_id=1, counted={period: {"duties": duties}})


def test_duties_of_a_figure_of_four_quarters_are_those_of_all_four(session: Session) -> None:
    snapshot = _quarter("2026-Q3", {"promise-updated": [0, 1]})
    snapshot.figures = {"indicators": [{"code": "K5", "precision": "pooled"}]}
    snapshot.counted = (snapshot.counted or {}) | {
        label: {"duties": {"promise-updated": [1, 2], "initiative-decided": [1, 4]}}
        for label in ("2026-Q2", "2026-Q1", "2025-Q4")
    }

    assert [row[1:] for row in duty_rows(session, snapshot)] == [(3, 7), (3, 12)]


def test_duties_of_a_year_are_the_sum_of_its_quarters(session: Session) -> None:
    unit = make.okrug_of(session, make.village(session))
    for part in range(1, 5):
        one = _quarter(f"2025-Q{part}", {"promise-updated": [part, 5]})
        one.territory_id, one.figures, one.state = unit.id, {"indicators": []}, "final"
        one.method, one.calendar, one.code, one.input_hash = "v1", "1", "0", "0"
        one.data_time = one.computed_at = PROVISIONAL
        session.add(one)
    session.flush()
    year = Snapshot(period="2025", version=1, territory_id=unit.id, figures={"indicators": []})

    assert [row[1:] for row in duty_rows(session, year)] == [(10, 20)]


def test_rates_and_what_silence_leaves_open_are_told(
    page: Page, session: Session, frozen: tuple[Territory, Snapshot]
) -> None:
    unit, snapshot = frozen
    beside = dict(snapshot.figures["beside"])
    beside["silence"] = {"count": 4, "due": 40, "rate": 10.0, "low": 2.7248, "high": 25.6}
    beside["answers"] = beside["answers"] | {"bounds": [0.25, 0.75], "staff_verdicts": 3}
    snapshot.figures = snapshot.figures | {"beside": beside}
    session.commit()
    page.get(f"/okrugs/{unit.kato}/figures/2026-Q3/rows/beside", query={"lang": "en"})

    assert "That is 10.0 of 100, probably between 2.7 and 25.6." in page.text
    assert "“solved” would be between 25% and 75%." in page.text.replace("\u00a0", "")
    assert "Verdicts written down by staff count nowhere: 3." in page.text
