"""Choose my village: search first, then oblast, district, okrug, village. Works without script."""

from flask import Blueprint, current_app, flash, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from akimfeedback.core.db import db
from akimfeedback.geography import choosing
from akimfeedback.geography.forms import ChooseForm
from akimfeedback.geography.labels import path_words, step_words, territory_name
from akimfeedback.geography.models import Territory
from akimfeedback.web.access import for_everyone, safe_next
from akimfeedback.web.paging import Page, page_number

bp = Blueprint("geography", __name__, template_folder="templates")

HOME_COOKIE = "home"
ONE_YEAR = 365 * 24 * 3600
LONGEST_QUERY = 100


@bp.get("/villages/choose")
@for_everyone
def choose() -> ResponseReturnValue:
    """Show what was found, or one step of the tree."""
    return _page(ChooseForm(db.session, next=request.args.get("next", "")))


@bp.post("/villages/choose")
@for_everyone
def remember() -> ResponseReturnValue:
    """Remember the village on this device, and with the account of whoever is signed in."""
    form = ChooseForm(db.session)
    if not form.validate_on_submit() or form.territory is None:
        return _page(form), 422
    keep = current_app.extensions.get("akf.keep_home")
    if keep is not None:
        keep(form.territory)
        db.session.commit()
    flash(_("Your village: %(name)s", name=territory_name(form.territory)), "ok")
    answer = make_response(redirect(safe_next(form.next.data)))
    return _with_cookie(answer, form.territory)


def _page(form: ChooseForm) -> str:
    typed = request.args.get("q", "").strip()[:LONGEST_QUERY]
    number = page_number()
    if typed:
        step = choosing.found(db.session, typed)
    else:
        step = choosing.below(db.session, request.args.get("in", ""), number)
    page = Page(step.rows, step.number, step.total, per_page=choosing.PER_PAGE)
    return render_template(
        "geography/choose.html",
        form=form,
        typed=typed,
        step=step,
        page=page,
        territory_name=territory_name,
        path_words=path_words,
        step_words=step_words,
    )


def _with_cookie(answer: ResponseReturnValue, territory: Territory) -> ResponseReturnValue:
    response = make_response(answer)
    response.set_cookie(
        HOME_COOKIE,
        territory.kato,
        max_age=ONE_YEAR,
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )
    return response
