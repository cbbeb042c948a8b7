"""The open API: every field of its answers, what is not public, and the document against the answers."""

from datetime import date, datetime, timedelta
from math import sqrt
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.core.result import Ok
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from akimfeedback.geography.models import Population, Territory
from tests import make
from tests.kpi.registers import as_csv

PLAIN = {"Accept-Encoding": "identity"}
PERIOD = "2024-Q3"  # long over, whatever the day of the test
Z = 1.959963984540054
K = {"K1": (30, 40), "K2": (12, 40), "K3": (20, 30), "K4": (15, 25), "K5": (0, 0)}
PRIORS = {"K1": (20, 0.8), "K2": (20, 0.5), "K3": (20, 0.6), "K4": (20, 0.7)}
WEIGHTS = {"K1": 0.30, "K2": 0.10, "K3": 0.25, "K4": 0.20, "K5": 0.15}


def rows() -> list[dict[str, object]]:
    """Return forty requests: thirty answered in time, twelve of them at once, ten late."""
    found: list[dict[str, object]] = []
    for number in range(40):
        received = date(2024, 7, 1) + timedelta(days=number % 5)
        answered = received + timedelta(days=1 if number < 12 else 18 if number < 30 else 45)
        verdict = "solved" if number < 20 else "not-solved" if number < 30 else ""
        rating = "5" if number < 15 else "2" if number < 25 else ""
        found.append({
            "number": f"A-{number}", "received_at": f"{received:%Y-%m-%d} 10:00", "category": "LIGHT",
            "due_on": "2024-08-01", "answered_at": f"{answered:%Y-%m-%d} 10:00", "outcome": "done",
            "verdict": verdict, "rating": rating,
        })  # fmt: skip
    return found


def run(app: Flask, *words: object) -> str:
    result = app.test_cli_runner().invoke(args=[str(word) for word in words])
    assert result.exit_code == 0, result.output
    return result.output


@pytest.fixture
def okrug(app: Flask, session: Session) -> Territory:
    unit = make.okrug_of(session, make.village(session, connected_from=None))
    make.topic(session)
    session.add(
        Population(
            territory_id=unit.id,
            as_of=date(2024, 1, 1),
            people=1234,
            source="bureau",
            entered_at=make.CREATED_AT,
        )
    )
    session.commit()
    return unit


@pytest.fixture
def published(app: Flask, okrug: Territory, tmp_path: Path) -> str:
    """Take a register in by the commands of the administrator and publish its quarter; return the code."""
    file = tmp_path / "register.csv"
    file.write_bytes(as_csv(rows()))
    run(app, "offices", "connect", "--okrug", okrug.kato, "--from", "2024-01-01", "--note", "no. 1")
    run(app, "requests", "import", file, "--okrug", okrug.kato, "--commit")
    run(app, "kpi", "roll-up", "--period", PERIOD, "--okrug", okrug.kato)
    run(app, "kpi", "freeze", "--period", PERIOD)
    return okrug.kato


def body_of(answer: TestResponse) -> dict[str, Any]:
    """Return the JSON object of an answer."""
    found: dict[str, Any] | None = answer.json
    assert found is not None, answer.text
    return found


def kpi(client: FlaskClient, kato: str, period: str = PERIOD) -> tuple[int, dict[str, Any]]:
    answer = client.get(f"/api/v1/okrugs/{kato}/kpi?period={period}")
    assert answer.mimetype == "application/json"
    return answer.status_code, body_of(answer)


def wilson(k: int, n: int) -> tuple[float, float]:
    centre, spread = k + Z * Z / 2, Z * sqrt(k * (n - k) / n + Z * Z / 4)
    return (centre - spread) / (n + Z * Z), (centre + spread) / (n + Z * Z)


def test_okrugs_carry_names_district_people_and_joining_day(
    client: FlaskClient, published: str, okrug: Territory, session: Session
) -> None:
    session.refresh(okrug)
    district = session.get_one(Territory, okrug.parent_id).kato

    found = client.get(f"/api/v1/okrugs?district={district}").json

    assert found == {
        "okrugs": [
            {
                "kato": published, "name_kk": okrug.name_kk, "name_ru": okrug.name_ru,
                "name_en": okrug.name_en, "district": district, "population": 1234,
                "connected_from": "2024-01-01",
            }
        ]
    }  # fmt: skip


def test_unknown_people_and_day_are_null_and_other_districts_stay_out(
    app: Flask, session: Session, client: FlaskClient
) -> None:
    alone = make.okrug_of(session, make.village(session, connected_from=None))
    make.village(session)
    session.commit()
    district = session.get_one(Territory, alone.parent_id).kato

    (only,) = body_of(client.get(f"/api/v1/okrugs?district={district}"))["okrugs"]

    assert (only["kato"], only["population"], only["connected_from"]) == (alone.kato, None, None)
    everywhere = body_of(client.get("/api/v1/okrugs"))["okrugs"]
    assert len(everywhere) == 2


def test_published_figures_say_how_they_came_about(client: FlaskClient, published: str) -> None:
    status, found = kpi(client, published)

    assert status == 200
    assert set(found) == {
        "okrug", "period", "version", "method", "calendar", "code", "state", "adapted", "data_time", "reason",
        "indicators", "score", "standing", "peer_median", "peers_scored", "group", "definition",
        "method_page", "package",
    }  # fmt: skip
    assert (found["okrug"], found["period"], found["method"]) == (published, PERIOD, "v1")
    assert (found["state"], found["adapted"]) == ("final", True)
    assert datetime.fromisoformat(found["data_time"]).tzinfo is not None
    assert [one["code"] for one in found["indicators"]] == list(K)


