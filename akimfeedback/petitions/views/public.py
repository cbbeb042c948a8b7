"""Initiatives for everybody: the list, one initiative, its short link, what a local initiative is."""

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from akimfeedback.core import clock
from akimfeedback.core.db import db
from akimfeedback.core.errors import NotFound
from akimfeedback.geography import queries as geography
from akimfeedback.geography.models import Territory
from akimfeedback.mandates.session import me
from akimfeedback.petitions import after_rung, policy, public_page, rules, show_page
from akimfeedback.petitions.decision_page import decision_of
from akimfeedback.petitions.models import Petition
from akimfeedback.petitions.queries import counts, initiatives, public, switches
from akimfeedback.petitions.queries.public import Tab
from akimfeedback.petitions.queries.support import STANDING
from akimfeedback.petitions.rules import BY_LINK, PUBLIC, Publication, Switch
from akimfeedback.petitions.service import joining
from akimfeedback.petitions.service.supporting import supports
from akimfeedback.petitions.signing import address, facts, pepper
from akimfeedback.petitions.support_models import Signature
from akimfeedback.web.access import for_everyone
from akimfeedback.web.cache import cached_page
from akimfeedback.web.fields import Form
from akimfeedback.web.paging import Page, page_number

bp = Blueprint("petitions_public", __name__, template_folder="../templates")

_FOR_ALL = PUBLIC | {Publication.REJECTED, Publication.HIDDEN}
SEVERAL = 2
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
        or policy.can_moderate(actor, petition)
        or (initiatives.is_co_author(db.session, petition, actor.user_id))
    )


def cards_of(rows: "list[Petition]") -> list[public_page.Card]:
    """Return the cards of several initiatives with one query for their rungs."""
    held = public.rungs_holding(db.session, [row.id for row in rows])
    today = clock.today()
    return [public_page.card(row, counts.shown(row), held[row.id], today) for row in rows]


@bp.get("/initiatives")
@for_everyone
@cached_page(seconds=30)
def initiatives_list() -> ResponseReturnValue:
    """List initiatives: search first, then tabs and cards."""
    unit, typed, tab = _unit(), request.args.get("q", "").strip()[:120], _tab()
    under = geography.ids_under(db.session, unit) if unit else None
    found = public.find(db.session, tab, territory_ids=under, typed=typed, page=page_number())
    moves = not typed and tab is Tab.OPEN and switches.is_on(db.session, Switch.TRENDING)
    return render_template(
        "petitions/list.html",
        unit=unit,
        typed=typed,
        here=tab,
        sizes=found.tabs,
        cards=cards_of(list(found.rows)),
        page=Page(found.rows, page_number(), has_more=found.has_more),
        trending=_trending(under) if moves else [],
        start_url=start_url(unit),
    )


def _trending(under: list[int] | None) -> list[public_page.Card]:
    return cards_of(list(public.trending(db.session, clock.today(), territory_ids=under)))


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


def _page(petition: Petition) -> str:
    card, user_id = cards_of([petition])[0], me().user_id
    counted, by_link = show_page.is_counted(petition), Publication(petition.publication) in BY_LINK
    next_one = petition.superseded_by_id and initiatives.by_id(db.session, petition.superseded_by_id)
    return render_template(
        "petitions/show.html",
        petition=petition,
        card=card,
        second_chip=_second_chip(petition),
        words=public_page.words_of(petition),
        parts=public_page.shown_parts(petition),
        decision=decision_of(petition),
        is_counted=counted,
        listed=Publication(petition.publication) in PUBLIC,
        author=show_page.author_name(petition),
        superseded_url=public_page.url_of(next_one) if next_one else "",
        superseded_title=public_page.words_of(next_one).title if next_one else "",
        steps=show_page.next_steps(petition, clock.today()),
        versions_url=_versions_url(petition),
        news=public.news_of(db.session, petition.id) if counted else [],
        names=_names(petition, card),
        backers=counts.backers(db.session, petition) if by_link else None,
        unit=petition.territory,
        links=_links(petition),
        form=Form() if user_id else None,
        follows=joining.follows(db.session, user_id, petition),
        address=address,
        **_button(petition),
        **after_rung.context(db.session, petition, me(), now=clock.now()),
    )


def _second_chip(petition: Petition) -> public_page.Chip | None:
    """Return the chip of the publication where the first one speaks of the answer."""
    first, second = public_page.chip_of(petition), public_page.publication_chip(petition)
    return second if second != first else None


def _button(petition: Petition) -> dict[str, bool]:
    """Return whether the button stands there, or pauses."""
    takes = rules.may_support(petition.publication, petition.closes_on, clock.today())
    on = switches.is_on(db.session, Switch.SIGN)
    return {"takes_support": takes and on, "paused": takes and not on, "holds": _holds(petition)}


def _holds(petition: Petition) -> bool:
    """Say whether whoever has signed in supports it; nobody else learns that."""
    user = me().user
    own = user and supports(db.session, facts(petition), user, pepper=pepper())
    return isinstance(own, Signature) and own.state in STANDING


def _versions_url(petition: Petition) -> str:
    """Return where the versions stand side by side, "" while there is one."""
    if sum(version.approved_at is not None for version in petition.versions) < SEVERAL:
        return ""
    return show_page.link_to("petitions_author.versions", number=petition.number)


def _names(petition: Petition, card: public_page.Card) -> list[str]:
    """Return names people want shown: while support is collected, and not among fewer than ten."""
    if Publication(petition.publication) is not Publication.OPEN or card.count is None or card.as_of_words:
        return []
    return public.shown_names(db.session, petition.id)


def _links(petition: Petition) -> dict[str, str]:
    """Return the addresses of what other parts of the product make of this initiative, "" where none."""
    number = petition.number
    found = {name: show_page.link_to(endpoint, number=number) for name, endpoint in _PLACES.items()}
    if not policy.is_author(me(), petition):
        found |= {"manage": "", "objection": ""}
    image = show_page.link_to("petitions_printing.image", number=number, _external=True)
    return {**found, "image": image, "share": public_page.url_of(petition, external=True)}


_PLACES = {
    "manage": "petitions_author.manage",
    "adopt": "petitions_author.adopt",
    "ledger": "petitions_ledger.ledger",
    "poster": "petitions_printing.poster",
    "sheet": "petitions_printing.sheet",
    "history": "petitions_feeds.history",
    "numbers": "petitions_feeds.numbers",
    "objection": "petitions_objecting.objection",
    "atom": "petitions_feeds.atom",
}
