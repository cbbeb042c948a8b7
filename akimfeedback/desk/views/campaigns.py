"""Campaign days: while they run, promotional tools rest; figures stay public."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from akimfeedback.core import clock
from akimfeedback.core.db import db
from akimfeedback.core.errors import NotFound
from akimfeedback.desk.forms_context import CampaignForm
from akimfeedback.desk.trying import tried
from akimfeedback.geography import queries as geography
from akimfeedback.kpi import context_queries
from akimfeedback.kpi.service.context import begin_campaign, lift_campaign
from akimfeedback.mandates.rules import Role
from akimfeedback.mandates.session import me
from akimfeedback.web.access import for_seat

bp = Blueprint("desk_campaigns", __name__, url_prefix="/desk/campaigns", template_folder="../templates")
administrators = for_seat(Role.ADMINISTRATOR.value)


@bp.get("")
@administrators
def campaigns() -> ResponseReturnValue:
    """List the campaigns and ask for the next."""
    return _page(CampaignForm())


@bp.post("")
@administrators
def begin() -> ResponseReturnValue:
    """Enter a campaign."""
    form = CampaignForm()
    if form.validate() and tried(form, lambda: _begin(form)):
        flash(_("Entered. While these days run, share pictures and posters of the figures rest."), "ok")
        return redirect(url_for(".campaigns"))
    return _page(form), 422


def _begin(form: CampaignForm) -> None:
    today = clock.today()
    days = (form.from_on.data or today, form.to_on.data or today)
    begin_campaign(db.session, me(), _unit_id(form), days, form.reason.data or "", now=clock.now())


def _unit_id(form: CampaignForm) -> int | None:
    kato = (form.unit.data or "").strip()
    if not kato:
        return None
    unit = geography.by_kato(db.session, kato)
    if unit is None:
        raise NotFound("mandates.no-unit")
    return unit.id


@bp.post("/<int:campaign_id>/lift")
@administrators
def lift(campaign_id: int) -> ResponseReturnValue:
    """End a campaign today."""
    lift_campaign(db.session, me(), campaign_id, now=clock.now())
    db.session.commit()
    flash(_("Ended. The tools work again."), "ok")
    return redirect(url_for(".campaigns"))


def _page(form: CampaignForm) -> str:
    rows = context_queries.election_periods(db.session)
    units = geography.by_ids(db.session, {row.territory_id for row in rows if row.territory_id is not None})
    return render_template(
        "desk/campaigns.html",
        form=form,
        rows=rows,
        units={unit.id: unit for unit in units},
        today=clock.today(),
    )
