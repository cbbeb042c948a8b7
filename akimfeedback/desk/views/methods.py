"""Versions of the method: draft one, try it on past quarters, propose it; another person decides."""

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice

from akimfeedback.core import clock
from akimfeedback.core.db import db
from akimfeedback.core.errors import NotFound
from akimfeedback.core.redis import nudge
from akimfeedback.desk.forms_methods import (
    QUARTERS_AHEAD,
    DecisionForm,
    NewDraftForm,
    PlainForm,
    ReasonForm,
    numbers_form,
    words_form,
)
from akimfeedback.desk.trying import tried
from akimfeedback.kpi import method_labels, method_queries, method_shown
from akimfeedback.kpi.method import Method, UnknownMethod, change_between, method_from
from akimfeedback.kpi.models import Method as MethodRow
from akimfeedback.kpi.periods import quarter_of
from akimfeedback.kpi.service import methods as service
from akimfeedback.mandates.rules import Role
from akimfeedback.mandates.session import me
from akimfeedback.web.access import for_seat
from akimfeedback.web.fields import Form
from akimfeedback.web.paging import page_number

bp = Blueprint("desk_methods", __name__, url_prefix="/desk/methods", template_folder="../templates")
both = for_seat(Role.ASSESSOR.value, Role.ADMINISTRATOR.value)
assessors = for_seat(Role.ASSESSOR.value)
VERSION = "/<string(maxlength=8):version>"
JOB = "akimfeedback.kpi.method_jobs.try_methods"


@bp.get("")
@both
def versions() -> ResponseReturnValue:
    """Show every version and ask from which one a draft is made."""
    return _list(NewDraftForm())


@bp.post("")
@assessors
def new_draft() -> ResponseReturnValue:
    """Make a draft from a version."""
    form, made = NewDraftForm(), []
    _offer(form)
    if form.validate() and tried(
        form, lambda: made.append(service.draft_from(db.session, me(), form.based_on.data, now=clock.now()))
    ):
        return redirect(url_for(".version", version=made[0].version))
    return _list(form, 422)


def _offer(form: NewDraftForm) -> list[MethodRow]:
    rows = list(method_queries.method_rows(db.session))
    known = [row.version for row in rows] or [
        one.version for one in method_queries.approved_methods(db.session)
    ]
    form.based_on.choices = [SelectChoice(version, version) for version in known]
    return rows


def _list(form: NewDraftForm, status: int = 200) -> ResponseReturnValue:
    rows = _offer(form)
    may_draft = Role.ASSESSOR in me().roles
    shown = render_template(
        "desk/methods.html", rows=rows, form=form, labels=method_labels, may_draft=may_draft
    )
    return shown, status


@bp.get(VERSION)
@both
def version(version: str) -> ResponseReturnValue:
    """Show a version: what it changes, its trial, and what may be done now."""
    return _page(*_found(version), PlainForm())


@bp.route(VERSION + "/numbers", methods=["GET", "POST"])
@assessors
def numbers(version: str) -> ResponseReturnValue:
    """Change first day and numbers of a draft."""
    row, method = _found(version)
    form = numbers_form(method, _quarters(method))

    def act() -> None:
        first_day = date.fromisoformat(form.valid_from.data)
        service.change_numbers(db.session, me(), version, first_day, form.numbers(), now=clock.now())

    return _typed(row, form, "desk/method_numbers.html", act, method=method)


@bp.route(VERSION + "/words/<string(maxlength=4):code>", methods=["GET", "POST"])
@assessors
def words(version: str, code: str) -> ResponseReturnValue:
    """Change the words of one indicator of a draft."""
    row, method = _found(version)
    if code not in method.weights:
        raise NotFound("kpi.no-such-method")
    form = words_form(method.indicator(code))

    def act() -> None:
        service.change_words(db.session, me(), version, code, form.said(), form.tag.data, now=clock.now())

    return _typed(row, form, "desk/method_words.html", act, code=code)


@bp.route(VERSION + "/reason", methods=["GET", "POST"])
@assessors
def reason(version: str) -> ResponseReturnValue:
    """Say why the version is wanted."""
    row, _method = _found(version)
    form = ReasonForm(data=row.reason)
    return _typed(
        row,
        form,
        "desk/method_reason.html",
        lambda: service.give_reason(db.session, me(), version, form.words(), now=clock.now()),
    )


