"""The yearly cycle at the desk: open, conclude, sit, approve, answer contests, decide."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice

from akimfeedback.core import clock
from akimfeedback.core.db import db
from akimfeedback.core.errors import NotFound
from akimfeedback.desk import year_page as pages
from akimfeedback.desk.forms_years import ConclusionForm, ContestAnswerForm, OpenYearForm, SittingForm
from akimfeedback.desk.trying import tried
from akimfeedback.kpi import year_labels, year_queries
from akimfeedback.kpi.periods import parse
from akimfeedback.kpi.service import yearly
from akimfeedback.kpi.service.yearly import Answer
from akimfeedback.kpi.year_rules import Outcome
from akimfeedback.mandates.rules import Role
from akimfeedback.mandates.session import me
from akimfeedback.web.access import for_seat
from akimfeedback.web.product import language, named

bp = Blueprint("desk_years", __name__, url_prefix="/desk/years", template_folder="../templates")
people = for_seat(Role.ASSESSOR.value, Role.SUPERIOR.value, Role.ADMINISTRATOR.value)
assessors = for_seat(Role.ASSESSOR.value)
approvers = for_seat(Role.SUPERIOR.value, Role.ADMINISTRATOR.value)
ONE = "/<int:cycle_id>"


def _open_form() -> OpenYearForm:
    form = OpenYearForm()
    form.year.choices = [
        SelectChoice(f"{unit.kato}:{year}", f"{named(unit)}, {year}") for unit, year in pages.may_open()
    ]
    return form


@bp.get("")
@people
def years() -> ResponseReturnValue:
    """List the years of the reader's districts; an assessor may open one."""
    return _list(_open_form())


def _list(form: OpenYearForm) -> ResponseReturnValue:
    shown = render_template("desk/years.html", rows=pages.cycles(), form=form, states=year_labels.STATES)
    return shown, 422 if form.errors or form.form_errors else 200


@bp.post("")
@assessors
def open_year() -> ResponseReturnValue:
    """Open the year of a district whose figures are final."""
    form = _open_form()
    chosen = {f"{unit.kato}:{year}": (unit, year) for unit, year in pages.may_open()}
    if form.validate() and tried(
        form, lambda: yearly.open_year(db.session, me(), *chosen[form.year.data], now=clock.now())
    ):
        flash(_("The year is open. Write a conclusion on every okrug."), "ok")
        return redirect(url_for(".years"))
    return _list(form)


@bp.get(ONE)
@people
def year(cycle_id: int) -> ResponseReturnValue:
    """Show where a year stands, okrug by okrug, and what is to be done next."""
    return _page(cycle_id, SittingForm(formdata=None))


def _page(cycle_id: int, form: SittingForm) -> ResponseReturnValue:
    found = pages.cycle_of(cycle_id)
    shown = render_template("desk/year.html", form=form, **pages.year(found))
    return shown, 422 if form.errors or form.form_errors else 200


@bp.get(f"{ONE}/okrugs/<string(length=9):kato>")
@assessors
def conclusion(cycle_id: int, kato: str) -> ResponseReturnValue:
    """Ask for the conclusion on an okrug, begun by rule from its figures."""
    one = pages.okrug_of(pages.cycle_of(cycle_id), kato)
    words = one.conclusion.words if one.conclusion else year_labels.prefilled(one.snapshot.figures)
    return _conclusion_page(cycle_id, one, ConclusionForm(data={"words": words}))


def _conclusion_page(cycle_id: int, one: year_queries.YearOkrug, form: ConclusionForm) -> ResponseReturnValue:
    shown = render_template(
        "desk/year_conclusion.html", one=one, form=form, cycle=pages.cycle_of(cycle_id),
        ready=year_labels.prefilled(one.snapshot.figures), figures=pages.figures(one.snapshot),
    )  # fmt: skip
    return shown, 422 if form.errors or form.form_errors else 200


