"""Reviewing support: what waits, signals with plain numbers, held rows; signs of pressure."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from akimfeedback.core import clock
from akimfeedback.core.db import db
from akimfeedback.core.errors import NotFound
from akimfeedback.desk import support_page as pages
from akimfeedback.desk.forms_support import FindingForm, PressureForm
from akimfeedback.mandates.rules import Role
from akimfeedback.mandates.session import me
from akimfeedback.petitions import policy
from akimfeedback.petitions.labels import review as words
from akimfeedback.petitions.models import Petition
from akimfeedback.petitions.queries import removals, review
from akimfeedback.petitions.review_rules import Finding
from akimfeedback.petitions.rules import SignalCode, printed
from akimfeedback.petitions.service import signals
from akimfeedback.petitions.support_models import FraudSignal
from akimfeedback.web.access import for_seat

bp = Blueprint("desk_support", __name__, url_prefix="/desk/support", template_folder="../templates")
NUMBER = "<string(maxlength=12):number>"
reviewers = for_seat(Role.MODERATOR.value, Role.ASSESSOR.value)
lookers = for_seat(Role.MODERATOR.value, Role.ASSESSOR.value, Role.ADMINISTRATOR.value)
past_the_office = for_seat(Role.DEPUTY.value, Role.ASSESSOR.value)


@bp.get("")
@lookers
def queue() -> ResponseReturnValue:
    """List the initiatives where something waits for review, and objections for those who decide them."""
    return render_template(
        "desk/support.html",
        waiting=review.waiting(db.session, pages.units(me(), *pages.REVIEWERS)),
        objections=removals.open_objections(db.session, pages.units(me(), *pages.SENIORS)),
    )


@bp.get(f"/{NUMBER}")
@reviewers
def show(number: str) -> ResponseReturnValue:
    """Show the signals, held rows and removals of one initiative."""
    return _page(pages.petition_of(number))


def _page(petition: Petition) -> ResponseReturnValue:
    return render_template(
        "desk/support_review.html",
        petition=petition,
        signals=review.signals_of(db.session, petition.id),
        states=review.state_counts(db.session, petition.id),
        held=review.held_groups(db.session, petition.id),
        devices=review.largest_devices(db.session, petition.id),
        removals=removals.of_petition(db.session, petition.id),
        words=words,
        printed=printed(petition.number),
    )


def _signal(petition: Petition, signal_id: int, *, pressure: bool) -> FraudSignal:
    """Return a signal of the asked kind; one of pressure is not known to those of the other pages."""
    found = review.signal(db.session, signal_id)
    kind = found is not None and (found.code == SignalCode.COERCION) == pressure
    if found is None or not kind or found.petition_id != petition.id:
        raise NotFound("petitions.no-such-initiative")
    return found


def _signal_page(petition: Petition, signal: FraudSignal, form: FindingForm) -> ResponseReturnValue:
    pressure = signal.code == SignalCode.COERCION
    shown = render_template(
        "desk/signal.html",
        petition=petition,
        signal=signal,
        form=form,
        words=words,
        printed=printed(petition.number),
        back_to=url_for(".show_pressure" if pressure else ".show", number=petition.number),
    )
    return shown, 422 if form.errors else 200


@bp.get(f"/{NUMBER}/signals/<int:signal_id>")
@reviewers
def signal_page(number: str, signal_id: int) -> ResponseReturnValue:
    """Show one signal and ask what was found."""
    petition = pages.petition_of(number)
    return _signal_page(petition, _signal(petition, signal_id, pressure=False), FindingForm())


@bp.post(f"/{NUMBER}/signals/<int:signal_id>")
@reviewers
def judge(number: str, signal_id: int) -> ResponseReturnValue:
    """Write what was found behind a signal."""
    petition, form = pages.petition_of(number), FindingForm()
    signal = _signal(petition, signal_id, pressure=False)
    if not pages.tried(form, lambda: _judge(petition, signal, form)):
        return _signal_page(petition, signal, form)
    flash(_("Written down. The count is as it was."), "ok")
    return redirect(url_for(".show", number=number))


def _judge(petition: Petition, signal: FraudSignal, form: FindingForm) -> None:
    finding = Finding(form.finding.data)
    signals.judge(db.session, me(), petition, signal, finding, form.why.data or "", now=clock.now())


@bp.post(f"/{NUMBER}/held")
@reviewers
def release(number: str) -> ResponseReturnValue:
    """Let the held supports of one network, or all of them, count."""
    petition = pages.petition_of(number)
    mark = request.form.get("network", "")
    network = bytes.fromhex(mark) if mark and not set(mark) - set("0123456789abcdef") else None
    n = signals.release(db.session, me(), petition, network, now=clock.now())
    db.session.commit()
    flash(ngettext("%(n)s support is released.", "%(n)s supports are released.", n, n=n), "ok")
    return redirect(url_for(".show", number=number))


@bp.get("/pressure")
@past_the_office
def pressure() -> ResponseReturnValue:
    """List the initiatives where many withdrew after a visit; the office and its superior never see it."""
    found = review.under_pressure(db.session, pages.units(me(), *pages.PAST_THE_OFFICE))
    return render_template("desk/pressure.html", found=found)


@bp.get(f"/pressure/{NUMBER}")
@past_the_office
def show_pressure(number: str) -> ResponseReturnValue:
    """Show the signals of pressure of one initiative."""
    return _pressure_page(pages.petition_of(number, policy.can_see_coercion))


def _pressure_page(petition: Petition) -> ResponseReturnValue:
    return render_template(
        "desk/pressure_show.html",
        petition=petition,
        signals=review.signals_of(db.session, petition.id, pressure=True),
        words=words,
        printed=printed(petition.number),
    )


@bp.get(f"/pressure/{NUMBER}/<int:signal_id>")
@past_the_office
def pressure_signal(number: str, signal_id: int) -> ResponseReturnValue:
    """Show one wave of withdrawals and ask what was found."""
    petition = pages.petition_of(number, policy.can_see_coercion)
    return _signal_page(petition, _signal(petition, signal_id, pressure=True), PressureForm())


@bp.post(f"/pressure/{NUMBER}/<int:signal_id>")
@past_the_office
def judge_pressure(number: str, signal_id: int) -> ResponseReturnValue:
    """Write what was found behind a wave of withdrawals."""
    petition, form = pages.petition_of(number, policy.can_see_coercion), PressureForm()
    signal = _signal(petition, signal_id, pressure=True)
    if not pages.tried(form, lambda: _judge(petition, signal, form)):
        return _signal_page(petition, signal, form)
    flash(_("Written down. The count is as it was."), "ok")
    return redirect(url_for(".show_pressure", number=number))
