"""Files of an okrug's figures: the brief, the workbook, the drawings, the picture of a link."""

from flask import Response, request
from flask.typing import ResponseReturnValue
from flask_babel import force_locale

from akimfeedback.core import clock
from akimfeedback.core.db import db
from akimfeedback.core.errors import NotFound
from akimfeedback.kpi import queries as kpi
from akimfeedback.kpi.periods import BadPeriod, parse
from akimfeedback.mandates.session import me
from akimfeedback.oversight.policy import WATCHERS, watched_ids
from akimfeedback.oversight.queries import watched_okrugs
from akimfeedback.portal import brief, chart_files, share_picture
from akimfeedback.portal import brief_book as book
from akimfeedback.portal.brief import Subject
from akimfeedback.portal.views.home import bp
from akimfeedback.portal.views.okrugs import okrug_or_404
from akimfeedback.web.access import for_everyone, for_seat
from akimfeedback.web.cache import cached_page

PNG, SVG, PDF = "image/png", "image/svg+xml", "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ENDINGS = {PNG: "png", SVG: "svg", PDF: "pdf", XLSX: "xlsx"}
OKRUG = "/okrugs/<string(length=9):kato>"
FILE = "<string(maxlength=7):period>.<any(kk,ru,en):lang>"


def asked_subject(kato: str, period: str) -> Subject:
    """Return the okrug and the version of its figures the address names; raises NotFound."""
    unit, typed = okrug_or_404(kato), request.args.get("version", "")
    version = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 5 else None
    found = brief.subject(db.session, unit, _written(period), version, clock.today())
    if found is None or (typed and version is None):
        raise NotFound("kpi.not-published")
    return found


def _written(period: str) -> str:
    """Return a period as it is stored; raises NotFound for anything else."""
    try:
        return str(parse(period))
    except BadPeriod as error:
        raise NotFound("kpi.not-published") from error


def as_file(content: bytes, about: Subject, what: str, media_type: str) -> Response:
    """Return a file with a name that says okrug, period and version, never a person."""
    response = Response(content, mimetype=media_type)
    name = f"{what}-{about.unit.kato}-{about.snapshot.period}-v{about.snapshot.version}"
    ending = ENDINGS[media_type]
    response.headers.set("Content-Disposition", "inline", filename=f"{name}.{ending}")
    return response


@bp.get(f"{OKRUG}/brief/{FILE}.pdf")
@for_everyone
@cached_page(seconds=60)
def brief_pdf(kato: str, period: str, lang: str) -> ResponseReturnValue:
    """Give the brief: two pages, the same for resident, deputy and superior."""
    about = asked_subject(kato, period)
    with force_locale(lang):
        return as_file(brief.pdf_of(brief.values(db.session, about)), about, "brief", PDF)


@bp.get(f"{OKRUG}/brief/{FILE}.xlsx")
@for_everyone
@cached_page(seconds=60)
def brief_book(kato: str, period: str, lang: str) -> ResponseReturnValue:
    """Give the same figures as a workbook: one table a sheet."""
    about = asked_subject(kato, period)
    with force_locale(lang):
        return as_file(book.okrug_book(db.session, about), about, "figures", XLSX)


@bp.get(f"{OKRUG}/charts/<string(maxlength=20):name>/{FILE}.<any(png,svg):form>")
@for_everyone
@cached_page(seconds=60)
def chart_file(kato: str, name: str, period: str, lang: str, form: str) -> ResponseReturnValue:
    """Give one drawing as a file of its own, with its source."""
    about = asked_subject(kato, period)
    with force_locale(lang):
        found = chart_files.drawing(db.session, about, name)
        if found is None:
            raise NotFound("kpi.not-published")
        address = brief.addresses(about)["live"]
        if form == "svg":
            return as_file(chart_files.sheet(about, found, address).encode(), about, name, SVG)
        return as_file(chart_files.png(about, found, address), about, name, PNG)


@bp.get(f"{OKRUG}/share.<any(kk,ru,en):lang>.png")
@for_everyone
@cached_page(seconds=300)
def share_image(kato: str, lang: str) -> ResponseReturnValue:
    """Give the picture a shared link to the okrug's page shows; `period` names an older quarter."""
    unit, asked = okrug_or_404(kato), request.args.get("period", "")
    found = kpi.published(db.session, unit.id, asked) if asked else kpi.latest_published(db.session, unit.id)
    with force_locale(lang):
        picture = share_picture.png(db.session, unit, found, clock.today())
    return Response(picture, mimetype=PNG)


@bp.get(f"/district/figures/{FILE}.xlsx")
@for_seat(*(role.value for role in WATCHERS))
def district_book(period: str, lang: str) -> ResponseReturnValue:
    """Give those who watch a district the published figures of its okrugs in one workbook."""
    okrugs, today = watched_okrugs(db.session, watched_ids(me())), clock.today()
    asked = _written(period)
    found = [brief.subject(db.session, unit, asked, None, today) for unit in okrugs]
    with force_locale(lang):
        content = book.district_book([one for one in found if one is not None], asked)
    return Response(content, mimetype=XLSX)
