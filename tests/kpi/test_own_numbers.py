"""The office's own numbers: each figure as long as the list behind it, ratings never one by one."""

import re
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.orm import Session

from akimfeedback.appeals.rules import Verdict
from akimfeedback.core import clock
from akimfeedback.geography.models import Territory
from akimfeedback.kpi import own_cases
from akimfeedback.kpi.figures import Board, Pairs, Row, figures
from akimfeedback.kpi.method import V1
from akimfeedback.kpi.office_page import moved, parts, with_ratings
from akimfeedback.kpi.own_cases import in_steps
from akimfeedback.kpi.periods import parse, quarter_of
from akimfeedback.kpi.pictures import in_time_trend
from akimfeedback.kpi.queries import Window, calendar_of
from akimfeedback.kpi.scores import Counts
from akimfeedback.kpi.service.rolling import roll_up
from akimfeedback.mandates.actor import Actor
from akimfeedback.mandates.rules import Role
from tests import make
from tests.accounts.signing import sign_in
from tests.kpi.published import GOOD, okrugs, publish, statements
from tests.kpi.registers import indicator, lines, load, rolled
from tests.pages import Page

NOW = datetime.fromisoformat("2026-11-20T12:00:00+05:00")
QUARTER = Window(date(2026, 7, 1), date(2026, 9, 30), date(2026, 11, 20))


@pytest.fixture
def busy(session: Session) -> Territory:
    """Give an okrug with 14 cases of a quarter: in time, late, open, solved and not, rated well and badly."""
    make.topic(session)
    unit = okrugs(session, 1)[0]
    rows = [
        *lines(6, prefix="A"),
        *lines(3, prefix="B", verdict="not-solved", rating=2),
        *lines(2, prefix="C", answered="2026-08-20", verdict="partly", rating=4),
        *lines(3, prefix="D", answered=None),
    ]
    load(session, unit, rows, now=NOW)
    return unit


@pytest.mark.parametrize("code", ["K1", "K2", "K3", "K5"])
def test_each_list_is_as_long_as_its_figure(session: Session, busy: Territory, code: str) -> None:
    figures = rolled(session, busy, "2026-Q3", now=NOW)
    own = indicator(figures, code)["own"]
    lists = {
        "K1": [bool(row.on_time) for row in own_cases.requests(session, busy.id, QUARTER)],
        "K2": [bool(row.prompt) for row in own_cases.requests(session, busy.id, QUARTER)],
        "K3": [row.verdict == "solved" for row in own_cases.verdicts(session, busy.id, QUARTER)],
        "K5": [row.met for row in own_cases.duties(session, busy.id, QUARTER.first, QUARTER.last)],
    }

    assert [sum(lists[code]), len(lists[code])] == own
    assert code == "K5" or own[1] > 0


def test_a_list_leaves_out_what_the_figure_leaves_out(session: Session, busy: Territory) -> None:
    first = "SELECT min(id) FROM appeal WHERE territory_id = :t"
    session.execute(text(f"UPDATE appeal SET kind = 'thanks' WHERE id = ({first})"), {"t": busy.id})
    figures = rolled(session, busy, "2026-Q3", now=NOW)

    assert len(own_cases.requests(session, busy.id, QUARTER)) == indicator(figures, "K1")["own"][1] == 13


def test_ratings_shown_are_those_counted_once_the_steps_are_full(session: Session, busy: Territory) -> None:
    figures = rolled(session, busy, "2026-Q3", now=NOW)

    shown, counted = own_cases.rated(session, busy.id, QUARTER), indicator(figures, "K4")["own"]

    assert counted == [8, 11]
    assert shown[1] in (0, 5, 6)


DAY = date(2026, 7, 1)
RATINGS = st.lists(st.tuples(st.integers(0, 9), st.booleans(), st.integers(1, 8)), max_size=40)


