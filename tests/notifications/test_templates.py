"""Every message of every package fits one text message in every language and leads to a next step."""

from pathlib import Path

import pytest
from flask import Flask
from jinja2 import meta

from akimfeedback.core.settings import ROOT
from akimfeedback.notifications import labels, rules

HOST = "turgynuni.kz"  # as long as a host may get: 12 letters
LONGEST: dict[str, object] = {
    "number": "1234567",
    "code": "48213",
    "day": "28.11",
    "time": "15:00",
    "n": 88,
    "days": 15,
    "due": 88,
    "late": 88,
    "overdue": 88,
    "left": 15,
    "name": "Көше шамдары й",
    "host": HOST,
    "path": "r/7KQ4ZX9M",
    "link": f"{HOST}/r/7KQ4ZX9M",
}
GIVEN = set(LONGEST) | {"_", "ngettext", "gettext", "pgettext"}


def templates() -> list[Path]:
    return sorted(ROOT.glob("akimfeedback/*/templates/*/messages/*.txt"))


def kind_of(path: Path) -> str:
    return f"{path.parts[-3]}.{path.stem}"


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
@pytest.mark.parametrize("path", templates(), ids=kind_of)
def test_a_message_is_one_segment(app: Flask, path: Path, language: str) -> None:
    wanted = meta.find_undeclared_variables(app.jinja_env.parse(path.read_text(encoding="utf-8")))
    assert wanted <= GIVEN, "give the longest value of the new parameter in LONGEST"

    with app.app_context():
        text = labels.render(kind_of(path), LONGEST, language, host=HOST)

    assert rules.segments(text) == 1, f"{len(text)} letters: {text}"
    assert "\n\n" not in text


@pytest.mark.parametrize("path", templates(), ids=kind_of)
def test_a_message_leads_to_the_next_step(app: Flask, path: Path) -> None:
    with app.app_context():
        text = labels.render(kind_of(path), LONGEST, "kk", host=HOST)

    assert str(LONGEST["link"]) in text or f"@{HOST} #" in text


@pytest.mark.parametrize("path", templates(), ids=kind_of)
def test_a_message_speaks_kazakh_and_russian(app: Flask, path: Path) -> None:
    with app.app_context():
        texts = {
            language: labels.render(kind_of(path), LONGEST, language, host=HOST)
            for language in ("kk", "ru", "en")
        }

    assert len(set(texts.values())) == 3, "a translation is missing"


@pytest.mark.parametrize("kind", rules.SWITCHABLE)
def test_what_can_be_switched_off_has_words(kind: str) -> None:
    assert kind in labels.KINDS
