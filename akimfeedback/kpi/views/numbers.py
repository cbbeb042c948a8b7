"""The akim's own numbers: the public ones, the live ones, and the right of reply."""

from datetime import date

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length

from akimfeedback.calendars.queries import calendar_on
from akimfeedback.core import clock
from akimfeedback.core.db import db
from akimfeedback.core.errors import NotFound, Refusal
from akimfeedback.kpi import labels, numbers_page, office_page, own_page, queries
from akimfeedback.kpi.periods import BadPeriod, parse, quarter_of
from akimfeedback.kpi.queries import Window
from akimfeedback.kpi.service.replying import MOST_LETTERS, reply
from akimfeedback.kpi.year_queries import years_of_okrug
from akimfeedback.kpi.year_rules import YearState
from akimfeedback.law.workdays import add_working_days
from akimfeedback.mandates.models import Mandate
from akimfeedback.mandates.rules import OFFICE_ROLES
from akimfeedback.mandates.session import me
from akimfeedback.web.access import for_seat
from akimfeedback.web.errors import words_of
from akimfeedback.web.fields import Form
from akimfeedback.web.product import language

bp = Blueprint("kpi_office", __name__, url_prefix="/office", template_folder="../templates")
DAYS_AHEAD = 10  # working days in which what counts next is shown
office_only = for_seat(*(role.value for role in OFFICE_ROLES))


class ReplyForm(Form):
    """The akim's word on the figures."""

    words = TextAreaField(
        _l("Your reply"),
        validators=[
            InputRequired(_l("Write your reply.")),
            Length(max=MOST_LETTERS, message=_l("The reply is longer than 1,500 letters.")),
        ],
    )


def own_seat() -> Mandate:
    """Return the office seat the page is about: the chosen one, else the first."""
    seats = [seat for seat in me().seats if seat.role in OFFICE_ROLES]
    chosen = request.args.get("office", "")
    if not seats:
        abort(403)
    return next((seat for seat in seats if seat.territory.kato == chosen), seats[0])


def _page(seat: Mandate, form: ReplyForm, status: int = 200) -> ResponseReturnValue:
    today, now = clock.today(), quarter_of(clock.today())
    last = now.shifted(-1)
    public = queries.latest_published(db.session, seat.territory_id)
    live = queries.preview(db.session, seat.territory_id, str(now))
    waiting = None if public and public.period == str(last) else queries.preview(
        db.session, seat.territory_id, str(last)
    )  # fmt: skip
    life = numbers_page.life_of(db.session, last)
    shown = render_template(
        "kpi/numbers.html",
        seat=seat,
        years=years_of_okrug(db.session, seat.territory_id, YearState.CONTEST, YearState.DECIDED),
        now=numbers_page.block(db.session, seat, now, live),
        last=last,
        waiting=numbers_page.block(db.session, seat, last, waiting) if waiting else None,
        public=numbers_page.block(db.session, seat, parse(public.period), public) if public else None,
        moved=numbers_page.moved(db.session, seat, public, live, now),
        funnel=numbers_page.funnel(db.session, seat, public),
        trends=numbers_page.trends(db.session, seat, today),
        ahead=own_page.ahead(db.session, seat.territory_id, today, _until(today)),
        heads=own_page.heads(),
        reply=queries.office_reply(db.session, seat.territory_id, str(last)),
        life=life,
        may_reply=today <= life.reply_ends_on,
        form=form,
    )
    return shown, status


def _until(today: date) -> date:
    return add_working_days(today, DAYS_AHEAD, calendar_on(db.session, today))


@bp.get("/numbers")
@office_only
def numbers() -> ResponseReturnValue:
    """Show the office its own figures, what moved them and what counts next; without any rank."""
    seat = own_seat()
    kept = queries.office_reply(db.session, seat.territory_id, str(quarter_of(clock.today()).shifted(-1)))
    return _page(seat, ReplyForm(words=kept.text if kept else None))


@bp.get("/numbers/<string(maxlength=7):period>/<string(length=2):code>")
@office_only
def cases(period: str, code: str) -> ResponseReturnValue:
    """List the cases behind one figure of the office's own period: the list is as long as the figure's n."""
    seat = own_seat()
    try:
        found = parse(period)
    except BadPeriod as error:
        raise NotFound("kpi.not-published") from error
    if code not in office_page.WITH_CASES:
        raise NotFound("kpi.no-cases")
    window = Window(found.first_day, found.last_day, clock.today())
    stored = queries.published(db.session, seat.territory_id, period)
    return render_template(
        "kpi/cases.html",
        seat=seat,
        period=found,
        name=labels.NAMES[code],
        counted=labels.COUNTED[code],
        behind=own_page.behind(db.session, seat.territory_id, code, window),
        stored=office_page.own_counts(stored.figures, code) if stored else None,
    )


@bp.post("/numbers/<string(maxlength=7):period>/reply")
@office_only
def write_reply(period: str) -> ResponseReturnValue:
    """Keep the akim's reply to a period's figures."""
    seat, form = own_seat(), ReplyForm()
    try:
        found = parse(period)
    except BadPeriod as error:
        raise NotFound("kpi.not-published") from error
    if not found.is_over(clock.today()):
        raise NotFound("kpi.not-published")
    if not form.validate():
        return _page(seat, form, 422)
    try:
        reply(db.session, me(), seat.territory_id, found, form.words.data or "", language(), now=clock.now())
    except Refusal as refusal:
        db.session.rollback()
        form.form_errors.append(words_of(refusal.code))
        return _page(own_seat(), form, 422)
    db.session.commit()
    flash(_("Your reply stands beside the figures."), "ok")
    return redirect(url_for(".numbers", office=own_seat().territory.kato))
