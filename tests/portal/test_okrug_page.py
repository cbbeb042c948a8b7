"""The okrug's page and "how was this counted?": true words from its own numbers, also for twelve cases."""

import gzip
import re
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import Session

from akimfeedback.core.db import db
from akimfeedback.geography.models import Territory
from akimfeedback.kpi.periods import parse
from akimfeedback.kpi.service.freezing import freeze
from tests import make
from tests.appeals.conftest import at
from tests.kpi.published import GOOD, okrugs, publish
from tests.kpi.registers import lines, load
from tests.pages import Page

BEFORE, PUBLISHED = at("2026-10-13"), at("2026-10-14")
QUARTER = "2026-Q3"


def okrug(session: Session, rows: list[dict[str, object]]) -> Territory:
    """Return an okrug with rows of its register."""
    unit = make.okrug_of(session, make.village(session))
    make.topic(session)
    load(session, unit, rows, now=BEFORE)
    return unit


def late(count: int) -> list[dict[str, object]]:
    """Return lines answered after their date, not solved, two of five."""
    return lines(count, answered="2026-08-20", verdict="partly", rating=2, prefix="late")


@pytest.fixture
def small(session: Session) -> Territory:
    """Give an okrug with twelve requests, ten of them answered in time."""
    unit = okrug(session, [*lines(10), *late(2)])
    freeze(session, parse(QUARTER), now=PUBLISHED)
    session.commit()
    return unit


@pytest.fixture
def group(session: Session) -> Territory:
    """Give an okrug with a score among five others with one."""
    unit = okrug(session, [*lines(20), *lines(16, answered="2026-07-16", prefix="m"), *late(5)])
    for number in range(5):
        okrug(session, [*lines(30), *late(3 + number)])
    freeze(session, parse(QUARTER), now=PUBLISHED)
    session.commit()
    return unit


def plain(page: Page) -> str:
    """Return the words of a page with single blanks."""
    return re.sub(r"\s+", " ", page.text.replace("\u00a0", " "))


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        (
            "en",
            [
                "12 requests came due. Answered in time: 10. Not in time: 2.",
                "each single one moves the share by 8.3 points",
                "That is 83.3%. The true share is most likely between 55.2% and 95.3%.",
                "(10 + 20 × 80.0%) ÷ (12 + 20) = 81.3%",
                "No score is published, because with few cases chance would decide it",
                "Answered in time: 30 are needed, there are 12. 18 more requests must come due.",
            ],
        ),
        (
            "kk",
            ["12 өтінімнің жауап беру мерзімі келді. Мерзімінде жауап берілгені: 10.", "Балл жарияланбайды"],
        ),
        ("ru", ["Срок ответа наступил по 12 заявкам. Ответ дан в срок: 10.", "Балл не публикуется"]),
    ],
    ids=["en", "kk", "ru"],
)
def test_twelve_cases_are_explained_from_the_page_alone(
    page: Page, small: Territory, language: str, sentences: list[str]
) -> None:
    page.get(f"/okrugs/{small.kato}/figures/{QUARTER}", query={"lang": language})

    for sentence in sentences:
        assert sentence in plain(page)


def test_the_page_of_an_okrug_with_twelve_cases(page: Page, small: Territory) -> None:
    page.get(f"/okrugs/{small.kato}", query={"lang": "en"})

    words = plain(page)
    assert "Answered in time: 10 / 12." in words
    assert "Few answers: low precision" in words
    assert "Why there is no score yet" in words
    assert "an adaptation, not an official assessment" in words
    assert "Provisional" in words
    assert f"/okrugs/{small.kato}/figures/{QUARTER}#k1" in page.html


