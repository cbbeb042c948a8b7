"""Support an initiative: the sheet, the code, thanks; another adult on the phone; withdrawing; news."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue

from akimfeedback.accounts import queries as people
from akimfeedback.accounts.models import User
from akimfeedback.accounts.rules import CONSENT_VERSION
from akimfeedback.accounts.session import hurry_code, signed_in
from akimfeedback.core import clock
from akimfeedback.core.db import db
from akimfeedback.core.errors import RuleBroken, TooMany
from akimfeedback.core.settings import current_settings
from akimfeedback.geography import queries as geography
from akimfeedback.petitions import public_page, quick, rules, signing
from akimfeedback.petitions.forms import SupportForm, sheet_form
from akimfeedback.petitions.models import Petition
from akimfeedback.petitions.queries.switches import is_on
from akimfeedback.petitions.rules import Publication, Switch
from akimfeedback.petitions.service import joining, supporting
from akimfeedback.petitions.signing import Waiting, address
from akimfeedback.petitions.support_words import code_refused, refusal_words
from akimfeedback.petitions.views.public import petition_of
from akimfeedback.web.access import for_everyone, for_signed_in
from akimfeedback.web.security import limiter

bp = Blueprint("petitions_support", __name__, template_folder="../templates")
bp.after_request(signing.with_device)
PATH = "/initiatives/<string(minlength=7,maxlength=8):number>"


def rate() -> str:
    return current_settings().limits.support


def asked_for(number: str) -> Petition:
    """Return the initiative of an address of support; raises NotFound."""
    return petition_of(number, request.args.get("link"))


def reader() -> User | None:
    login = signed_in()
    return login.user if login else None


def _known(user: User | None) -> frozenset[str]:
    """Return the questions whose answers the account holds."""
    if user is None:
        return frozenset()
    known = {
        "phone": True,
        "place": bool(user.home_id),
        "birth_year": bool(user.birth_year),
        "agree": people.has_consent(db.session, user.id, CONSENT_VERSION),
    }
    return frozenset(name for name, is_known in known.items() if is_known)


def _sheet(petition: Petition, **more: Any) -> SupportForm:
    places = geography.places(db.session, petition.territory)
    return sheet_form(petition, places, known=_known(reader()), **more)


def _page(petition: Petition, form: SupportForm) -> str:
    user = reader()
    here = geography.ids_under(db.session, petition.territory) if user and user.home_id else []
    return render_template(
        "petitions/support.html",
        petition=petition,
        form=form,
        words=public_page.words_of(petition),
        back=public_page.url_of(petition),
        user=user,
        outside=bool(user and user.home_id and user.home_id not in here),
        before=Publication(petition.publication) is not Publication.OPEN,
        taps=1 if user and not signing.needs_code(user, clock.now()) else 2,
        address=address,
    )


def not_now(petition: Petition) -> str:
    """Return why nobody can support at this moment, "" when everybody can."""
    if not rules.may_support(petition.publication, petition.closes_on, clock.today()):
        return "petitions.closed"
    return "" if is_on(db.session, Switch.SIGN) else "petitions.off"


def refused_page(petition: Petition, code: str) -> ResponseReturnValue:
    """Say in clear words why support is not possible, and what is."""
    return render_template(
        "petitions/support_not.html",
        petition=petition,
        words=refusal_words(code),
        reason=code,
        back=public_page.url_of(petition),
    ), 409


@bp.get(PATH + "/support")
@for_everyone
def sheet(number: str) -> ResponseReturnValue:
    """Show the sheet; nothing is signed here."""
    petition = asked_for(number)
    if code := not_now(petition):
        return refused_page(petition, code)
    home = request.cookies.get("home", "")
    kept = signing.waiting_for(petition)
    place = kept.place if kept and kept.place else home
    return _page(petition, _sheet(petition, data={"place": place, "birth_year": kept and kept.birth_year}))


@bp.post(PATH + "/support")
@for_everyone
@limiter.limit(rate)
def send(number: str) -> ResponseReturnValue:
    """Take the sheet: support at once, or send a code; on a mistake show it with all that was typed."""
    if quick.supported(number):
        db.session.commit()
        return redirect(url_for("petitions_support.done", number=number.replace("-", "")))
    petition = asked_for(number)
    form = _sheet(petition)
    if not form.validate():
        return _page(petition, form), 422
    if code := not_now(petition):
        form.form_errors = [refusal_words(code)]
        return _page(petition, form), 409
    user = reader()
    if user is not None and not signing.needs_code(user, clock.now()):
        return _supported(petition, user, _said(petition, form))
    return _send_code(petition, form, user)


def _said(petition: Petition, form: SupportForm, code: int = 0, intent: int = 0) -> Waiting:
    return Waiting(
        number=petition.number,
        place=form.place.data if "place" in form else None,
        birth_year=form.birth_year.data if "birth_year" in form else None,
        shown_name=form.shown_name.data or "",
        follow=bool(form.follow.data),
        code=code,
        intent=intent,
    )


def _send_code(petition: Petition, form: SupportForm, user: User | None) -> ResponseReturnValue:
    phone = str(user.phone if user else form.phone.data)
    sent = signing.ask_code(phone, clock.now())
    if isinstance(sent, TooMany):
        db.session.rollback()
        form.form_errors = [code_refused(sent)]
        return _page(petition, form), 429
    signing.keep(_said(petition, form, sent, signing.begin(petition, phone, clock.now())))
    to = address("petitions_support_code.code", petition)
    db.session.commit()
    hurry_code()
    return redirect(to)


def _supported(petition: Petition, user: User, waiting: Waiting) -> ResponseReturnValue:
    """Support with a phone confirmed lately; the answer is the same for a first time and a repeat."""
    now = clock.now()
    done = address("petitions_support.done", petition)
    try:
        joining.complete(db.session, user, signing.said(waiting), now=now)
        finish(petition, user, waiting)
    except RuleBroken as refused:
        db.session.rollback()
        return refused_page(petition, refused.code)
    db.session.commit()
    return redirect(done)


def finish(petition: Petition, user: User, waiting: Waiting, **more: Any) -> None:
    """Write the support and the wish for news; raises RuleBroken. The caller commits."""
    now = clock.now()
    who = signing.supporter(user, waiting, **more)
    supporting.support(db.session, signing.facts(petition), who, pepper=signing.pepper(), now=now)
    if waiting.follow:
        joining.follow(db.session, user, petition, now=now)
    signing.forget()
    cookie[signing.DONE] = petition.number


@bp.get(PATH + "/support/done")
@for_signed_in
def done(number: str) -> ResponseReturnValue:
    """Thank; the same page for a first time and a repeat, without any count."""
    petition = asked_for(number)
    if cookie.pop(signing.DONE, None) != petition.number:
        return redirect(public_page.url_of(petition))
    return render_template(
        "petitions/support_done.html",
        petition=petition,
        back=public_page.url_of(petition),
        share=public_page.url_of(petition, external=True),
        title_words=public_page.words_of(petition),
        address=address,
    )
