"""A PIN on a remembered device: how staff come in without waiting for a message."""

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from akimfeedback.accounts import second_factor
from akimfeedback.accounts.forms import NewPinForm, PinForm
from akimfeedback.accounts.rules import DEVICE_LIFE, PinCheck, device_family
from akimfeedback.accounts.session import DEVICE_COOKIE, enter, needs_strong, remembered_device, signed_in
from akimfeedback.core import clock
from akimfeedback.core.db import db
from akimfeedback.web.access import for_everyone, for_staff, safe_next, start_url

bp = Blueprint("pins", __name__, template_folder="../templates")


@bp.get("/sign-in/pin")
@for_everyone
def sign_in() -> ResponseReturnValue:
    """Ask for the PIN of a remembered device."""
    if remembered_device() is None:
        return redirect(url_for("accounts.sign_in"))
    return render_template("accounts/pin.html", form=PinForm())


@bp.post("/sign-in/pin")
@for_everyone
def check() -> ResponseReturnValue:
    """Compare the PIN; a wrong one is counted in every case."""
    form = PinForm()
    if not form.validate():
        return render_template("accounts/pin.html", form=form), 422
    token = request.cookies.get(DEVICE_COOKIE, "")
    result, user = second_factor.check_pin(db.session, token, form.pin.data or "", now=clock.now())
    db.session.commit()
    if user is None:
        form.pin.errors = [_("The PIN does not match.")]
        if result is PinCheck.WRONG:
            return render_template("accounts/pin.html", form=form), 422
        flash(_("Too many wrong PINs. Sign in with a code from a text message."), "warn")
        return redirect(url_for("accounts.sign_in", next=cookie.get("next")))
    target = start_url(safe_next(cookie.get("next")))
    enter(user, how="pin")
    db.session.commit()
    cookie["next"] = target
    return redirect(url_for("factors.ask") if needs_strong(user) else target)


@bp.get("/sign-in/quick")
@for_staff
def offer() -> ResponseReturnValue:
    """Offer a PIN or a passkey for the next time."""
    return render_template("accounts/quick.html", form=NewPinForm(), target=safe_next(cookie.get("next")))


@bp.post("/sign-in/quick")
@for_staff
def choose() -> ResponseReturnValue:
    """Set the PIN and remember this device for 30 days."""
    form = NewPinForm()
    login = signed_in()
    target = safe_next(cookie.get("next"))
    if login is None or not form.validate():
        return render_template("accounts/quick.html", form=form, target=target), 422
    second_factor.set_pin(db.session, login.user, form.pin.data or "", now=clock.now())
    device = device_family(request.user_agent.string)
    token = second_factor.remember_device(db.session, login.user, device=device, now=clock.now())
    db.session.commit()
    response = make_response(redirect(target))
    keep_device(response, token)
    flash(_("Done. Next time your PIN is enough on this phone."), "ok")
    return response


def keep_device(response: BaseResponse, token: str) -> None:
    """Put the token of a remembered device into its cookie."""
    response.set_cookie(
        DEVICE_COOKIE, token, max_age=DEVICE_LIFE, httponly=True, samesite="Lax", secure=request.is_secure
    )
