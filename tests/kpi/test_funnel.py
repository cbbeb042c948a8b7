"""Funnel limits: golden figures, Spiegelhalter's over-dispersion, false alarms, and who lies where."""

from math import sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from akimfeedback.kpi.funnel import (
    EARLY,
    PUBLIC,
    Dispersion,
    Place,
    dispersion,
    exact_limits,
    limits,
    place,
    public_place,
    widened_limits,
    winsorised,
    z_score,
)
from akimfeedback.kpi.scores import Counts

GOLDEN = [  # cases, lower limits at a target of 85 %: 95, 99.8, and 99.8 widened by τ = .06
    (10, "60.0", "40.0", "45.5"),
    (20, "70.0", "55.0", "54.1"),
    (40, "72.5", "65.0", "59.5"),
    (80, "76.2", "71.2", "62.7"),
    (160, "79.4", "75.6", "64.5"),
]
QUIET = Dispersion(0.85, 1.0, 0.0)


@pytest.mark.parametrize(("n", "early", "public", "wide"), GOLDEN)
def test_golden_limits(n: int, early: str, public: str, wide: str) -> None:
    found = (
        exact_limits(n, 0.85, EARLY).low,
        exact_limits(n, 0.85, PUBLIC).low,
        widened_limits(n, 0.85, 0.06, PUBLIC).low,
    )

    assert tuple(f"{100 * one:.1f}" for one in found) == (early, public, wide)


# twelve okrugs worked by hand in a sheet: z, a tenth drawn in on each side, φ, τ², z*
TWELVE = [
    Counts(*pair)
    for pair in (
        (45, 50), (38, 40), (70, 80), (41, 60), (27, 30), (88, 100),
        (33, 50), (52, 70), (19, 20), (61, 75), (50, 66), (72, 90),
    )
]  # fmt: skip


def test_over_dispersion_step_by_step() -> None:
    target = sum(one.k for one in TWELVE) / sum(one.n for one in TWELVE)
    z = sorted((one.k / one.n - target) / sqrt(target * (1 - target) / one.n) for one in TWELVE)
    drawn = [z[1], *z[1:-1], z[-2]]
    phi = sum(value**2 for value in drawn) / 12
    w = [one.n / (target * (1 - target)) for one in TWELVE]
    tau = sqrt((12 * phi - 11) / (sum(w) - sum(part**2 for part in w) / sum(w)))

    found = dispersion(TWELVE)

    assert found is not None
    assert (found.target, found.phi, found.tau) == pytest.approx((target, phi, tau))
    assert found.tau > 0.03
    worst = min(TWELVE, key=lambda one: z_score(one, target))
    assert abs(z_score(worst, target, found.tau)) < abs(z_score(worst, target))


def test_the_worst_of_twelve_is_no_outlier_once_widened() -> None:
    worst, widened = Counts(44, 66), Dispersion(0.8124, 1.9, 0.0614)

    assert f"{z_score(worst, 0.8124):.2f}" == "-3.03"
    assert f"{z_score(worst, 0.8124, 0.0614):.2f}" == "-1.87"
    assert place(worst, Dispersion(0.8124, 1.0, 0.0)) is Place.EARLY_BELOW
    assert place(worst, widened) is Place.INSIDE


@pytest.mark.parametrize(
    ("counts", "found"),
    [
        (Counts(17, 20), Place.INSIDE),
        (Counts(14, 20), Place.INSIDE),
        (Counts(13, 20), Place.EARLY_BELOW),
        (Counts(11, 20), Place.EARLY_BELOW),
        (Counts(10, 20), Place.BELOW),
        (Counts(160, 160), Place.ABOVE),
        (Counts(0, 0), Place.INSIDE),
    ],
)
def test_where_an_okrug_lies(counts: Counts, found: Place) -> None:
    assert place(counts, QUIET) is found


def test_the_early_look_is_not_public() -> None:
    assert public_place(Place.EARLY_BELOW) is Place.INSIDE
    assert public_place(Place.BELOW) is Place.BELOW


@pytest.mark.parametrize(
    "okrugs",
    [[Counts(5, 6)] * 4, [Counts(0, 0)] * 9, [Counts(6, 6)] * 9, [Counts(0, 6)] * 9],
    ids=["four okrugs", "no cases", "all in time", "none in time"],
)
def test_no_funnel_where_nothing_can_differ(okrugs: list[Counts]) -> None:
    assert dispersion(okrugs) is None


def test_winsorising_draws_in_whole_okrugs() -> None:
    assert winsorised([3, 1, 2]) == [1, 2, 3]
    assert winsorised([*range(9), 100]) == [1, 1, 2, 3, 4, 5, 6, 7, 8, 8]


COUNTS = st.integers(1, 80).flatmap(lambda n: st.integers(0, n).map(lambda k: Counts(k, n)))


@given(st.lists(COUNTS, min_size=5, max_size=30))
def test_the_order_of_okrugs_changes_no_digit_of_the_funnel(okrugs: list[Counts]) -> None:
    assert dispersion(okrugs) == dispersion(okrugs[::-1])


@given(st.integers(1, 300), st.floats(0.05, 0.95), st.floats(0, 0.2))
def test_public_limits_are_never_narrower_and_hold_the_target(n: int, target: float, tau: float) -> None:
    spread = Dispersion(target, 1.0, tau)
    early, public = limits(n, spread, EARLY), limits(n, spread, PUBLIC)

    assert public.low <= early.low
    assert early.high <= public.high
    assert public.low <= target + 1e-12
    assert public.high >= target - 1e-12


@pytest.mark.slow
def test_chance_alone_raises_few_public_alarms() -> None:
    draw = np.random.default_rng(5)
    n = draw.integers(10, 120, 2300)
    k = draw.binomial(n, 0.8)
    spread = Dispersion(0.8, 1.0, 0.0)
    found = [place(Counts(int(a), int(b)), spread) for a, b in zip(k, n, strict=True)]

    assert sum(one in (Place.ABOVE, Place.BELOW) for one in found) <= 12  # 4.6 expected at most
    assert sum(one is not Place.INSIDE for one in found) <= 150  # 115 expected at most
