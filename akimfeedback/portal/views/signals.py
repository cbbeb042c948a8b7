"""What is watched in the figures, and what people found when they looked."""

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from akimfeedback.core.db import db
from akimfeedback.kpi import signal_labels as words
from akimfeedback.kpi import signal_queries as queries
from akimfeedback.kpi.signal_queries import Precision
from akimfeedback.kpi.signals.rules import OKRUGS_FLOOR, REVIEWED_FLOOR, SignalCode
from akimfeedback.portal.views.home import bp
from akimfeedback.web.access import for_everyone
from akimfeedback.web.cache import cached_page
from akimfeedback.web.formats import number, share_of


@bp.get("/signals")
@for_everyone
@cached_page(seconds=300)
def signals() -> ResponseReturnValue:
    """Say in plain words what is watched, what a signal is not, and how often one was right."""
    years = [(year, _rows(queries.precisions(db.session, year))) for year in queries.years(db.session)]
    return render_template(
        "portal/signals.html",
        kinds=[
            (code.value, words.NAMES[code], words.WATCHED[code], words.MAYBE[code]) for code in SignalCode
        ],
        years=years,
        floor=REVIEWED_FLOOR,
        okrugs=OKRUGS_FLOOR,
    )


def _rows(found: list[Precision]) -> list[list[str]]:
    """Return kind, looked at, of them right, innocent and unclear; a dash under the floor."""
    return [_row(one) for one in found]


def _row(one: Precision) -> list[str]:
    name = f"{one.code}. {words.NAMES[SignalCode(one.code)]}"
    if one.reviewed is None or one.true is None:
        return [name, _("too few to tell"), "–", "–", "–"]
    rest = (number(count or 0) for count in (one.innocent, one.unclear))
    return [name, number(one.reviewed), share_of(one.true, one.reviewed), *rest]
