"""One click for the clerk: everything the state accounting system asks for, in one file."""

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue

from akimfeedback.appeals import policy
from akimfeedback.appeals.office_package import package_of
from akimfeedback.appeals.views.doors import case_to_work_on, handlers
from akimfeedback.core import clock
from akimfeedback.core.db import db
from akimfeedback.journal.service import record
from akimfeedback.mandates.session import me

bp = Blueprint("appeals_office_package", __name__, url_prefix="/office", template_folder="../templates")


@bp.get("/requests/<string:number>/package")
@handlers
def package(number: str) -> ResponseReturnValue:
    """Give the ZIP of one case to those who work on it; each time is journalled."""
    appeal = case_to_work_on(number)
    content = package_of(appeal, me())
    record(
        db.session, "appeals.package-taken", "appeal", appeal.id, actor_id=me().user_id, at=clock.now(),
        with_identity=policy.can_see_author(me(), appeal),
    )  # fmt: skip
    db.session.commit()
    response = Response(content, mimetype="application/zip")
    response.headers.set("Content-Disposition", "attachment", filename=f"request-{appeal.number}.zip")
    response.headers["Cache-Control"] = "no-store"
    return response
