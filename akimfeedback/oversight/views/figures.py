"""Where the okrugs watched stand, in words, and which is unusual for its number of requests."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from akimfeedback.core import clock
from akimfeedback.core.db import db
from akimfeedback.core.errors import NotAllowed, NotFound
from akimfeedback.kpi.grid import grid
from akimfeedback.kpi.grid_words import MARKS, STANDS
from akimfeedback.kpi.peer_words import short_name
from akimfeedback.kpi.periods import BadPeriod, parse
from akimfeedback.oversight.figures_page import funnel_of
from akimfeedback.oversight.views.board import bp, my_okrugs, watchers


@bp.get("/figures")
@watchers
def figures() -> ResponseReturnValue:
    """Show where each okrug watched stands, in words, and which is unusual for its number of requests."""
    okrugs, own = my_okrugs(), request.args.get("okrug", "")
    if own and own not in {unit.kato for unit in okrugs}:
        raise NotAllowed("oversight.not-your-district")
    shown = grid(db.session, okrugs, clock.today(), period=_asked_quarter())
    return render_template(
        "oversight/figures.html",
        grid=shown,
        words=STANDS,
        marks=MARKS,
        short=short_name,
        own=own,
        funnel=funnel_of(db.session, okrugs, shown.period, own) if shown.period else None,
    )


def _asked_quarter() -> str:
    asked = request.args.get("period", "")
    try:
        return str(parse(asked)) if asked else ""
    except BadPeriod as error:
        raise NotFound("kpi.not-published") from error
