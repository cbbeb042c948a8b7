"""What others take along: numbers of an initiative, its journal as CSV, news as Atom."""

from flask import Blueprint, Response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from akimfeedback.core import clock
from akimfeedback.core.db import db
from akimfeedback.core.errors import NotFound
from akimfeedback.geography import queries as geography
from akimfeedback.petitions import feed, open_page
from akimfeedback.petitions.exports import as_csv
from akimfeedback.petitions.feed import Entry
from akimfeedback.petitions.models import Petition
from akimfeedback.petitions.public_page import shown_parts, words_of
from akimfeedback.petitions.queries import initiatives, open_data
from akimfeedback.petitions.rules import PUBLIC, Line, Part, printed
from akimfeedback.web.access import for_everyone
from akimfeedback.web.cache import cached_page
from akimfeedback.web.product import language, named

bp = Blueprint("petitions_feeds", __name__, template_folder="../templates")


def _public(number: str) -> Petition:
    """Return an initiative everybody finds; raises NotFound."""
    found = initiatives.by_number(db.session, number.replace("-", ""))
    if found is None or found.publication not in PUBLIC:
        raise NotFound("petitions.no-such-initiative")
    return found


@bp.get("/initiatives/<string(minlength=7,maxlength=8):number>/numbers")
@for_everyone
@cached_page(seconds=60)
def numbers(number: str) -> ResponseReturnValue:
    """Show the count by day and village, and how many began and confirmed."""
    found = _public(number)
    return render_template(
        "petitions/numbers.html",
        petition=found,
        title_shown=open_page.heading(found),
        printed_number=printed(found.number),
        **open_page.numbers(db.session, found),
    )


@bp.get("/initiatives/<string(minlength=7,maxlength=8):number>/history.csv")
@for_everyone
@cached_page(seconds=60)
def history(number: str) -> ResponseReturnValue:
    """Give the journal by day as a table; fewer than ten is an empty cell."""
    found = _public(number)
    lines = [line.value for line in Line if line is not Line.OUTSIDE]
    rows = (
        [row.day.on, row.day.count, row.day.change, *((row.lines or {}).get(line) for line in lines)]
        for row in open_data.history(db.session, found)
    )
    response = Response(as_csv(["on", "count", "change", *lines], rows), mimetype="text/csv")
    response.headers.set("Content-Disposition", "attachment", filename=f"initiative-{found.number}.csv")
    return response


@bp.get("/initiatives/<string(minlength=7,maxlength=8):number>/news.atom")
@for_everyone
@cached_page(seconds=60)
def atom(number: str) -> ResponseReturnValue:
    """Give the news of an initiative as a feed."""
    found = _public(number)
    page = url_for("petitions_public.initiative", number=found.number, _external=True)
    entries = open_page.news(db.session, found, page, _tag(found))
    return _feed(_tag(found), open_page.heading(found), page, entries)


@bp.get("/initiatives/feed.atom")
@for_everyone
@cached_page(seconds=60)
def atom_of_all() -> ResponseReturnValue:
    """Give the new initiatives of an okrug, a district or everywhere as a feed."""
    kato = request.args.get("okrug", "")
    unit = geography.by_kato(db.session, kato) if kato else None
    if kato and unit is None:
        raise NotFound("geography.no-such-unit")
    ids = geography.ids_under(db.session, unit) if unit else None
    rows, _more = open_data.page_of(db.session, territory_ids=ids, states=("open", "closed"))
    where = named(unit) if unit else _("everywhere")
    title = _("New local initiatives: %(place)s", place=where)
    page = url_for("petitions_public.initiatives_list", okrug=kato or None, _external=True)
    entries = [_entry(row) for row in rows if row.outside_source is None]
    return _feed(f"tag:{request.host},2026:initiatives:{kato}", title, page, entries)


def _entry(petition: Petition) -> Entry:
    words, parts = words_of(petition), shown_parts(petition)
    text = "\n".join(words.asks) if Part.ASKS in parts else ""
    page = url_for("petitions_public.initiative", number=petition.number, _external=True)
    at = petition.published_at or petition.created_at
    return Entry(_tag(petition), open_page.heading(petition), page, at, text, words.language)


def _tag(petition: Petition) -> str:
    return f"tag:{request.host},2026:initiative:{petition.number}"


def _feed(tag: str, title: str, page: str, entries: list[Entry]) -> Response:
    body = feed.atom(
        id_=tag,
        title=title,
        url=request.url,
        page=page,
        language=language(),
        entries=entries,
        now=clock.now(),
    )
    return Response(body, mimetype="application/atom+xml")
