"""The public page of an okrug: «Әкім жұмысы»."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from akimfeedback.core import clock
from akimfeedback.core.db import db
from akimfeedback.core.errors import NotFound
from akimfeedback.geography import queries as places
from akimfeedback.geography.models import Territory
from akimfeedback.kpi import queries as kpi
from akimfeedback.kpi.context_queries import promotion_rests
from akimfeedback.kpi.labels import NAMES, STATES
from akimfeedback.kpi.models import Snapshot
from akimfeedback.kpi.peer_rows import public_periods
from akimfeedback.kpi.periods import BadPeriod, parse, quarter_of
from akimfeedback.mandates import queries as mandates
from akimfeedback.petitions.queries.initiatives import pledge_of
from akimfeedback.petitions.queries.public import open_count
from akimfeedback.portal import brief_beside, okrug_charts, okrug_page
from akimfeedback.portal.score_words import score_line
from akimfeedback.portal.views.home import bp
from akimfeedback.programmes.queries import summary
from akimfeedback.web.access import for_everyone
from akimfeedback.web.cache import cached_page


def okrug_or_404(kato: str) -> Territory:
    """Return a unit with an akim by its code. Raises NotFound("kpi.no-such-okrug")."""
    unit = places.by_kato(db.session, kato) if len(kato) == 9 and kato.isascii() and kato.isdigit() else None
    if unit is None or not unit.has_akim:
        raise NotFound("kpi.no-such-okrug")
    return unit


def _shown(unit: Territory) -> Snapshot | None:
    """Return the figures the page shows: of the period asked for, else the newest published quarter."""
    asked = request.args.get("period", "")
    if not asked:
        return kpi.latest_published(db.session, unit.id)
    try:
        period = parse(asked)
    except BadPeriod as error:
        raise NotFound("kpi.not-published") from error
    found = kpi.published(db.session, unit.id, str(period))
    if found is None:
        raise NotFound("kpi.not-published")
    return found


@bp.get("/okrugs/<string(length=9):kato>")
@for_everyone
@cached_page(seconds=60)
def okrug(kato: str) -> ResponseReturnValue:
    """Show how the akim's office works with residents: counts, ranges, words, and how they were counted."""
    unit, today = okrug_or_404(kato), clock.today()
    snapshot = _shown(unit)
    live = kpi.preview(db.session, unit.id, str(quarter_of(today)))
    values = figures_of(unit, snapshot) if snapshot else {"snapshot": None}
    return render_template(
        "portal/okrug.html",
        unit=unit,
        path=places.path(db.session, unit),
        office=mandates.office_of(db.session, unit.id),
        akim_line=okrug_page.akim_line(db.session, unit.id, today),
        people=places.population_on(db.session, unit.id, today),
        periods=_periods(unit, snapshot),
        so_far=okrug_page.running(live),
        pledge=pledge_of(db.session, unit.id),
        open_initiatives=open_count(db.session, unit.id),
        promises=summary(db.session, unit.id, today),
        years=okrug_page.decided_years(db.session, unit.id),
        context=brief_beside.context_lines(db.session, unit, today),
        resting=promotion_rests(db.session, unit, today),
        **values,
    )


def _periods(unit: Territory, shown: Snapshot | None) -> list[str]:
    """Return the periods to choose from, the one shown among them however old it is."""
    periods = list(public_periods(db.session, [unit.id], "%"))
    return periods if shown is None or shown.period in periods else [*periods, shown.period]


def figures_of(unit: Territory, snapshot: Snapshot) -> dict[str, object]:
    """Return what the page shows of published figures."""
    beside = snapshot.figures.get("beside")
    return {
        "snapshot": snapshot,
        "state": STATES[snapshot.state],
        "period_words": okrug_page.period_words(snapshot.period),
        "headline": okrug_page.headline(snapshot),
        "tiles": okrug_page.tiles(snapshot, okrug_page.TILES),
        "others": okrug_page.tiles(snapshot, okrug_page.OTHERS),
        "score": score_line(snapshot),
        "lacking": okrug_page.lacking(snapshot),
        "beside": beside,
        "waiting": okrug_page.waiting_words(beside) if beside else "",
        "gap": brief_beside.gap_words(snapshot, beside) if beside else "",
        "drawings": okrug_charts.of_page(db.session, unit, snapshot),
        "replies": kpi.office_replies(db.session, snapshot.territory_id, snapshot.period),
        "names": NAMES,
    }
