"""Peer groups: bands, merging, and what must hold for any district."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from akimfeedback.kpi.peers import Okrug, distance_band, group_of, peer_groups, population_band

NEAR, MIDDLE, FAR = 10.0, 60.0, 150.0
OKRUGS = st.lists(
    st.tuples(
        st.none() | st.integers(1, 9000),
        st.none() | st.floats(0, 300),
    ),
    max_size=120,
).map(lambda rows: [Okrug(f"{place:09d}", *row) for place, row in enumerate(rows)])


def okrugs(*cells: tuple[int, int | None, float | None]) -> list[Okrug]:
    """Return `count` okrugs for each (count, population, distance)."""
    found = [(people, far) for count, people, far in cells for _ in range(count)]
    return [Okrug(f"{place:09d}", people, far) for place, (people, far) in enumerate(found)]


def sizes(found: list[Okrug]) -> dict[str, int]:
    """Return the size of each group by name."""
    return {group.name: len(group.okrugs) for group in peer_groups(found)}


@pytest.mark.parametrize(
    ("population", "band"),
    [(0, 0), (499, 0), (500, 1), (999, 1), (1000, 2), (1999, 2), (2000, 3), (4999, 3), (5000, 4), (None, 5)],
)
def test_population_bands(population: int | None, band: int) -> None:
    assert population_band(population) == band


@pytest.mark.parametrize(
    ("distance", "band"),
    [(0.0, 0), (29.9, 0), (30.0, 1), (100.0, 1), (100.1, 2), (None, 3)],
)
def test_distance_bands(distance: float | None, band: int) -> None:
    assert distance_band(distance) == band


@pytest.mark.parametrize(
    ("cells", "groups"),
    [
        ([], {}),
        ([(14, 700, NEAR)], {"all": 14}),
        ([(15, 700, NEAR)], {"500-999.near": 15}),
        ([(15, 700, NEAR), (15, 700, FAR)], {"500-999.near": 15, "500-999.far": 15}),
        (
            [(16, 700, NEAR), (5, 700, MIDDLE), (17, 700, FAR)],
            {"500-999.near+middle": 21, "500-999.far": 17},
        ),
        (
            [(18, 700, NEAR), (5, 700, MIDDLE), (17, 700, FAR)],
            {"500-999.near": 18, "500-999.middle+far": 22},
        ),
        (
            [(16, 700, NEAR), (5, 700, MIDDLE), (3, 700, None)],
            {"500-999.near+middle+distance-unknown": 24},
        ),
        (
            [(16, 700, NEAR), (5, 700, MIDDLE), (20, 700, None)],
            {"500-999.near+middle": 21, "500-999.distance-unknown": 20},
        ),
        (
            [(8, 300, NEAR), (9, 700, NEAR), (20, 1500, NEAR)],
            {"under-500+500-999.near": 17, "1000-1999.near": 20},
        ),
        (
            [(20, 1500, NEAR), (6, 6000, NEAR)],
            {"1000-1999+5000-up.near": 26},
        ),
        (
            [(20, 1500, NEAR), (6, None, NEAR)],
            {"1000-1999+people-unknown.near": 26},
        ),
        (
            [(20, 1500, NEAR), (16, None, NEAR)],
            {"1000-1999.near": 20, "people-unknown.near": 16},
        ),
        (
            [(6, 1500, NEAR), (16, None, NEAR)],
            {"1000-1999+people-unknown.near": 22},
        ),
        ([(15, None, None)], {"people-unknown.distance-unknown": 15}),
    ],
    ids=[
        "nobody", "too few", "one cell", "two cells", "the middle joins the smaller side",
        "the middle joins the other smaller side", "unknown distance last", "enough unknown distances",
        "bands upward", "the top band downward", "unknown people last", "enough unknown people",
        "few known beside many unknown", "only unknown",
    ],
)  # fmt: skip
def test_merging(cells: list[tuple[int, int | None, float | None]], groups: dict[str, int]) -> None:
    assert sizes(okrugs(*cells)) == groups


@given(OKRUGS)
def test_each_okrug_is_in_one_group_that_is_big_enough(found: list[Okrug]) -> None:
    groups = peer_groups(found)
    katos = [kato for group in groups for kato in group.okrugs]

    assert sorted(katos) == [okrug.kato for okrug in found]
    assert len({group.name for group in groups}) == len(groups)
    assert len(groups) <= 1 or all(len(group.okrugs) >= 15 for group in groups)


@given(OKRUGS)
def test_the_order_of_okrugs_does_not_matter(found: list[Okrug]) -> None:
    assert group_of(peer_groups(found)) == group_of(peer_groups(reversed(found)))
