"""The base calendar against what other public calendars say, where they were found right."""

import csv
import json
import os
from datetime import date
from pathlib import Path

import pytest

from akimfeedback.law.official_days import calendar_for
from akimfeedback.law.workdays import is_working_day

SHARED = Path(os.environ.get("AKF_SHARED") or Path(__file__).resolve().parents[3] / "shared")
FILES = SHARED / "data" / "calendar"

pytestmark = pytest.mark.skipif(not FILES.is_dir(), reason="the shared data are not at hand")


def test_every_day_agrees_with_the_compared_table() -> None:
    with (FILES / "kz_days_off_compared_2024_2025.csv").open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    calendar = calendar_for([2024, 2025])

    wrong = [
        row["date"]
        for row in rows
        if row["holidays_0_109"] in ("off", "work", "working")
        and is_working_day(date.fromisoformat(row["date"]), calendar) != (row["holidays_0_109"] != "off")
        and not _weekend(row["date"])
    ]

    assert rows
    assert wrong == []


@pytest.mark.parametrize(
    ("year", "missing"),
    [(2024, {"2024-05-08", "2024-05-04"}), (2025, set())],
)
def test_weekdays_off_agree_with_an_independent_calendar(year: int, missing: set[str]) -> None:
    said = json.loads((FILES / f"isdayoff_kz{year}.json").read_text(encoding="utf-8"))
    theirs = {f"{year}-{day[:2]}-{day[2:]}" for day in said["dayoff"]}
    calendar = calendar_for([year])

    ours = {str(day) for day in calendar.days_off if day.weekday() < 5}

    assert ours - missing == {day for day in theirs if not _weekend(day)} - missing


def _weekend(day: str) -> bool:
    return date.fromisoformat(day).weekday() >= 5
