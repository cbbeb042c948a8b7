"""The picture of a shared link: place, title, thermometer; never a number under ten, never a face."""

from flask_babel import gettext as _

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
from akimfeedback.web.pictures import light_tokens
from akimfeedback.web.product import product_name
from akimfeedback.web.share_card import EDGE, HIGH, WIDE, box, card, fitted, png_of, text


def svg(petition: Petition) -> str:
    """Return the drawing in the language of the page."""
    tokens = light_tokens()
    size, lines = fitted(title_of(petition, words_of(petition)), WIDE - 2 * EDGE)
    parts = [text(EDGE, 110, 30, place_of(petition), tokens["--muted"])]
    for line, words in enumerate(lines):
        parts.append(text(EDGE, 190 + line * size * 1.2, size, words, tokens["--ink"], 600))
    if Part.TITLE in shown_parts(petition):
        parts += _thermometer(petition, tokens)
    parts.append(
        text(EDGE, HIGH - 42, 26, _("Local initiative, not an epetition.kz petition"), tokens["--muted"])
    )
    parts.append(text(WIDE - EDGE, HIGH - 42, 28, product_name(), tokens["--primary"], 600, "end"))
    return card(parts)


def _thermometer(petition: Petition, tokens: dict[str, str]) -> list[str]:
    shown = counts.shown(petition)
    rungs = sorted(set(counts.ladder_of(petition).values()))
    end, wide, top = max([*rungs, shown.count or 0]), WIDE - 2 * EDGE, 440
    parts = [text(EDGE, top - 20, 34, count_words(petition, shown), tokens["--ink"], 600)]
    parts.append(box(EDGE, top, wide, 32, tokens["--line"], 16))
    if shown.count:
        parts.append(box(EDGE, top, max(32.0, wide * shown.count / end), 32, tokens["--primary"], 16))
    for rung in rungs:
        at = EDGE + wide * rung / end
        parts.append(box(at - 2, top - 6, 4, 44, tokens["--ink"]))
        side = "end" if at > WIDE - EDGE - 40 else "middle"
        parts.append(text(at, top + 72, 24, number(rung), tokens["--muted"], 400, side))
    return parts


def png(petition: Petition) -> bytes:
    """Return the picture, 1200 x 630."""
    return png_of(svg(petition))
