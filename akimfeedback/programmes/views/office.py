"""Promises for the akim's office: the list with what is owed, an update, entering programme and promises."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from akimfeedback.core import clock
from akimfeedback.core.db import db
from akimfeedback.core.errors import RuleBroken
from akimfeedback.mandates import queries as mandates
from akimfeedback.mandates.models import Mandate
from akimfeedback.mandates.rules import OFFICE_ROLES
from akimfeedback.mandates.session import me
from akimfeedback.programmes import office_page, policy, queries, service
from akimfeedback.programmes.forms_office import ProgrammeForm, ProgressForm, PromiseForm, WithdrawForm
from akimfeedback.programmes.models import Programme, Promise
from akimfeedback.web.access import for_seat

bp = Blueprint("programmes_office", __name__, url_prefix="/office", template_folder="../templates")

office_only = for_seat(*(role.value for role in OFFICE_ROLES))


def own_seat() -> Mandate:
    """Return the office seat the page is about: the chosen one, else the first."""
    seats = [seat for seat in me().seats if seat.role in OFFICE_ROLES]
    chosen = request.args.get("office", "")
    return next((seat for seat in seats if seat.territory.kato == chosen), None) or seats[0]


def own_programme() -> Programme | None:
    """Return the programme of the akim in office."""
    return queries.programme_of(db.session, own_seat().territory_id, clock.today())


def own_promise(promise_id: int) -> Promise:
    """Return a promise of the own okrug, to be changed; others are not found."""
    promise = queries.promise(db.session, promise_id, to_change=True)
    if promise is None or not policy.can_report_on(me(), promise):
        abort(404)
    return promise


@bp.get("/promises")
@office_only
def promises() -> ResponseReturnValue:
    """Show the promises, those that owe an update soonest first."""
    seat, today = own_seat(), clock.today()
    about = queries.summary(db.session, seat.territory_id, today)
    rows = office_page.rows(db.session, about.programme, today) if about.programme else []
    return render_template("programmes/office/promises.html", seat=seat, about=about, rows=rows, today=today)


@bp.route("/promises/<int:promise_id>/update", methods=["GET", "POST"])
@office_only
def update(promise_id: int) -> ResponseReturnValue:
    """Write what changed, with a photo, a document or an address that shows it."""
    promise = own_promise(promise_id)
    form = ProgressForm(data={"state": promise.state, "language": promise.programme.language})
    if request.method == "POST" and form.validate() and _report(promise, form):
        db.session.commit()
        flash(_("The update is published. Those who follow the promise are told."), "ok")
        return redirect(url_for("programmes_public.promise", promise_id=promise_id))
    status = 422 if request.method == "POST" else 200
    return render_template("programmes/office/update.html", form=form, promise=promise), status


def _report(promise: Promise, form: ProgressForm) -> bool:
    """Write the update; a refusal becomes words in the form, nothing is stored then."""
    try:
        news = office_page.news_of(db.session, form, by=me().user_id, now=clock.now())
        service.report_progress(db.session, me(), promise, news, now=clock.now())
    except RuleBroken as refusal:
        db.session.rollback()
        office_page.put_refusal(form, refusal)
        return False
    return True


@bp.route("/promises/<int:promise_id>/withdraw", methods=["GET", "POST"])
@office_only
def withdraw(promise_id: int) -> ResponseReturnValue:
    """Take a promise back with a reason; the akim only."""
    promise, form = own_promise(promise_id), WithdrawForm()
    if form.validate_on_submit():
        service.withdraw_promise(
            db.session,
            me(),
            promise,
            reason=form.reason.data or "",
            language=form.language.data,
            now=clock.now(),
        )
        db.session.commit()
        flash(_("The promise is taken back. The reason is public."), "ok")
        return redirect(url_for("programmes_public.promise", promise_id=promise_id))
    status = 422 if form.errors else 200
    may = policy.can_withdraw(me(), promise)
    return render_template("programmes/office/withdraw.html", form=form, promise=promise, may=may), status


@bp.route("/programme/new", methods=["GET", "POST"])
@office_only
def enter() -> ResponseReturnValue:
    """Enter the akim's programme: what the document is and where it was published."""
    seat, form = own_seat(), ProgrammeForm()
    akim = mandates.akim_of(db.session, seat.territory_id, clock.today())
    if form.validate_on_submit() and _enter(akim, form):
        db.session.commit()
        flash(_("The programme is entered. Now add its promises word for word."), "ok")
        return redirect(url_for(".add"))
    status = 422 if form.errors else 200
    return render_template("programmes/office/programme.html", form=form, seat=seat, akim=akim), status


def _enter(akim: Mandate | None, form: ProgrammeForm) -> bool:
    try:
        if akim is None:
            raise RuleBroken("programmes.no-akim")  # noqa: TRY301 - one place turns refusals into words
        text = office_page.programme_of(db.session, form, by=me().user_id, now=clock.now())
        service.enter_programme(db.session, me(), akim, text, now=clock.now())
    except RuleBroken as refusal:
        db.session.rollback()
        office_page.put_refusal(form, refusal)
        return False
    return True


@bp.route("/promises/new", methods=["GET", "POST"])
@office_only
def add() -> ResponseReturnValue:
    """Add one promise of the programme, word for word; then the next."""
    programme, form = own_programme(), PromiseForm()
    if programme is None:
        return redirect(url_for(".enter"))
    if form.validate_on_submit():
        service.add_promise(db.session, me(), programme, office_page.promise_of(form), now=clock.now())
        db.session.commit()
        flash(_("The promise is added."), "ok")
        return redirect(url_for(".add" if "again" in request.form else ".promises"))
    status = 422 if form.errors else 200
    return render_template("programmes/office/promise.html", form=form, programme=programme), status
