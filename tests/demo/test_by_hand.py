"""What the pages of the demo say, against a count by hand of the rows that lie behind them."""

import subprocess
import sys
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from unittest import mock

import pytest
from flask import Flask
from sqlalchemy import Connection, text
from sqlalchemy.orm import Session

from akimfeedback.core import clock
from akimfeedback.core.db import db
from akimfeedback.demo import figures, places, programmes_of_demo, story
from akimfeedback.demo.load import draw_all, settle, world_of, write_cases
from akimfeedback.topics.service import load_catalogue
from tests.demo import by_hand
from tests.pages import Page

pytestmark = pytest.mark.slow
SHARE = 0.5  # enough for a score where most people live
BUSIEST = places.OKRUGS[0].kato

_OKRUGS = """
SELECT o.territory_id, t.kato FROM office o JOIN territory t ON t.id = o.territory_id
WHERE o.connected_from IS NOT NULL AND o.connected_from <= :last
"""
_REQUESTS = """
SELECT a.territory_id, a.kind, a.past_the_office, a.registered_on, a.first_due_on, a.out_on, a.answered_on,
       a.on_time, a.prompt, o.connected_from
FROM appeal a JOIN office o ON o.id = a.office_id
"""
_ANSWERS = """
SELECT territory_id, kind, substantive, routing, by_staff, window_ends_on, verdict, rating, rater_id
FROM reply
"""
_DUTIES = """
SELECT territory_id, due_on, met, 'promise' AS what, promise_id AS of
FROM update_duty WHERE cancelled_on IS NULL
UNION ALL
SELECT d.territory_id, d.due_on, d.met, 'initiative', d.petition_id
FROM petition_duty d JOIN petition p ON p.id = d.petition_id
WHERE d.kind = 'statement' AND (d.cancelled_on IS NULL OR d.cancelled_on > d.due_on)
  AND (d.met IS NOT NULL OR p.publication IN ('open', 'closed', 'superseded', 'withdrawn'))
"""


@pytest.fixture(scope="module")
def connection(whole_app: Flask) -> Iterator[Connection]:
    """Load half of the stories once; pages asked through `page` read it, nothing of it stays."""
    with whole_app.app_context(), db.engine.connect() as own, own.begin() as transaction:
        with mock.patch.dict(db.sessionmaker.kw, {"bind": own, "join_transaction_mode": "create_savepoint"}):
            with db.sessionmaker() as session:
                write_counted(session)
                session.commit()
            yield own
        transaction.rollback()


def write_counted(session: Session) -> None:
    """Write what figures are counted from: requests, answers, promises; no initiatives."""
    now = clock.now()
    load_catalogue(session)
    world = world_of(session, now)
    told_story = story.tell(world, share=SHARE)
    books = settle(session, world, told_story, draw_all(session, now))
    write_cases(session, books, told_story.cases)
    programmes_of_demo.write(session, books)
    figures.publish(session, books, now=now)


@pytest.fixture
def page(whole_app: Flask, connection: Connection) -> Page:
    """Give the client that checks every page it fetches, on the loaded rows."""
    return Page(whole_app)


@pytest.fixture(scope="module")
def quarter(connection: Connection) -> str:
    """Return the newest quarter with public figures."""
    newest = "SELECT max(period) FROM kpi_snapshot WHERE version > 0 AND period LIKE '____-Q_'"
    return str(connection.execute(text(newest)).scalar_one())


@pytest.fixture(scope="module")
def ledger(connection: Connection, quarter: str) -> by_hand.Ledger:
    """Return every row counted by hand."""
    last = f"{quarter[:4]}-{int(quarter[-1]) * 3:02d}-28"
    found = by_hand.Ledger(row.territory_id for row in connection.execute(text(_OKRUGS), {"last": last}))
    found.requests(connection.execute(text(_REQUESTS)).mappings())
    found.answers(connection.execute(text(_ANSWERS)).mappings())
    found.duties(connection.execute(text(_DUTIES)).mappings())
    return found


