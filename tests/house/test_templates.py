"""Pages keep to the house: no unused macro, no inline script or style, no glyph the fonts lack."""

import re
from pathlib import Path

import pytest

from tests.house.source import ROOT, short, templates

IMPORT = re.compile(r"{%-?\s*from\s+[\"'][^\"']+[\"']\s+import\s+([^%]+?)(?:\s+with(?:out)? context)?\s*-?%}")
INLINE = re.compile(r"<[^>]+\s(style|on[a-z]+)=", re.IGNORECASE)
NOT_IN_THE_FONTS = ("\u2011", "\u202f")


@pytest.mark.parametrize("path", templates(), ids=short)
def test_imported_macros_are_used(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    names = [part.split(" as ")[-1].strip() for found in IMPORT.findall(text) for part in found.split(",")]

    unused = [name for name in names if name and len(re.findall(rf"\b{re.escape(name)}\b", text)) < 2]

    assert unused == []


@pytest.mark.parametrize("path", templates(), ids=short)
def test_nothing_is_inline(path: Path) -> None:
    assert INLINE.findall(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", [*templates(), *sorted((ROOT / "translations").rglob("*.po"))], ids=short)
def test_only_glyphs_the_fonts_have(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    assert not [glyph for glyph in NOT_IN_THE_FONTS if glyph in text]
