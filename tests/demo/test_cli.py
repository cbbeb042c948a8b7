"""The commands a visitor of the demo types."""

from datetime import UTC, datetime, timedelta
from pkgutil import resolve_name

import click
import pytest
from flask import Flask

from akimfeedback.core import clock
from akimfeedback.core.settings import current_settings
from akimfeedback.demo import pictures
from akimfeedback.demo.cli import NIGHTLY, _moment


@pytest.mark.parametrize(
    ("written", "ahead"),
    [("+3d", timedelta(days=3)), ("+5h", timedelta(hours=5)), ("+20m", timedelta(minutes=20))],
    ids=["days", "hours", "minutes"],
)
def test_the_clock_moves_ahead_by(written: str, ahead: timedelta) -> None:
    assert abs(_moment(written) - clock.now() - ahead) < timedelta(seconds=5)


def test_a_time_without_a_zone_is_of_kazakhstan() -> None:
    assert _moment("2026-12-01T09:00") == datetime(2026, 12, 1, 4, 0, tzinfo=UTC)


@pytest.mark.parametrize("written", ["tomorrow", "+3x", "+d", "2026-13-01"])
def test_a_time_nobody_understands_is_refused(written: str) -> None:
    with pytest.raises(click.BadParameter, match="is not a time"):
        _moment(written)


def test_the_command_moves_the_clock_and_puts_it_back(app: Flask) -> None:
    runner = app.test_cli_runner()
    with app.app_context():
        path = current_settings().clock_file

    moved = runner.invoke(args=["demo", "clock", "2026-12-01T09:00"])
    there = path.exists()
    back = runner.invoke(args=["demo", "clock", "reset"])

    assert moved.exit_code == back.exit_code == 0
    assert there
    assert not path.exists()


def test_the_nights_in_between_are_jobs_of_the_house() -> None:
    assert all(callable(resolve_name(f"akimfeedback.{job}")) for job in NIGHTLY)


def test_every_picture_is_drawn_the_same_each_time() -> None:
    assert pictures.draw("pothole-1") == pictures.draw("pothole-1")
    assert pictures.draw("pothole-1") != pictures.draw("pothole-2")
