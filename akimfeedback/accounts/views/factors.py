"""The second factor of administrators, moderators and auditors: a code app."""

import io

import segno
from flask import Blueprint, flash, redirect, render_template, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from akimfeedback.accounts import second_factor
from akimfeedback.accounts.forms import FactorForm
from akimfeedback.accounts.rules import PinCheck
from akimfeedback.accounts.session import SignedIn, needs_strong, signed_in
from akimfeedback.core import clock
from akimfeedback.core.db import db
from akimfeedback.core.errors import NotAllowed
from akimfeedback.web.access import for_signed_in, safe_next
from akimfeedback.web.product import product_name

bp = Blueprint("factors", __name__, template_folder="../templates")


def _login() -> SignedIn:
    login = signed_in()
    if login is None:
        raise NotAllowed("web.not-for-you")
    return login


@bp.get("/sign-in/second-factor")
@for_signed_in
def ask() -> ResponseReturnValue:
    """Ask for the code of the app; who has none yet sets it up first."""
    login = _login()
    if login.strong:
        return redirect(safe_next(cookie.get("next")))
    if login.user.totp_secret is None:
        return redirect(url_for(".enrol"))
    return render_template("accounts/factor.html", form=FactorForm())


@bp.post("/sign-in/second-factor")
@for_signed_in
def check() -> ResponseReturnValue:
    """Compare the code; a wrong one is counted in every case."""
    form = FactorForm()
    if not form.validate():
        return render_template("accounts/factor.html", form=form), 422
    result = second_factor.check_factor(db.session, _login().row, form.code.data or "", now=clock.now())
    db.session.commit()
    if result is PinCheck.RIGHT:
        return redirect(safe_next(cookie.get("next")))
    words = {
        PinCheck.WRONG: _("The code does not match. Wait for the next one and type it"),
        PinCheck.LOCKED: _("Too many wrong codes. Wait 15 minutes, or ask another administrator."),
    }
    form.code.errors = [words[result]]
    return render_template("accounts/factor.html", form=form), 422


@bp.get("/sign-in/second-factor/new")
@for_signed_in
def enrol() -> ResponseReturnValue:
    """Show the picture a code app reads."""
    login = _login()
    if login.user.totp_secret is not None:
        return redirect(url_for(".ask"))
    cookie.setdefault("factor", second_factor.new_factor_secret())
    return _enrol_page(FactorForm(), login)


def _enrol_page(form: FactorForm, login: SignedIn) -> str:
    secret = str(cookie.get("factor", ""))
    uri = second_factor.factor_uri(secret, name=f"{login.id}", product=product_name())
    return render_template(
        "accounts/enrol.html",
        form=form,
        secret=secret,
        uri=uri,
        picture=_picture(uri),
        needed=needs_strong(login.user),
    )


def _picture(uri: str) -> Markup:
    out = io.BytesIO()
    segno.make(uri, error="m").save(
        out, kind="svg", scale=5, border=4, xmldecl=False, svgns=True, light="#fff"
    )
    return Markup(out.getvalue().decode())  # noqa: S704 - drawn here from squares, holds no text


@bp.post("/sign-in/second-factor/new")
@for_signed_in
def keep() -> ResponseReturnValue:
    """Keep the app once its code was typed, and make this session strong."""
    login, form = _login(), FactorForm()
    secret = cookie.get("factor")
    if login.user.totp_secret is not None or not isinstance(secret, str):
        return redirect(url_for(".ask"))
    if not form.validate():
        return _enrol_page(form, login), 422
    if not second_factor.enrol_factor(db.session, login.user, secret, form.code.data or "", now=clock.now()):
        form.code.errors = [_("The code does not match. Wait for the next one and type it")]
        return _enrol_page(form, login), 422
    second_factor.make_strong(db.session, login.row, how="totp", now=clock.now())
    db.session.commit()
    cookie.pop("factor")
    flash(_("Done. From now on the app's code is asked after the code from the message."), "ok")
    return redirect(safe_next(cookie.get("next")))
