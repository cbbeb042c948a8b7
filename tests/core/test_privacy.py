"""Personal data in a text is found; ordinary numbers are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from akimfeedback.core.privacy import Finding, find, is_iin, masked

FOUND = [
    ("ЖСН 900101300017 деген", Finding.IIN, "900101300017"),
    ("хабарласыңыз: 8 701 123 45 67", Finding.PHONE, "8 701 123 45 67"),
    ("тел +7(701)123-45-67.", Finding.PHONE, "+7(701)123-45-67"),
    ("нөмірім 87011234567", Finding.PHONE, "87011234567"),
    ("ватсап 701 123 4567", Finding.PHONE, "701 123 4567"),
    ("пошта aigul.s@mail.kz деп", Finding.EMAIL, "aigul.s@mail.kz"),
    ("картаға 4400 4301 2345 6789 салдым", Finding.CARD, "4400 4301 2345 6789"),
    ("көлігі 123 ABC 05 еді", Finding.PLATE, "123 ABC 05"),
    ("машина 777АВС02 тұр", Finding.PLATE, "777АВС02"),
]
CLEAN = [
    "15 қыркүйектен бері су жоқ, 3 күн болды",
    "Абай көшесі 12, 45 үй",
    "№ 26-004217 өтініміме жауап бермеді",
    "Қоқыс 120 теңге, 2026 жылы 1500 болды",
    "123456789012 деген сан",
    "ұзындығы 100 м 20 см",
]


@pytest.mark.parametrize(("text", "what", "piece"), FOUND, ids=[f"{f[1]} {n}" for n, f in enumerate(FOUND)])
def test_personal_data_is_found(text: str, what: Finding, piece: str) -> None:
    found = find(text)

    assert [(one.what, one.piece) for one in found] == [(what, piece)]


@pytest.mark.parametrize("text", CLEAN)
def test_ordinary_words_and_numbers_stay(text: str) -> None:
    assert find(text) == []


@pytest.mark.parametrize(
    ("digits", "good"),
    [("900101300017", True), ("900101300018", False), ("901301300017", False), ("90010130001", False)],
    ids=["right", "check digit", "month 13", "short"],
)
def test_an_iin_has_a_birthday_and_a_check_digit(digits: str, good: bool) -> None:
    assert is_iin(digits) is good


@given(st.text(max_size=200))
def test_masking_keeps_length_and_leaves_nothing_to_find(text: str) -> None:
    hidden = masked(text)

    assert len(hidden) == len(text)
    assert find(hidden) == []
