"""What the page and the PDF of a report say: the same values for both."""

from typing import Any

from flask import url_for
from flask_babel import gettext as _

from akimfeedback.core.settings import current_settings
from akimfeedback.programmes import pages
from akimfeedback.programmes.models import Programme, ProgrammeReport
from akimfeedback.web.formats import day
from akimfeedback.web.pdf import drawing_for_pdf, link_code
from akimfeedback.web.product import named


def report_values(report: ProgrammeReport, programme: Programme) -> dict[str, Any]:
    """Return the values of a published report; its texts stay in the akim's language."""
    territory = programme.mandate.territory
    counts = pages.counts_of(report.facts)
    path = url_for("programmes_report.show", report_id=report.id)
    address = current_settings().product.base_url.rstrip("/") + path
    drawing = pages.chart(counts, "report")
    name = named(territory)
    return {
        "programme": programme,
        "territory": territory,
        "chart": drawing,
        "title": _("Report on the programme"),
        "okrug": name,
        "facts": [
            (_("Okrug"), name),
            (_("Akim"), programme.mandate.holder),
            (_("Programme"), programme.title),
            (_("Covers"), pages.covered(report.covers_from, report.covers_to)),
            (_("Published"), day(report.published_on, year=True) if report.published_on else ""),
        ],
        "sentence": pages.sentence(counts),
        "numbers": pages.table(counts),
        "head": [_("Status"), _("Promises")],
        "own_word": _("Statuses are the akim's own word; independent raters have not rated them yet."),
        "sections": [
            (word, text)
            for word, text in (
                (_("What is done"), report.done),
                (_("What is not done, and why"), report.not_done),
                (_("What comes next"), report.next_steps),
            )
            if text
        ],
        "text_language": report.language,
        "requests_title": _("Requests of residents in these days"),
        "requests": pages.request_rows(report.facts.get("requests", {})),
        "drawing": drawing_for_pdf(str(drawing)) if drawing else "",
        "address": address,
        "code": link_code(address),
        "link_words": _("This report on the web, with every promise:"),
    }
