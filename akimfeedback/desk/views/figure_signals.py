"""Signals that a figure is worth a look: the queue, one signal with its rows, the finding.

Two queues with the same pages: the assessors', and the one past the office, which deputies read without rows.
"""

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from akimfeedback.core import clock
from akimfeedback.core.db import db
from akimfeedback.core.errors import NotFound
from akimfeedback.desk.forms_signals import FigureFindingForm
from akimfeedback.desk.support_page import tried, units
from akimfeedback.geography.models import Territory
from akimfeedback.kpi import signal_labels as words
from akimfeedback.kpi import signal_policy as policy
from akimfeedback.kpi import signal_queries as queries
from akimfeedback.kpi.service import signals as service
from akimfeedback.kpi.signal_models import Signal
from akimfeedback.kpi.signals.rules import ROWS_NOT_FOR_OFFICE, Finding
from akimfeedback.mandates.rules import Role
from akimfeedback.mandates.session import me
from akimfeedback.web.access import for_seat

bp = Blueprint("desk_signals", __name__, url_prefix="/desk", template_folder="../templates")
lookers = for_seat(*(role.value for role in policy.LOOKERS))
past_the_office = for_seat(*(role.value for role in policy.PAST_THE_OFFICE))


@bp.get("/signals")
@lookers
def queue() -> ResponseReturnValue:
    """List the signals that wait for a finding, or (?found=1) those that have one."""
    return _queue(policy.LOOKERS, hidden=False)


@bp.get("/withdrawals")
@past_the_office
def withdrawals() -> ResponseReturnValue:
    """List okrugs where many withdrew after an act of the office; neither office nor superior sees it."""
    return _queue(policy.PAST_THE_OFFICE, hidden=True)


def _queue(roles: Sequence[Role], *, hidden: bool) -> ResponseReturnValue:
    found = request.args.get("found") == "1"
    return render_template(
        "desk/figure_signals.html",
        lines=queries.queue(db.session, units(me(), *roles), judged=found, hidden=hidden),
        found=found,
        hidden=hidden,
        words=words,
    )


@bp.get("/signals/<int:signal_id>")
@lookers
def show(signal_id: int) -> ResponseReturnValue:
    """Show one signal with the rows behind it and ask what was found."""
    return _page(_signal(signal_id, hidden=False), FigureFindingForm())


@bp.get("/withdrawals/<int:signal_id>")
@past_the_office
def show_withdrawals(signal_id: int) -> ResponseReturnValue:
    """Show one wave of withdrawals; deputies read counts only."""
    return _page(_signal(signal_id, hidden=True), FigureFindingForm())


@bp.post("/signals/<int:signal_id>")
@lookers
def judge(signal_id: int) -> ResponseReturnValue:
    """Write what was found."""
    return _judged(_signal(signal_id, hidden=False, to_change=True))


@bp.post("/withdrawals/<int:signal_id>")
@past_the_office
def judge_withdrawals(signal_id: int) -> ResponseReturnValue:
    """Write what was found behind a wave of withdrawals."""
    return _judged(_signal(signal_id, hidden=True, to_change=True))


def _signal(signal_id: int, *, hidden: bool, to_change: bool = False) -> Signal:
    """Return a signal the reader may look at on this page; NotFound for all others."""
    found = queries.signal(db.session, signal_id, to_change=to_change)
    if found is None or policy.is_hidden(found) != hidden or not policy.can_look(me(), found):
        raise NotFound("kpi.no-such-signal")
    return found


def _judged(signal: Signal) -> ResponseReturnValue:
    form, hidden = FigureFindingForm(), policy.is_hidden(signal)
    if not tried(form, lambda: _judge(signal, form)):
        return _page(signal, form)
    flash(_("Written down. No figure has changed."), "ok")
    return redirect(url_for(".withdrawals" if hidden else ".queue"))


def _judge(signal: Signal, form: FigureFindingForm) -> None:
    finding = Finding(form.finding.data)
    service.judge(db.session, me(), signal, finding, form.why.data or "", now=clock.now())


def _page(signal: Signal, form: FigureFindingForm) -> ResponseReturnValue:
    parts, hidden = queries.parts_of(signal), policy.is_hidden(signal)
    rows = {row for part in parts for row in part["rows"]} if policy.can_see_rows(me(), signal) else set()
    pairs = [pair for part in parts for pair in part.get("pairs", [])]
    shown = render_template(
        "desk/figure_signal.html",
        signal=signal,
        unit=db.session.get_one(Territory, signal.territory_id),
        parts=parts,
        cases=queries.case_times(db.session, rows),
        pairs=queries.answer_texts(db.session, pairs),
        explanation=None if hidden else queries.explanation(db.session, signal.id),
        office_reads_rows=signal.code not in ROWS_NOT_FOR_OFFICE,
        hidden=hidden,
        may_judge=policy.can_judge(me(), signal) and signal.finding is None,
        form=form,
        words=words,
    )
    return shown, 422 if form.errors else 200
