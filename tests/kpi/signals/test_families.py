"""What each family of signals looks at, where it begins to look, and that its shortcuts change nothing."""

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from akimfeedback.kpi.signals import bursts, gaps, intake, shares, stamps, texts, topics
from akimfeedback.kpi.signals.days import last_day_part
from akimfeedback.kpi.signals.gaps import NOTHING, Words
from akimfeedback.kpi.signals.intake import Intake
from akimfeedback.kpi.signals.stamps import Stamp

MONTH = 22
ANSWER = "Көшедегі шам тексерілді электрик келіп шамды ауыстырды енді жарық жанып тұр рахмет хабарлағаныңызға"


def evenly(count: int, step: float = 3_600.0) -> list[float]:
    return [place * step for place in range(count)]


def test_a_burst_across_the_round_ten_minutes_is_found_whole() -> None:
    moments = [*evenly(20, 86_400.0), *(895.0 + 40 * place for place in range(8))]
    found = bursts.fullest(sorted(moments))

    assert found is not None
    assert found.count == 8
    assert found.begins == 900 - 300


def test_nine_answers_in_ten_minutes_stand_out_and_five_do_not() -> None:
    nine = bursts.burst_part("burst", [*evenly(30), *([50_000.0] * 9)], list(range(39)), MONTH, 6)
    five = bursts.burst_part("burst", [*evenly(30), *([50_000.0] * 5)], list(range(35)), MONTH, 6)

    assert nine is not None
    assert nine.p < 1e-6
    assert set(nine.rows) >= set(range(30, 39))
    assert five is not None
    assert five.p == 1.0


def test_a_month_with_fewer_answers_than_a_burst_is_not_looked_at() -> None:
    assert bursts.burst_part("burst", [1.0] * 5, list(range(5)), MONTH, 6) is None
    assert bursts.fullest([]) is None


@given(st.lists(st.floats(0, 50_000), min_size=1, max_size=40))
def test_the_fullest_window_holds_what_it_says(moments: list[float]) -> None:
    found = bursts.fullest(moments)

    assert found is not None
    assert len(found.places) == found.count >= 1
    inside = [moments[place] for place in found.places]
    assert max(inside) - min(inside) < bursts.WINDOW_SECONDS


def test_four_quick_ratings_are_never_told_and_ten_of_twelve_are() -> None:
    four = bursts.quick_part([60.0] * 4 + [9_000.0] * 8, list(range(12)), 0.05)
    ten = bursts.quick_part([60.0] * 10 + [9_000.0] * 2, list(range(12)), 0.05)

    assert four is not None
    assert four.p == 1.0
    assert ten is not None
    assert ten.p < 1e-9
    assert ten.rows == tuple(range(10))


def test_equal_answers_are_twins_whatever_case_and_points() -> None:
    found = texts.twins([ANSWER, ANSWER.upper() + "!", "Су құбыры жөнделді, ертең қосылады деп күтеміз."])

    assert (found.k, found.n) == (2, 3)
    assert found.pairs == ((0, 1),)
    assert found.pair_share == pytest.approx(1 / 3)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.lists(st.sampled_from(["жол", "шам", "су", "қар"]), max_size=12).map(" ".join), max_size=14)
)
def test_the_shortcut_by_length_loses_no_pair(written: list[str]) -> None:
    runs = [texts.shingles(text) for text in written]
    pairs = list(combinations(range(len(runs)), 2))
    alike = [pair for pair in pairs if texts.likeness(runs[pair[0]], runs[pair[1]]) > texts.ALIKE_ABOVE]
    found = texts.twins(written)

    assert found.k == len({place for pair in alike for place in pair})
    assert found.pair_share == pytest.approx(len(alike) / len(pairs) if pairs else 0.0)


def test_of_many_answers_two_hundred_evenly_spread_are_compared() -> None:
    places = texts.spread(1_000)

    assert len(places) == texts.MOST_TEXTS
    assert places[0] == 0
    assert places[-1] == 995
    assert texts.twins([ANSWER] * 1_000).n == texts.MOST_TEXTS


def test_a_gap_that_is_usual_everywhere_is_no_signal() -> None:
    here, everywhere = Words(200, 192, 60, 46, 3), Words(20_000, 19_200, 6_000, 4_600, 300)
    alone, usual = gaps.gap_part(here, NOTHING), gaps.gap_part(here, everywhere)

    assert alone is not None
    assert alone.p < 2e-6
    assert usual is not None
    assert usual.p > 0.4


def test_few_verdicts_are_no_gap() -> None:
    assert gaps.gap_part(Words(200, 192, 9, 1, 3), NOTHING) is None
    assert gaps.reopened_part(Words(9, 9, 9, 1, 8), 0.06) is None


@pytest.mark.parametrize(
    ("watched", "k", "n", "usual", "p"),
    [
        (shares.DECLINED, 14, 25, 0.3, 0.006),
        (shares.DECLINED, 4, 10, 0.01, 1.0),
        (shares.DECLINED, 9, 9, 0.3, None),
        (shares.WITHDRAWN_AFTER, 2, 3, 0.01, 1.0),
        (shares.WITHDRAWN_AFTER, 6, 6, 0.1, 1e-6),
        (shares.NOT_ASKED, 3, 20, 0.001, 1.1e-6),
        (shares.NOT_ASKED, 20, 20, 0.95, None),
    ],
    ids=["far above", "few hits", "few cases", "two people", "six of six", "three not asked", "an outage"],
)
def test_shares(watched: shares.Watched, k: int, n: int, usual: float, p: float | None) -> None:
    part = shares.share_part(watched, k, n, usual)

    assert (part is None) is (p is None)
    assert part is None or part.p == pytest.approx(p, rel=0.1)


def test_work_towards_a_date_is_no_signal_where_all_do_so() -> None:
    habit = last_day_part(34, 6, 60, usual=0.55)
    alone = last_day_part(34, 6, 60, usual=0.15)

    assert habit is not None
    assert habit.p > 0.3
    assert alone is not None
    assert alone.p == pytest.approx(4.2e-6, rel=0.05)


def test_few_requests_are_told_only_against_five_others_who_are_known() -> None:
    like = {unit: Intake(24, 2_000) for unit in range(6)}
    silent = like | {0: Intake(9, 2_000)}

    assert intake.parts({unit: like[unit] for unit in range(5)}) == {}
    found = intake.parts(silent)
    assert found[0].expected == pytest.approx(24)
    assert found[0].p == pytest.approx(4.0e-4, rel=0.1)
    assert all(found[unit].p > 0.2 for unit in range(1, 6))


def test_okrugs_that_differ_much_among_themselves_make_a_low_count_ordinary() -> None:
    wild = {unit: Intake(count, 2_000) for unit, count in enumerate((9, 4, 60, 14, 41, 16, 33))}

    assert intake.parts(wild)[0].p > 0.1


def test_topics_moved_both_ways_are_corrections() -> None:
    both, away, few = topics.moved_part(5, 5), topics.moved_part(10, 0), topics.moved_part(4, 0)

    assert both is not None
    assert both.p > 0.5
    assert away is not None
    assert away.p == pytest.approx(0.5**10)
    assert few is None


def test_one_changed_time_is_enough() -> None:
    parts = stamps.stamp_parts([(Stamp.ANSWERED, 7), (Stamp.ANSWERED, 7), (Stamp.FILED, 3)])

    assert [(part.name, part.rows, part.p) for part in parts] == [
        ("answered", (7,), 0.0),
        ("filed", (3,), 0.0),
    ]
