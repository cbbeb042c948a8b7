"""The anonymised rows behind the figures beside the block, with the same counts as the page, also as CSV."""

from collections.abc import Iterator

from flask import Response, render_template
from flask.typing import ResponseReturnValue

from akimfeedback.kpi import labels
from akimfeedback.kpi.disclosure import SMALLEST
from akimfeedback.kpi.models import Snapshot
from akimfeedback.kpi.periods import parse
from akimfeedback.kpi.rows_beside import parts_beside
from akimfeedback.petitions.exports import as_csv
from akimfeedback.portal.beside_rows_page import sections
from akimfeedback.portal.views.figure_rows import version_asked
from akimfeedback.portal.views.home import bp
from akimfeedback.portal.views.okrugs import okrug_or_404
from akimfeedback.web.access import for_everyone
from akimfeedback.web.cache import cached_page

PATH = "/okrugs/<string(length=9):kato>/figures/<string(maxlength=7):period>/rows/beside"
HEAD = ("okrug", "period", "version", "adapted", "part", "outcome", "rows")


@bp.get(PATH)
@for_everyone
@cached_page(seconds=60)
def rows_beside(kato: str, period: str) -> ResponseReturnValue:
    """Show how often each outcome occurs behind the numbers beside the block."""
    unit = okrug_or_404(kato)
    snapshot = version_asked(unit.id, period)
    return render_template(
        "portal/rows_beside.html",
        unit=unit,
        snapshot=snapshot,
        sections=sections(snapshot),
        quarters=[] if (found := parse(snapshot.period)).frozen_itself else [str(q) for q in found.quarters],
        smallest=SMALLEST,
        state=labels.STATES[snapshot.state],
    )


@bp.get(f"{PATH}.csv")
@for_everyone
@cached_page(seconds=60)
def rows_beside_csv(kato: str, period: str) -> ResponseReturnValue:
    """Give the same counts as a table; an empty cell is too few to tell."""
    snapshot = version_asked(okrug_or_404(kato).id, period)
    response = Response(as_csv(HEAD, _lines(kato, snapshot)), mimetype="text/csv")
    name = f"{kato}-{period}-beside-v{snapshot.version}.csv"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


def _lines(kato: str, snapshot: Snapshot) -> Iterator[list[str | int | None]]:
    for part in parts_beside(snapshot):
        for outcome, rows in part.lines:
            yield [kato, snapshot.period, snapshot.version, "yes", part.name, outcome, rows]
