"""The archive of an okrug's initiatives by the akim's term."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from akimfeedback.core.db import db
from akimfeedback.core.errors import NotFound
from akimfeedback.geography import queries as geography
from akimfeedback.petitions import open_page
from akimfeedback.petitions.queries import archive
from akimfeedback.web.access import for_everyone
from akimfeedback.web.cache import cached_page
from akimfeedback.web.paging import Page, offset, page_number

bp = Blueprint("petitions_archive", __name__, template_folder="../templates")

MOST_SHOWN = 20


@bp.get("/initiatives/archive/<string(length=9):kato>")
@for_everyone
@cached_page(seconds=60)
def show(kato: str) -> ResponseReturnValue:
    """Show terms with their sums and outcomes, and the list of each by pages."""
    unit = geography.by_kato(db.session, kato)
    if unit is None or not unit.has_akim:
        raise NotFound("geography.no-such-unit")
    first = offset(page_number(), MOST_SHOWN)
    found = archive.terms(db.session, unit.id)
    terms = [open_page.term_shown(term, first, first + MOST_SHOWN) for term in found]
    most = max((term.total for term in terms), default=0)
    return render_template(
        "petitions/archive.html",
        unit=unit,
        terms=terms,
        first=first,
        page=Page((), page_number(), total=most, per_page=MOST_SHOWN),
    )
