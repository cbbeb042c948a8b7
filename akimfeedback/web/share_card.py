"""The picture of a shared link, 1200 x 630: its parts, its lines, its few colours. Words by the caller."""

import io
from collections.abc import Sequence
from functools import lru_cache

import resvg_py
from markupsafe import escape
from PIL import Image, ImageFont

from akimfeedback.web.pictures import FONTS, light_tokens

WIDE, HIGH, EDGE = 1200, 630, 72
TITLE_SIZES = (68, 58, 50, 42)
MOST_LINES = 3
COLOURS = 64


@lru_cache(maxsize=32)
def _font(size: int, weight: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONTS / f"Golos-{weight}.ttf"), size)


def lines_of(words: str, size: int, width: float, weight: int = 600) -> list[str]:
    """Return words broken into lines no wider than `width`; a word too long is cut."""
    font, lines = _font(size, weight), [""]
    for word in words.split():
        fitting = word
        while font.getlength(fitting) > width:
            fitting = fitting[:-2] + "…"
        longer = f"{lines[-1]} {fitting}".strip()
        if font.getlength(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(fitting)
    return lines


def fitted(
    words: str, width: float, sizes: Sequence[int] = TITLE_SIZES, most: int = MOST_LINES
) -> tuple[int, list[str]]:
    """Return the largest size whose lines fit, and the lines; too long a title ends with dots."""
    for size in sizes:
        lines = lines_of(words, size, width)
        if len(lines) <= most:
            return size, lines
    last = sizes[-1]
    lines = lines_of(words, last, width)[:most]
    while _font(last, 600).getlength(lines[-1] + "…") > width:
        lines[-1] = lines[-1].rpartition(" ")[0] or lines[-1][:-1]
    return last, [*lines[:-1], lines[-1] + "…"]


def text(
    x: float, y: float, size: int, words: str, colour: str, weight: int = 400, side: str = "start"
) -> str:
    """Return one line of words; y is its base line."""
    return (
        f'<text x="{x:g}" y="{y:g}" font-family="Golos" font-size="{size}" font-weight="{weight}" '
        f'fill="{colour}" text-anchor="{side}">{escape(words)}</text>'
    )


def box(x: float, y: float, wide: float, high: float, colour: str, corner: float = 0) -> str:
    """Return a filled rectangle."""
    return f'<rect x="{x:g}" y="{y:g}" width="{wide:g}" height="{high:g}" rx="{corner:g}" fill="{colour}"/>'


def band(width: float = WIDE) -> list[str]:
    """Return the woven strip along the top."""
    tokens, knots = light_tokens(), []
    for x in range(0, int(width), 56):
        steps = ((0, 28, "--primary"), (28, 8, "--accent"), (36, 12, "--band"), (48, 8, "--accent"))
        knots += [box(x + at, 0, wide, 16, tokens[name]) for at, wide, name in steps]
    return knots


def card(parts: Sequence[str]) -> str:
    """Return the whole drawing: ground, woven strip, the given parts."""
    inside = "".join([box(0, 0, WIDE, HIGH, light_tokens()["--surface"]), *band(), *parts])
    size = f'viewBox="0 0 {WIDE} {HIGH}" width="{WIDE}" height="{HIGH}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{inside}</svg>'


def png_of(svg: str, width: int = WIDE) -> bytes:
    """Return a drawing as PNG in few colours, so that it stays far under 60 KB."""
    drawn = resvg_py.svg_to_bytes(
        svg_string=svg,
        width=width,
        skip_system_fonts=True,
        font_files=[str(path) for path in sorted(FONTS.glob("*.ttf"))],
        font_family="Golos",
        sans_serif_family="Golos",
    )
    with Image.open(io.BytesIO(bytes(drawn))) as picture:
        small = picture.convert("RGB").quantize(COLOURS)
    out = io.BytesIO()
    small.save(out, "PNG", optimize=True)
    return out.getvalue()