def figures_by_hand(ledger: by_hand.Ledger, okrug: int, quarter: str) -> dict[str, by_hand.Figure]:
    return {code: by_hand.figure(ledger, okrug, code, quarter) for code in by_hand.WEIGHT}


def ids(connection: Connection, quarter: str) -> dict[str, int]:
    """Return the okrugs with public figures of a quarter by code."""
    rows = connection.execute(
        text("""
        SELECT t.kato, t.id FROM kpi_snapshot s JOIN territory t ON t.id = s.territory_id
        WHERE s.period = :quarter AND s.version > 0
        """),
        {"quarter": quarter},
    )
    return {row.kato: row.id for row in rows}


def test_the_public_digits_of_every_okrug_come_out_by_hand(
    page: Page, connection: Connection, ledger: by_hand.Ledger, quarter: str
) -> None:
    okrugs = ids(connection, quarter)
    scored = 0
    for kato, okrug in okrugs.items():
        said = page.client.get(f"/api/v1/okrugs/{kato}/kpi?period={quarter}").json
        assert said is not None
        expected = figures_by_hand(ledger, okrug, quarter)
        for one in said["indicators"]:
            figure = expected[one["code"]]
            if not one["hidden"]:
                assert (one["k"], one["n"]) == (figure.k, figure.n), (kato, one["code"])
            low, high = (one["wilson"] or {}).get("low"), (one["wilson"] or {}).get("high")
            digits = (one["raw"], low, high, (one["shrunk"] or {}).get("value"))
            assert digits == rounded(figure.share, figure.low, figure.high, figure.shrunk)
        score = by_hand.score(expected)
        assert (said["score"] is None) == (score is None)
        if score is not None:
            assert said["score"]["value"] == pytest.approx(score, abs=0.05)
            scored += 1
    assert len(okrugs) >= 9
    assert scored >= 1


def rounded(*shares: float | None) -> tuple[object, ...]:
    """Return shares as the open data writes them, to four digits."""
    return tuple(None if share is None else pytest.approx(share, abs=5.1e-5) for share in shares)


def test_the_page_says_in_words_what_came_out_by_hand(
    page: Page, connection: Connection, ledger: by_hand.Ledger, quarter: str
) -> None:
    expected = figures_by_hand(ledger, ids(connection, quarter)[BUSIEST], quarter)
    score = by_hand.score(expected)
    assert score is not None

    page.get(f"/okrugs/{BUSIEST}/figures/{quarter}", query={"lang": "en"})
    words = " ".join(page.text.split())

    for code, one in expected.items():
        section = words[words.index(f"{code}. ") :]
        if one.share is not None and one.low is not None and one.high is not None:
            assert f"That is {percent(one.share)}." in section, code
            assert f"between {percent(one.low)} and {percent(one.high)}." in section, code
        if one.shrunk is not None:
            prior = by_hand.PRIOR[code]
            sum_in_words = f"({one.k} + {prior} × {percent(one.mean_of_others)}) ÷ ({one.n} + {prior})"
            assert f"{sum_in_words} = {percent(one.shrunk)}." in section, code
    assert f"Score {score:.1f} of 100," in words


def percent(share: float) -> str:
    return f"{100 * share:.1f}%"


def test_somebody_elses_script_agrees_with_the_package_of_the_same_quarter(
    page: Page, connection: Connection, quarter: str, tmp_path: Path
) -> None:
    archive = page.client.get(f"/open-data/{quarter}/v1.zip").data
    with zipfile.ZipFile(BytesIO(archive)) as packed:
        packed.extractall(tmp_path)
    [table] = tmp_path.rglob("figures.csv")
    script = Path(__file__).parents[1] / "kpi" / "independent.py"

    done = subprocess.run(
        [sys.executable, str(script), str(table.parent)], capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith("same")
