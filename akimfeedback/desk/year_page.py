"""What the pages of the yearly cycle show."""

from typing import Any

from flask_babel import gettext as _

from akimfeedback.core.db import db
from akimfeedback.core.errors import NotFound
from akimfeedback.core.folding import kazakh_key
from akimfeedback.geography import queries as geography
from akimfeedback.geography.models import Territory
from akimfeedback.geography.rules import Level
from akimfeedback.kpi import labels, year_labels, year_queries
from akimfeedback.kpi.disclosure import too_few
from akimfeedback.kpi.models import Snapshot
from akimfeedback.kpi.year_models import YearCycle
from akimfeedback.kpi.year_queries import YearOkrug
from akimfeedback.kpi.year_rules import YearState
from akimfeedback.mandates.rules import Role
from akimfeedback.mandates.session import me
from akimfeedback.web.formats import share_of
from akimfeedback.web.product import named

PEOPLE = (Role.ASSESSOR, Role.SUPERIOR, Role.ADMINISTRATOR)
APPROVERS = (Role.SUPERIOR, Role.ADMINISTRATOR)


def districts(*roles: Role) -> list[Territory]:
    """Return the districts the reader looks after by one of the roles, by the alphabet."""
    actor = me()
    seats = {seat.id: seat.territory_id for seat in actor.seats if seat.role in roles}
    covered = set(seats.values()) | {unit for seat, unit in actor.reach if seat in seats}
    found = [unit for unit in geography.by_ids(db.session, covered) if unit.level == Level.DISTRICT]
    return sorted(found, key=lambda unit: kazakh_key(named(unit)))


def may_open() -> list[tuple[Territory, int]]:
    """Return districts with years whose figures are final and that are not open yet, for an assessor."""
    units = districts(Role.ASSESSOR)
    known = {(one.district_id, one.year) for one in year_queries.cycles(db.session, [u.id for u in units])}
    return [
        (unit, year)
        for unit in units
        for year in year_queries.years_with_figures(db.session, unit.id)
        if (unit.id, year) not in known
    ]


def cycles() -> list[tuple[YearCycle, Territory]]:
    """Return the years of the reader's districts, newest first."""
    units = {unit.id: unit for unit in districts(*PEOPLE)}
    return [(one, units[one.district_id]) for one in year_queries.cycles(db.session, units)]


def cycle_of(cycle_id: int, *, to_change: bool = False) -> YearCycle:
    """Return a year of a district of the reader; NotFound for all others."""
    found = year_queries.cycle(db.session, cycle_id, to_change=to_change)
    if found is None or me().seat_in(found.district_id, *PEOPLE) is None:
        raise NotFound("kpi.no-such-year")
    return found


def okrug_of(cycle: YearCycle, kato: str) -> YearOkrug:
    """Return one okrug of a year; NotFound for all others."""
    for one in year_queries.okrugs_of(db.session, cycle):
        if one.territory.kato == kato:
            return one
    raise NotFound("kpi.no-such-okrug")


def figures(snapshot: Snapshot) -> list[list[str]]:
    """Return name and k of n of each indicator of a version; opinions of fewer than five are not told."""
    return [
        [
            f"{one['code']}. {labels.NAMES.get(one['code'], '')}",
            _("fewer than 5") if too_few(one["code"], one["own"]) else share_of(*one["own"]),
        ]
        for one in snapshot.figures["indicators"]
    ]


def year(cycle: YearCycle) -> dict[str, Any]:
    """Return what the page of a year shows."""
    actor, state = me(), YearState(cycle.state)
    okrugs = sorted(
        year_queries.okrugs_of(db.session, cycle), key=lambda one: kazakh_key(named(one.territory))
    )
    written = {one.conclusion.id: one for one in okrugs if one.conclusion}
    assessor = actor.seat_in(cycle.district_id, Role.ASSESSOR) is not None
    return {
        "cycle": cycle,
        "state": year_labels.STATES[state],
        "district": geography.by_ids(db.session, [cycle.district_id])[0],
        "okrugs": okrugs,
        "contests": [
            (one, written[one.conclusion_id].territory) for one in year_queries.contests(db.session, written)
        ],
        "outcomes": year_labels.OUTCOMES,
        "names": labels.NAMES,
        "is_assessor": assessor,
        "is_approver": actor.seat_in(cycle.district_id, *APPROVERS) is not None,
        "may_write": assessor and state in (YearState.CONCLUSIONS, YearState.CONTEST),
        "may_sit": assessor and state in (YearState.CONCLUSIONS, YearState.COMMISSION),
    }


def contest(cycle: YearCycle, contest_id: int) -> dict[str, Any]:
    """Return what the page of a contest shows; NotFound for one of another year."""
    row = year_queries.contest(db.session, contest_id)
    by_id = {one.id: one for one in year_queries.conclusions(db.session, cycle.id)}
    if row is None or row.conclusion_id not in by_id:
        raise NotFound("kpi.no-such-contest")
    conclusion = by_id[row.conclusion_id]
    return {
        "cycle": cycle,
        "row": row,
        "conclusion": conclusion,
        "unit": geography.by_ids(db.session, [conclusion.territory_id])[0],
        "figures": figures(year_queries.snapshot(db.session, conclusion.snapshot_id)),
        "names": labels.NAMES,
        "outcomes": year_labels.OUTCOMES,
    }
