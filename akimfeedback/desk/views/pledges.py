"""The office's written pledge to act on initiatives: the signed paper is entered, or the pledge ends."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from akimfeedback.core import clock
from akimfeedback.core.db import db
from akimfeedback.core.errors import NotAllowed, NotFound, RuleBroken
from akimfeedback.desk.forms_pledges import PledgeForm
from akimfeedback.desk.views.offices import unit_of
from akimfeedback.files.service import receive_document
from akimfeedback.geography.models import Territory
from akimfeedback.mandates.rules import Role
from akimfeedback.mandates.session import me
from akimfeedback.petitions import policy
from akimfeedback.petitions.models import Pledge
from akimfeedback.petitions.queries.initiatives import pledge_of
from akimfeedback.petitions.service import pledging
from akimfeedback.petitions.service.pledging import Paper
from akimfeedback.web.access import for_seat
from akimfeedback.web.errors import words_of

bp = Blueprint("desk_pledges", __name__, template_folder="../templates")


def _unit(kato: str) -> Territory:
    unit = unit_of(kato)
    if not policy.can_pledge(me(), unit.id):
        raise NotAllowed("petitions.not-your-district")
    return unit


@bp.get("/desk/offices/<string:kato>/pledge")
@for_seat(Role.ADMINISTRATOR)
def pledge(kato: str) -> ResponseReturnValue:
    """Show the pledge that stands, or ask for the signed paper."""
    return _page(_unit(kato), PledgeForm(from_on=clock.today()))


@bp.post("/desk/offices/<string:kato>/pledge")
@for_seat(Role.ADMINISTRATOR)
def register(kato: str) -> ResponseReturnValue:
    """Write that the office pledges."""
    unit, form = _unit(kato), PledgeForm()
    if not form.validate():
        return _page(unit, form), 422
    try:
        _register(unit, form)
    except RuleBroken as refusal:
        db.session.rollback()
        form.form_errors.append(words_of(refusal.code))
        return _page(unit, form), 422
    db.session.commit()
    flash(_("The pledge stands. It holds for initiatives begun from now on."), "ok")
    return redirect(url_for("desk_offices.office", kato=kato))


def _register(unit: Territory, form: PledgeForm) -> None:
    now, paper = clock.now(), form.paper.data
    file_id = None
    if paper and paper.filename:
        stored = receive_document(db.session, paper.stream, name=paper.filename, by=me().user_id, now=now)
        file_id = stored.id
    typed = Paper(form.from_on.data, form.note.data, file_id)
    pledging.register(db.session, me(), unit.id, typed, now=now)


@bp.post("/desk/offices/<string:kato>/pledge/<int:pledge_id>/withdraw")
@for_seat(Role.ADMINISTRATOR)
def withdraw(kato: str, pledge_id: int) -> ResponseReturnValue:
    """End the pledge with this day."""
    unit, found = _unit(kato), db.session.get(Pledge, pledge_id)
    if found is None or found.territory_id != unit.id:
        raise NotFound("mandates.no-unit")
    pledging.withdraw(db.session, me(), found, now=clock.now())
    db.session.commit()
    flash(_("The pledge has ended. Initiatives begun under it keep it."), "ok")
    return redirect(url_for("desk_offices.office", kato=kato))


def _page(unit: Territory, form: PledgeForm) -> str:
    standing = pledge_of(db.session, unit.id)
    return render_template("desk/pledge.html", unit=unit, form=form, pledge=standing)
