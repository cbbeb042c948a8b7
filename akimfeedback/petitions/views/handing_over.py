"""The way to the state's portal: page, files, and what author or moderator read there."""

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from akimfeedback.core import clock
from akimfeedback.core.db import db
from akimfeedback.core.errors import NotFound, RuleBroken
from akimfeedback.mandates.session import me
from akimfeedback.petitions import portal_package, public_page
from akimfeedback.petitions.forms_open import ElsewhereForm
from akimfeedback.petitions.models import Petition
from akimfeedback.petitions.rules import PUBLIC
from akimfeedback.petitions.service import handing_over
from akimfeedback.petitions.service.handing_over import Elsewhere
from akimfeedback.petitions.views.public import petition_of
from akimfeedback.web.access import for_everyone, for_signed_in
from akimfeedback.web.errors import words_of

bp = Blueprint("petitions_handing_over", __name__, template_folder="../templates")


def _ready(number: str) -> Petition:
    """Return an initiative with a text to take along; raises NotFound."""
    found = petition_of(number)
    may = handing_over.may_enter(me(), found)
    if not handing_over.is_ready(found) or (found.publication not in PUBLIC and not may):
        raise NotFound("petitions.no-such-initiative")
    return found


def _address(petition: Petition) -> str:
    return url_for("petitions_public.short", link=petition.link, _external=True)


def _page(petition: Petition, form: ElsewhereForm | None) -> str:
    return render_template(
        "petitions/portal.html",
        petition=petition,
        page_url_of=public_page.url_of(petition),
        parts=[portal_package.fields(petition, code) for code in portal_package.LANGUAGES],
        needs=portal_package.needs(petition),
        form=form,
    )


@bp.get("/initiatives/<string(minlength=7,maxlength=8):number>/epetition")
@for_everyone
def show(number: str) -> ResponseReturnValue:
    """Show the text in the portal's fields and what the portal asks."""
    found = _ready(number)
    seen = {"url": found.elsewhere_url, "count": found.elsewhere_count, "on": found.elsewhere_on}
    return _page(found, ElsewhereForm(data=seen) if handing_over.may_enter(me(), found) else None)


@bp.post("/initiatives/<string(minlength=7,maxlength=8):number>/epetition")
@for_signed_in
def enter(number: str) -> ResponseReturnValue:
    """Write down the link and the count read on the portal."""
    found, form = _ready(number), ElsewhereForm()
    if not form.validate():
        return _page(found, form), 422
    seen = Elsewhere(form.url.data or "", form.count.data, form.on.data)
    try:
        handing_over.enter(db.session, me(), found, seen, now=clock.now())
    except RuleBroken as refusal:
        db.session.rollback()
        form.form_errors.append(words_of(refusal.code))
        return _page(_ready(number), form), 422
    db.session.commit()
    flash(_("Saved. It stands beside the initiative now."), "ok")
    return redirect(url_for(".show", number=number))


@bp.get("/initiatives/<string(minlength=7,maxlength=8):number>/epetition.pdf")
@for_everyone
def pdf(number: str) -> ResponseReturnValue:
    """Give the text in the portal's fields as PDF."""
    found = _ready(number)
    return _file(
        portal_package.pdf(found, _address(found)), "application/pdf", f"epetition-{found.number}.pdf"
    )


@bp.get("/initiatives/<string(minlength=7,maxlength=8):number>/epetition.zip")
@for_everyone
def package(number: str) -> ResponseReturnValue:
    """Give all files at once."""
    found = _ready(number)
    content = portal_package.package(found, _address(found))
    return _file(content, "application/zip", f"epetition-{found.number}.zip")


def _file(content: bytes, media_type: str, name: str) -> Response:
    response = Response(content, mimetype=media_type)
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response
