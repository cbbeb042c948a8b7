"""Working days: move one, after seeing what moves with it."""

from datetime import date

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from akimfeedback.appeals.service import recounting
from akimfeedback.calendars.labels import REFUSALS
from akimfeedback.calendars.queries import moved_days
from akimfeedback.core import clock
from akimfeedback.core.db import db
from akimfeedback.core.errors import NotFound, RuleBroken
from akimfeedback.desk.forms import DayForm
from akimfeedback.mandates.rules import Role
from akimfeedback.mandates.session import me
from akimfeedback.web.access import for_seat

bp = Blueprint("desk_calendar", __name__, template_folder="../templates")

_WORKING = {"off": False, "working": True, "back": None}


@bp.get("/desk/calendar")
@for_seat(Role.ADMINISTRATOR)
def show() -> ResponseReturnValue:
    """Show the moved days and ask for the next."""
    return render_template("desk/calendar.html", form=DayForm(), days=moved_days(db.session))


@bp.post("/desk/calendar/preview")
@for_seat(Role.ADMINISTRATOR)
def preview() -> ResponseReturnValue:
    """Say how many open dates would move; nothing is written yet."""
    form = DayForm()
    if not form.validate():
        return render_template("desk/calendar.html", form=form, days=moved_days(db.session)), 422
    working = _WORKING[form.becomes.data]
    moved = recounting.preview_calendar_change(db.session, _day(form), working=working, now=clock.now())
    becomes = next(choice.label for choice in form.becomes.choices if choice.value == form.becomes.data)
    return render_template(
        "desk/calendar_preview.html",
        form=form,
        moved=moved,
        shown=moved[:50],
        day=_day(form),
        becomes=becomes,
    )


def _day(form: DayForm) -> date:
    return form.day.data or clock.today()


@bp.post("/desk/calendar")
@for_seat(Role.ADMINISTRATOR)
def move() -> ResponseReturnValue:
    """Move the day and with it the open dates."""
    form = DayForm()
    if not form.validate():
        return render_template("desk/calendar.html", form=form, days=moved_days(db.session)), 422
    working = _WORKING[form.becomes.data]
    try:
        count = recounting.apply_calendar_change(
            db.session, me(), _day(form), working=working, source=form.source.data or "", now=clock.now()
        )
    except (RuleBroken, NotFound) as refused:
        db.session.rollback()
        form.day.errors = [str(REFUSALS.get(refused.code, refused.code))]
        return render_template("desk/calendar.html", form=form, days=moved_days(db.session)), 422
    db.session.commit()
    flash(ngettext("Saved. %(n)s open date moved.", "Saved. %(n)s open dates moved.", count, n=count), "ok")
    return redirect(url_for(".show"))
