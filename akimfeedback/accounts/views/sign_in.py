"""Sign in with a phone and a code; the consent at the first time."""

from datetime import timedelta

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue

from akimfeedback.accounts import queries, service
from akimfeedback.accounts.forms import CodeForm, ConsentForm, SignInForm
from akimfeedback.accounts.labels import CODE_ERRORS, REFUSALS
from akimfeedback.accounts.models import SignInCode, User
from akimfeedback.accounts.rules import CONSENT_VERSION, CodeCheck
from akimfeedback.accounts.session import (
    code_rules,
    enter,
    hurry_code,
    leave,
    needs_strong,
    remembered_device,
    roles_now,
    signed_in,
)
from akimfeedback.core import clock
from akimfeedback.core.db import db
from akimfeedback.core.errors import TooMany
from akimfeedback.core.settings import current_settings
from akimfeedback.geography import choosing
from akimfeedback.web.access import for_everyone, safe_next, start_url
from akimfeedback.web.errors import wait_words
from akimfeedback.web.product import language
from akimfeedback.web.security import limiter

bp = Blueprint("accounts", __name__, template_folder="../templates")
HOME_COOKIE = "home"


def _rate() -> str:
    return current_settings().limits.sign_in


@bp.get("/sign-in")
@for_everyone
def sign_in() -> ResponseReturnValue:
    """Ask for the phone; who is signed in goes on."""
    target = safe_next(request.args.get("next"))
    if signed_in():
        return redirect(target)
    cookie["next"] = target
    return render_template("accounts/sign_in.html", form=SignInForm(), device=remembered_device())


@bp.post("/sign-in")
@for_everyone
@limiter.limit(_rate)
def send() -> ResponseReturnValue:
    """Send a code; the answer is the same for known and unknown numbers."""
    form = SignInForm()
    if not form.validate():
        return render_template("accounts/sign_in.html", form=form, device=remembered_device()), 422
    refused = _ask(str(form.phone.data))
    if refused and not _is_on_its_way(refused, str(form.phone.data)):
        form.phone.errors = [*form.phone.errors, _why(refused)]
        return render_template("accounts/sign_in.html", form=form, device=remembered_device()), 429
    return redirect(url_for(".code"))


def _ask(phone: str) -> TooMany | None:
    """Ask for a code and remember its row in the cookie; return why not."""
    try:
        row = service.ask_code(db.session, phone, language=language(), rules=code_rules(), now=clock.now())
    except TooMany as refused:
        db.session.rollback()
        return refused
    db.session.commit()
    hurry_code()
    cookie["code"] = row.id
    return None


def _is_on_its_way(refused: TooMany, phone: str) -> bool:
    """Say whether this browser asked for the code that was sent a moment ago: then it just goes on."""
    row = _code_row()
    return refused.code == "accounts.too-soon" and row is not None and row.address == phone


def _why(refused: TooMany) -> str:
    wait = refused.details.get("wait", 0)
    return f"{REFUSALS[refused.code]} {wait_words(float(str(wait)))}"


def _code_row() -> SignInCode | None:
    code_id = cookie.get("code")
    return queries.code(db.session, code_id) if isinstance(code_id, int) else None


@bp.get("/sign-in/code")
@for_everyone
def code() -> ResponseReturnValue:
    """Ask for the code from the message."""
    row = _code_row()
    if row is None:
        return redirect(url_for(".sign_in"))
    return _code_page(CodeForm(), row)


def _code_page(form: CodeForm, row: SignInCode) -> str:
    wait = row.created_at + timedelta(seconds=code_rules().resend_seconds) - clock.now()
    return render_template(
        "accounts/code.html",
        form=form,
        address=row.address,
        minutes=code_rules().minutes,
        wait=max(0, int(wait.total_seconds())),
    )


@bp.post("/sign-in/code/again")
@for_everyone
@limiter.limit(_rate)
def again() -> ResponseReturnValue:
    """Send one more code to the same phone."""
    row = _code_row()
    if row is None:
        return redirect(url_for(".sign_in"))
    refused = _ask(row.address)
    if refused:
        form = CodeForm(formdata=None)
        form.code.errors = [_why(refused)]
        return _code_page(form, row), 429
    return redirect(url_for(".code"))


