"""Signals about one's own okrug: the office reads them, the akim explains."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField
from wtforms.validators import DataRequired, Length

from akimfeedback.calendars.queries import calendar_on
from akimfeedback.core import clock
from akimfeedback.core.db import db
from akimfeedback.core.errors import NotFound, Refusal
from akimfeedback.geography.models import Territory
from akimfeedback.kpi import signal_labels as words
from akimfeedback.kpi import signal_policy as policy
from akimfeedback.kpi import signal_queries as queries
from akimfeedback.kpi.service import signals as service
from akimfeedback.kpi.signal_models import Signal
from akimfeedback.kpi.signals.rules import EXPLANATION_LETTERS, ROWS_NOT_FOR_OFFICE, explain_until
from akimfeedback.mandates.rules import OFFICE_ROLES
from akimfeedback.mandates.session import me
from akimfeedback.web.access import for_seat
from akimfeedback.web.errors import words_of
from akimfeedback.web.fields import Form
from akimfeedback.web.product import language

bp = Blueprint("kpi_signals", __name__, url_prefix="/office/signals", template_folder="../templates")
office_only = for_seat(*(role.value for role in OFFICE_ROLES))


class ExplanationForm(Form):
    """The akim's explanation of a signal."""

    words = TextAreaField(
        _l("Your explanation"),
        [DataRequired(_l("Write your explanation.")), Length(max=EXPLANATION_LETTERS)],
    )


@bp.get("")
@office_only
def own() -> ResponseReturnValue:
    """List what is worth a look in the reader's own okrug; what passes the office is not in it."""
    units = {seat.territory_id: seat.territory for seat in me().seats if seat.role in OFFICE_ROLES}
    lines = [line for unit in units for line in queries.of_office(db.session, unit)]
    return render_template("kpi/signals.html", lines=lines, words=words)


@bp.get("/<int:signal_id>")
@office_only
def show(signal_id: int) -> ResponseReturnValue:
    """Show one signal of the own okrug, with the form of the explanation for the akim."""
    signal = _signal(signal_id)
    kept = queries.explanation(db.session, signal.id)
    return _page(signal, ExplanationForm(words=kept.text if kept else None))


@bp.post("/<int:signal_id>")
@office_only
def explain(signal_id: int) -> ResponseReturnValue:
    """Keep the akim's explanation; it may be changed until the finding."""
    signal, form = _signal(signal_id, to_change=True), ExplanationForm()
    if not form.validate():
        return _page(signal, form)
    try:
        service.explain(db.session, me(), signal, form.words.data or "", language(), now=clock.now())
    except Refusal as refused:
        form.form_errors.append(words_of(refused.code))
        return _page(signal, form)
    db.session.commit()
    flash(_("Your explanation is kept. Those who look at the signal read it."), "ok")
    return redirect(url_for(".show", signal_id=signal_id))


def _signal(signal_id: int, *, to_change: bool = False) -> Signal:
    """Return a signal the office may read; for all others there is none."""
    found = queries.signal(db.session, signal_id, to_change=to_change)
    if found is None or not policy.is_of_office(me(), found):
        raise NotFound("kpi.no-such-signal")
    return found


def _page(signal: Signal, form: ExplanationForm) -> ResponseReturnValue:
    parts = queries.parts_of(signal)
    rows = (
        {row for part in parts for row in part["rows"]} if signal.code not in ROWS_NOT_FOR_OFFICE else set()
    )
    raised_on = clock.local_day(signal.raised_at)
    shown = render_template(
        "kpi/signal.html",
        signal=signal,
        unit=db.session.get_one(Territory, signal.territory_id),
        parts=parts,
        cases=queries.case_times(db.session, rows),
        explanation=queries.explanation(db.session, signal.id),
        until=explain_until(raised_on, calendar_on(db.session, raised_on)),
        may_explain=policy.can_explain(me(), signal) and signal.finding is None,
        form=form,
        most=EXPLANATION_LETTERS,
        words=words,
    )
    return shown, 422 if form.errors else 200
