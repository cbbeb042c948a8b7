"""The author objects to a decision of a moderator."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length

from akimfeedback.core import clock
from akimfeedback.core.db import db
from akimfeedback.core.errors import NotFound, RuleBroken
from akimfeedback.mandates.session import me
from akimfeedback.petitions import policy
from akimfeedback.petitions.decision_page import decision_of
from akimfeedback.petitions.models import Petition
from akimfeedback.petitions.queries import initiatives
from akimfeedback.petitions.rules import printed
from akimfeedback.petitions.service.objecting import object_to, open_to_objection
from akimfeedback.web.access import for_signed_in
from akimfeedback.web.errors import words_of
from akimfeedback.web.fields import Form

bp = Blueprint("petitions_objecting", __name__, template_folder="../templates")


class ObjectionForm(Form):
    """Why the decision is wrong."""

    text = TextAreaField(
        _l("Why is the decision wrong?"),
        [InputRequired(_l("Write why the decision is wrong.")), Length(max=1500)],
    )


@bp.route("/initiatives/<string(maxlength=12):number>/objection", methods=["GET", "POST"])
@for_signed_in
def objection(number: str) -> ResponseReturnValue:
    """Ask for the reasons and send them to somebody who did not take the decision."""
    petition, form = _own(number), ObjectionForm()
    if form.is_submitted() and form.validate():
        try:
            object_to(db.session, me(), petition, form.text.data or "", now=clock.now())
            db.session.commit()
        except RuleBroken as refusal:
            db.session.rollback()
            form.form_errors.append(words_of(refusal.code))
        else:
            flash(_("Sent. Somebody else decides within 20 working days, and you are told."), "ok")
            return redirect(url_for("petitions_public.initiative", number=number))
    return _page(_own(number), form)


def _own(number: str) -> Petition:
    petition = initiatives.by_number(db.session, number)
    if petition is None or not policy.is_author(me(), petition):
        raise NotFound("petitions.no-such-initiative")
    return petition


def _page(petition: Petition, form: ObjectionForm) -> ResponseReturnValue:
    shown = render_template(
        "petitions/objection.html",
        petition=petition,
        number=printed(petition.number),
        form=form,
        decision=decision_of(petition),
        may_object=open_to_objection(db.session, petition) is not None,
    )
    return shown, 422 if form.errors or form.form_errors else 200
