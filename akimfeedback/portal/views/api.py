"""The open API: okrugs and published figures, with its OpenAPI document. Initiatives: initiatives_api."""

import re
from typing import Any

from flask import Blueprint, Response, jsonify, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from akimfeedback.core import clock
from akimfeedback.core.db import db
from akimfeedback.core.settings import current_settings
from akimfeedback.geography import queries as places
from akimfeedback.geography.models import Territory
from akimfeedback.geography.rules import Level
from akimfeedback.kpi import queries as figures
from akimfeedback.kpi.periods import parse
from akimfeedback.kpi.shown import published_figures
from akimfeedback.mandates.queries import joined_offices
from akimfeedback.portal import schemas
from akimfeedback.portal.shapes import Problem, Shape
from akimfeedback.web.access import for_everyone
from akimfeedback.web.cache import cached_page

bp = Blueprint("api", __name__, url_prefix="/api/v1")
CODE = re.compile(r"[0-9]{9}")
VERSION = re.compile(r"[1-9][0-9]{0,2}")
PERIOD = re.compile(r"20[0-9]{2}(-(0[1-9]|1[0-2])|-Q[1-4]|-H[12])?")


def problem(status: int, error: str, message: str) -> ResponseReturnValue:
    """Return why there is no answer, in the shape of the document."""
    body = Problem(error=error, message=message)
    return jsonify(body.model_dump()), status


@bp.after_request
def for_other_sites(response: Response) -> Response:
    """Let pages of other sites read what is open to everybody; no cookie goes along."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def answer(shape: Shape) -> Response:
    """Return a shape as JSON."""
    return Response(shape.model_dump_json(), mimetype="application/json")


@bp.get("/okrugs")
@for_everyone
@cached_page(seconds=60)
def okrugs() -> ResponseReturnValue:
    """List okrugs with population and joining day, of one district or all."""
    asked, district = request.args.get("district"), None
    if asked is not None:
        if not CODE.fullmatch(asked):
            return problem(422, "bad-code", _("A code has nine digits."))
        district = places.by_kato(db.session, asked)
        if district is None or district.level > Level.DISTRICT:
            return problem(404, "no-such-district", _("There is no district with this code."))
    return answer(schemas.Okrugs(okrugs=_okrugs(district)))


def _okrugs(district: Territory | None) -> list[schemas.Okrug]:
    today = clock.today()
    units = sorted(places.okrugs(db.session, district, today), key=lambda unit: unit.kato)
    people = places.populations_on(db.session, [unit.id for unit in units], today)
    joined = joined_offices(db.session)
    above = places.paths(db.session, units)
    return [
        schemas.Okrug(
            kato=unit.kato,
            name_kk=unit.name_kk,
            name_ru=unit.name_ru,
            name_en=unit.name_en,
            district=next((one.kato for one in above[unit.id] if one.level == Level.DISTRICT), None),
            population=people[unit.id].people if unit.id in people else None,
            connected_from=joined.get(unit.id),
        )
        for unit in units
    ]


@bp.get("/okrugs/<string:kato>/kpi")
@for_everyone
@cached_page(seconds=60)
def kpi(kato: str) -> ResponseReturnValue:
    """Give the published figures of an okrug in a period; anything not public is `not-published`."""
    written = request.args.get("period", "")
    if not CODE.fullmatch(kato):
        return problem(422, "bad-code", _("A code has nine digits."))
    if not PERIOD.fullmatch(written):
        return problem(422, "bad-period", _("Write the period as 2026-07, 2026-Q3, 2026-H2 or 2026."))
    version = request.args.get("version")
    if version is not None and not VERSION.fullmatch(version):
        return problem(422, "bad-version", _("A version is a number from 1 on."))
    unit = places.by_kato(db.session, kato)
    if unit is None or not unit.has_akim:
        return problem(404, "no-such-okrug", _("There is no okrug with this code."))
    found = figures.published_version(db.session, unit.id, str(parse(written)), version)
    if found is None:
        return problem(404, "not-published", _("There are no published figures for this period."))
    return answer(schemas.Kpi(**published_figures(kato, found, current_settings().product.base_url)))


@bp.get("/openapi.json")
@for_everyone
@cached_page(seconds=300)
def openapi() -> ResponseReturnValue:
    """Give the OpenAPI document."""
    found: dict[str, Any] = schemas.document(current_settings().product.base_url)
    return jsonify(found)