@pytest.mark.parametrize("code", [code for code in K if code != "K5"])
def test_each_share_is_the_one_a_reader_computes(client: FlaskClient, published: str, code: str) -> None:
    (one,) = [one for one in kpi(client, published)[1]["indicators"] if one["code"] == code]
    (k, n), (weight, mean) = K[code], PRIORS[code]
    low, high = wilson(k, n)

    assert (one["k"], one["n"]) == (k, n)
    assert one["raw"] == pytest.approx(k / n, abs=5.1e-5)
    assert one["wilson"] == {"low": pytest.approx(low, abs=5.1e-5), "high": pytest.approx(high, abs=5.1e-5)}
    assert one["shrunk"]["value"] == pytest.approx((k + weight * mean) / (n + weight), abs=5.1e-5)
    assert one["shrunk"]["low"] < one["shrunk"]["value"] < one["shrunk"]["high"]
    shares = [one["raw"], *one["wilson"].values(), *one["shrunk"].values()]
    assert shares == [round(share, 4) for share in shares]
    assert one["precision"] == ("normal" if n >= 30 else "few")
    assert one["weight"] == WEIGHTS[code]
    assert one["effective_weight"] == pytest.approx(WEIGHTS[code] / 0.85)


def test_what_nobody_could_see_has_counts_and_no_share(client: FlaskClient, published: str) -> None:
    fifth = kpi(client, published)[1]["indicators"][-1]

    assert fifth.pop("rows").endswith(f"/okrugs/{published}/figures/{PERIOD}/rows/K5?version=1")
    assert fifth.pop("definition").endswith(f"/okrugs/{published}/figures/{PERIOD}#k5")
    assert fifth == {
        "code": "K5", "k": 0, "n": 0, "raw": None, "wilson": None, "shrunk": None, "precision": "none",
        "weight": 0.15, "effective_weight": None, "hidden": False, "change": None,
    }  # fmt: skip


def test_the_score_is_the_weighted_product(client: FlaskClient, published: str) -> None:
    expected = 100.0
    for code, (weight, mean) in PRIORS.items():
        k, n = K[code]
        expected *= ((k + weight * mean) / (n + weight)) ** (WEIGHTS[code] / 0.85)

    score = kpi(client, published)[1]["score"]

    assert score["value"] == pytest.approx(expected, abs=0.0501)
    assert score["low"] < score["value"] < score["high"]
    assert list(score.values()) == [round(value, 1) for value in score.values()]


def test_live_figures_are_not_public(
    app: Flask, client: FlaskClient, okrug: Territory, tmp_path: Path
) -> None:
    file = tmp_path / "register.csv"
    file.write_bytes(as_csv(rows()))
    run(app, "offices", "connect", "--okrug", okrug.kato, "--from", "2024-01-01", "--note", "no. 1")
    run(app, "requests", "import", file, "--okrug", okrug.kato, "--commit")
    run(app, "kpi", "roll-up", "--period", PERIOD)

    status, found = kpi(client, okrug.kato)

    assert (status, found["error"]) == (404, "not-published")


@pytest.mark.parametrize(
    ("path", "status", "error"),
    [
        ("/api/v1/okrugs/000000000/kpi?period=2024-Q3", 404, "no-such-okrug"),
        ("/api/v1/okrugs/12/kpi?period=2024-Q3", 422, "bad-code"),
        ("/api/v1/okrugs/{kato}/kpi?period=2024-Q5", 422, "bad-period"),
        ("/api/v1/okrugs/{kato}/kpi", 422, "bad-period"),
        ("/api/v1/okrugs?district=12", 422, "bad-code"),
        ("/api/v1/okrugs?district=999999999", 404, "no-such-district"),
        ("/api/v1/nothing", 404, "not-found"),
    ],
)
def test_why_there_is_no_answer_has_one_shape(
    client: FlaskClient, okrug: Territory, path: str, status: int, error: str
) -> None:
    answer = client.get(path.format(kato=okrug.kato))

    assert answer.status_code == status
    assert set(body_of(answer)) == {"error", "message"}
    assert body_of(answer)["error"] == error
    assert body_of(answer)["message"]


def test_answers_agree_with_the_document(app: Flask, published: str) -> None:
    document = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)
    everything = [found.ok() for found in document.get_all_operations() if isinstance(found, Ok)]
    operations = [one for one in everything if one.path.startswith("/api/v1/okrugs")]
    assert {operation.path for operation in operations} == {
        "/api/v1/okrugs", "/api/v1/okrugs/{kato}/kpi",
    }  # fmt: skip

    for operation in operations:

        @settings(
            max_examples=25, deadline=None, database=None, phases=(Phase.explicit, Phase.generate),
            suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        @given(case=operation.as_strategy())
        def check(case: Any) -> None:
            case.call_and_validate(headers=PLAIN)

        check()
    good = operations[1].Case(path_parameters={"kato": published}, query={"period": PERIOD})
    assert good.call_and_validate(headers=PLAIN).status_code == 200
