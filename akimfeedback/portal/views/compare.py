"""Up to five okrugs of one group of similar ones, side by side; no table of the country."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from akimfeedback.core import clock
from akimfeedback.core.db import db
from akimfeedback.core.errors import NotFound
from akimfeedback.geography import queries as places
from akimfeedback.geography.models import Territory
from akimfeedback.kpi import peer_rows
from akimfeedback.kpi.comparing import MOST_COMPARED, asked_once
from akimfeedback.kpi.composite import Shape
from akimfeedback.kpi.method_queries import approved_methods
from akimfeedback.kpi.peer_words import group_words, short_name
from akimfeedback.kpi.periods import BadPeriod, parse, quarter_of
from akimfeedback.kpi.places import place_range, shape_of
from akimfeedback.petitions.exports import as_csv
from akimfeedback.portal import compare_page
from akimfeedback.portal.compare_page import Compared
from akimfeedback.portal.views.home import bp
from akimfeedback.web.access import for_everyone
from akimfeedback.web.cache import cached_page
from akimfeedback.web.product import named

MOST_READ = 20  # codes of an address that are looked at
LONGEST_SEARCH = 100


@dataclass
class Choice:
    """What was asked: okrugs by the alphabet, the period, their group, and why it cannot be shown."""

    units: list[Territory]
    period: str
    periods: Sequence[str] = ()
    group: str = ""
    faults: list[str] = field(default_factory=list)

    @property
    def ids(self) -> list[int]:
        """Return the ids of the okrugs chosen."""
        return [unit.id for unit in self.units]


def choice() -> Choice:
    """Return what the address asks for. Raises NotFound for a code or a period there is not."""
    katos = asked_once(request.args.getlist("okrug"))[:MOST_READ]
    found = peer_rows.units_of(db.session, katos)
    if len(found) < len(katos):
        raise NotFound("kpi.no-such-okrug")
    units = [found[kato] for kato in katos]
    made = Choice(compare_page.by_alphabet(units), "")
    made.periods = peer_rows.public_periods(db.session, made.ids)
    made.period = _period(made.periods)
    year = parse(made.period).year
    groups = peer_rows.groups_of(db.session, made.ids, year)
    made.group = groups.get(units[0].id, "") if units else ""
    made.faults = _faults(made, groups, first=units[0] if units else None)
    return made


def _period(periods: Sequence[str]) -> str:
    asked = request.args.get("period", "")
    try:
        return str(parse(asked)) if asked else next(iter(periods), str(quarter_of(clock.today()).shifted(-1)))
    except BadPeriod as error:
        raise NotFound("kpi.not-published") from error


def _faults(made: Choice, groups: dict[int, str], first: Territory | None) -> list[str]:
    faults = []
    if len(made.units) > MOST_COMPARED:
        faults.append(
            _("At most five okrugs are compared at once; you chose %(n)s. Take some away.", n=len(made.units))
        )
    for unit in made.units:
        if unit.id not in groups:
            faults.append(
                _("%(name)s has no figures in this period: its office had not joined.", name=named(unit))
            )
        elif first is not None and made.group and groups[unit.id] != made.group:
            faults.append(
                _(
                    "%(name)s is not like %(first)s: it has another number of residents or another distance "
                    "from the centre. Only similar okrugs are compared.",
                    name=named(unit),
                    first=named(first),
                )
            )
    return faults


def compared(made: Choice) -> list[Compared]:
    """Return the okrugs with their public figures."""
    figures = peer_rows.published_of(db.session, made.ids, made.period)
    return [Compared(unit, figures.get(unit.id)) for unit in made.units]


@bp.get("/compare")
@for_everyone
@cached_page(seconds=60)
def compare() -> ResponseReturnValue:
    """Show the indicators of the okrugs chosen, and the list of similar ones to choose from."""
    made = choice()
    rows = compared(made) if made.units and not made.faults else []
    shown = render_template(
        "portal/compare.html",
        made=made,
        rows=rows,
        sections=compare_page.sections(rows, made.period),
        group=group_words(made.group) if made.group else "",
        near=near(made),
        ranges=place_words(rows, made) if request.args.get("places") else [],
        found=_found(),
        csv_args={"okrug": [unit.kato for unit in made.units], "period": made.period},
        short=short_name,
    )
    return shown, 422 if made.faults else 200


def _found() -> list[Territory] | None:
    """Return the okrugs a search found; None when nobody searched."""
    typed = request.args.get("q", "").strip()[:LONGEST_SEARCH]
    return [unit for unit in places.search(db.session, typed) if unit.has_akim] if typed else None


def near(made: Choice) -> list[tuple[str, list[Territory]]]:
    """Return the similar okrugs by district: those of the okrugs chosen first, the others by the alphabet."""
    if not made.group:
        return []
    units = peer_rows.members(db.session, made.group, parse(made.period).year)
    above = places.paths(db.session, units)
    own = {above[unit.id][-1].id for unit in made.units if above.get(unit.id)}
    parts: dict[int, tuple[Territory, list[Territory]]] = {}
    for unit in compare_page.by_alphabet(units):
        top = above[unit.id][-1] if above[unit.id] else unit
        parts.setdefault(top.id, (top, []))[1].append(unit)
    order = compare_page.by_alphabet([top for top, _units in parts.values()])
    order.sort(key=lambda top: top.id not in own)
    return [(named(top), parts[top.id][1]) for top in order]


def place_words(rows: Sequence[Compared], made: Choice) -> list[str]:
    """Return for each okrug between which places its score lies, with 90 % probability."""
    methods = {method.version: method for method in approved_methods(db.session)}
    ids = [unit.id for unit in peer_rows.members(db.session, made.group, parse(made.period).year)]
    stored = peer_rows.published_of(db.session, ids, made.period)
    shapes = {
        number: shape
        for number, one in sorted(stored.items())
        if one.method in methods and (shape := shape_of(one.figures, methods[one.method]))
    }
    return [_place_sentence(row.unit, shapes) for row in rows]


def _place_sentence(unit: Territory, shapes: dict[int, Shape]) -> str:
    own = shapes.get(unit.id)
    others = [shape for number, shape in shapes.items() if number != unit.id]
    if own is None or len(others) < MOST_COMPARED:
        return _("%(name)s: no range of places, too few scores are published.", name=named(unit))
    first, last = place_range(own, others)
    return _(
        "%(name)s: with 90%% probability between place %(first)s and place %(last)s of %(all)s.",
        name=named(unit),
        first=first,
        last=last,
        all=len(shapes),
    )


@bp.get("/compare.csv")
@for_everyone
@cached_page(seconds=60)
def compare_csv() -> ResponseReturnValue:
    """Give the same figures as a table."""
    made = choice()
    if not made.units or made.faults:
        raise NotFound("kpi.not-published")
    table = as_csv(compare_page.CSV_HEAD, compare_page.csv_rows(compared(made)))
    response = Response(table, mimetype="text/csv")
    response.headers.set("Content-Disposition", "attachment", filename=f"compare-{made.period}.csv")
    return response
