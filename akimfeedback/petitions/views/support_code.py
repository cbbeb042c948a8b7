"""The code of one support: typed, it confirms the phone, opens the account and writes the support."""

from datetime import timedelta

from flask import Blueprint, redirect, render_template
from flask.typing import ResponseReturnValue

from akimfeedback.accounts import queries as people
from akimfeedback.accounts import service as accounts
from akimfeedback.accounts.forms import CodeForm
from akimfeedback.accounts.models import SignInCode
from akimfeedback.accounts.rules import CodeCheck
from akimfeedback.accounts.session import code_rules, enter
from akimfeedback.core import clock
from akimfeedback.core.db import db
from akimfeedback.core.errors import RuleBroken, TooMany
from akimfeedback.core.settings import current_settings
from akimfeedback.petitions import public_page, signing
from akimfeedback.petitions.labels.support import CODE_WORDS
from akimfeedback.petitions.models import Petition
from akimfeedback.petitions.service import joining, supporting
from akimfeedback.petitions.signing import Waiting, address
from akimfeedback.petitions.support_models import SupportIntent
from akimfeedback.petitions.support_words import code_refused
from akimfeedback.petitions.views.support import PATH, asked_for, finish, refused_page
from akimfeedback.web.access import for_everyone
from akimfeedback.web.security import limiter

bp = Blueprint("petitions_support_code", __name__, template_folder="../templates")


def _rate() -> str:
    return current_settings().limits.support


def _begun(number: str) -> tuple[Petition, Waiting | None, SignInCode | None]:
    petition = asked_for(number)
    waiting = signing.waiting_for(petition)
    return petition, waiting, people.code(db.session, waiting.code) if waiting else None


@bp.get(PATH + "/support/code")
@for_everyone
def code(number: str) -> ResponseReturnValue:
    """Ask for the code from the message."""
    petition, waiting, row = _begun(number)
    if waiting is None or row is None:
        return redirect(address("petitions_support.sheet", petition))
    return _page(petition, CodeForm(), row)


def _page(petition: Petition, form: CodeForm, row: SignInCode) -> str:
    rules = code_rules()
    wait = row.created_at + timedelta(seconds=rules.resend_seconds) - clock.now()
    return render_template(
        "petitions/support_code.html",
        petition=petition,
        form=form,
        phone=row.address,
        minutes=rules.minutes,
        wait=max(0, int(wait.total_seconds())),
        words=public_page.words_of(petition),
        address=address,
    )


@bp.post(PATH + "/support/code/again")
@for_everyone
@limiter.limit(_rate)
def again(number: str) -> ResponseReturnValue:
    """Send one more code to the same phone."""
    petition, waiting, row = _begun(number)
    if waiting is None or row is None:
        return redirect(address("petitions_support.sheet", petition))
    sent = signing.ask_code(row.address, clock.now())
    if isinstance(sent, TooMany):
        db.session.rollback()
        form = CodeForm(formdata=None)
        form.code.errors = [code_refused(sent)]
        return _page(petition, form, row), 429
    signing.keep(signing.with_code(waiting, sent))
    db.session.commit()
    return redirect(address("petitions_support_code.code", petition))


@bp.post(PATH + "/support/code")
@for_everyone
def confirm(number: str) -> ResponseReturnValue:
    """Compare the code and write the support; a wrong try is counted in every case."""
    petition, waiting, row = _begun(number)
    if waiting is None or row is None:
        return redirect(address("petitions_support.sheet", petition))
    form = CodeForm()
    if not form.validate():
        return _page(petition, form, row), 422
    result = accounts.check_code(
        db.session, row.id, form.code.data or "", rules=code_rules(), now=clock.now()
    )
    db.session.commit()
    if result is not CodeCheck.RIGHT:
        form.code.errors = [str(CODE_WORDS[result])]
        return _page(petition, form, row), 422
    return _confirmed(petition, waiting, row)


def _confirmed(petition: Petition, waiting: Waiting, row: SignInCode) -> ResponseReturnValue:
    """Open the account, write the support, sign this browser in; the same for a first time and a repeat."""
    now = clock.now()
    user = joining.person_of(db.session, row.address, signing.said(waiting), now=now)
    enter(user, how="code")
    db.session.commit()
    try:
        intent = db.session.get(SupportIntent, waiting.intent)
        begun = intent.created_at if intent is not None else row.created_at
        seconds = (now - row.created_at).total_seconds()
        finish(petition, user, waiting, asked_at=begun, confirm_seconds=seconds)
        if intent is not None:
            supporting.confirm_intent(db.session, intent, now=now)
            signing.hold_if_marked(petition, user, intent)
    except RuleBroken as refused:
        db.session.rollback()
        return refused_page(petition, refused.code)
    done = address("petitions_support.done", petition)
    db.session.commit()
    return redirect(done)