@bp.post("/sign-in/code")
@for_everyone
def check() -> ResponseReturnValue:
    """Compare the code; a wrong try is counted in every case."""
    row = _code_row()
    if row is None:
        return redirect(url_for(".sign_in"))
    form = CodeForm()
    if not form.validate():
        return _code_page(form, row), 422
    result = service.check_code(db.session, row.id, form.code.data or "", rules=code_rules(), now=clock.now())
    db.session.commit()
    if result is CodeCheck.RIGHT:
        cookie["proved"] = row.id  # this browser typed it; who else asked for a code of this phone did not
        return _after_code(row.address)
    if result is CodeCheck.EXPIRED and (refused := _ask(row.address)):
        form.code.errors = [_why(refused)]
        return _code_page(form, row), 422
    form.code.errors = [str(CODE_ERRORS[result])]
    return _code_page(form, _code_row() or row), 422


def _after_code(phone: str) -> ResponseReturnValue:
    user = queries.user_by_phone(db.session, phone)
    if user is None or not queries.has_consent(db.session, user.id, CONSENT_VERSION):
        return redirect(url_for(".consent"))
    service.confirm_phone(user, now=clock.now())
    return _go_in(user)


def _go_in(user: User) -> ResponseReturnValue:
    """Sign in and lead on: to the second factor, to the PIN of new staff, or where the person was going."""
    target = safe_next(cookie.get("next"))
    if roles_now(user):
        target = start_url(target)
    enter(user, how="code")
    db.session.commit()
    cookie["next"] = target
    if needs_strong(user):
        return redirect(url_for("factors.ask"))
    if roles_now(user) and not user.shared_phone and remembered_device() is None:
        return redirect(url_for("pins.offer"))
    cookie.pop("next", None)
    return redirect(target)


def _proved() -> str | None:
    code_id = cookie.get("proved")
    return service.proved_phone(db.session, code_id if isinstance(code_id, int) else None, now=clock.now())


@bp.get("/sign-in/consent")
@for_everyone
def consent() -> ResponseReturnValue:
    """Show what is kept and why, before anything is kept."""
    phone = _proved()
    if phone is None:
        return redirect(url_for(".sign_in"))
    form = ConsentForm()
    form.language.data = form.language.data or language()
    return _consent_page(form)


def _consent_page(form: ConsentForm) -> str:
    text = f"accounts/consents/{CONSENT_VERSION}.{language()}.html"
    return render_template("accounts/consent.html", form=form, text=text, product=current_settings().product)


@bp.post("/sign-in/consent")
@for_everyone
def agree() -> ResponseReturnValue:
    """Open the account with the consent given."""
    phone = _proved()
    if phone is None:
        return redirect(url_for(".sign_in"))
    form = ConsentForm()
    if not form.validate():
        return _consent_page(form), 422
    person = service.NewPerson(
        language=form.language.data, birth_year=form.birth_year.data, name=form.name.data or None
    )
    user = service.register(db.session, phone, person, now=clock.now())
    user.home_id = user.home_id or _chosen_home()
    return _go_in(user)


def _chosen_home() -> int | None:
    """Return the village named on this browser before there was an account: nobody is asked twice."""
    found = choosing.chosen(db.session, request.cookies.get(HOME_COOKIE, ""))
    return found.id if found else None


@bp.get("/consent")
@for_everyone
def consent_text() -> ResponseReturnValue:
    """Show the text of the consent to anybody."""
    text = f"accounts/consents/{CONSENT_VERSION}.{language()}.html"
    return render_template("accounts/consent_text.html", text=text, product=current_settings().product)


@bp.get("/sign-out")
@for_everyone
def signing_out() -> ResponseReturnValue:
    """Ask how to sign out: simply, or with this phone cleaned."""
    return render_template("accounts/sign_out.html")


@bp.post("/sign-out")
@for_everyone
def sign_out() -> ResponseReturnValue:
    """Sign out; «clean» also empties what the browser keeps of this site."""
    from_clean = request.form.get("clean") == "1"
    leave()
    db.session.commit()
    response = make_response(render_template("accounts/signed_out.html", cleaned=from_clean))
    response.headers["Cache-Control"] = "no-store"
    if from_clean:
        response.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
        response.delete_cookie("device")
    return response
