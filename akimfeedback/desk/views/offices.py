"""Offices: who has joined, since when, how to reach them."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from akimfeedback.core import clock
from akimfeedback.core.db import db
from akimfeedback.core.errors import NotAllowed, NotFound, RuleBroken
from akimfeedback.desk.forms import AcceptanceForm, ContactForm
from akimfeedback.files.labels import REFUSALS as FILE_REFUSALS
from akimfeedback.files.service import receive_document
from akimfeedback.geography import queries as geography
from akimfeedback.geography.models import Territory
from akimfeedback.mandates import policy, queries, service
from akimfeedback.mandates.actor import Actor
from akimfeedback.mandates.labels import AKIM_KINDS, ROLES
from akimfeedback.mandates.models import Office
from akimfeedback.mandates.rules import Role, in_force
from akimfeedback.mandates.session import me
from akimfeedback.petitions.queries.initiatives import pledge_of
from akimfeedback.web.access import for_seat
from akimfeedback.web.paging import PER_PAGE, Page, offset, page_number

bp = Blueprint("desk_offices", __name__, template_folder="../templates")


def administered(actor: Actor) -> list[int]:
    """Return the units an administrator's seats cover."""
    seats = {seat.id: seat.territory_id for seat in actor.seats if seat.role == Role.ADMINISTRATOR}
    return sorted({territory for mandate, territory in actor.reach if mandate in seats} | set(seats.values()))


def unit_of(kato: str) -> Territory:
    """Return the unit of a code; raises NotFound("mandates.no-unit")."""
    unit = geography.by_kato(db.session, kato)
    if unit is None:
        raise NotFound("mandates.no-unit")
    return unit


@bp.get("/desk/offices")
@for_seat(Role.ADMINISTRATOR)
def offices() -> ResponseReturnValue:
    """List the units of the reader with the state of their offices."""
    typed, number = request.args.get("q", "").strip()[:60], page_number()
    rows = queries.office_rows(
        db.session, administered(me()), typed, on=clock.today(), limit=PER_PAGE + 1, offset=offset(number)
    )
    page = Page(rows[:PER_PAGE], number, has_more=len(rows) > PER_PAGE)
    return render_template(
        "desk/offices.html", page=page, typed=typed, kinds=AKIM_KINDS, today=clock.today(), units=_own_units()
    )


def _own_units() -> list[Territory]:
    """Return the units of the reader's own seats: there superiors, deputies and assessors are seated."""
    return [seat.territory for seat in me().seats if seat.role == Role.ADMINISTRATOR]


@bp.get("/desk/offices/<string:kato>")
@for_seat(Role.ADMINISTRATOR, Role.AKIM)
def office(kato: str) -> ResponseReturnValue:
    """Show one unit: its office and everybody who works or worked there."""
    unit = unit_of(kato)
    if not policy.can_open(me(), unit.id, Role.CLERK):
        raise NotAllowed("mandates.not-your-unit")
    mandates = queries.of_unit(db.session, unit.id)
    today = clock.today()
    return render_template(
        "desk/office.html",
        unit=unit,
        office=_office_of(unit),
        pledge=pledge_of(db.session, unit.id),
        now_in=[row for row in mandates if row.ends_on is None or row.ends_on >= today],
        past=[row for row in mandates if row.ends_on is not None and row.ends_on < today],
        waiting=queries.waiting_invitations(db.session, [row.id for row in mandates]),
        roles=ROLES,
        kinds=AKIM_KINDS,
        all_of_it=policy.can_administer(me(), unit.id),
        has_begun={row.id: in_force(row.starts_on, row.ends_on, today) for row in mandates},
    )


def _office_of(unit: Territory) -> Office | None:
    found = queries.office_of(db.session, unit.id)
    return found if found is not None and found.territory_id == unit.id else None


@bp.get("/desk/offices/<string:kato>/acceptance")
@for_seat(Role.ADMINISTRATOR)
def acceptance(kato: str) -> ResponseReturnValue:
    """Ask for the signed acceptance of the term."""
    unit = unit_of(kato)
    found = _office_of(unit)
    form = AcceptanceForm(
        data={"connected_from": found.connected_from, "note": found.acceptance_note} if found else None
    )
    return render_template("desk/acceptance.html", form=form, unit=unit)


@bp.post("/desk/offices/<string:kato>/acceptance")
@for_seat(Role.ADMINISTRATOR)
def accept(kato: str) -> ResponseReturnValue:
    """Write that the office joins."""
    unit, form = unit_of(kato), AcceptanceForm()
    file_id = _paper(form) if form.validate() else None
    if form.errors or form.paper.errors or form.connected_from.data is None:
        return render_template("desk/acceptance.html", form=form, unit=unit), 422
    found = service.open_office(db.session, me(), unit.id, now=clock.now())
    paper = service.Acceptance(form.connected_from.data, form.note.data or "", file_id)
    service.accept_term(db.session, me(), found, paper, now=clock.now())
    db.session.commit()
    flash(_("Saved."), "ok")
    return redirect(url_for(".office", kato=kato))


def _paper(form: AcceptanceForm) -> int | None:
    """Return the stored paper, None without one; a refused file becomes an error of the field."""
    if not form.paper.data:
        return None
    try:
        stored = receive_document(
            db.session,
            form.paper.data.stream,
            name=form.paper.data.filename,
            by=me().user_id,
            now=clock.now(),
        )
    except RuleBroken as refused:
        form.paper.errors = [str(FILE_REFUSALS.get(refused.code, refused.code))]
        return None
    return stored.id


@bp.get("/desk/offices/<string:kato>/contact")
@for_seat(Role.ADMINISTRATOR)
def contact(kato: str) -> ResponseReturnValue:
    """Ask how to reach the office."""
    unit = unit_of(kato)
    return render_template("desk/contact.html", form=ContactForm(obj=_office_of(unit)), unit=unit)


@bp.post("/desk/offices/<string:kato>/contact")
@for_seat(Role.ADMINISTRATOR)
def save_contact(kato: str) -> ResponseReturnValue:
    """Write how to reach the office."""
    unit, form = unit_of(kato), ContactForm()
    if not form.validate():
        return render_template("desk/contact.html", form=form, unit=unit), 422
    found = service.open_office(db.session, me(), unit.id, now=clock.now())
    service.save_office(
        db.session,
        me(),
        found,
        phone=form.phone.data or None,
        address=form.address.data or None,
        now=clock.now(),
    )
    db.session.commit()
    flash(_("Saved."), "ok")
    return redirect(url_for(".office", kato=kato))
