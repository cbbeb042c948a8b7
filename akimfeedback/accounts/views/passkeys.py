"""The JSON ends of the passkey ceremonies; the page's script talks to them."""

from urllib.parse import urlsplit

from flask import Blueprint, Response, jsonify, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue

from akimfeedback.accounts import passkeys, second_factor
from akimfeedback.accounts.rules import device_family
from akimfeedback.accounts.session import SignedIn, enter, needs_strong, remembered_device, signed_in
from akimfeedback.accounts.views.pins import keep_device
from akimfeedback.core import clock
from akimfeedback.core.db import db
from akimfeedback.core.errors import NotAllowed, RuleBroken
from akimfeedback.core.settings import current_settings
from akimfeedback.web.access import for_everyone, for_staff, safe_next, start_url
from akimfeedback.web.product import product_name

bp = Blueprint("passkeys", __name__)


def _site() -> passkeys.Site:
    origin = current_settings().product.base_url.rstrip("/")
    if not current_settings().is_production:
        origin = request.host_url.rstrip("/")  # a visitor's own machine has many names
    return passkeys.Site(host=urlsplit(origin).hostname or "", origin=origin, name=product_name())


def _challenge() -> str:
    challenge = cookie.pop("challenge", None)  # good for one answer
    if not isinstance(challenge, str):
        raise RuleBroken("accounts.passkey-refused")
    return challenge


@bp.post("/sign-in/passkey/begin")
@for_everyone
def begin() -> ResponseReturnValue:
    """Return what the device is to prove; only on a remembered device."""
    device = remembered_device()
    if device is None:
        raise RuleBroken("accounts.no-such-passkey")
    options, cookie["challenge"] = passkeys.ask(db.session, device.user_id, _site())
    return Response(options, mimetype="application/json")


@bp.post("/sign-in/passkey/finish")
@for_everyone
def finish() -> ResponseReturnValue:
    """Sign in whoever proved the passkey; it is a second factor by itself."""
    answer = request.get_data(as_text=True)
    user = passkeys.prove(db.session, answer, challenge=_challenge(), site=_site(), now=clock.now())
    target = start_url(safe_next(cookie.get("next")))
    enter(user, how="passkey", strong=True)
    db.session.commit()
    return jsonify(next=target)


def _login() -> SignedIn:
    """Return who may keep a passkey: it is a second factor, so who owes one gives it first."""
    login = signed_in()
    if login is None or (needs_strong(login.user) and not login.strong):
        raise NotAllowed("web.not-for-you")
    return login


@bp.post("/sign-in/passkey/new")
@for_staff
def begin_new() -> ResponseReturnValue:
    """Return what a device needs to make a passkey."""
    login = _login()
    options, cookie["challenge"] = passkeys.offer(db.session, login.user, _site())
    return Response(options, mimetype="application/json")


@bp.post("/sign-in/passkey/keep")
@for_staff
def keep() -> ResponseReturnValue:
    """Keep the passkey and remember this device."""
    login = _login()
    device, answer = device_family(request.user_agent.string), request.get_data(as_text=True)
    passkeys.keep(
        db.session, login.user, answer, challenge=_challenge(), site=_site(), device=device, now=clock.now()
    )
    token = second_factor.remember_device(db.session, login.user, device=device, now=clock.now())
    db.session.commit()
    response = jsonify(next=safe_next(cookie.get("next"), url_for("profile.show")))
    keep_device(response, token)
    return response