def _typed(
    row: MethodRow, form: Form, template: str, act: Callable[[], object], **more: Any
) -> ResponseReturnValue:
    """Show a form, or do what was typed; nothing typed is lost."""
    version = row.version
    if request.method == "POST" and form.validate() and tried(form, act):
        flash(_("Saved. The draft needs a trial of exactly these numbers and words."), "ok")
        return redirect(url_for(".version", version=version))
    status = 422 if form.errors else 200
    return render_template(template, version=version, form=form, labels=method_labels, **more), status


@bp.post(VERSION + "/trial")
@assessors
def trial(version: str) -> ResponseReturnValue:
    """Ask for a dry run; a worker does it."""
    done = _pressed(version, lambda: service.ask_dry_run(db.session, me(), version, now=clock.now()))
    nudge(JOB, queue="slow")
    return done


@bp.post(VERSION + "/propose")
@assessors
def propose(version: str) -> ResponseReturnValue:
    """Hand the draft to the second person."""
    return _pressed(version, lambda: service.propose(db.session, me(), version, now=clock.now()))


@bp.post(VERSION + "/take-back")
@assessors
def take_back(version: str) -> ResponseReturnValue:
    """Make a proposed version a draft again."""
    return _pressed(version, lambda: service.take_back(db.session, me(), version, now=clock.now()))


@bp.route(VERSION + "/decision", methods=["GET", "POST"])
@both
def decision(version: str) -> ResponseReturnValue:
    """Approve or drop, with words."""
    row, method = _found(version)
    form, approves = DecisionForm(), request.form.get("decision") == "approve"

    def act() -> None:
        decide = service.approve if approves else service.drop
        decide(db.session, me(), version, form.words.data or "", now=clock.now())

    if request.method == "POST" and form.validate() and tried(form, act):
        flash(_("Approved. Everybody sees it now.") if approves else _("Dropped."), "ok")
        return redirect(url_for(".version", version=version))
    may_approve = row.state == service.PROPOSED and Role.ADMINISTRATOR in me().roles
    shown = render_template(
        "desk/method_decision.html", version=version, form=form, may_approve=may_approve,
        flags=_flags(row), method=method,
    )  # fmt: skip
    return shown, 422 if form.errors else 200


def _flags(row: MethodRow) -> list[str]:
    run = row.dry_run or {}
    return method_shown.flags_said(run["summary"]) if "summary" in run else []


def _pressed(version: str, act: Callable[[], object]) -> ResponseReturnValue:
    """Do what a button says; a refusal stands on the version's page."""
    form = PlainForm()
    if form.validate() and tried(form, act):
        return redirect(url_for(".version", version=version))
    return _page(*_found(version), form)


def _found(version: str) -> tuple[MethodRow, Method]:
    row = method_queries.method_row(db.session, version)
    if row is None:
        raise NotFound("kpi.no-such-method")
    return row, method_from(row.definition)


def _quarters(method: Method) -> dict[date, str]:
    """Return the first days of the quarters ahead, and the draft's own day where it has passed meanwhile."""
    now = quarter_of(clock.today())
    ahead = [now.shifted(step) for step in range(1, QUARTERS_AHEAD + 1)]
    own = quarter_of(method.valid_from)
    periods = ahead if own in ahead else [own, *ahead]
    return {period.first_day: method_shown.period_said(str(period)) for period in periods}


def _changes(method: Method) -> list[str]:
    """Return what a version changes against the one it takes the place of; nothing for the first."""
    try:
        before = service.method_before(db.session, method)
    except UnknownMethod:
        return []
    return method_shown.changes_said(change_between(before, method))


def _page(row: MethodRow, method: Method, form: Form) -> ResponseReturnValue:
    run = row.dry_run or {}
    shown = render_template(
        "desk/method.html",
        row=row,
        method=method,
        form=form,
        run=run,
        table=method_shown.number_table(method),
        changes=_changes(method),
        compared=method_shown.comparison(db.session, run, page_number()) if "summary" in run else None,
        labels=method_labels,
        own=row.drafted_by_id is not None and row.drafted_by_id == me().user_id,
        decides=Role.ADMINISTRATOR in me().roles,
    )
    return shown, 422 if form.errors else 200
