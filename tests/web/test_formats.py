"""Dates, numbers and money in three languages."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from flask import Flask

from akimfeedback.core import clock
from akimfeedback.web import formats

THIS_YEAR = clock.today().year
NOVEMBER = date(THIS_YEAR, 11, 28)
CASES: list[tuple[str, Callable[[], str], str]] = [
    ("kk", lambda: formats.day(NOVEMBER), "28 қараша"),
    ("ru", lambda: formats.day(NOVEMBER), "28 ноября"),
    ("en", lambda: formats.day(NOVEMBER), "28 November"),
    ("kk", lambda: formats.day(date(2024, 2, 1)), "2024 ж. 1 ақпан"),
    ("ru", lambda: formats.day(date(2024, 2, 1)), "1 февраля 2024 года"),
    ("en", lambda: formats.day(date(2024, 2, 1)), "1 February 2024"),
    ("kk", lambda: formats.day_until(NOVEMBER), "28 қарашаға"),
    ("kk", lambda: formats.day_until(date(THIS_YEAR, 9, 1)), "1 қыркүйекке"),
    ("ru", lambda: formats.day_until(NOVEMBER), "28 ноября"),
    ("en", lambda: formats.day_until(NOVEMBER), "28 November"),
    ("kk", lambda: formats.day_in(NOVEMBER), "28 қарашада"),
    ("kk", lambda: formats.day_since(date(THIS_YEAR, 3, 5)), "5 наурыздан"),
    ("kk", lambda: formats.month(date(2026, 11, 1)), "2026 ж. қараша"),
    ("ru", lambda: formats.month(date(2026, 11, 1)), "ноябрь 2026 г."),
    ("en", lambda: formats.day_short(date(2026, 3, 5)), "05.03.2026"),
    ("kk", lambda: formats.moment(datetime(THIS_YEAR, 11, 7, 13, 42, tzinfo=UTC)), "7 қараша, 18:42"),
    ("kk", lambda: formats.number(1234567.89, 2), "1 234 567,89"),
    ("en", lambda: formats.number(1234567.89, 2), "1,234,567.89"),
    ("kk", lambda: formats.percent(0.83), "83%"),
    ("ru", lambda: formats.percent(0.83), "83 %"),
    ("en", lambda: formats.money(1250000), "1 250 000 ₸"),
    ("kk", lambda: formats.share_of(92, 100), "92 / 100"),
    ("kk", lambda: formats.phone_masked("+77011234567"), "+7 701 *** ** 67"),
    ("kk", lambda: formats.phone("+77011234567"), "+7 701 123 45 67"),
    ("ru", lambda: formats.days_ago(clock.today()), "сегодня"),
]


@pytest.mark.parametrize(("language", "write", "expected"), CASES, ids=[f"{c[0]}-{c[2]}" for c in CASES])
def test_it_is_written_so(small_app: Flask, language: str, write: Callable[[], str], expected: str) -> None:
    with small_app.test_request_context(f"/open?lang={language}"):
        written = write()

    assert written.replace(formats.NBSP, " ") == expected
    assert formats.NARROW not in written


def test_the_evening_in_greenwich_is_the_next_day_in_kazakhstan(small_app: Flask) -> None:
    with small_app.test_request_context("/open?lang=en"):
        assert formats.day(datetime(THIS_YEAR, 11, 28, 20, 0, tzinfo=UTC)) == f"29{formats.NBSP}November"
