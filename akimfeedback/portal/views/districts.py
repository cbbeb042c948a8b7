"""Districts: all of them by oblast, and one with its okrugs as a grid of words."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from akimfeedback.core import clock
from akimfeedback.core.db import db
from akimfeedback.core.errors import NotFound
from akimfeedback.geography import queries as places
from akimfeedback.geography.models import Territory
from akimfeedback.geography.rules import Level
from akimfeedback.kpi.grid import grid
from akimfeedback.kpi.grid_words import MARKS, STANDS
from akimfeedback.kpi.peer_words import short_name
from akimfeedback.kpi.periods import BadPeriod, PeriodKind, parse
from akimfeedback.portal.views.home import bp
from akimfeedback.web.access import for_everyone
from akimfeedback.web.cache import cached_page
from akimfeedback.web.product import named


def district_or_404(kato: str) -> Territory:
    """Return a district or a city of oblast significance by its code. Raises NotFound."""
    unit = places.by_kato(db.session, kato) if kato.isascii() and kato.isdigit() else None
    if unit is None or unit.level != Level.DISTRICT:
        raise NotFound("kpi.no-such-district")
    return unit


def _asked_period() -> str:
    asked = request.args.get("period", "")
    try:
        period = parse(asked) if asked else None
    except BadPeriod as error:
        raise NotFound("kpi.not-published") from error
    if period is not None and period.kind is not PeriodKind.QUARTER:
        raise NotFound("kpi.not-published")
    return str(period or "")


@bp.get("/districts")
@for_everyone
@cached_page(seconds=300)
def district_list() -> ResponseReturnValue:
    """List the districts by oblast."""
    units = places.districts(db.session)
    above = places.paths(db.session, units)
    parts: dict[str, list[Territory]] = {}
    for unit in units:
        parts.setdefault(named(above[unit.id][0]) if above[unit.id] else named(unit), []).append(unit)
    return render_template("portal/districts.html", parts=sorted(parts.items()))


@bp.get("/districts/<string(length=9):kato>")
@for_everyone
@cached_page(seconds=60)
def district(kato: str) -> ResponseReturnValue:
    """Show the okrugs of a district by the alphabet, each with words for where it stands."""
    unit = district_or_404(kato)
    okrugs = [one for one in places.okrugs(db.session, unit) if one.id != unit.id]
    return render_template(
        "portal/district.html",
        unit=unit,
        path=places.path(db.session, unit),
        grid=grid(db.session, okrugs, clock.today(), period=_asked_period()),
        words=STANDS,
        marks=MARKS,
        short=short_name,
    )
