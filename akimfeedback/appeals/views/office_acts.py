"""The akim's office acts: answers, takes time, forwards, asks, gives back, assigns, notes."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice

from akimfeedback.appeals.forms_office import (
    AskForm,
    AssignForm,
    EndForm,
    ExtendForm,
    ForwardForm,
    NoteForm,
    RegisterForm,
    TopicForm,
)
from akimfeedback.appeals.models import Appeal
from akimfeedback.appeals.office_page import case_page
from akimfeedback.appeals.rules import ReturnReason, TerminationReason
from akimfeedback.appeals.service import answering, ending, talking
from akimfeedback.appeals.views.acting import back_to, page, tried
from akimfeedback.appeals.views.doors import case_to_work_on, handlers
from akimfeedback.calendars.queries import calendar_on
from akimfeedback.core import clock
from akimfeedback.core.db import db
from akimfeedback.core.errors import Refusal
from akimfeedback.law.request_terms import forward_by, latest_extension
from akimfeedback.law.workdays import WorkCalendar
from akimfeedback.mandates.session import me
from akimfeedback.topics import queries as topic_queries
from akimfeedback.web.fields import Form

bp = Blueprint("appeals_office_acts", __name__, url_prefix="/office", template_folder="../templates")


@bp.route("/requests/<string:number>/extend", methods=["GET", "POST"])
@handlers
def extend(number: str) -> ResponseReturnValue:
    """Take more time, with the limits shown."""
    appeal = case_to_work_on(number, to_change=request.method == "POST")
    form, now = ExtendForm(new_due_on=appeal.due_on), clock.now()
    if form.validate_on_submit() and tried(
        form,
        lambda: answering.extend(db.session, me(), appeal, form.new_due_on.data, form.reason.data, now=now),
    ):
        return back_to(appeal, _("The date is moved, the resident is told why."))
    latest = latest_extension(clock.local_day(now), _calendar())
    return page("extend", appeal, form, latest=latest)


def _calendar() -> WorkCalendar:
    return calendar_on(db.session, clock.today())


@bp.route("/requests/<string:number>/forward", methods=["GET", "POST"])
@handlers
def forward(number: str) -> ResponseReturnValue:
    """Send to the competent body."""
    appeal = case_to_work_on(number, to_change=request.method == "POST")
    form, now = ForwardForm(), clock.now()
    if form.validate_on_submit() and tried(
        form,
        lambda: ending.forward(db.session, me(), appeal, form.body.data, form.reason.data, now=now),
    ):
        return back_to(appeal, _("Sent on, the resident is told where."))
    return page("forward", appeal, form, forward_by=forward_by(appeal.registered_on, _calendar()))


@bp.route("/requests/<string:number>/ask", methods=["GET", "POST"])
@handlers
def ask(number: str) -> ResponseReturnValue:
    """Ask the resident something; the term goes on."""
    appeal = case_to_work_on(number, to_change=request.method == "POST")
    form = AskForm()
    if form.validate_on_submit() and tried(
        form, lambda: talking.ask_resident(db.session, me(), appeal, form.text.data, now=clock.now())
    ):
        return back_to(appeal, _("The question is sent."))
    return page("ask", appeal, form)


@bp.route("/requests/<string:number>/end", methods=["GET", "POST"])
@handlers
def end(number: str) -> ResponseReturnValue:
    """Give the request back or end the work, with a coded reason."""
    appeal = case_to_work_on(number, to_change=request.method == "POST")
    form = EndForm()
    if form.validate_on_submit() and tried(form, lambda: _end(appeal, form)):
        return back_to(appeal, _("Done, the resident is told why."))
    return page("end", appeal, form)


def _end(appeal: Appeal, form: EndForm) -> None:
    how, _colon, code = form.reason.data.partition(":")
    if how == "return":
        ending.return_(db.session, me(), appeal, ReturnReason(code), form.words.data, now=clock.now())
    else:
        ending.terminate(db.session, me(), appeal, TerminationReason(code), form.words.data, now=clock.now())


@bp.post("/requests/<string:number>/assign")
@handlers
def assign(number: str) -> ResponseReturnValue:
    """Give the case to somebody of the office."""
    appeal = case_to_work_on(number, to_change=True)
    form = AssignForm()
    form.mandate.choices = [
        SelectChoice(str(one.id), one.holder) for one in case_page(appeal, me())["members"]
    ]
    return _small(appeal, form, _("Given to a colleague."), lambda: talking.assign(
        db.session, me(), appeal, form.mandate.data, now=clock.now()
    ))  # fmt: skip


@bp.post("/requests/<string:number>/note")
@handlers
def note(number: str) -> ResponseReturnValue:
    """Leave a line for colleagues."""
    appeal = case_to_work_on(number, to_change=True)
    form = NoteForm()
    return _small(appeal, form, _("The note is kept."), lambda: talking.write_inner_note(
        db.session, me(), appeal, form.text.data, now=clock.now()
    ))  # fmt: skip


@bp.post("/requests/<string:number>/register-number")
@handlers
def register_number(number: str) -> ResponseReturnValue:
    """Keep the number of the state accounting system."""
    appeal = case_to_work_on(number, to_change=True)
    form = RegisterForm()
    return _small(appeal, form, _("The number is kept."), lambda: talking.set_register_number(
        db.session, me(), appeal, form.number.data or "", form.on.data or clock.today(), now=clock.now()
    ))  # fmt: skip


@bp.post("/requests/<string:number>/topic")
@handlers
def topic(number: str) -> ResponseReturnValue:
    """Correct the topic; the date never moves."""
    appeal = case_to_work_on(number, to_change=True)
    form = TopicForm()
    form.topic.choices = [one.code for one in topic_queries.all_active(db.session)]
    return _small(appeal, form, _("The topic is corrected."), lambda: talking.change_topic(
        db.session, me(), appeal, form.topic.data, form.reason.data, now=clock.now()
    ))  # fmt: skip


def _small(appeal: Appeal, form: Form, message: str, act: Callable[[], object]) -> ResponseReturnValue:
    """Do a small act of the case page; a fault is said on that page, which keeps what was typed."""
    try:
        if form.validate() and tried(form, act):
            return back_to(appeal, message)
    except Refusal:
        db.session.rollback()
        raise
    faults = [*form.form_errors, *(error for errors in form.errors.values() for error in errors)]
    flash(" ".join(str(fault) for fault in dict.fromkeys(faults)), "bad")
    return redirect(url_for("appeals_office.case", number=appeal.number))
