"""The drawings of a comparison as files of their own, with source and day."""

from flask import Response, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _

from akimfeedback.core.errors import NotFound
from akimfeedback.portal import chart_files, compare_page
from akimfeedback.portal.compare_page import Compared, Section
from akimfeedback.portal.okrug_page import period_words
from akimfeedback.portal.views.compare import Choice, choice, compared
from akimfeedback.portal.views.home import bp
from akimfeedback.web.access import for_everyone
from akimfeedback.web.cache import cached_page
from akimfeedback.web.formats import day_short
from akimfeedback.web.product import product_name
from akimfeedback.web.share_card import png_of

FORMS = {"png": "image/png", "svg": "image/svg+xml"}


@bp.get("/compare/<any(K1,K2,K3,K4,K5):code>.<any(kk,ru,en):lang>.<any(png,svg):form>")
@for_everyone
@cached_page(seconds=60)
def compare_file(code: str, lang: str, form: str) -> ResponseReturnValue:
    """Give the drawing of one indicator of the okrugs chosen."""
    made = choice()
    rows = compared(made) if made.units and not made.faults else []
    with force_locale(lang):
        known = {one.code: one for one in compare_page.sections(rows, made.period)}
        if code not in known:
            raise NotFound("kpi.not-published")
        drawn = _sheet(known[code], rows, made)
    content = png_of(drawn, chart_files.WIDE) if form == "png" else drawn.encode()
    response = Response(content, mimetype=FORMS[form])
    name = f"compare-{code}-{made.period}.{form}"
    response.headers.set("Content-Disposition", "inline", filename=name)
    return response


def _sheet(section: Section, rows: list[Compared], made: Choice) -> str:
    """Return the drawing with its words: source, newest data, address, that it is an adaptation."""
    okrugs = [unit.kato for unit in made.units]
    address = url_for("portal.compare", okrug=okrugs, period=made.period, _external=True)
    as_of = max(one.snapshot.data_time for one in rows if one.snapshot)
    source = _(
        "%(product)s: %(period)s; data as of %(day)s.",
        product=product_name(), period=period_words(made.period), day=day_short(as_of),
    )  # fmt: skip
    drawing, last = section.drawing, f"{_('An adaptation, not an official assessment.')} {address}"
    return chart_files.sheet_of(drawing.title, drawing.subtitle, drawing.svg, [source, last])
