"""The picture of a shared okrug page: place, one sentence, one number with its count; a band, no face.

While promotional tools rest in an election period it says the place and the product, nothing else.
"""

from datetime import date

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from akimfeedback.geography import queries as places
from akimfeedback.geography.models import Territory
from akimfeedback.kpi.context_queries import promotion_rests
from akimfeedback.kpi.models import Snapshot
from akimfeedback.portal import okrug_page
from akimfeedback.portal.brief_figures import has_share, indicators, range_words, share_words
from akimfeedback.web.formats import share_of
from akimfeedback.web.pictures import light_tokens
from akimfeedback.web.product import named, product_name
from akimfeedback.web.share_card import EDGE, HIGH, WIDE, card, fitted, png_of, text

SENTENCE_SIZES = (44, 40, 36)


def shown_number(snapshot: Snapshot | None) -> dict[str, object] | None:
    """Return the one figure of the picture, answered in time; None under ten requests of the period."""
    if snapshot is None:
        return None
    found = next(one for one in indicators(snapshot) if one["code"] == "K1")
    return found if has_share(found) and found["precision"] != "pooled" else None


def sentence(session: Session, unit: Territory, snapshot: Snapshot | None, today: date) -> str:
    """Return the one sentence, also the picture's alternative; neutral without figures and in campaigns."""
    one = None if promotion_rests(session, unit, today) else shown_number(snapshot)
    if one is None or snapshot is None:
        return _("How the akim's office works with residents.")
    return _(
        "Answered in time: %(count)s, probably between %(range)s (%(period)s).",
        count=share_of(int(str(one["k"])), int(str(one["n"]))),
        range=range_words(one),
        period=okrug_page.period_words(snapshot.period),
    )


def svg(session: Session, unit: Territory, snapshot: Snapshot | None, today: date) -> str:
    """Return the drawing in the language of the page."""
    tokens, wide = light_tokens(), WIDE - 2 * EDGE
    one = None if promotion_rests(session, unit, today) else shown_number(snapshot)
    above = ", ".join(named(up) for up in places.path(session, unit))
    size, lines = fitted(named(unit), wide, most=2)
    parts = [text(EDGE, 104, 30, above, tokens["--muted"])]
    parts += [
        text(EDGE, 180 + place * size * 1.15, size, words, tokens["--ink"], 600)
        for place, words in enumerate(lines)
    ]
    top = 330
    if one is not None:
        parts.append(text(EDGE, 412, 110, share_words(one), tokens["--primary"], 600))
        top = 470
    small, said = fitted(sentence(session, unit, snapshot, today), wide, SENTENCE_SIZES, most=2)
    parts += [
        text(EDGE, top + place * small * 1.25, small, words, tokens["--ink"])
        for place, words in enumerate(said)
    ]
    parts.append(
        text(EDGE, HIGH - 42, 26, _("An adaptation, not an official assessment."), tokens["--muted"])
    )
    parts.append(text(WIDE - EDGE, HIGH - 42, 28, product_name(), tokens["--primary"], 600, "end"))
    return card(parts)


def png(session: Session, unit: Territory, snapshot: Snapshot | None, today: date) -> bytes:
    """Return the picture, 1200 x 630."""
    return png_of(svg(session, unit, snapshot, today))
