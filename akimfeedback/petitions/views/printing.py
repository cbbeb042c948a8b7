"""What is printed or shown elsewhere: poster, paper sheets, the answer as PDF, the picture of a link."""

from flask import Blueprint, Response, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale

from akimfeedback.core.db import db
from akimfeedback.core.errors import NotFound
from akimfeedback.petitions import printed, share_image
from akimfeedback.petitions.models import Petition
from akimfeedback.petitions.queries import initiatives, open_data
from akimfeedback.petitions.rules import BY_LINK, PUBLIC, Publication
from akimfeedback.petitions.views.public import petition_of
from akimfeedback.web.access import for_everyone
from akimfeedback.web.cache import cached_page
from akimfeedback.web.product import LANGUAGES, language

bp = Blueprint("petitions_printing", __name__, template_folder="../templates")

_PRINTED = PUBLIC | BY_LINK
_COLLECTS = BY_LINK | {Publication.OPEN}


def _printable(number: str, states: frozenset[Publication]) -> Petition:
    """Return an initiative this reader may open in one of these states; raises NotFound."""
    found = petition_of(number)
    if Publication(found.publication) not in states:
        raise NotFound("petitions.no-such-initiative")
    return found


def _address(petition: Petition) -> str:
    return url_for("petitions_public.short", link=petition.link, _external=True)


def _pdf(content: bytes, name: str) -> Response:
    response = Response(content, mimetype="application/pdf")
    response.headers.set("Content-Disposition", "inline", filename=name)
    return response


def _between(name: str, first: int, last: int) -> int:
    """Return a number of the question, the first when it is absent or no number."""
    typed = request.args.get(name, "")
    found = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 9 else first
    return min(max(found, first), last)


@bp.get("/initiatives/<string(minlength=7,maxlength=8):number>/poster.pdf")
@for_everyone
def poster(number: str) -> ResponseReturnValue:
    """Give the poster with its code."""
    found = _printable(number, _COLLECTS)
    return _pdf(printed.poster(found, _address(found)), f"initiative-{found.number}-poster.pdf")


@bp.get("/initiatives/<string(minlength=7,maxlength=8):number>/sheet.pdf")
@for_everyone
def sheet(number: str) -> ResponseReturnValue:
    """Give numbered sheets for support on paper: `from` is the first number, `sheets` how many."""
    found = _printable(number, _COLLECTS)
    first, many = _between("from", 1, 9_000), _between("sheets", 1, printed.MOST_SHEETS)
    return _pdf(
        printed.sheets(found, _address(found), first, many), f"initiative-{found.number}-sheet-{first}.pdf"
    )


@bp.get("/initiatives/<string(minlength=7,maxlength=8):number>/answer/<int:version>/pdf")
@for_everyone
def answer(number: str, version: int) -> ResponseReturnValue:
    """Give one published version of the answer."""
    found = _printable(number, _PRINTED)
    reply = next((one for one in open_data.replies(db.session, found.id) if one.position == version), None)
    if reply is None:
        raise NotFound("petitions.no-such-initiative")
    return _pdf(
        printed.answer(found, reply, _address(found)), f"initiative-{found.number}-answer-{version}.pdf"
    )


@bp.get("/initiatives/<string(minlength=7,maxlength=8):number>/share.png")
@for_everyone
@cached_page(seconds=300)
def image(number: str) -> ResponseReturnValue:
    """Give the picture a shared link shows; `l` is its language, for readers without a cookie."""
    found = initiatives.by_number(db.session, number.replace("-", ""))
    if found is None or found.publication not in PUBLIC:
        raise NotFound("petitions.no-such-initiative")
    asked = request.args.get("l", "")
    with force_locale(asked if asked in LANGUAGES else language()):
        return Response(share_image.png(found), mimetype="image/png")
