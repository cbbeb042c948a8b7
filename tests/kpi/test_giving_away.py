"""No sum over quarters, beside those quarters, tells fewer than five ratings."""

from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from akimfeedback.kpi import queries
from akimfeedback.kpi.disclosure import gives_away, hides
from akimfeedback.kpi.figures import Board, Pairs, Row, figures
from akimfeedback.kpi.method import V1
from akimfeedback.kpi.periods import parse
from akimfeedback.kpi.service.freezing import freeze
from tests import make
from tests.kpi.published import okrugs
from tests.kpi.registers import indicator, lines, load

NOW = datetime.fromisoformat("2027-03-01T12:00:00+05:00")


@pytest.mark.parametrize(
    ("parts", "tells"),
    [
        pytest.param([13, 1], True, id="one beside a public quarter"),
        pytest.param([1, 14, 12, 30], True, id="one beside three"),
        pytest.param([2, 2, 12], True, id="four together"),
        pytest.param([2, 3, 12], False, id="five together"),
        pytest.param([0, 13], False, id="nobody's"),
        pytest.param([13, 12], False, id="all public by themselves"),
        pytest.param([4, 6], False, id="none public by itself"),
        pytest.param([], False, id="nothing"),
    ],
)
def test_a_sum_gives_away_what_the_public_parts_leave(parts: list[int], tells: bool) -> None:
    assert gives_away(parts, 10) is tells


@pytest.mark.parametrize(("untold", "precision"), [(frozenset({"K4"}), "none"), (frozenset(), "pooled")])
def test_four_quarters_that_would_tell_too_much_have_no_share(untold: frozenset[str], precision: str) -> None:
    own: Pairs = {"K1": (40, 50), "K2": (9, 50), "K3": (20, 30), "K4": (1, 1), "K5": (0, 0)}
    row = Row(1, "1", "all", own, ({"K4": (10, 14)},), raters=1, raters_pooled=15, untold=untold)

    found = figures(Board("2026-Q3", V1, [row]))[1]

    rated = indicator(found, "K4")
    assert rated["precision"] == precision
    assert hides(rated, 1) is bool(untold)
    assert (found["score"] is None) is bool(untold)


def test_a_half_year_does_not_tell_the_one_rating_of_a_quarter(session: Session) -> None:
    make.topic(session)
    unit = okrugs(session, 1)[0]
    late = lines(13, received="2026-09-21", answered="2026-09-24", prefix="B", rating=4)
    load(session, unit, [*lines(1, prefix="A", rating=1), *late], now=NOW)
    for period in ("2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4", "2026-H1", "2026-H2", "2026"):
        freeze(session, parse(period), now=NOW)
    shown = {}
    for period in ("2026-Q3", "2026-Q4", "2026-H2", "2026"):
        snapshot = queries.published(session, unit.id, period)
        assert snapshot is not None
        rated = indicator(snapshot.figures, "K4")
        shown[period] = (rated["n"], hides(rated, None if "Q" not in period else 13))

    assert shown == {"2026-Q3": (1, True), "2026-Q4": (13, False), "2026-H2": (14, True), "2026": (14, True)}
