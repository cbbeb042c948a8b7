"""Who asks in this request: the Actor, made once and kept on the login object. Edge of the house."""

from flask import Flask
from flask_login import current_user

from akimfeedback.accounts.session import SignedIn
from akimfeedback.core import clock
from akimfeedback.core.db import db
from akimfeedback.mandates import queries
from akimfeedback.mandates.actor import VISITOR, Actor
from akimfeedback.mandates.rules import STRONG_ROLES


def me() -> Actor:
    """Return the Actor of this request; two queries at most, then none.

    Seats that need a second factor are left out until it was given in this session.
    """
    login = current_user._get_current_object()  # noqa: SLF001 - the way Flask-Login names it
    if not isinstance(login, SignedIn):
        return VISITOR
    if not isinstance(login.actor, Actor):
        whole = queries.actor_of(db.session, login.user, clock.today())
        login.actor = whole if login.strong else _without_strong(whole)
    return login.actor


def _without_strong(actor: Actor) -> Actor:
    seats = tuple(seat for seat in actor.seats if seat.role not in STRONG_ROLES)
    kept = {seat.id for seat in seats}
    reach = frozenset(pair for pair in actor.reach if pair[0] in kept)
    return Actor(user=actor.user, seats=seats, reach=reach)


def seats_of_current_user() -> set[str]:
    """Return the role names held now; the hook `akf.seats` of `web.access`."""
    return set(me().roles)


def init_app(app: Flask) -> None:
    """Tell the access check which seats the reader holds, and sign-in who is staff."""
    app.extensions["akf.seats"] = seats_of_current_user
    app.extensions["akf.roles_of"] = queries.roles_of
    app.extensions["akf.strong_roles"] = STRONG_ROLES
