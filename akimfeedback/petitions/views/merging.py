"""An author lets the own initiative go on in another one."""

from flask import flash, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from akimfeedback.core import clock
from akimfeedback.core.db import db
from akimfeedback.core.errors import RuleBroken
from akimfeedback.mandates.session import me
from akimfeedback.petitions import author_page
from akimfeedback.petitions.forms_author import GoesOnForm
from akimfeedback.petitions.rules import Publication
from akimfeedback.petitions.service import merging
from akimfeedback.petitions.views.author import NUMBER, bp, carried, here
from akimfeedback.web.access import for_signed_in
from akimfeedback.web.errors import words_of


@bp.route(f"{NUMBER}/manage/goes-on", methods=["GET", "POST"])
@for_signed_in
def goes_on(number: str) -> ResponseReturnValue:
    """Ask for the number of the other initiative, then end this one in its favour."""
    sent = request.method == "POST"
    petition, form = carried(number, to_change=sent, alone=True), GoesOnForm()
    if sent and form.validate():
        try:
            merging.supersede(db.session, me(), petition, form.number.data, now=clock.now())
        except RuleBroken as refused:
            db.session.rollback()
            petition = carried(number, alone=True)
            form.number.errors = [words_of(refused.code)]
        else:
            answer = here(petition)
            db.session.commit()
            flash(_("Your initiative goes on in the other one. Those who follow are told."), "ok")
            return answer
    may = author_page.can(petition, me()).withdraw and petition.publication == Publication.OPEN
    page = render_template("petitions/author/goes_on.html", petition=petition, form=form, may=may)
    return page, 422 if form.errors else 200
