"""Topics: their names and who is competent."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from akimfeedback.core import clock
from akimfeedback.core.db import db
from akimfeedback.core.errors import NotFound
from akimfeedback.desk.forms import TopicForm
from akimfeedback.desk.trying import tried
from akimfeedback.mandates.rules import Role
from akimfeedback.mandates.session import me
from akimfeedback.topics import queries, service
from akimfeedback.topics.labels import ROUTINGS
from akimfeedback.topics.models import Topic
from akimfeedback.web.access import for_seat

bp = Blueprint("desk_topics", __name__, template_folder="../templates")


@bp.get("/desk/topics")
@for_seat(Role.ADMINISTRATOR)
def topics() -> ResponseReturnValue:
    """List all topics, switched-off ones too."""
    rows = sorted(queries.by_code(db.session).values(), key=lambda topic: (topic.position, topic.code))
    return render_template("desk/topics.html", rows=rows, routings=ROUTINGS)


def _topic(code: str) -> Topic:
    found = queries.get(db.session, code)
    if found is None:
        raise NotFound("mandates.no-unit")
    return found


@bp.get("/desk/topics/<string:code>")
@for_seat(Role.ADMINISTRATOR)
def topic(code: str) -> ResponseReturnValue:
    """Show one topic for changing."""
    found = _topic(code)
    return render_template("desk/topic.html", form=TopicForm(obj=found), topic=found)


@bp.post("/desk/topics/<string:code>")
@for_seat(Role.ADMINISTRATOR)
def save(code: str) -> ResponseReturnValue:
    """Save one topic."""
    found, form = _topic(code), TopicForm()
    if not form.validate():
        return render_template("desk/topic.html", form=form, topic=found), 422
    changes = {name: value for name, value in form.data.items() if name != "csrf_token"}
    if not tried(form, lambda: service.change(db.session, me().user_id, found, changes, now=clock.now())):
        return render_template("desk/topic.html", form=form, topic=found), 422
    flash(_("Saved."), "ok")
    return redirect(url_for(".topics"))
