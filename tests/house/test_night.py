"""A night leans on what it did before: windows close before figures are counted, figures before seals."""

from itertools import pairwise

import pytest

from akimfeedback.demo.cli import NIGHTLY
from akimfeedback.schedule import SWEEPS

ORDER = (
    "appeals.jobs.close_windows",
    "programmes.jobs.mark_missed_duties",
    "kpi.jobs.roll_up_all",
    "kpi.jobs.freeze_due",
    "desk.jobs.check_journal",  # seals what the hourly look has not, then reads everything again
)
LATER = "kpi.signal_jobs.look_for_signals"


def minute_of(job: str) -> int:
    """Return the minute of the day a job runs at."""
    [at] = [sweep.at for sweep in SWEEPS if sweep.job == f"akimfeedback.{job}"]
    assert at is not None
    minute, hour, *_days = at.split()
    return int(hour) * 60 + int(minute)


@pytest.mark.parametrize(("before", "after"), list(pairwise((*ORDER, LATER))))
def test_the_night_runs_in_the_order_its_jobs_lean_on_each_other(before: str, after: str) -> None:
    assert minute_of(before) < minute_of(after)


@pytest.mark.parametrize(("before", "after"), list(pairwise((*ORDER, LATER))))
def test_a_moved_clock_lives_through_the_same_order(before: str, after: str) -> None:
    assert NIGHTLY.index(before) < NIGHTLY.index(after)
