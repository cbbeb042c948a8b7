"""The anonymised rows behind one figure of an okrug, with the same count as the page, also as CSV."""

import csv
import io

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from akimfeedback.core.db import db
from akimfeedback.core.errors import NotFound
from akimfeedback.kpi import labels
from akimfeedback.kpi import queries as kpi
from akimfeedback.kpi.disclosure import SMALLEST
from akimfeedback.kpi.models import Snapshot
from akimfeedback.kpi.rows_behind import Behind, rows_behind
from akimfeedback.portal.open_data_page import ROW_WORDS
from akimfeedback.portal.views.home import bp
from akimfeedback.portal.views.okrugs import okrug_or_404
from akimfeedback.web.access import for_everyone
from akimfeedback.web.cache import cached_page
from akimfeedback.web.formats import number, share_of

PATH = "/okrugs/<string(length=9):kato>/figures/<string(maxlength=7):period>/rows/<any(K1,K2,K3,K4,K5):code>"


def version_asked(territory_id: int, period: str) -> Snapshot:
    """Return the public version the address asks for by `?version=`, else the newest. Raises NotFound."""
    asked = request.args.get("version") or None
    found = kpi.published_version(db.session, territory_id, period, asked)
    if found is None:
        raise NotFound("kpi.not-published")
    return found


def _behind(snapshot: Snapshot, code: str) -> Behind:
    found = rows_behind(snapshot, code)
    if found is None:
        raise NotFound("kpi.not-published")
    return found


@bp.get(PATH)
@for_everyone
@cached_page(seconds=60)
def figure_rows(kato: str, period: str, code: str) -> ResponseReturnValue:
    """Show how often each outcome occurs behind k of n."""
    unit = okrug_or_404(kato)
    snapshot = version_asked(unit.id, period)
    behind = _behind(snapshot, code)
    return render_template(
        "portal/figure_rows.html",
        unit=unit,
        snapshot=snapshot,
        behind=behind,
        name=labels.NAMES[code],
        counted=labels.COUNTED[code],
        share=share_of(behind.k, behind.n) if behind.n else "",
        rows=[
            [ROW_WORDS[one.name], ROW_WORDS["yes" if one.success else "no"], number(one.count)]
            for one in behind.outcomes
        ],
        smallest=SMALLEST,
        state=labels.STATES[snapshot.state],
    )


@bp.get(f"{PATH}.csv")
@for_everyone
@cached_page(seconds=60)
def figure_rows_csv(kato: str, period: str, code: str) -> ResponseReturnValue:
    """Give the same rows as a table, one line each."""
    snapshot = version_asked(okrug_or_404(kato).id, period)
    behind = _behind(snapshot, code)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(["okrug", "period", "version", "indicator", "outcome", "success"])
    label = f"{behind.labels[-1]}..{behind.labels[0]}" if len(behind.labels) > 1 else behind.labels[0]
    for one in behind.outcomes:
        writer.writerows([[kato, label, snapshot.version, code, one.name, int(one.success)]] * one.count)
    response = Response("\ufeff" + text.getvalue(), mimetype="text/csv")
    name = f"{kato}-{period}-{code}-v{snapshot.version}.csv"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response
