"""The only place that asks what time it is; the demo and the tests may move it."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

KAZAKHSTAN = ZoneInfo("Asia/Almaty")

_NO_SHIFT = timedelta(0)


class _Clock:
    """Real time plus a shift; the shift is asked each time, so that all processes agree."""

    def __init__(self) -> None:
        self.shift: Callable[[], timedelta] = lambda: _NO_SHIFT


_clock = _Clock()


def now() -> datetime:
    """Return the present moment, aware, in UTC."""
    return datetime.now(UTC) + _clock.shift()


def local_day(moment: datetime) -> date:
    """Return the Kazakhstan day of a moment; legal days are Kazakhstan days."""
    return moment.astimezone(KAZAKHSTAN).date()


def today() -> date:
    """Return today's date in Kazakhstan."""
    return local_day(now())


def follow_shift_file(path: Path) -> None:
    """Read the shift in seconds from a file, so that the demo moves in every process at once."""
    _clock.shift = lambda: _shift_in(path)


def _shift_in(path: Path) -> timedelta:
    try:
        return timedelta(seconds=float(path.read_text(encoding="ascii")))
    except FileNotFoundError:
        return _NO_SHIFT


def move_to(moment: datetime, path: Path) -> None:
    """Make `moment` the present by writing the shift file; demo and tests only."""
    shift = moment - datetime.now(UTC)
    path.write_text(str(shift.total_seconds()), encoding="ascii")
