"""Every message of every package fits one text message in every language and leads to a next step."""

from pathlib import Path

import pytest
from flask import Flask
from jinja2 import meta

from akimfeedback.core.settings import ROOT
from akimfeedback.notifications import labels, rules

HOST = "turgynuni.kz"  # as long as a host may get: 12 letters
LONGEST: dict[str, object] = {
    "number": "26-1234567",
    "original": "26-1234567",
    "due_on": "2026-11-28",
    "today": 88,
    "token": "kq3Vb7xZ1mN8pL5wT0cR2y",
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
    "year": 2026,
    "period": "2026-Q3",
    "version": "v12",
    "path": "a/7kq4zx9m",
    "link": f"{HOST}/a/7kq4zx9m",
}
ONE_TAP = {"path": "r/7kq4zx9m7kq4zx9m"}  # a signed link is longer
LEAD_NOWHERE = {"accounts.locked"}  # says to call
GIVEN = set(LONGEST) | {"_", "ngettext", "gettext", "pgettext"}


def templates() -> list[Path]:
    return sorted(ROOT.glob("akimfeedback/*/templates/*/messages/*.txt"))


def params_of(path: Path) -> dict[str, object]:
    return LONGEST | ONE_TAP if kind_of(path) in {"appeals.answered", "appeals.remind"} else LONGEST


def kind_of(path: Path) -> str:
    return f"{path.parts[-3]}.{path.stem}"


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
@pytest.mark.parametrize("path", templates(), ids=kind_of)
def test_a_message_is_one_segment(app: Flask, path: Path, language: str) -> None:
    wanted = meta.find_undeclared_variables(app.jinja_env.parse(path.read_text(encoding="utf-8")))
    assert wanted <= GIVEN, "give the longest value of the new parameter in LONGEST"

    with app.app_context():
        text = labels.render(kind_of(path), params_of(path), language, host=HOST)

    assert rules.segments(text) == 1, f"{len(text)} letters: {text}"
    assert "\n\n" not in text


@pytest.mark.parametrize("path", templates(), ids=kind_of)
def test_a_message_leads_to_the_next_step(app: Flask, path: Path) -> None:
    with app.app_context():
        text = labels.render(kind_of(path), params_of(path), "kk", host=HOST)

    assert f"{HOST}/" in text or f"@{HOST} #" in text or kind_of(path) in LEAD_NOWHERE


@pytest.mark.parametrize("path", templates(), ids=kind_of)
def test_a_message_speaks_kazakh_and_russian(app: Flask, path: Path) -> None:
    with app.app_context():
        texts = {
            language: labels.render(kind_of(path), params_of(path), language, host=HOST)
            for language in ("kk", "ru", "en")
        }

    assert len(set(texts.values())) == 3, "a translation is missing"


@pytest.mark.parametrize("kind", rules.SWITCHABLE)
def test_what_can_be_switched_off_has_words(kind: str) -> None:
    assert kind in labels.KINDS
