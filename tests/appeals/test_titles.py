"""The title of a request: its first sentence without the greeting."""

import pytest

from akimfeedback.appeals.rules import TITLE_LETTERS, title_of

TITLES = {
    "kazakh-greeting": ("Сәлеметсіз бе! Астана көшесі қараңғы. Екі апта.", "Астана көшесі қараңғы"),
    "two-greetings": ("Добрый день. Здравствуйте! свет мигает", "Свет мигает"),
    "address": ("Құрметті әкім, су жоқ", "Су жоқ"),
    "russian-address": ("Уважаемый аким, вода мутная.", "Вода мутная"),
    "salam": ("Ассалаумағалейкум! Жол жаман", "Жол жаман"),
    "name-like-a-greeting": ("Сәлемші ауылында шам жоқ", "Сәлемші ауылында шам жоқ"),
    "nothing-but-a-greeting": ("Сәлеметсіз бе", "Сәлеметсіз бе"),
}


@pytest.mark.parametrize(("text", "title"), TITLES.values(), ids=TITLES)
def test_title_tells_the_matter_not_the_greeting(text: str, title: str) -> None:
    assert title_of(text) == title


def test_long_title_is_cut_at_a_word() -> None:
    title = title_of("Здравствуйте! " + "дорога " * 30)
    assert title.endswith("дорога…")
    assert len(title) <= TITLE_LETTERS
