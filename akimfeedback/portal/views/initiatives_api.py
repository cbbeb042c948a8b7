"""Local initiatives in the open API: list, item, journal by day, villages; each list as CSV too."""

import re
from collections.abc import Iterable, Sequence

from flask import Response, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from akimfeedback.core.db import db
from akimfeedback.core.settings import current_settings
from akimfeedback.geography import queries as places
from akimfeedback.petitions.exports import Cell, as_csv
from akimfeedback.petitions.models import Petition
from akimfeedback.petitions.queries import initiatives as petitions
from akimfeedback.petitions.queries import open_data
from akimfeedback.petitions.rules import Line
from akimfeedback.portal import initiative_schemas as shapes
from akimfeedback.portal import initiatives_open as opened
from akimfeedback.portal.views.api import CODE, answer, bp, problem
from akimfeedback.web.access import for_everyone
from akimfeedback.web.cache import cached_page

NUMBER = re.compile(r"[0-9]{2}-?[0-9]{5}")
MOST_IN_TABLE = 5_000


class Refused(Exception):
    """A question without an answer: status, code and words."""

    def __init__(self, status: int, error: str, message: str) -> None:
        super().__init__(error)
        self.status, self.error, self.message = status, error, message


@bp.errorhandler(Refused)
def refuse(refusal: Refused) -> ResponseReturnValue:
    """Answer in the shape of the document."""
    return problem(refusal.status, refusal.error, refusal.message)


def _public(number: str) -> Petition:
    """Return an initiative everybody finds. Raises Refused."""
    if not NUMBER.fullmatch(number):
        raise Refused(422, "bad-number", _("A number has seven digits."))
    found = petitions.by_number(db.session, number.replace("-", ""))
    if found is None or found.publication not in open_data.LISTED:
        raise Refused(404, "no-such-initiative", _("We do not know this initiative. Check the number."))
    return found


def _listed(limit: int) -> tuple[Sequence[Petition], bool]:
    """Return what was asked for by okrug, state and page. Raises Refused."""
    kato, state, after = (request.args.get(name) for name in ("okrug", "state", "after"))
    ids = before = None
    if kato is not None:
        if not CODE.fullmatch(kato):
            raise Refused(422, "bad-code", _("A code has nine digits."))
        unit = places.by_kato(db.session, kato)
        if unit is None:
            raise Refused(404, "no-such-okrug", _("There is no okrug with this code."))
        ids = places.ids_under(db.session, unit)
    if state is not None and state not in open_data.LISTED:
        raise Refused(422, "bad-state", _("There is no such state."))
    if after is not None:
        before = _public(after).id
    states = (state,) if state else ()
    return open_data.page_of(db.session, territory_ids=ids, states=states, before_id=before, limit=limit)


def _base() -> str:
    return current_settings().product.base_url


def _table(name: str, head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Response:
    response = Response(as_csv(head, rows), mimetype="text/csv")
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


@bp.get("/initiatives")
@for_everyone
@cached_page(seconds=30)
def initiatives() -> ResponseReturnValue:
    """List initiatives, the newest first, fifty a page."""
    rows, more = _listed(open_data.PER_PAGE)
    lines = [shapes.InitiativeShort(**opened.short(row, _base())) for row in rows]
    return answer(shapes.Initiatives(initiatives=lines, after=rows[-1].number if more else None))


@bp.get("/initiatives.csv")
@for_everyone
@cached_page(seconds=60)
def initiatives_csv() -> ResponseReturnValue:
    """Give the same list as a table, at most five thousand lines."""
    found, _more = _listed(MOST_IN_TABLE)
    rows = (opened.short(row, _base()) for row in found)
    return _table("initiatives.csv", opened.HEAD, ([row[name] for name in opened.HEAD] for row in rows))


@bp.get("/initiatives/<string:number>")
@for_everyone
@cached_page(seconds=30)
def initiative(number: str) -> ResponseReturnValue:
    """Give one initiative."""
    return answer(opened.item(db.session, _public(number), _base()))


@bp.get("/initiatives/<string:number>/history")
@for_everyone
@cached_page(seconds=60)
def initiative_history(number: str) -> ResponseReturnValue:
    """Give the count by day and line, and who began and confirmed."""
    return answer(opened.history(db.session, _public(number)))


@bp.get("/initiatives/<string:number>/history.csv")
@for_everyone
@cached_page(seconds=60)
def initiative_history_csv(number: str) -> ResponseReturnValue:
    """Give the journal as a table: one line a day."""
    found = _public(number)
    lines = [line.value for line in Line if line is not Line.OUTSIDE]
    rows = (
        [day.on, day.count, day.change, *((day.lines or {}).get(line) for line in lines)]
        for day in opened.history(db.session, found).days
    )
    return _table(f"initiative-{found.number}-history.csv", ["on", "count", "change", *lines], rows)


@bp.get("/initiatives/<string:number>/areas")
@for_everyone
@cached_page(seconds=60)
def initiative_areas(number: str) -> ResponseReturnValue:
    """Give the count by village."""
    return answer(opened.areas(db.session, _public(number)))


@bp.get("/initiatives/<string:number>/areas.csv")
@for_everyone
@cached_page(seconds=60)
def initiative_areas_csv(number: str) -> ResponseReturnValue:
    """Give the count by village as a table."""
    found = _public(number)
    rows = ([row.kato, row.name_kk, row.name_ru, row.count] for row in opened.areas(db.session, found).areas)
    return _table(f"initiative-{found.number}-areas.csv", ["kato", "name_kk", "name_ru", "count"], rows)
