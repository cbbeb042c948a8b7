"""Names people type, and the thermometer drawn of numbers. Pure."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from akimfeedback.petitions.bar import Mark, bar
from akimfeedback.petitions.names import is_name, short_name


@pytest.mark.parametrize(
    ("typed", "is_one"),
    [
        ("Айгүл", True),
        ("Айгүл Сейітова", True),
        ("Айгүл С.", True),
        ("Әл-Фараби Абу Насыр", True),
        ("О'Коннор", True),
        ("Анна Мария", True),
        ("А", False),
        ("", False),
        ("Айгүл 2", False),
        ("site.kz", False),
        ("http://site", False),
        ("www.site.kz келіңіз", False),
        ("@aigul", False),
        ("=cmd()", False),
        ("<b>Айгүл</b>", False),
        ("а" * 81, False),
    ],
)
def test_a_name_is_letters_and_nothing_else(typed: str, is_one: bool) -> None:
    """No links, digits, formulas or markup pass as a name."""
    assert is_name(typed) is is_one


@pytest.mark.parametrize(
    ("typed", "shown"),
    [("Айгүл Сейітова", "Айгүл С."), ("айгүл", "Айгүл"), ("Айгүл С.", "Айгүл С."), ("", ""), ("  ", "")],
)
def test_only_the_first_name_and_a_letter_are_shown(typed: str, shown: str) -> None:
    """The surname is never shown whole; a short form stays as it is."""
    assert short_name(typed) == shown


@given(
    count=st.none() | st.integers(0, 60_000),
    needed=st.lists(st.integers(10, 20_000), min_size=1, max_size=3, unique=True),
)
def test_the_bar_never_leaves_its_drawing(count: int | None, needed: list[int]) -> None:
    """Every coordinate lies inside, whatever the count; fewer than ten fills nothing."""
    marks = [Mark(one, str(one), reached=(count or 0) >= one) for one in sorted(needed)]
    drawn = str(bar("t", count, marks, title="T", description="D"))
    numbers = [float(n) for n in re.findall(r'(?:x|x1|x2|width)="([0-9.]+)"', drawn)]
    assert max(numbers) <= 300
    assert drawn.count("thermo-mark") - drawn.count("thermo-mark--reached") == len(marks)
    assert ("thermo-fill" in drawn) is bool(count)