@given(RATINGS)
def test_two_looks_at_ratings_never_differ_by_fewer_than_five(ratings: list[tuple[int, bool, int]]) -> None:
    ordered = sorted((DAY + timedelta(days=day), good, rater) for day, good, rater in ratings)
    looks = [in_steps([one for one in ordered if one[0] <= DAY + timedelta(days=day)]) for day in range(10)]

    for before, after in pairwise(looks):
        assert after[1] - before[1] == 0 or after[1] - before[1] >= 5
        assert (after[1] > before[1]) or after == before
        assert 0 <= after[0] - before[0] <= after[1] - before[1]
    for good, every in looks:  # the whole is published exactly
        assert every in (0, *range(len(ordered) - 4))
        assert good <= every


@pytest.mark.parametrize(
    ("ratings", "shown"),
    [
        pytest.param([], (0, 0), id="none"),
        pytest.param([(0, True, one) for one in range(4)], (0, 0), id="four stay hidden"),
        pytest.param([(0, True, one) for one in range(5)], (0, 0), id="five wait for five more"),
        pytest.param([(day, day < 1, one) for day in (0, 1) for one in range(5)], (5, 5),
                     id="now they are told"),
        pytest.param([(0, True, 1)] * 7, (0, 0), id="seven of one person stay hidden"),
        pytest.param([(day, one > 1, one) for day in (0, 1) for one in range(5)] + [(2, True, 9)], (3, 5),
                     id="the eleventh waits"),
        pytest.param([(one // 3, one < 3, one) for one in range(12)], (3, 6), id="days add up"),
    ],
)  # fmt: skip
def test_ratings_come_in_steps(ratings: list[tuple[int, bool, int]], shown: tuple[int, int]) -> None:
    assert in_steps([(DAY + timedelta(days=day), good, rater) for day, good, rater in ratings]) == shown


@pytest.fixture
def office(app: Flask, session: Session, page: Page) -> Territory:
    """Give an okrug with an akim signed in, an open case, and a running quarter that was counted."""
    make.topic(session)
    unit = okrugs(session, 1)[0]
    akim = make.seat(session, unit=unit, role=Role.AKIM, on=clock.today())
    village = session.query(Territory).filter_by(parent_id=unit.id).one()
    make.request(session, village=village, now=clock.now() - timedelta(days=15))
    _answered(session, village, akim)
    roll_up(session, quarter_of(clock.today()), now=clock.now())
    session.commit()
    assert akim.user is not None
    sign_in(page, session, akim.user)
    return unit


def _answered(session: Session, village: Territory, akim: Actor) -> None:
    case = make.request(session, village=village, now=clock.now() - timedelta(days=4))
    given_ = make.answer(session, case, by=akim, now=clock.now() - timedelta(days=3))
    make.verdict(
        session,
        given_,
        by=make.actor(session, case.author),
        what=Verdict.SOLVED,
        rating=1,
        now=clock.now() - timedelta(days=1),
    )


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_office_sees_what_counts_next(page: Page, office: Territory, language: str) -> None:
    page.get("/office/numbers", query={"lang": language})

    assert any(re.search(r"/office/requests/\d+$", link) for link in page.links())
    assert any("/K1" in link for link in page.links())


def test_no_rating_of_one_person_is_on_the_page_or_in_a_list(page: Page, office: Territory) -> None:
    page.get("/office/numbers", query={"lang": "en"})
    assert "Satisfied with the answer 0" in " ".join(page.text.split())

    page.get(f"/office/numbers/{quarter_of(clock.today())}/K4", status=404)


def test_lists_of_other_periods_and_figures_are_not_found(page: Page, office: Territory) -> None:
    page.get("/office/numbers/yesterday/K1", status=404)
    page.get(f"/office/numbers/{quarter_of(clock.today())}/K9", status=404)


def test_after_publication_the_page_says_what_moved_and_where_it_lies(
    app: Flask, session: Session, page: Page
) -> None:
    units = okrugs(session, 6)
    akim = make.seat(session, unit=units[0], role=Role.AKIM, on=clock.today())
    last = quarter_of(clock.today()).shifted(-1)
    publish(session, dict.fromkeys(units, GOOD), period=str(last))
    publish(session, dict.fromkeys(units, GOOD), period=str(last.shifted(1)), version=0, state="preview")
    assert akim.user is not None
    sign_in(page, session, akim.user)

    page.get("/office/numbers", query={"lang": "en"})

    drawn = [one.get("id") for one in page.all("figure")]
    assert "funnel" in drawn
    assert "moved" not in drawn  # the ratings of the running quarter are not enough yet
    assert "The early limits are for you alone." in page.text


def test_a_published_figure_says_when_its_rows_changed(app: Flask, session: Session, page: Page) -> None:
    unit = okrugs(session, 1)[0]
    akim = make.seat(session, unit=unit, role=Role.AKIM, on=clock.today())
    publish(session, {unit: GOOD}, period="2025-Q3")
    assert akim.user is not None
    sign_in(page, session, akim.user)

    page.get("/office/numbers/2025-Q3/K1", query={"lang": "en"})

    assert parse("2025-Q3")
    assert "the rows have changed since it was frozen" in page.text


def stored(pairs: Pairs) -> dict[str, Any]:
    """Return figures of one okrug alone."""
    return figures(Board("2026-Q3", V1, [Row(1, "1", "all", pairs, raters=9)]))[1]


def test_what_moved_the_score_goes_step_by_step_from_then_to_now(app: Flask) -> None:
    before, after = parts(stored(GOOD), V1), parts(stored(GOOD | {"K1": (30, 50)}), V1, (20, 28))

    with app.test_request_context():
        told = moved(before, after, {"K1": "/K1"})

    assert told is not None
    assert told.rows[1][0].startswith('<a href="/K1">')
    assert len(told.rows) == 7
    points = [float(row[1].replace("−", "-").replace(",", ".")) for row in told.rows]
    assert sum(points[:-1]) == pytest.approx(points[-1])
    assert min(points[1:-1]) == points[1] < 0


def test_without_ratings_enough_there_is_no_picture_of_what_moved() -> None:
    assert parts(stored(GOOD), V1, (4, 5)) is None


@pytest.mark.parametrize(
    ("pair", "shown", "precision"),
    [
        pytest.param((20, 28), (18, 25), "few", id="the last full step stands for the whole"),
        pytest.param((20, 28), (0, 0), "none", id="no full step, no share"),
    ],
)
def test_the_ratings_of_a_running_quarter_are_those_of_full_steps(
    pair: tuple[int, int], shown: tuple[int, int], precision: str
) -> None:
    found = with_ratings(indicator(stored(GOOD | {"K4": pair}), "K4"), shown)

    assert (found["own"], found["precision"]) == ([*shown], precision)
    assert (found["raw"] is None) == (precision == "none")


def test_the_trend_needs_twelve_months_and_says_when_something_changed(app: Flask) -> None:
    calm = [(date(2025 + place // 12, place % 12 + 1, 1), Counts(8 + place % 2, 10)) for place in range(12)]
    fallen = [*calm[:-1], (calm[-1][0], Counts(1, 10))]

    with app.test_request_context(query_string={"lang": "en"}):
        short, told, alarmed = (in_time_trend(one) for one in (calm[:11], calm, fallen))

    assert short is None
    assert told is not None
    assert alarmed is not None
    assert len(told.rows) == 12
    assert alarmed.words != told.words


def test_months_of_the_trend_are_those_of_the_figures(session: Session, busy: Territory) -> None:
    calendar = calendar_of(session, parse("2026-07"), QUARTER.today)

    counted = own_cases.months(session, busy.id, QUARTER)
    waited = own_cases.waits(session, busy.id, QUARTER, calendar)

    figures = rolled(session, busy, "2026-Q3", now=NOW)
    assert [sum(one.k for _day, one in counted), sum(one.n for _day, one in counted)] == (
        indicator(figures, "K1")["own"]
    )
    assert [(day, one.cases) for day, one in waited] == [(day, one.n) for day, one in counted]


def test_the_page_takes_no_more_statements_with_more_cases(
    app: Flask, session: Session, page: Page, office: Territory
) -> None:
    village = session.query(Territory).filter_by(parent_id=office.id).one()
    few = statements(app, page, "/office/numbers")
    for _ in range(3):
        make.request(session, village=village, now=clock.now() - timedelta(days=10))
    session.commit()

    assert statements(app, page, "/office/numbers") == few <= 30
