"""How fast and with what outcome initiatives are checked: for everybody."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from akimfeedback.core import clock
from akimfeedback.core.db import db
from akimfeedback.petitions.performance_page import performance
from akimfeedback.web.access import for_everyone
from akimfeedback.web.cache import cached_page

bp = Blueprint("petitions_performance", __name__, template_folder="../templates")


@bp.get("/initiatives/moderation")
@for_everyone
@cached_page(seconds=60)
def show() -> ResponseReturnValue:
    """Show pace, share within the term by month, outcomes and reasons."""
    return render_template("petitions/performance.html", shown=performance(db.session, clock.today()))
