"""Accepting an invitation to work."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from akimfeedback.accounts.session import roles_now, signed_in
from akimfeedback.core import clock
from akimfeedback.core.db import db
from akimfeedback.core.errors import NotAllowed
from akimfeedback.mandates import service
from akimfeedback.mandates.labels import AKIM_KINDS, ROLES
from akimfeedback.mandates.rules import STRONG_ROLES
from akimfeedback.web.access import for_everyone, for_signed_in

bp = Blueprint("mandates", __name__, template_folder="templates")


@bp.get("/i/<string:token>")
@for_everyone
def invitation(token: str) -> ResponseReturnValue:
    """Show to which work the link invites."""
    row = service.invitation(db.session, token, now=clock.now())
    return render_template(
        "mandates/invitation.html", row=row, mandate=row.mandate, token=token, roles=ROLES, kinds=AKIM_KINDS
    )


@bp.post("/i/<string:token>/accept")
@for_signed_in
def accept(token: str) -> ResponseReturnValue:
    """Seat the person; then offer a faster way in."""
    login = signed_in()
    if login is None:
        raise NotAllowed("web.not-for-you")
    service.accept_invitation(db.session, token, login.user, now=clock.now())
    db.session.commit()
    flash(_("You are in. Your pages are in the menu."), "ok")
    login.actor = None
    strong = bool(roles_now(login.user) & STRONG_ROLES)
    return redirect(url_for("factors.ask") if strong and not login.strong else url_for("pins.offer"))