def test_a_score_is_taken_apart_and_set_beside_its_peers(page: Page, group: Territory) -> None:
    page.get(f"/okrugs/{group.kato}", query={"lang": "en"})
    assert "of 100, probably between" in plain(page)
    assert "Answered in time: beside similar okrugs" in plain(page)
    assert "What residents write about" in plain(page)

    page.get(f"/okrugs/{group.kato}/figures/{QUARTER}", query={"lang": "en"})
    words = plain(page)
    assert "What sets the score apart from similar okrugs" in words
    assert "is not unusual among similar okrugs" in words
    shown = re.search(r"StepPoints Similar okrugs together([0-9.]+) (.*?) quarter 3 of 2026([0-9.]+)", words)
    assert shown is not None
    moves = [float(one.replace("−", "-")) for one in re.findall(r"[+−][0-9]+\.[0-9]", shown[2])]
    assert len(moves) == 4
    assert float(shown[1]) + sum(moves) == pytest.approx(float(shown[3]))


@pytest.mark.parametrize("few", [0, 1, 3])
def test_hardly_any_cases_leave_a_true_page(page: Page, session: Session, few: int) -> None:
    unit = okrug(session, lines(few)) if few else make.okrug_of(session, make.village(session))
    freeze(session, parse(QUARTER), now=PUBLISHED)
    session.commit()

    page.get(f"/okrugs/{unit.kato}", query={"lang": "en"})
    page.get(f"/okrugs/{unit.kato}/figures/{QUARTER}", query={"lang": "en"})

    words = plain(page)
    assert ("nothing to count" in words) if not few else (f"{few} request" in words)
    if few:
        assert "Fewer than 5 opinions: what they say is not shown." in words
        assert "Residents rated" not in words
        assert "Residents gave a verdict" not in words


def test_each_drawing_is_a_file_of_its_own(page: Page, group: Territory) -> None:
    for name in ("gap", "peers", "topics", "waiting", "funnel", "steps"):
        found = page.client.get(f"/okrugs/{group.kato}/charts/{name}/{QUARTER}.kk.svg")

        assert (name, found.status_code, found.mimetype) == (name, 200, "image/svg+xml")
        assert "Бейімделген әдіс, ресми баға емес" in found.text
    assert page.client.get(f"/okrugs/{group.kato}/charts/year/{QUARTER}.kk.svg").status_code == 404


def statements(app: Flask) -> Iterator[list[str]]:
    """Give the statements sent while it is open."""
    seen: list[str] = []

    def note(_c: object, _cur: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", note)
        yield seen
        event.remove(db.engine, "before_cursor_execute", note)


def test_the_page_asks_and_weighs_little(app: Flask, page: Page, group: Territory) -> None:
    page.client.set_cookie("seen", "1")
    counted = statements(app)
    seen = next(counted)
    page.get(f"/okrugs/{group.kato}", query={"lang": "kk"})
    asked = len(seen)
    next(counted, None)
    weights = [len(gzip.compress(page.html.encode(), 9))]
    page.get(f"/okrugs/{group.kato}/figures/{QUARTER}", query={"lang": "kk"})
    weights.append(len(gzip.compress(page.html.encode(), 9)))

    assert asked <= 24
    assert max(weights) <= 9_000  # of 12 KB; a district with long history needs the rest


@pytest.mark.parametrize("period", ["2026-Q1", "2026-Q2", "2026-H1", "2026-Q3"])
def test_the_line_by_quarter_ends_with_the_period_shown_on_the_page_and_in_its_file(
    page: Page, session: Session, period: str
) -> None:
    (unit,) = okrugs(session, 1)
    for one in ("2026-Q1", "2026-Q2", "2026-Q3", "2026-H1"):
        publish(session, {unit: GOOD}, period=one)
    file = f"/okrugs/{unit.kato}/charts/quarters/{period}.kk.svg"
    page.get(f"/okrugs/{unit.kato}?period={period}")
    rows = [row for row in page.all("th") if row.get("data-label") == "Тоқсан"]

    shown = {"2026-Q1": 0, "2026-Q2": 2, "2026-H1": 2, "2026-Q3": 3}[period]
    assert len(rows) == shown
    assert (file in {one.get("href") for one in page.all("a")}) is bool(shown)
    assert page.client.get(file).status_code == (200 if shown else 404)
