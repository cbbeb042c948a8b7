"""What the author does after publication: marks each point of the answer, ends collecting early."""

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from akimfeedback.core import clock
from akimfeedback.core.db import db
from akimfeedback.core.errors import NotFound, RuleBroken
from akimfeedback.mandates.session import me
from akimfeedback.petitions.models import Petition, ReplyPoint
from akimfeedback.petitions.queries import initiatives
from akimfeedback.petitions.rules import Mark
from akimfeedback.petitions.service import closing, replying
from akimfeedback.web.access import for_signed_in

bp = Blueprint("petitions_marks", __name__, url_prefix="/initiatives", template_folder="../templates")


def _own(number: str) -> Petition:
    found = initiatives.by_number(db.session, number.replace("-", ""), to_change=True)
    if found is None:
        raise NotFound("petitions.no-such-initiative")
    return found


@bp.post("/<string:number>/answer/<int:reply_id>/<int:position>/mark")
@for_signed_in
def mark(number: str, reply_id: int, position: int) -> ResponseReturnValue:
    """Write the author's mark on one point; a second one replaces it."""
    petition = _own(number)
    point, word = db.session.get(ReplyPoint, (reply_id, position)), request.form.get("verdict", "")
    if point is None:
        raise NotFound("petitions.no-such-initiative")
    if word not in set(Mark):
        raise RuleBroken("petitions.not-possible-now")
    replying.mark(db.session, me(), petition, point, Mark(word), now=clock.now())
    db.session.commit()
    flash(_("Your mark is public. You may change it for 10 working days."), "ok")
    return redirect(url_for("petitions_public.initiative", number=petition.number) + "#answer")


@bp.post("/<string:number>/end")
@for_signed_in
def end(number: str) -> ResponseReturnValue:
    """End collecting with this day."""
    petition = _own(number)
    closing.end_early(db.session, me(), petition, now=clock.now())
    db.session.commit()
    flash(_("Collecting ends today at midnight."), "ok")
    return redirect(url_for("petitions_public.initiative", number=petition.number))
