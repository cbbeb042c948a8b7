"""Turn functions of initiatives off in a storm and on again, after a look at what people will read."""

from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from akimfeedback.core import clock
from akimfeedback.core.db import db
from akimfeedback.core.errors import NotFound
from akimfeedback.desk.trying import tried
from akimfeedback.mandates.rules import Role
from akimfeedback.mandates.session import me
from akimfeedback.petitions.labels.switches import BANNERS, SWITCHES, WHAT_STOPS
from akimfeedback.petitions.queries.switches import all_switches
from akimfeedback.petitions.rules import Switch
from akimfeedback.petitions.service.counting import alarms_since
from akimfeedback.petitions.service.switches import turn_off, turn_on
from akimfeedback.petitions.support_models import KillSwitch
from akimfeedback.web.access import for_seat
from akimfeedback.web.fields import Form

bp = Blueprint("desk_switches", __name__, url_prefix="/desk/switches", template_folder="../templates")
administrators = for_seat(Role.ADMINISTRATOR.value)
A_WEEK = timedelta(days=7)
LANGUAGES = ("kk", "ru", "en")
_NEEDED = [InputRequired(_l("Write what people will read.")), Length(max=200)]


class BannerForm(Form):
    """What people read meanwhile, in three languages."""

    kk = TextAreaField(_l("What people read, in Kazakh"), _NEEDED)
    ru = TextAreaField(_l("What people read, in Russian"), _NEEDED)
    en = TextAreaField(_l("What people read, in English"), [Optional(), Length(max=200)])

    def words(self) -> dict[str, str]:
        """Return the words by language."""
        return {code: self[code].data or "" for code in LANGUAGES}


@bp.get("")
@administrators
def switches() -> ResponseReturnValue:
    """Show every switch and since when it is off, and whether the nightly recount found anything."""
    return render_template(
        "desk/switches.html",
        rows=all_switches(db.session),
        words=SWITCHES,
        stops=WHAT_STOPS,
        alarms=alarms_since(db.session, clock.now() - A_WEEK),
    )


@bp.get("/<string(maxlength=12):code>")
@administrators
def switch(code: str) -> ResponseReturnValue:
    """Ask for the words people read, or whether to turn it on again."""
    which, row = _switch(code)
    kept = row.banner if row is not None and row.off_since is not None else _usual(which)
    return _page("desk/switch.html", which, row, BannerForm(data=kept))


@bp.post("/<string(maxlength=12):code>/preview")
@administrators
def preview(code: str) -> ResponseReturnValue:
    """Show what stops and what people will read; nothing is written."""
    (which, row), form = _switch(code), BannerForm()
    name = "desk/switch_preview.html" if form.validate() else "desk/switch.html"
    return _page(name, which, row, form)


@bp.post("/<string(maxlength=12):code>/off")
@administrators
def off(code: str) -> ResponseReturnValue:
    """Turn the function off."""
    (which, row), form = _switch(code), BannerForm()
    if form.validate() and tried(
        form, lambda: turn_off(db.session, me(), which, form.words(), now=clock.now())
    ):
        flash(_("Turned off. People read why."), "ok")
        return redirect(url_for(".switches"))
    return _page("desk/switch.html", which, row, form)


@bp.post("/<string(maxlength=12):code>/on")
@administrators
def on(code: str) -> ResponseReturnValue:
    """Turn the function on again."""
    which, _row = _switch(code)
    turn_on(db.session, me(), which, now=clock.now())
    db.session.commit()
    flash(_("Turned on again."), "ok")
    return redirect(url_for(".switches"))


def _switch(code: str) -> tuple[Switch, KillSwitch | None]:
    if code not in set(Switch):
        raise NotFound("petitions.no-such-switch")
    return Switch(code), all_switches(db.session)[Switch(code)]


def _usual(which: Switch) -> dict[str, str]:
    """Return the usual words in each language."""
    usual = {}
    for code in LANGUAGES:
        with force_locale(code):
            usual[code] = str(BANNERS[which])
    return usual


def _page(name: str, which: Switch, row: KillSwitch | None, form: BannerForm) -> ResponseReturnValue:
    shown = render_template(
        name,
        code=which.value,
        word=SWITCHES[which],
        stops=WHAT_STOPS[which],
        off_since=row.off_since if row else None,
        form=form,
    )
    return shown, 422 if form.errors or form.form_errors else 200
