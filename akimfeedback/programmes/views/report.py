"""The akim's report: the editor of the office, the public page, the PDF."""

from typing import Any

from flask import Blueprint, Response, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from akimfeedback.core import clock
from akimfeedback.core.db import db
from akimfeedback.core.errors import NotFound, RuleBroken
from akimfeedback.mandates.rules import OFFICE_ROLES
from akimfeedback.mandates.session import me
from akimfeedback.programmes import office_page, pages, policy, queries, reporting
from akimfeedback.programmes.forms_office import ReportForm
from akimfeedback.programmes.models import Programme, ProgrammeReport
from akimfeedback.programmes.report_page import report_values
from akimfeedback.programmes.reporting import ReportText
from akimfeedback.web.access import for_everyone, for_seat
from akimfeedback.web.cache import cached_page
from akimfeedback.web.pdf import make_pdf

bp = Blueprint("programmes_report", __name__, template_folder="../templates")

office_only = for_seat(*(role.value for role in OFFICE_ROLES))


def figures(programme: Programme, text: ReportText) -> dict[str, Any]:
    """Return the counts of requests in the days covered, as the app's hook `akf.request_figures` gives them.

    Requests live in a sibling package; whoever wires the app hands over a callable
    (session, territory id, first day, last day) -> counts by the names of `pages.request_rows`.
    """
    hook = current_app.extensions.get("akf.request_figures")
    found: dict[str, Any] = (
        hook(db.session, programme.territory_id, text.covers_from, text.covers_to) if hook is not None else {}
    )
    return found


def own_programme() -> Programme | None:
    """Return the programme of the office's akim."""
    seat = next(seat for seat in me().seats if seat.role in OFFICE_ROLES)
    return queries.programme_of(db.session, seat.territory_id, clock.today())


@bp.get("/office/report")
@office_only
def edit() -> ResponseReturnValue:
    """Show the report filled in from what is there, or the draft saved before."""
    programme = own_programme()
    if programme is None:
        return redirect(url_for("programmes_office.promises"))
    saved = reporting.saved_draft(db.session, programme)
    form = ReportForm(obj=saved or reporting.draft(db.session, programme, today=clock.today()))
    return _editor(programme, form)


def _editor(programme: Programme, form: ReportForm, status: int = 200) -> ResponseReturnValue:
    counts = queries.counts(db.session, [programme.id], clock.today())[programme.id]
    return render_template(
        "programmes/office/report.html",
        programme=programme,
        form=form,
        sentence=pages.sentence(counts),
        requests=pages.request_rows(figures(programme, text_of(form))) if not form.errors else [],
        may_publish=policy.can_publish_report(me(), programme),
        published=queries.reports(db.session, programme.id),
    ), status


def text_of(form: ReportForm) -> ReportText:
    """Return the report as typed."""
    return ReportText(
        covers_from=form.covers_from.data,
        covers_to=form.covers_to.data,
        done=form.done.data or "",
        not_done=form.not_done.data or "",
        next_steps=form.next_steps.data or "",
        language=form.language.data,
    )


@bp.post("/office/report")
@office_only
def save() -> ResponseReturnValue:
    """Save the draft, or publish it with today's date."""
    programme, form = own_programme(), ReportForm()
    if programme is None:
        raise RuleBroken("programmes.no-programme")
    if not form.validate():
        return _editor(programme, form, 422)
    try:
        report = _saved(programme, form)
    except RuleBroken as refusal:
        db.session.rollback()
        office_page.put_refusal(form, refusal)
        return _editor(programme, form, 422)
    db.session.commit()
    if report.published_on is None:
        flash(_("The draft is saved."), "ok")
        return redirect(url_for(".edit"))
    flash(_("The report is published."), "ok")
    return redirect(url_for(".show", report_id=report.id))


def _saved(programme: Programme, form: ReportForm) -> ProgrammeReport:
    text, now = text_of(form), clock.now()
    report = reporting.save_draft(db.session, me(), programme, text, now=now)
    if "publish" in request.form:
        reporting.publish(db.session, me(), report, requests=figures(programme, text), now=now)
    return report


def _published(report_id: int) -> dict[str, Any]:
    report = queries.report(db.session, report_id)
    programme = queries.programme(db.session, report.programme_id) if report else None
    if report is None or programme is None:
        raise NotFound("programmes.no-such-report")
    return report_values(report, programme)


@bp.get("/programme-reports/<int:report_id>")
@for_everyone
@cached_page(seconds=60)
def show(report_id: int) -> ResponseReturnValue:
    """Show a published report on one page."""
    return render_template("programmes/report.html", report_id=report_id, **_published(report_id))


@bp.get("/re/<int:report_id>")
@for_everyone
def short(report_id: int) -> ResponseReturnValue:
    """Lead from the short address of a text message to the report."""
    return redirect(url_for(".show", report_id=report_id))


@bp.get("/programme-reports/<int:report_id>/pdf")
@for_everyone
def pdf(report_id: int) -> ResponseReturnValue:
    """Give the same report as a PDF of one page."""
    values = _published(report_id)
    printed = {
        name: value for name, value in values.items() if name not in {"programme", "territory", "chart"}
    }
    response = Response(make_pdf("programmes/report.typ", printed, official=True), mimetype="application/pdf")
    response.headers.set("Content-Disposition", "inline", filename=f"report-{report_id}.pdf")
    return response
