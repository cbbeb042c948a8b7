"""The akim's office writes an answer."""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from akimfeedback.appeals.forms_office import AnswerForm
from akimfeedback.appeals.models import Appeal
from akimfeedback.appeals.office_page import answer_language, legal_lines
from akimfeedback.appeals.rules import Decision
from akimfeedback.appeals.service import answering
from akimfeedback.appeals.views.acting import back_to, page, tried
from akimfeedback.appeals.views.doors import case_to_work_on, handlers
from akimfeedback.core import clock
from akimfeedback.core.db import db
from akimfeedback.core.settings import current_settings
from akimfeedback.files.service import receive_photo
from akimfeedback.mandates.session import me

bp = Blueprint("appeals_office_answer", __name__, url_prefix="/office", template_folder="../templates")


@bp.route("/requests/<string:number>/answer", methods=["GET", "POST"])
@handlers
def answer(number: str) -> ResponseReturnValue:
    """Write the answer; two people at once: one wins, the other keeps the text and sees the colleague's."""
    appeal = case_to_work_on(number, to_change=request.method == "POST")
    lines = legal_lines(appeal, clock.now())
    form = AnswerForm(version=appeal.version, language=answer_language(appeal), **lines)
    if form.validate_on_submit() and tried(form, lambda: _send_answer(appeal, form)):
        return back_to(appeal, _("The answer is sent. The resident will say whether it is solved."))
    return page("answer", appeal, form, most_photos=current_settings().uploads.photos)


def _send_answer(appeal: Appeal, form: AnswerForm) -> None:
    now = clock.now()
    photos = [
        receive_photo(db.session, upload.stream, by=me().user_id, now=now).id
        for upload in form.photos.data or []
        if upload and upload.filename
    ]
    new = answering.NewReply(
        decision=Decision(form.decision.data),
        found=form.found.data,
        done=form.done.data,
        next_steps=form.next_steps.data or None,
        law=form.law.data,
        complain=form.complain.data,
        language=form.language.data,
        photo_ids=photos[: current_settings().uploads.photos],
        version=form.version.data,
    )
    answering.reply(db.session, me(), appeal, new, now=now)
