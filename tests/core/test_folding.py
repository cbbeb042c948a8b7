"""Folding for search and the Kazakh order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from akimfeedback.core.folding import ALPHABET, fold, kazakh_key


@pytest.mark.parametrize(
    ("stored", "typed"),
    [
        ("Қарасу", "карасу"),
        ("Аққұдық", "аккудык"),
        ("Үшөзек", "ушозек"),
        ("Іле", "иле"),
        ("Һарон", "харон"),
        ("Көкпекті", "кокпекти"),
        ("Қызылжар", "  ҚЫЗЫЛЖАР "),
        ("Ескі-Иқан", "ески икан"),
        ("Отар", "Oтap"),
        ("с.Ёлки", "с елки".replace(" ", "")),
        ("Сарысу", "Capысу"),
    ],
)
def test_people_without_a_kazakh_keyboard_find_the_place(stored: str, typed: str) -> None:
    assert fold(stored) == fold(typed)


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_the_alphabet_sorts_as_the_alphabet() -> None:
    assert sorted(ALPHABET, key=kazakh_key) == list(ALPHABET)
    assert sorted(["Ясар", "Әйтей", "Аққұм", "Бақай"], key=kazakh_key) == ["Аққұм", "Әйтей", "Бақай", "Ясар"]
