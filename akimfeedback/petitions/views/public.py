"""Initiatives for everybody: the list, one initiative, its short link, what a local initiative is."""

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from akimfeedback.core import clock
from akimfeedback.core.db import db
from akimfeedback.core.errors import NotFound
from akimfeedback.geography import queries as geography
from akimfeedback.geography.models import Territory
from akimfeedback.mandates.session import me
from akimfeedback.petitions import policy, public_page, show_page
from akimfeedback.petitions.models import Petition
from akimfeedback.petitions.queries import initiatives, public, switches
from akimfeedback.petitions.queries.public import Tab
from akimfeedback.petitions.rules import BY_LINK, PUBLIC, UNSEEN, Publication, Switch
from akimfeedback.web.access import for_everyone
from akimfeedback.web.cache import cached_page
from akimfeedback.web.paging import Page, page_number

bp = Blueprint("petitions_public", __name__, template_folder="../templates")

NUMBER_DIGITS = 7
GONE = 410
_FOR_ALL = PUBLIC | {Publication.REJECTED, Publication.HIDDEN}
_WITH_LINK = BY_LINK | {Publication.LAPSED}


def petition_of(number: str, link: str | None = None) -> Petition:
    """Return an initiative this reader may open, by stored or printed number; raises NotFound.

    Before publication it opens to whoever has the link, carries it or moderates it.
    """
    found = initiatives.by_number(db.session, number.replace("-", ""))
    if found is None or not may_open(found, link):
        raise NotFound("petitions.no-such-initiative")
    return found


def may_open(petition: Petition, link: str | None) -> bool:
    """Say whether the page of an initiative is for this reader."""
    state = Publication(petition.publication)
    if state in _FOR_ALL or (state in _WITH_LINK and link == petition.link):
        return True
    actor = me()
    return (
        policy.is_author(actor, petition)
        or (state not in UNSEEN and policy.can_moderate(actor, petition))
        or (initiatives.is_co_author(db.session, petition, actor.user_id))
    )


@bp.get("/initiatives")
@for_everyone
@cached_page(seconds=30)
def initiatives_list() -> ResponseReturnValue:
    """List initiatives: search first, then tabs and cards."""
    unit, typed, tab = _unit(), request.args.get("q", "").strip()[:120], _tab()
    if meant := _by_number(typed):
        return redirect(url_for(".initiative", number=meant))
    under = geography.ids_under(db.session, unit) if unit else None
    found = public.find(db.session, tab, territory_ids=under, typed=typed, page=page_number())
    moves = not typed and tab is Tab.OPEN and switches.is_on(db.session, Switch.TRENDING)
    return render_template(
        "petitions/list.html",
        unit=unit,
        typed=typed,
        here=tab,
        sizes=found.tabs,
        cards=show_page.cards_of(list(found.rows)),
        page=Page(found.rows, page_number(), has_more=found.has_more),
        trending=_trending(under) if moves else [],
        start_url=start_url(unit),
    )


def _by_number(typed: str) -> str:
    """Return the number of a public initiative where that was typed instead of words, else ""."""
    plain = typed.lstrip("№ ").replace("-", "").replace(" ", "")
    if not (plain.isascii() and plain.isdecimal() and len(plain) == NUMBER_DIGITS):
        return ""
    found = initiatives.by_number(db.session, plain)
    return found.number if found is not None and Publication(found.publication) in _FOR_ALL else ""


def _trending(under: list[int] | None) -> list[public_page.Card]:
    return show_page.cards_of(list(public.trending(db.session, clock.today(), territory_ids=under)))


def start_url(unit: Territory | None) -> str:
    """Return where an initiative is started, "" while nobody can."""
    endpoint = "petitions_drafting.start"
    if endpoint not in current_app.view_functions:
        return ""
    return url_for(endpoint, okrug=unit.kato if unit else None)


def _unit() -> Territory | None:
    kato = request.args.get("okrug", "")
    unit = geography.by_kato(db.session, kato) if kato else None
    if kato and unit is None:
        raise NotFound("geography.no-such-unit")
    return unit


def _tab() -> Tab:
    asked = request.args.get("tab", "")
    return Tab(asked) if asked in set(Tab) else Tab.OPEN


@bp.get("/initiatives/what-it-is")
@for_everyone
@cached_page(seconds=300)
def what() -> ResponseReturnValue:
    """Say what a local initiative is and is not."""
    return render_template("petitions/what.html")


@bp.get("/initiatives/<string(minlength=7,maxlength=8):number>")
@for_everyone
@cached_page(seconds=30)
def initiative(number: str) -> ResponseReturnValue:
    """Show one initiative in whatever state it is."""
    found = petition_of(number)
    if number != found.number:
        return redirect(url_for(".initiative", number=found.number))
    return _page(found)


@bp.get("/p/<string:link>")
@for_everyone
@cached_page(seconds=30)
def short(link: str) -> ResponseReturnValue:
    """Lead from the short address to the page; before publication this is the page."""
    found = initiatives.by_link(db.session, link)
    if found is None or not may_open(found, link):
        raise NotFound("petitions.no-such-initiative")
    if Publication(found.publication) in _WITH_LINK:
        return _page(found)
    return redirect(url_for(".initiative", number=found.number))


def _page(petition: Petition) -> ResponseReturnValue:
    """Return the page; of a hidden text what remains says so, and to machines that it is gone."""
    shown = render_template("petitions/show.html", **show_page.context(petition))
    return (shown, GONE) if petition.publication == Publication.HIDDEN else shown
