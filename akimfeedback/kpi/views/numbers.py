"""The akim's own numbers: the public ones, the live ones, and the right of reply."""

from dataclasses import dataclass
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
from akimfeedback.core.errors import NotFound
from akimfeedback.core.folding import kazakh_key
from akimfeedback.kpi import labels, office_page, own_cases, own_page, peer_rows, pictures, queries
from akimfeedback.kpi.method_queries import method_of
from akimfeedback.kpi.models import Snapshot
from akimfeedback.kpi.office_page import Line
from akimfeedback.kpi.periods import (
    BadPeriod,
    LifeDates,
    Period,
    PeriodKind,
    life_dates,
    parse,
    period_of,
    quarter_of,
)
from akimfeedback.kpi.pictures import Named, Picture
from akimfeedback.kpi.queries import Window
from akimfeedback.kpi.service.replying import MOST_LETTERS, reply
from akimfeedback.kpi.year_queries import years_of_okrug
from akimfeedback.kpi.year_rules import YearState
from akimfeedback.law.workdays import add_working_days
from akimfeedback.mandates.models import Mandate
from akimfeedback.mandates.rules import OFFICE_ROLES
from akimfeedback.mandates.session import me
from akimfeedback.web.access import for_seat
from akimfeedback.web.fields import Form
from akimfeedback.web.product import language, named

bp = Blueprint("kpi_office", __name__, url_prefix="/office", template_folder="../templates")
TREND_MONTHS = 24
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


def _life(period: Period) -> LifeDates:
    return life_dates(period, calendar_on(db.session, clock.today()))


@dataclass(frozen=True)
class Block:
    """Figures of one period as the office sees them: public or live."""

    period: Period
    life: LifeDates
    snapshot: Snapshot | None
    lines: list[Line]


def _block(seat: Mandate, period: Period, snapshot: Snapshot | None) -> Block:
    rated = _rated(seat, period) if snapshot and not snapshot.version else None
    lines = office_page.lines(snapshot.figures, rated=rated) if snapshot else []
    return Block(period, _life(period), snapshot, lines)


def _rated(seat: Mandate, period: Period) -> tuple[int, int]:
    window = Window(period.first_day, period.last_day, clock.today())
    return own_cases.rated(db.session, seat.territory_id, window)


def _moved(seat: Mandate, public: Snapshot | None, live: Snapshot | None, period: Period) -> Picture | None:
    if public is None or live is None:
        return None
    before, after = (method_of(db.session, parse(one.period)) for one in (public, live))
    return office_page.moved(
        office_page.parts(public.figures, before),
        office_page.parts(live.figures, after, _rated(seat, period)),
        {code: _cases_url(seat, period, code) for code in office_page.WITH_CASES},
    )


def _cases_url(seat: Mandate, period: Period, code: str) -> str:
    return url_for(".cases", period=str(period), code=code, office=seat.territory.kato)


def _funnel(seat: Mandate, public: Snapshot | None) -> Picture | None:
    """Return where the office lies among similar okrugs, with the early limits that nobody else sees."""
    if public is None:
        return None
    units = peer_rows.members(db.session, public.figures["group"], parse(public.period).year)
    counts = peer_rows.in_time_of(db.session, [unit.id for unit in units], public.period)
    okrugs = [Named(unit.kato, named(unit), counts[unit.id]) for unit in units if unit.id in counts]
    okrugs.sort(key=lambda one: kazakh_key(one.name))
    return pictures.funnel_picture(okrugs, seat.territory.kato, early=True)


def _trends(seat: Mandate, today: date) -> list[Picture]:
    """Return the months of two years that are over: answered in time, and waiting."""
    month = period_of(today, PeriodKind.MONTH)
    window = Window(month.shifted(-TREND_MONTHS).first_day, month.shifted(-1).last_day, today)
    calendar = queries.calendar_of(db.session, month.shifted(-TREND_MONTHS), today)
    found = (
        pictures.in_time_trend(own_cases.months(db.session, seat.territory_id, window)),
        pictures.waiting_trend(own_cases.waits(db.session, seat.territory_id, window, calendar)),
    )
    return [one for one in found if one]


def _page(seat: Mandate, form: ReplyForm, status: int = 200) -> ResponseReturnValue:
    today, now = clock.today(), quarter_of(clock.today())
    last = now.shifted(-1)
    public = queries.latest_published(db.session, seat.territory_id)
    live = queries.preview(db.session, seat.territory_id, str(now))
    waiting = None if public and public.period == str(last) else queries.preview(
        db.session, seat.territory_id, str(last)
    )  # fmt: skip
    shown = render_template(
        "kpi/numbers.html",
        seat=seat,
        years=years_of_okrug(db.session, seat.territory_id, YearState.CONTEST, YearState.DECIDED),
        now=_block(seat, now, live),
        last=last,
        waiting=_block(seat, last, waiting) if waiting else None,
        public=_block(seat, parse(public.period), public) if public else None,
        moved=_moved(seat, public, live, now),
        funnel=_funnel(seat, public),
        trends=_trends(seat, today),
        ahead=own_page.ahead(db.session, seat.territory_id, today, _until(today)),
        heads=own_page.heads(),
        reply=queries.office_reply(db.session, seat.territory_id, str(last)),
        life=_life(last),
        may_reply=today <= _life(last).reply_ends_on,
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
    if not form.validate():
        return _page(seat, form, 422)
    reply(db.session, me(), seat.territory_id, found, form.words.data or "", language(), now=clock.now())
    db.session.commit()
    flash(_("Your reply stands beside the figures."), "ok")
    return redirect(url_for(".numbers"))