@bp.post(f"{ONE}/okrugs/<string(length=9):kato>")
@assessors
def conclude(cycle_id: int, kato: str) -> ResponseReturnValue:
    """Keep the conclusion on an okrug."""
    found, form = pages.cycle_of(cycle_id, to_change=request.method == "POST"), ConclusionForm()
    one = pages.okrug_of(found, kato)
    unit_id, words = one.territory.id, form.words.data or ""
    if form.validate() and tried(
        form,
        lambda: yearly.conclude(db.session, me(), found, unit_id, words, language(), now=clock.now()),
    ):
        flash(_("The conclusion is kept."), "ok")
        return redirect(url_for(".year", cycle_id=cycle_id))
    return _conclusion_page(cycle_id, one, form)


@bp.post(f"{ONE}/sitting")
@assessors
def sitting(cycle_id: int) -> ResponseReturnValue:
    """Write down the commission's sitting."""
    found, form = pages.cycle_of(cycle_id, to_change=True), SittingForm()
    if form.validate() and tried(
        form,
        lambda: yearly.sit(db.session, me(), found, form.on.data, form.words.data or "", now=clock.now()),
    ):
        flash(_("The sitting is written down. Another person approves now."), "ok")
        return redirect(url_for(".year", cycle_id=cycle_id))
    return _page(cycle_id, form)


@bp.post(f"{ONE}/approve")
@approvers
def approve(cycle_id: int) -> ResponseReturnValue:
    """Approve the conclusions; the akims may contest from now."""
    yearly.approve(db.session, me(), pages.cycle_of(cycle_id, to_change=True), now=clock.now())
    db.session.commit()
    flash(_("Approved. The akims were told and may contest."), "ok")
    return redirect(url_for(".year", cycle_id=cycle_id))


@bp.post(f"{ONE}/decide")
@approvers
def decide(cycle_id: int) -> ResponseReturnValue:
    """Publish the decision."""
    yearly.decide(db.session, me(), pages.cycle_of(cycle_id, to_change=True), now=clock.now())
    db.session.commit()
    flash(_("The decision is published."), "ok")
    return redirect(url_for(".year", cycle_id=cycle_id))


def _answer_form(year_of: int) -> ContestAnswerForm:
    form = ContestAnswerForm()
    none = SelectChoice("", _("No, only the words change"))
    quarters = [f"{year_of}-Q{part}" for part in range(1, 5)]
    form.quarter.choices = [none, *(SelectChoice(one, one) for one in quarters)]
    return form


@bp.get(f"{ONE}/contests/<int:contest_id>")
@approvers
def contest(cycle_id: int, contest_id: int) -> ResponseReturnValue:
    """Show a contest and ask for the answer."""
    found = pages.cycle_of(cycle_id)
    return _contest_page(cycle_id, contest_id, _answer_form(found.year))


def _contest_page(cycle_id: int, contest_id: int, form: ContestAnswerForm) -> ResponseReturnValue:
    found = pages.cycle_of(cycle_id)
    shown = render_template("desk/year_contest.html", form=form, **pages.contest(found, contest_id))
    return shown, 422 if form.errors or form.form_errors else 200


@bp.post(f"{ONE}/contests/<int:contest_id>")
@approvers
def answer(cycle_id: int, contest_id: int) -> ResponseReturnValue:
    """Answer a contest; an upheld one may lead to a corrected quarter."""
    found = pages.cycle_of(cycle_id)
    form = _answer_form(found.year)
    if form.validate() and tried(form, lambda: _answer(contest_id, form)):
        flash(_("The contest is answered, the akim was told."), "ok")
        return redirect(url_for(".year", cycle_id=cycle_id))
    return _contest_page(cycle_id, contest_id, form)


def _answer(contest_id: int, form: ContestAnswerForm) -> None:
    row = year_queries.contest(db.session, contest_id, to_change=True)
    if row is None:
        raise NotFound("kpi.no-such-contest")
    quarter = parse(form.quarter.data) if form.quarter.data else None
    what = Answer(Outcome(form.outcome.data), form.words.data or "", language(), quarter)
    yearly.answer(db.session, me(), row, what, now=clock.now())
