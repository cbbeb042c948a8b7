"""Search before starting an initiative: what the okrug already has on the same matter."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from akimfeedback.core import clock
from akimfeedback.core.db import db
from akimfeedback.petitions import drafts
from akimfeedback.petitions.public_page import card
from akimfeedback.petitions.queries import counts, public
from akimfeedback.portal.alike import alike
from akimfeedback.web.access import for_everyone

bp = Blueprint("portal_alike", __name__, template_folder="../templates")


@bp.get("/initiatives/new/alike")
@for_everyone
def show() -> ResponseReturnValue:
    """Show initiatives, open requests and promises alike; "mine is different" goes on."""
    fields = drafts.waiting()
    to = drafts.addressee(fields)
    if to is None or not fields.get("title"):
        return redirect(url_for("petitions_drafting.question", step="title"))
    found = alike(db.session, to.territory, fields["title"], clock.today())
    rows = [one.petition for one in found.initiatives]
    held = public.rungs_holding(db.session, [row.id for row in rows])
    return render_template(
        "portal/alike.html",
        fields=fields,
        to=to,
        found=found,
        cards=[card(row, counts.shown(row), held[row.id], clock.today()) for row in rows],
    )


@bp.post("/initiatives/new/alike")
@for_everyone
def different() -> ResponseReturnValue:
    """Remember that the author has looked and wants another thing."""
    fields = drafts.waiting()
    if not fields.get("title"):
        return redirect(url_for("petitions_drafting.question", step="title"))
    drafts.keep(fields | {"searched": fields["title"]})
    db.session.commit()
    return redirect(url_for("petitions_drafting.question", step="why"))
