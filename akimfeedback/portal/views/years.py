"""The published decision on a year: conclusion, figures, reply, contests and answers beside each other."""

from flask import render_template
from flask.typing import ResponseReturnValue

from akimfeedback.core.db import db
from akimfeedback.core.errors import NotFound
from akimfeedback.geography import queries as geography
from akimfeedback.kpi import labels, year_labels, year_queries
from akimfeedback.kpi import queries as kpi
from akimfeedback.kpi.disclosure import hides
from akimfeedback.kpi.year_rules import YearState
from akimfeedback.portal.views.home import bp
from akimfeedback.portal.views.okrugs import okrug_or_404
from akimfeedback.web.access import for_everyone
from akimfeedback.web.cache import cached_page


@bp.get("/okrugs/<string(length=9):kato>/years/<int:year>")
@for_everyone
@cached_page(seconds=60)
def okrug_year(kato: str, year: int) -> ResponseReturnValue:
    """Show what was decided on a year of an okrug, with everything beside it."""
    unit = okrug_or_404(kato)
    found = year_queries.conclusion_of(db.session, unit.id, year)
    if found is None or found[1].state != YearState.DECIDED:
        raise NotFound("kpi.no-such-year")
    conclusion, cycle = found
    snapshot = year_queries.snapshot(db.session, conclusion.snapshot_id)
    return render_template(
        "portal/okrug_year.html",
        unit=unit,
        cycle=cycle,
        conclusion=conclusion,
        district=geography.by_ids(db.session, [cycle.district_id])[0],
        snapshot=snapshot,
        hidden=[one["code"] for one in snapshot.figures["indicators"] if hides(one)],
        newest=kpi.published(db.session, unit.id, str(year)),
        reply=kpi.office_reply(db.session, unit.id, str(year)),
        contests=year_queries.contests(db.session, [conclusion.id]),
        outcomes=year_labels.OUTCOMES,
        states=labels.STATES,
        names=labels.NAMES,
    )
