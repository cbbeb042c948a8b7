"""Numbers, PINs and devices."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from akimfeedback.accounts.rules import device_family, is_adult, is_easy_pin, mobile


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("8 701 123 45 67", "+77011234567"),
        ("+7 (701) 123-45-67", "+77011234567"),
        ("77011234567", "+77011234567"),
        ("701 123 45 67", "+77011234567"),
        ("+7 916 123 45 67", None),
        ("8 495 123 45 67", None),
        ("8 7172 12 34 56", None),
        ("701 123 45", None),
        ("+1 701 123 45 67", None),
        ("", None),
    ],
    ids=[
        "eight",
        "written out",
        "seven",
        "ten digits",
        "Russian mobile",
        "Moscow",
        "fixed line",
        "short",
        "far",
        "empty",
    ],
)
def test_only_kazakhstan_mobiles_are_taken(typed: str, kept: str | None) -> None:
    assert mobile(typed) == kept


@given(st.integers(min_value=0, max_value=9_999_999))
def test_every_way_of_typing_a_number_gives_the_same(tail: int) -> None:
    ten = f"701{tail:07d}"

    assert mobile(ten) == mobile("8" + ten) == mobile("+7" + ten) == f"+7{ten}"


@pytest.mark.parametrize(
    ("pin", "easy"),
    [
        ("000000", True),
        ("123456", True),
        ("654321", True),
        ("121212", True),
        ("112112", True),
        ("010568", True),
        ("739164", False),
        ("940271", False),
    ],
)
def test_a_pin_a_thief_tries_first_is_easy(pin: str, easy: bool) -> None:
    assert is_easy_pin(pin) is easy


@pytest.mark.parametrize(("born", "adult"), [(2008, True), (2009, False), (1906, True), (1900, False)])
def test_adults_only(born: int, adult: bool) -> None:
    assert is_adult(born, 2026) is adult


@pytest.mark.parametrize(
    ("agent", "family"),
    [
        ("Mozilla/5.0 (Linux; Android 13; SM-A125F) Chrome/120.0 Mobile Safari/537.36", "Chrome, Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0) Version/17 Safari/604.1", "Safari, iPhone"),
        ("", "?, ?"),
    ],
    ids=["android", "iphone", "nothing"],
)
def test_a_device_is_known_by_family_only(agent: str, family: str) -> None:
    assert device_family(agent) == family
