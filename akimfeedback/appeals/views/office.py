"""The akim's office reads: today, the list, one case, what is not in the state register yet."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from akimfeedback.appeals import policy
from akimfeedback.appeals.forms_office import AssignForm, NoteForm, RegisterForm, TopicForm
from akimfeedback.appeals.office_page import case_page, list_tabs, row_card
from akimfeedback.appeals.queries import cases as case_queries
from akimfeedback.appeals.queries import office as office_queries
from akimfeedback.appeals.queries.office import OfficeFilters
from akimfeedback.appeals.service import talking
from akimfeedback.appeals.views.doors import case_for_staff, handlers, office_only, own_seat, week_end
from akimfeedback.calendars.queries import calendar_on
from akimfeedback.core import clock
from akimfeedback.core.db import db
from akimfeedback.mandates.rules import OFFICE_ROLES
from akimfeedback.mandates.session import me
from akimfeedback.web.paging import Page, page_number

bp = Blueprint("appeals_office", __name__, url_prefix="/office", template_folder="../templates")


@bp.get("/today")
@office_only
def today() -> ResponseReturnValue:
    """Show one look and one next action: overdue, today, then new."""
    seat, day = own_seat(), clock.today()
    counts = office_queries.office_today(db.session, seat.territory_id, today=day, week_ends_on=week_end(day))
    urgent = office_queries.office_list(db.session, seat.territory_id, OfficeFilters(), today=day, per_page=8)
    calendar = calendar_on(db.session, day)
    following = case_queries.get(db.session, counts.next_appeal_id) if counts.next_appeal_id else None
    return render_template(
        "appeals/office/today.html",
        seat=seat,
        counts=counts,
        cards=[row_card(row, day, calendar) for row in urgent.rows],
        following=following,
        seats=[one for one in me().seats if one.role in OFFICE_ROLES],
    )


@bp.get("/requests")
@office_only
def cases() -> ResponseReturnValue:
    """Show the office's cases, the most urgent first, cut by list, topic and words."""
    seat, day = own_seat(), clock.today()
    filters = OfficeFilters(
        which=request.args.get("which", office_queries.OPEN_LIST),
        topic_code=request.args.get("topic") or None,
        assigned_to_id=seat.id,
        words=(request.args.get("q") or "").strip() or None,
    )
    found = office_queries.office_list(
        db.session, seat.territory_id, filters, today=day, page=page_number(), per_page=50
    )
    calendar = calendar_on(db.session, day)
    return render_template(
        "appeals/office/cases.html",
        seat=seat,
        filters=filters,
        tabs=list_tabs(filters.which),
        rows=[row_card(row, day, calendar) for row in found.rows],
        page=Page(found.rows, found.page, has_more=found.has_more),
    )


@bp.get("/requests/<string:number>")
@handlers
def case(number: str) -> ResponseReturnValue:
    """Show one case to its addressee, the superior or an auditor."""
    appeal = case_for_staff(number)
    if policy.can_work(me(), appeal) and talking.mark_seen(db.session, me(), appeal, now=clock.now()):
        db.session.commit()
    return render_template(
        "appeals/office/case.html",
        **case_page(appeal, me()),
        assign_form=AssignForm(),
        note_form=NoteForm(),
        register_form=RegisterForm(number=appeal.register_number, on=appeal.register_on or clock.today()),
        topic_form=TopicForm(topic=appeal.topic_code),
    )


@bp.get("/not-in-the-register")
@office_only
def not_in_the_register() -> ResponseReturnValue:
    """List the cases that have no number of the state accounting system yet."""
    seat = own_seat()
    waiting = office_queries.unregistered(db.session, seat.territory_id)
    title = _("Not in the state register yet")
    return render_template("appeals/office/not_in_register.html", seat=seat, waiting=waiting, title=title)
