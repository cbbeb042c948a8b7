"""Colours keep their contrast, the font keeps its letters, icons exist."""

import re
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from akimfeedback.web.icons import DRAWINGS
from tests.house.source import templates

STATIC = Path(__file__).parents[2] / "akimfeedback" / "web" / "static"
CSS = (STATIC / "css" / "tokens.css").read_text(encoding="utf-8")
TOKEN = r"--([a-z0-9-]+): (#[0-9A-F]{6})"
BLOCKS = [dict(re.findall(TOKEN, block)) for block in re.findall(r"\{([^{}]*)\}", CSS)]
LIGHT, DARK, DARK_BY_SYSTEM = BLOCKS

PAIRS = [
    ("ink", "surface", 7), ("ink", "bg", 7),
    ("muted", "surface", 4.5), ("muted", "bg", 4.5), ("muted", "surface-2", 4.5),
    ("control", "surface", 3), ("control", "bg", 3), ("primary", "surface", 4.5), ("primary", "bg", 4.5),
    ("primary", "primary-soft", 4.5), ("on-primary", "primary", 4.5), ("on-primary", "primary-hover", 4.5),
    ("link", "surface", 4.5), ("link", "bg", 4.5), ("on-bad", "bad", 4.5), ("ink", "accent", 3),
    *[(tone, f"{tone}-soft", 4.5) for tone in ("ok", "warn", "bad", "wait", "info")],
    *[("ink", f"{tone}-soft", 7) for tone in ("ok", "warn", "bad", "wait", "info")],
    *[(f"c{number}", "surface", 3) for number in range(1, 6)],
]  # fmt: skip


def luminance(colour: str) -> float:
    """Return the relative luminance of WCAG."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(("front", "ground", "least"), PAIRS, ids=str)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_pair_keeps_its_contrast(theme: str, front: str, ground: str, least: float) -> None:
    tokens = LIGHT if theme == "light" else DARK
    if (theme, front, ground) == ("dark", "ink", "accent"):
        front = "on-accent"

    assert contrast(tokens[front], tokens[ground]) >= least


def test_both_ways_to_the_dark_are_the_same() -> None:
    assert DARK == DARK_BY_SYSTEM
    assert set(LIGHT) == set(DARK)


@pytest.mark.parametrize(
    "name", ["Golos-400.ttf", "Golos-600.ttf", "golos-400-kk.woff2", "golos-600-kk.woff2"]
)
def test_the_font_has_the_kazakh_letters(name: str) -> None:
    letters = TTFont(STATIC / "fonts" / name).getBestCmap()

    assert not [letter for letter in "ӘәҒғҚқҢңӨөҰұҮүҺһІі₸№«»–0123456789" if ord(letter) not in letters]


def test_the_licence_lies_beside_the_font() -> None:
    assert "SIL OPEN FONT LICENSE" in (STATIC / "fonts" / "OFL.txt").read_text(encoding="utf-8").upper()


def test_every_icon_named_in_a_page_is_drawn() -> None:
    named = {
        (path.name, name)
        for path in templates()
        for name in re.findall(r"\bicon\(\"([a-z0-9-]*[a-z0-9])\"", path.read_text(encoding="utf-8"))
    }

    assert sorted(pair for pair in named if pair[1] not in DRAWINGS) == []
