"""Pages keep to the house: no unused macro, no inline script or style, no glyph the fonts lack."""

import re

from tests.house.source import ROOT, short, templates

IMPORT = re.compile(r"{%-?\s*from\s+[\"'][^\"']+[\"']\s+import\s+([^%]+?)(?:\s+with(?:out)? context)?\s*-?%}")
INLINE = re.compile(r"<[^>]+\s(style|on[a-z]+)=", re.IGNORECASE)
NOT_IN_THE_FONTS = ("\u2011", "\u202f")


def unused_macros(text: str) -> list[str]:
    """Return names a template imports and never calls."""
    names = [part.split(" as ")[-1].strip() for found in IMPORT.findall(text) for part in found.split(",")]
    return [name for name in names if name and len(re.findall(rf"\b{re.escape(name)}\b", text)) < 2]


def test_imported_macros_are_used() -> None:
    found = {short(path): unused_macros(path.read_text(encoding="utf-8")) for path in templates()}

    assert {name: unused for name, unused in found.items() if unused} == {}


def test_nothing_is_inline() -> None:
    found = {short(path): INLINE.findall(path.read_text(encoding="utf-8")) for path in templates()}

    assert {name: inline for name, inline in found.items() if inline} == {}


def test_only_glyphs_the_fonts_have() -> None:
    files = [*templates(), *sorted((ROOT / "translations").rglob("*.po"))]

    assert [
        short(path)
        for path in files
        if any(glyph in path.read_text(encoding="utf-8") for glyph in NOT_IN_THE_FONTS)
    ] == []
