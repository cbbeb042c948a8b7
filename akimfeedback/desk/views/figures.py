"""Corrections of frozen figures: proposed with a reason, looked at, confirmed by a second person."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice

from akimfeedback.core import clock
from akimfeedback.core.db import db
from akimfeedback.core.errors import NotFound
from akimfeedback.core.redis import nudge
from akimfeedback.desk.forms_years import CorrectionForm, ReasonForm
from akimfeedback.desk.trying import tried
from akimfeedback.geography import queries as geography
from akimfeedback.kpi import correction_queries, labels, year_labels
from akimfeedback.kpi.correction_models import Correction
from akimfeedback.kpi.disclosure import too_few
from akimfeedback.kpi.periods import parse
from akimfeedback.kpi.service import correcting
from akimfeedback.mandates.rules import Role
from akimfeedback.mandates.session import me
from akimfeedback.web.access import for_seat
from akimfeedback.web.formats import number, share_of
from akimfeedback.web.product import language, named

bp = Blueprint("desk_figures", __name__, url_prefix="/desk/figures", template_folder="../templates")
lookers = for_seat(Role.ASSESSOR.value, Role.ADMINISTRATOR.value, Role.AUDITOR.value)
assessors = for_seat(Role.ASSESSOR.value)
deciders = for_seat(Role.ASSESSOR.value, Role.ADMINISTRATOR.value)
JOB = "akimfeedback.kpi.jobs.make_corrections"
MOST_ROWS = 200


@bp.get("")
@lookers
def corrections() -> ResponseReturnValue:
    """List corrections that wait and those that were decided."""
    return render_template(
        "desk/corrections.html",
        rows=correction_queries.corrections(db.session),
        state_of=state_of,
        may_propose=Role.ASSESSOR in me().roles,
    )


def state_of(row: Correction) -> str:
    """Return the word for where a correction stands."""
    confirmed = row.state == correction_queries.PROPOSED and row.decided_at is not None
    return str(year_labels.CORRECTIONS["confirmed" if confirmed else row.state])


def _form() -> CorrectionForm:
    form = CorrectionForm()
    quarters = correction_queries.frozen_quarters(db.session)
    form.period.choices = [SelectChoice(one, one) for one in quarters]
    return form


@bp.get("/new")
@assessors
def new() -> ResponseReturnValue:
    """Ask which quarter is counted again, and why."""
    return render_template("desk/correction_new.html", form=_form())


@bp.post("/new")
@assessors
def propose() -> ResponseReturnValue:
    """Keep the proposal and show what it would change; no figure changes yet."""
    form, kept = _form(), []
    if form.validate() and tried(form, lambda: kept.append(_proposed(form))):
        return redirect(url_for(".correction", correction_id=kept[0].id))
    return render_template("desk/correction_new.html", form=form), 422


def _proposed(form: CorrectionForm) -> Correction:
    period, reason = parse(form.period.data), form.reason.data or ""
    return correcting.propose(db.session, me(), period, reason, language(), now=clock.now())


@bp.get("/<int:correction_id>")
@lookers
def correction(correction_id: int) -> ResponseReturnValue:
    """Show the reason, what changes, and who may decide."""
    return _page(_found(correction_id), ReasonForm(formdata=None))


@bp.post("/<int:correction_id>/confirm")
@deciders
def confirm(correction_id: int) -> ResponseReturnValue:
    """Confirm somebody else's proposal; a worker makes the new versions."""
    correcting.confirm(db.session, me(), _found(correction_id, to_change=True), now=clock.now())
    db.session.commit()
    nudge(JOB)
    flash(_("Confirmed. The new versions are being made."), "ok")
    return redirect(url_for(".correction", correction_id=correction_id))


@bp.post("/<int:correction_id>/drop")
@deciders
def drop(correction_id: int) -> ResponseReturnValue:
    """Drop a proposal with a reason."""
    form = ReasonForm()
    if form.validate() and tried(form, lambda: _drop(correction_id, form)):
        flash(_("Dropped. The figures stay as they are."), "ok")
        return redirect(url_for(".corrections"))
    return _page(_found(correction_id), form)


def _drop(correction_id: int, form: ReasonForm) -> None:
    row = _found(correction_id, to_change=True)
    correcting.drop(db.session, me(), row, form.reason.data or "", now=clock.now())


def _found(correction_id: int, *, to_change: bool = False) -> Correction:
    found = correction_queries.correction(db.session, correction_id, to_change=to_change)
    if found is None:
        raise NotFound("kpi.no-such-correction")
    return found


def _page(row: Correction, form: ReasonForm) -> ResponseReturnValue:
    mine = row.proposed_by_id == me().user_id
    is_open = row.state == correction_queries.PROPOSED and row.decided_at is None
    administrator = Role.ADMINISTRATOR in me().roles
    shown = render_template(
        "desk/correction.html",
        row=row,
        state=state_of(row),
        changes=_changes(row.effect),
        moved=sum(not one["own"] for one in row.effect.values()),
        form=form,
        may_confirm=is_open and administrator and not mine,
        may_drop=is_open and (administrator or mine),
        mine=mine and is_open,
    )
    return shown, 422 if form.errors or form.form_errors else 200


def _changes(effect: dict[str, Any]) -> list[list[str]]:
    """Return okrug, indicator, before, after of the okrugs whose own counts change, by the alphabet."""
    own = {kato: one for kato, one in effect.items() if one["own"]}
    names = {unit.kato: named(unit) for kato in own if (unit := geography.by_kato(db.session, kato))}
    rows = []
    for kato in sorted(own, key=lambda code: names.get(code, code))[:MOST_ROWS]:
        for code, (before, after) in own[kato]["indicators"].items():
            few = _("fewer than 5")
            pairs = [
                few if too_few(code, pair) else share_of(*pair) if pair else "–" for pair in (before, after)
            ]
            rows.append([names.get(kato, kato), f"{code}. {labels.NAMES.get(code, '')}", *pairs])
        old, new = (number(value, 1) if value is not None else "–" for value in own[kato]["score"])
        if old != new:
            rows.append([names.get(kato, kato), _("Score"), old, new])
    return rows
