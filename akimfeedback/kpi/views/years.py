"""The year of an office: the conclusion on it, the right to contest, what was answered."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from akimfeedback.core import clock
from akimfeedback.core.db import db
from akimfeedback.core.errors import NotFound, Refusal
from akimfeedback.kpi import labels, year_labels, year_queries
from akimfeedback.kpi.service import yearly
from akimfeedback.kpi.views.numbers import office_only, own_seat
from akimfeedback.kpi.year_models import YearConclusion, YearCycle
from akimfeedback.kpi.year_rules import MOST_LETTERS, YearState
from akimfeedback.mandates.models import Mandate
from akimfeedback.mandates.rules import Role
from akimfeedback.mandates.session import me
from akimfeedback.web.errors import words_of
from akimfeedback.web.fields import Form
from akimfeedback.web.product import language

bp = Blueprint("kpi_years", __name__, url_prefix="/office/years", template_folder="../templates")
SHOWN = (YearState.CONTEST, YearState.DECIDED)


class ContestForm(Form):
    """What is contested, and why."""

    indicator = SelectField(_l("What do you contest?"), [Optional()])
    words = TextAreaField(
        _l("Why"),
        [
            InputRequired(_l("Write your words.")),
            Length(max=MOST_LETTERS, message=_l("The text is longer than 2,000 letters.")),
        ],
    )


def _found(year: int) -> tuple[Mandate, YearConclusion, YearCycle]:
    seat = own_seat()
    found = year_queries.conclusion_of(db.session, seat.territory_id, year)
    if found is None or found[1].state not in set(SHOWN):
        raise NotFound("kpi.no-such-year")
    return (seat, *found)


def _form(conclusion: YearConclusion) -> ContestForm:
    form = ContestForm()
    rested = year_queries.snapshot(db.session, conclusion.snapshot_id)
    codes = [one["code"] for one in rested.figures["indicators"]]
    form.indicator.choices = [
        SelectChoice("", _("The conclusion as a whole")),
        *(SelectChoice(code, f"{code}. {labels.NAMES.get(code, '')}") for code in codes),
    ]
    return form


@bp.get("/<int:year>")
@office_only
def year(year: int) -> ResponseReturnValue:
    """Show the office its conclusion, the contests and their answers."""
    _seat, conclusion, _cycle = _found(year)
    return _page(year, _form(conclusion))


@bp.post("/<int:year>")
@office_only
def contest(year: int) -> ResponseReturnValue:
    """Keep the akim's contest."""
    _seat, conclusion, _cycle = _found(year)
    form = _form(conclusion)
    if not form.validate() or not _tried(conclusion, form):
        return _page(year, form)
    flash(_("Your contest is kept. It is answered before the decision."), "ok")
    return redirect(url_for(".year", year=year))


def _tried(conclusion: YearConclusion, form: ContestForm) -> bool:
    indicator, words = form.indicator.data or "", form.words.data or ""
    try:
        yearly.contest(db.session, me(), conclusion, indicator, words, language(), now=clock.now())
        db.session.commit()
    except Refusal as refusal:
        db.session.rollback()
        form.form_errors.append(words_of(refusal.code))
        return False
    return True


def _page(year: int, form: ContestForm) -> ResponseReturnValue:
    seat, conclusion, cycle = _found(year)
    is_akim = me().seat_in(seat.territory_id, Role.AKIM) is not None
    runs = cycle.contest_ends_on is not None and clock.today() <= cycle.contest_ends_on
    shown = render_template(
        "kpi/year.html",
        seat=seat,
        cycle=cycle,
        conclusion=conclusion,
        snapshot=year_queries.snapshot(db.session, conclusion.snapshot_id),
        contests=year_queries.contests(db.session, [conclusion.id]),
        state=year_labels.STATES[YearState(cycle.state)],
        outcomes=year_labels.OUTCOMES,
        names=labels.NAMES,
        may_contest=is_akim and runs and cycle.state == YearState.CONTEST,
        decided=cycle.state == YearState.DECIDED,
        form=form,
    )
    return shown, 422 if form.errors or form.form_errors else 200
