"""The right of reply: the akim's word on the whole of a period and on each indicator."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, TextAreaField
from wtforms.validators import Length, Optional

from akimfeedback.calendars.queries import calendar_on
from akimfeedback.core import clock
from akimfeedback.core.db import db
from akimfeedback.core.errors import NotFound, Refusal
from akimfeedback.kpi import labels, numbers_page, queries
from akimfeedback.kpi.models import Snapshot
from akimfeedback.kpi.periods import BadPeriod, Period, life_dates, parse
from akimfeedback.kpi.service.replying import (
    INDICATORS,
    MOST_LETTERS,
    MOST_LETTERS_ON_ONE,
    WHOLE,
    reply_to_each,
)
from akimfeedback.kpi.views.numbers import office_only, own_seat
from akimfeedback.mandates.session import me
from akimfeedback.web.errors import words_of
from akimfeedback.web.fields import Form
from akimfeedback.web.product import language

bp = Blueprint("kpi_replies", __name__, url_prefix="/office/numbers", template_folder="../templates")


def _word(code: str) -> TextAreaField:
    return TextAreaField(
        labels.NAMES[code],
        [Optional(), Length(max=MOST_LETTERS_ON_ONE, message=_l("The reply is longer than 600 letters."))],
    )


class WordsForm(Form):
    """The akim's words; an empty field says nothing."""

    whole = TextAreaField(
        _l("On the whole"),
        [Optional(), Length(max=MOST_LETTERS, message=_l("The reply is longer than 1,500 letters."))],
    )
    k1, k2, k3, k4, k5 = (_word(code) for code in INDICATORS)

    def on(self, code: str) -> Field:
        """Return the field of an indicator."""
        return self[code.lower()]

    def words(self) -> dict[str, str]:
        """Return what is said by indicator."""
        return {WHOLE: self.whole.data or ""} | {code: self.on(code).data or "" for code in INDICATORS}


def _figures(period: str) -> tuple[Period, Snapshot]:
    try:
        found = parse(period)
    except BadPeriod as error:
        raise NotFound("kpi.not-published") from error
    unit = own_seat().territory_id
    snapshot = queries.published(db.session, unit, str(found))
    # the first quarter of a new office is public only after its reply: until then it replies to the live one
    snapshot = snapshot or queries.preview(db.session, unit, str(found))
    if snapshot is None or not found.is_over(clock.today()):
        raise NotFound("kpi.not-published")
    return found, snapshot


@bp.get("/<string(maxlength=7):period>/words")
@office_only
def words(period: str) -> ResponseReturnValue:
    """Show the figures with the akim's words so far."""
    found, snapshot = _figures(period)
    kept = queries.office_replies(db.session, snapshot.territory_id, str(found))
    said = {(code.lower() or "whole"): row.text for code, row in kept.items()}
    return _page(found, snapshot, WordsForm(data=said))


@bp.post("/<string(maxlength=7):period>/words")
@office_only
def keep(period: str) -> ResponseReturnValue:
    """Keep the words."""
    (found, snapshot), form = _figures(period), WordsForm()
    if not form.validate():
        return _page(found, snapshot, form, 422)
    try:
        reply_to_each(
            db.session, me(), snapshot.territory_id, found, form.words(), language(), now=clock.now()
        )
    except Refusal as refusal:
        db.session.rollback()
        form.form_errors.append(words_of(refusal.code))
        return _page(found, snapshot, form, 422)
    db.session.commit()
    flash(_("Your words stand beside the figures."), "ok")
    return redirect(url_for(".words", period=period, office=own_seat().territory.kato))


def _page(period: Period, snapshot: Snapshot, form: WordsForm, status: int = 200) -> ResponseReturnValue:
    ends_on = life_dates(period, calendar_on(db.session, clock.today())).reply_ends_on
    shown = render_template(
        "kpi/words.html",
        seat=own_seat(),
        period=period,
        snapshot=snapshot,
        form=form,
        ends_on=ends_on,
        open=clock.today() <= ends_on,
        most={"whole": MOST_LETTERS, "one": MOST_LETTERS_ON_ONE},
        items=_items(period, snapshot),
    )
    return shown, status


def _items(period: Period, snapshot: Snapshot) -> list[dict[str, Any]]:
    """Return the indicators with their counts, as the office may see them now."""
    lines = numbers_page.block(db.session, own_seat(), period, snapshot).lines
    counts = {one.code: one.shown or one.counted or _("fewer than 5") for one in lines}
    return [{"code": code, "count": count} for code, count in counts.items() if code in INDICATORS]
