"""The ladder of initiatives, backers, terms and what the state's portal asks, number by number."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from akimfeedback.law import initiatives as law
from akimfeedback.law.initiatives import Rung, Step

TODAY = date(2026, 9, 15)
people = st.integers(0, 2_000_000)


@pytest.mark.parametrize(("residents", "answer", "agenda", "positions"), [
    (0, 10, 10, 10),
    (40, 10, 10, 10),
    (50, 10, 10, 12),
    (100, 10, 15, 25),
    (150, 13, 22, 37),
    (300, 18, 35, 52),
    (500, 23, 45, 68),
    (800, 29, 57, 85),
    (1_000, 32, 64, 95),
    (2_000, 45, 90, 135),
    (3_000, 55, 110, 165),
    (5_000, 71, 142, 213),
    (10_000, 100, 200, 300),
    (1_000_000, 1_000, 2_000, 3_000),
])  # fmt: skip
def test_the_ladder_grows_with_the_root_of_the_residents(
    residents: int, answer: int, agenda: int, positions: int
) -> None:
    needed = {rung: step.needed for step in law.ladder(residents) for rung in step.rungs}
    assert needed == {Rung.ANSWER: answer, Rung.AGENDA: agenda, Rung.POSITIONS: positions}


@pytest.mark.parametrize(("residents", "steps"), [
    (40, [Step(10, (Rung.ANSWER, Rung.AGENDA, Rung.POSITIONS))]),
    (50, [Step(10, (Rung.ANSWER, Rung.AGENDA)), Step(12, (Rung.POSITIONS,))]),
    (None, [Step(30, (Rung.ANSWER,))]),
])  # fmt: skip
def test_equal_rungs_are_one_step_and_an_unknown_population_has_one(
    residents: int | None, steps: list[Step]
) -> None:
    assert list(law.ladder(residents)) == steps


@given(people)
def test_a_ladder_rises_stays_below_its_caps_and_never_below_ten(residents: int) -> None:
    steps = law.ladder(residents)
    assert [step.needed for step in steps] == sorted({step.needed for step in steps})
    assert sum(len(step.rungs) for step in steps) == 3
    for rule in law.LADDER:
        needed = law.threshold(rule, residents)
        assert needed >= 10
        assert needed == 10 or needed * 100 <= residents * rule.cap_percent


@given(people, people)
def test_more_residents_never_need_fewer_supporters(one: int, other: int) -> None:
    few, many = sorted((one, other))
    for rule in law.LADDER:
        assert law.threshold(rule, few) <= law.threshold(rule, many)
    assert law.backers_needed(few) <= law.backers_needed(many)


def test_a_negative_population_is_refused() -> None:
    with pytest.raises(ValueError, match="not negative"):
        law.threshold(law.LADDER[0], -1)


@pytest.mark.parametrize(("residents", "needed"), [
    (0, 3), (499, 3), (500, 4), (999, 4), (1_000, 5), (1_999, 5), (2_000, 6), (4_999, 6), (5_000, 7),
    (90_000, 7), (None, 5),
])  # fmt: skip
def test_backers_follow_the_bands_of_peers(residents: int | None, needed: int) -> None:
    assert law.backers_needed(residents) == needed


@pytest.mark.parametrize(("okrug", "district", "needs"), [
    (1_000, 30_000, (50, 3_000)),
    (1_001, 30_001, (51, 3_001)),
    (60_000, 90_000, (2_500, 5_000)),
    (None, None, (None, None)),
])  # fmt: skip
def test_the_portal_asks_a_part_of_at_most_fifty_thousand_people(
    okrug: int | None, district: int | None, needs: tuple[int | None, int | None]
) -> None:
    found = law.portal_needs(okrug, district)
    assert (found.admission, found.okrug, found.district_maslikhat) == (50, *needs)


@pytest.mark.parametrize(("born", "adult"), [(2007, True), (2008, True), (2009, False), (1930, True)])
def test_an_adult_is_eighteen_in_the_running_year(born: int, *, adult: bool) -> None:
    assert law.is_adult(born, TODAY) is adult


@pytest.mark.parametrize(("rule", "length"), [
    ("L-33", 5), ("L-34", 6), ("L-35", 20), ("L-36", 1), ("L-37", 3), ("L-38", 12), ("L-39", 14),
    ("L-40", 24), ("L-41", 7), ("L-42", 30), ("L-43", 20), ("L-44", 180), ("L-45", 60), ("L-46", 30),
])  # fmt: skip
def test_every_term_is_in_force(rule: str, length: int) -> None:
    assert law.term(rule, TODAY) == length


def test_an_unknown_term_is_an_error() -> None:
    with pytest.raises(LookupError):
        law.term("L-99", TODAY)
