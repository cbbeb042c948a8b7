"""Gives every template the words of what is turned off; draw them with `petitions/switches.html`."""

from flask import Blueprint

from akimfeedback.core.db import db
from akimfeedback.petitions.queries.switches import banner
from akimfeedback.web.product import language

bp = Blueprint("petitions_banner", __name__)


@bp.app_template_global("switch_words")
def switch_words() -> str:
    """Return what people read while a function is off, "" when all is on."""
    return banner(db.session, language()) or ""
