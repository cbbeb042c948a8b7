"""A draft tried on a board: the same draft moves nothing, and what hangs on one choice is flagged."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from akimfeedback.kpi.dry_run import CHOICES, rank_correlation, summary, try_quarter
from akimfeedback.kpi.figures import Board, Row, figures
from akimfeedback.kpi.method import V1, Method

DRAFT = replace(V1, version="v2")
PAIRS = {"K1": (33, 40), "K2": (20, 40), "K3": (12, 20), "K4": (13, 20), "K5": (8, 10)}


def okrug(place: int, **pairs: tuple[int, int]) -> Row:
    """Return an okrug of one group with enough raters."""
    return Row(place, f"99{place:07d}", "all", PAIRS | pairs, raters=9, raters_pooled=9)


def board(*rows: Row) -> Board:
    """Return a quarter of some okrugs under v1."""
    return Board("2026-Q3", V1, rows)


MIXED = board(*(okrug(place, K1=(20 + 2 * place, 40), K3=(20 - 2 * place, 20)) for place in range(10)))
EVERYBODY = frozenset(range(10))


def weighing(**weights: float) -> Method:
    """Return a draft with other weights."""
    return replace(
        DRAFT,
        indicators=tuple(replace(one, weight=weights.get(one.code, one.weight)) for one in V1.indicators),
    )


def tried(draft: Method = DRAFT, quarter: Board = MIXED, **more: Any) -> Mapping[str, Any]:
    """Return one quarter tried and summed."""
    return summary({"2026-Q3": try_quarter(quarter, draft, more.get("shown", EVERYBODY))})


def test_a_draft_equal_to_the_method_moves_nothing() -> None:
    found = try_quarter(MIXED, DRAFT, EVERYBODY)

    assert all(before == after and old == new for _id, before, after, old, new, _shares in found["rows"])
    assert all(old == new for *_rest, shares in found["rows"] for old, new in shares.values())
    (quarter,) = summary({"2026-Q3": found})["quarters"]
    assert (quarter["scored_before"], quarter["scored_after"]) == (10, 10)
    assert (quarter["mean"], quarter["largest"], quarter["words_changed"]) == (0.0, 0.0, 0)


def test_rows_hold_what_the_figures_say_before_and_after() -> None:
    draft = weighing(K1=0.10, K3=0.45)
    found = try_quarter(MIXED, draft, EVERYBODY)
    before, after = figures(MIXED), figures(replace(MIXED, method=draft))

    for territory_id, old, new, *_words, shares in found["rows"]:
        assert old == before[territory_id]["score"]["value"]
        assert new == after[territory_id]["score"]["value"]
        assert shares["K3"] == [one[territory_id]["indicators"][2]["shrunk"][0] for one in (before, after)]


def test_only_what_is_published_gets_a_row() -> None:
    found = try_quarter(MIXED, DRAFT, {2, 5})

    assert [row[0] for row in found["rows"]] == [2, 5]
    assert found["okrugs"] == 2
    assert found["ceiling"]["K1"][1] == 10  # judged over all


def test_a_dropped_indicator_has_no_share_afterwards() -> None:
    left = [replace(one, weight=one.weight / 0.9) for one in V1.indicators if one.code != "K2"]

    found = try_quarter(MIXED, replace(DRAFT, indicators=tuple(left)), EVERYBODY)

    shares = found["rows"][0][-1]
    assert shares["K2"][0] is not None
    assert shares["K2"][1] is None
    assert "K2" not in found["ceiling"]


def test_two_indicators_that_say_the_same_are_flagged() -> None:
    alike = board(*(okrug(place, K1=(20 + place, 40), K3=(8 + place, 20)) for place in range(10)))

    found = tried(quarter=alike)

    assert ["K1", "K3", pytest.approx(1.0)] in found["overlap"]
    assert ["overlap", "K1", "K3"] in found["flags"]
    assert not [flag for flag in tried()["flags"] if flag[0] == "overlap"]


@pytest.mark.parametrize(("full", "flagged"), [(9, True), (5, True), (4, False)])
def test_an_indicator_everybody_has_full_is_flagged(full: int, flagged: bool) -> None:
    rows = [okrug(place, K5=(10, 10) if place < full else (5, 10)) for place in range(9)]

    found = tried(quarter=board(*rows))

    assert found["ceiling"]["K5"] == [full, 9]
    assert (["ceiling", "K5"] in found["flags"]) is flagged


def test_a_choice_that_carries_the_words_is_flagged() -> None:
    extreme = [okrug(place, K1=(395, 400), K5=(20, 400)) for place in range(5)]
    extreme += [okrug(place, K1=(200, 400), K5=(390, 400)) for place in range(5, 10)]
    draft = weighing(K1=0.92, K2=0.02, K3=0.02, K4=0.02, K5=0.02)

    found = tried(draft, board(*extreme), shown=range(10))

    choice = found["choices"]["equal"]
    assert choice["worded"] == 10
    assert choice["crossed"] > 10 / 3
    assert choice["shift"] > 0
    assert ["choice", "equal"] in found["flags"]


def test_a_draft_that_weighs_all_the_same_does_not_hang_on_weights() -> None:
    found = tried(weighing(K1=0.2, K2=0.2, K3=0.2, K4=0.2, K5=0.2))

    assert found["choices"]["equal"] == {"worded": 10, "crossed": 0, "shift": 0.0}
    assert set(found["choices"]) == set(CHOICES)


def test_too_few_okrugs_give_no_words_and_no_overlap() -> None:
    found = tried(quarter=board(okrug(0), okrug(1, K1=(30, 40))), shown={0, 1})

    assert found["overlap"] == []
    assert {one["worded"] for one in found["choices"].values()} == {0}
    assert found["flags"] == []


def test_an_okrug_without_a_score_stays_without_one() -> None:
    found = tried(quarter=board(okrug(0, K1=(3, 3)), okrug(1)), shown={0, 1})

    (quarter,) = found["quarters"]
    assert (quarter["okrugs"], quarter["scored_before"], quarter["scored_after"]) == (2, 1, 1)


def test_quarters_are_put_together() -> None:
    one = try_quarter(MIXED, DRAFT, EVERYBODY)

    found = summary({"2026-Q3": one, "2026-Q2": one})

    assert [quarter["period"] for quarter in found["quarters"]] == ["2026-Q2", "2026-Q3"]
    assert found["ceiling"]["K1"] == [2 * number for number in one["ceiling"]["K1"]]
    assert found["choices"]["equal"]["worded"] == 20


@pytest.mark.parametrize(
    ("pairs", "value"),
    [
        ([(1, 1), (2, 2), (3, 3)], 1.0),
        ([(1, 3), (2, 2), (3, 1)], -1.0),
        ([(1, 1), (2, 1), (3, 1)], None),
        ([(1, 2), (2, 1), (3, 4), (4, 3)], 0.6),
        ([(1, 1), (1, 2), (2, 3)], 0.8660254037844387),
    ],
    ids=["same", "turned", "flat", "known", "ties"],
)
def test_rank_correlation(pairs: list[tuple[float, float]], value: float | None) -> None:
    found = rank_correlation(pairs)

    assert found == (None if value is None else pytest.approx(value))
