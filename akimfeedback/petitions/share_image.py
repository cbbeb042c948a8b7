"""The picture of a shared link: place, title, thermometer; never a number under ten, never a face."""

import io
from functools import lru_cache

import resvg_py
from flask_babel import gettext as _
from markupsafe import escape
from PIL import Image, ImageFont

from akimfeedback.petitions.models import Petition
from akimfeedback.petitions.public_page import (
    count_words,
    place_of,
    shown_parts,
    title_of,
    words_of,
)
from akimfeedback.petitions.queries import counts
from akimfeedback.petitions.rules import Part
from akimfeedback.web.formats import number
from akimfeedback.web.pictures import FONTS, light_tokens
from akimfeedback.web.product import product_name

WIDE, HIGH, EDGE = 1200, 630, 72
TITLE_SIZES = (68, 58, 50, 42)
MOST_LINES = 3
COLOURS = 64


@lru_cache(maxsize=16)
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


def fitted(words: str, width: float) -> tuple[int, list[str]]:
    """Return the largest size whose lines fit, and the lines; too long a title ends with dots."""
    for size in TITLE_SIZES:
        lines = lines_of(words, size, width)
        if len(lines) <= MOST_LINES:
            return size, lines
    last = TITLE_SIZES[-1]
    lines = lines_of(words, last, width)[:MOST_LINES]
    while _font(last, 600).getlength(lines[-1] + "…") > width:
        lines[-1] = lines[-1].rpartition(" ")[0] or lines[-1][:-1]
    return last, [*lines[:-1], lines[-1] + "…"]


def _text(
    x: float, y: float, size: int, words: str, colour: str, weight: int = 400, side: str = "start"
) -> str:
    return (
        f'<text x="{x:g}" y="{y:g}" font-family="Golos" font-size="{size}" font-weight="{weight}" '
        f'fill="{colour}" text-anchor="{side}">{escape(words)}</text>'
    )


def _box(x: float, y: float, wide: float, high: float, colour: str, corner: float = 0) -> str:
    return f'<rect x="{x:g}" y="{y:g}" width="{wide:g}" height="{high:g}" rx="{corner:g}" fill="{colour}"/>'


def svg(petition: Petition) -> str:
    """Return the drawing in the language of the page."""
    tokens = light_tokens()
    size, lines = fitted(title_of(petition, words_of(petition)), WIDE - 2 * EDGE)
    parts = [_box(0, 0, WIDE, HIGH, tokens["--surface"]), *_band(tokens)]
    parts.append(_text(EDGE, 110, 30, place_of(petition), tokens["--muted"]))
    for line, words in enumerate(lines):
        parts.append(_text(EDGE, 190 + line * size * 1.2, size, words, tokens["--ink"], 600))
    if Part.TITLE in shown_parts(petition):
        parts += _thermometer(petition, tokens)
    parts.append(
        _text(EDGE, HIGH - 42, 26, _("Local initiative, not an epetition.kz petition"), tokens["--muted"])
    )
    parts.append(_text(WIDE - EDGE, HIGH - 42, 28, product_name(), tokens["--primary"], 600, "end"))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {HIGH}" width="{WIDE}" height="{HIGH}">'
        f"{''.join(parts)}</svg>"
    )


def _band(tokens: dict[str, str]) -> list[str]:
    """Return the woven strip along the top."""
    knots = []
    for x in range(0, WIDE, 56):
        steps = ((0, 28, "--primary"), (28, 8, "--accent"), (36, 12, "--band"), (48, 8, "--accent"))
        knots += [_box(x + at, 0, wide, 16, tokens[name]) for at, wide, name in steps]
    return knots


def _thermometer(petition: Petition, tokens: dict[str, str]) -> list[str]:
    shown = counts.shown(petition)
    rungs = sorted(set(counts.ladder_of(petition).values()))
    end, wide, top = max([*rungs, shown.count or 0]), WIDE - 2 * EDGE, 440
    parts = [_text(EDGE, top - 20, 34, count_words(petition, shown), tokens["--ink"], 600)]
    parts.append(_box(EDGE, top, wide, 32, tokens["--line"], 16))
    if shown.count:
        parts.append(_box(EDGE, top, max(32.0, wide * shown.count / end), 32, tokens["--primary"], 16))
    for rung in rungs:
        at = EDGE + wide * rung / end
        parts.append(_box(at - 2, top - 6, 4, 44, tokens["--ink"]))
        side = "end" if at > WIDE - EDGE - 40 else "middle"
        parts.append(_text(at, top + 72, 24, number(rung), tokens["--muted"], 400, side))
    return parts


def png(petition: Petition) -> bytes:
    """Return the picture, 1200 x 630, few colours, so that it stays far under 60 KB."""
    drawn = resvg_py.svg_to_bytes(
        svg_string=svg(petition),
        width=WIDE,
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
