"""The akim's own numbers: the public ones, the live ones, and the right of reply."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length

from akimfeedback.calendars.queries import calendar_on
from akimfeedback.core import clock
from akimfeedback.core.db import db
from akimfeedback.core.errors import NotFound
from akimfeedback.kpi import labels, queries
from akimfeedback.kpi.periods import BadPeriod, LifeDates, Period, life_dates, parse, quarter_of
from akimfeedback.kpi.service.replying import MOST_LETTERS, reply
from akimfeedback.mandates.models import Mandate
from akimfeedback.mandates.rules import OFFICE_ROLES
from akimfeedback.mandates.session import me
from akimfeedback.web.access import for_seat
from akimfeedback.web.fields import Form
from akimfeedback.web.product import language

bp = Blueprint("kpi_office", __name__, url_prefix="/office", template_folder="../templates")
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


def _life(period: Period) -> LifeDates:
    return life_dates(period, calendar_on(db.session, clock.today()))


def _page(seat: Mandate, form: ReplyForm, status: int = 200) -> ResponseReturnValue:
    now = quarter_of(clock.today())
    last = now.shifted(-1)
    rows = [
        (period, queries.preview(db.session, seat.territory_id, str(period)), _life(period))
        for period in (now, last)
    ]
    shown = render_template(
        "kpi/numbers.html",
        seat=seat,
        rows=rows,
        last=last,
        published=queries.published(db.session, seat.territory_id, str(last)),
        reply=queries.office_reply(db.session, seat.territory_id, str(last)),
        life=_life(last),
        may_reply=clock.today() <= _life(last).reply_ends_on,
        form=form,
        names=labels.NAMES,
        precisions=labels.PRECISIONS,
    )
    return shown, status


@bp.get("/numbers")
@office_only
def numbers() -> ResponseReturnValue:
    """Show the office its own figures, without any rank."""
    seat = own_seat()
    kept = queries.office_reply(db.session, seat.territory_id, str(quarter_of(clock.today()).shifted(-1)))
    return _page(seat, ReplyForm(words=kept.text if kept else None))


@bp.post("/numbers/<string(maxlength=7):period>/reply")
@office_only
def write_reply(period: str) -> ResponseReturnValue:
    """Keep the akim's reply to a period's figures."""
    seat, form = own_seat(), ReplyForm()
    try:
        found = parse(period)
    except BadPeriod as error:
        raise NotFound("kpi.not-published") from error
    if not form.validate():
        return _page(seat, form, 422)
    reply(db.session, me(), seat.territory_id, found, form.words.data or "", language(), now=clock.now())
    db.session.commit()
    flash(_("Your reply stands beside the figures."), "ok")
    return redirect(url_for(".numbers"))
