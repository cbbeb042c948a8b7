"""Facts that stand beside an okrug's score, entered by the administrator with their source."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from akimfeedback.core import clock
from akimfeedback.core.db import db
from akimfeedback.core.errors import NotAllowed
from akimfeedback.desk.forms_context import FactForm
from akimfeedback.desk.trying import tried
from akimfeedback.desk.views.offices import unit_of
from akimfeedback.geography import queries as geography
from akimfeedback.geography.models import Territory
from akimfeedback.kpi import context_queries
from akimfeedback.kpi.context_labels import FACTS
from akimfeedback.kpi.service.context import TypedFact, enter_fact
from akimfeedback.mandates import policy
from akimfeedback.mandates.rules import Role
from akimfeedback.mandates.session import me
from akimfeedback.web.access import for_seat

bp = Blueprint("desk_context", __name__, template_folder="../templates")


@bp.get("/desk/offices/<string:kato>/context")
@for_seat(Role.ADMINISTRATOR)
def context(kato: str) -> ResponseReturnValue:
    """Show what is known of an okrug and ask for the next fact."""
    return _page(_unit(kato), FactForm(as_of=clock.today()))


@bp.post("/desk/offices/<string:kato>/context")
@for_seat(Role.ADMINISTRATOR)
def enter(kato: str) -> ResponseReturnValue:
    """Keep a fact."""
    unit, form = _unit(kato), FactForm()
    if form.validate() and tried(form, lambda: _enter(unit, form)):
        flash(_("Saved."), "ok")
        return redirect(url_for(".context", kato=kato))
    return _page(unit, form), 422


def _enter(unit: Territory, form: FactForm) -> None:
    typed = TypedFact(
        form.code.data, form.as_of.data or clock.today(), form.value.data or "", form.source.data or ""
    )
    enter_fact(db.session, me(), unit.id, typed, now=clock.now())


def _unit(kato: str) -> Territory:
    unit = unit_of(kato)
    if not unit.has_akim or not policy.can_administer(me(), unit.id):
        raise NotAllowed("mandates.not-your-unit")
    return unit


def _page(unit: Territory, form: FactForm) -> str:
    return render_template(
        "desk/context.html",
        unit=unit,
        form=form,
        facts=context_queries.history(db.session, unit.id),
        words=FACTS,
        people=geography.population_on(db.session, unit.id, clock.today()),
    )
