"""The first page: my village, what waits for me, how it works."""

from dataclasses import dataclass
from datetime import date

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from akimfeedback.appeals.queries import cases as case_queries
from akimfeedback.appeals.resident_page import card_of
from akimfeedback.calendars.queries import calendar_on
from akimfeedback.core import clock
from akimfeedback.core.db import db
from akimfeedback.geography import queries as places
from akimfeedback.geography.models import Territory
from akimfeedback.mandates import queries as mandates
from akimfeedback.mandates.rules import OFFICE_ROLES
from akimfeedback.mandates.session import me
from akimfeedback.petitions.public_page import Card
from akimfeedback.petitions.queries import public as initiative_queries
from akimfeedback.petitions.show_page import cards_of
from akimfeedback.portal.okrug_page import akim_line, so_far_words
from akimfeedback.portal.shell import start_page
from akimfeedback.web.access import for_everyone
from akimfeedback.web.product import named

bp = Blueprint("portal", __name__, template_folder="../templates")
MINE_SHOWN = 2


@dataclass(frozen=True)
class HomeOkrug:
    """What the first page says of the reader's okrug."""

    unit_id: int
    kato: str
    name: str
    path: str
    connected: bool
    akim_line: str
    so_far: str


def home_place() -> Territory | None:
    """Return the reader's village: of the account, the cookie or the seat; None when unknown."""
    if current_user.is_authenticated and current_user.user.home_id:
        return db.session.get(Territory, current_user.user.home_id)
    kato = request.cookies.get("home", "")
    if len(kato) == 9:
        return places.by_kato(db.session, kato)
    office = next((seat.territory_id for seat in me().seats if seat.role in OFFICE_ROLES), None)
    return db.session.get(Territory, office) if office else None


def home_okrug(place: Territory, on: date) -> HomeOkrug:
    """Return the okrug of a village as the first page shows it."""
    found = mandates.addressee_of(db.session, place.id, on)
    unit = found.territory
    above = [named(one) for one in places.path(db.session, unit)]
    return HomeOkrug(
        unit_id=unit.id,
        kato=unit.kato,
        name=named(unit),
        path=" → ".join(above),
        connected=found.connected(on),
        akim_line=akim_line(db.session, unit.id, on),
        so_far=so_far_words(db.session, unit.id, on),
    )


@bp.get("/start")
@for_everyone
def start() -> ResponseReturnValue:
    """Lead to where the reader's day begins: the office's, the overseers', the desk's or the first page."""
    return redirect(start_page())


@bp.get("/")
@for_everyone
def home() -> ResponseReturnValue:
    """Show the village of the reader, or ask for it."""
    today, place = clock.today(), home_place()
    okrug = home_okrug(place, today) if place else None
    mine = case_queries.of_author(db.session, current_user.user.id, limit=MINE_SHOWN) if _signed_in() else []
    cards = [(one.number, card_of(one, calendar_on(db.session, today))) for one in mine]
    return render_template(
        "portal/home.html",
        okrug=okrug,
        mine=cards,
        initiative=newest_initiative(okrug.unit_id) if okrug else None,
        title_words=_("Your village has a voice"),
    )


def newest_initiative(territory_id: int) -> Card | None:
    """Return the card of the newest initiative of a unit that collects support."""
    row = initiative_queries.newest_open(db.session, territory_id)
    return cards_of([row])[0] if row else None


def _signed_in() -> bool:
    return bool(current_user.is_authenticated)


@bp.get("/akims-work")
@for_everyone
def akims_work() -> ResponseReturnValue:
    """Lead to the page of the reader's okrug, or to the choice of one."""
    place = home_place()
    if place is None:
        return redirect(url_for("geography.choose", next=url_for("portal.akims_work")))
    unit = mandates.unit_of(db.session, place.id) or place
    return redirect(url_for("portal.okrug", kato=unit.kato))


@bp.get("/my-villages-initiatives")
@for_everyone
def initiatives() -> ResponseReturnValue:
    """Lead to the initiatives of the reader's okrug; to all of them while no village is chosen."""
    place = home_place()
    unit = (mandates.unit_of(db.session, place.id) or place) if place else None
    return redirect(url_for("petitions_public.initiatives_list", okrug=unit.kato if unit else None))


@bp.get("/my-akims-promises")
@for_everyone
def promises() -> ResponseReturnValue:
    """Lead to the promises of the reader's akim, or to the choice of a village."""
    place = home_place()
    if place is None:
        return redirect(url_for("geography.choose", next=url_for("portal.promises")))
    unit = mandates.unit_of(db.session, place.id) or place
    return redirect(url_for("programmes_public.promises", kato=unit.kato))
