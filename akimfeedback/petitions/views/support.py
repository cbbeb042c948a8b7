"""Support an initiative: the sheet, the code, thanks; another adult on the phone; withdrawing; news."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from akimfeedback.accounts import queries as people
from akimfeedback.accounts.models import User
from akimfeedback.accounts.rules import CONSENT_VERSION
from akimfeedback.accounts.session import signed_in
from akimfeedback.core import clock
from akimfeedback.core.db import db
from akimfeedback.core.errors import NotFound, RuleBroken, TooMany
from akimfeedback.core.settings import current_settings
from akimfeedback.geography import queries as geography
from akimfeedback.petitions import public_page, quick, rules, signing
from akimfeedback.petitions.forms import SharedForm, SupportForm, sheet_form
from akimfeedback.petitions.models import Petition
from akimfeedback.petitions.queries.support import STANDING
from akimfeedback.petitions.queries.switches import banner, is_on
from akimfeedback.petitions.rules import Publication, Relation, Switch
from akimfeedback.petitions.service import joining, supporting
from akimfeedback.petitions.signing import Waiting, address
from akimfeedback.petitions.support_words import code_refused, refusal_words
from akimfeedback.petitions.views.public import petition_of
from akimfeedback.web.access import for_everyone, for_signed_in
from akimfeedback.web.fields import Form
from akimfeedback.web.product import language
from akimfeedback.web.security import limiter

bp = Blueprint("petitions_support", __name__, template_folder="../templates")
bp.after_request(signing.with_device)
PATH = "/initiatives/<string(minlength=7,maxlength=8):number>"


def _rate() -> str:
    return current_settings().limits.sign_in


def asked_for(number: str) -> Petition:
    """Return the initiative of an address of support; raises NotFound."""
    return petition_of(number, request.args.get("link"))


def _user() -> User | None:
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
    return sheet_form(petition, places, known=_known(_user()), **more)


def _page(petition: Petition, form: SupportForm) -> str:
    user = _user()
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
    words = banner(db.session, language()) if code == "petitions.off" else ""
    return render_template(
        "petitions/support_not.html",
        petition=petition,
        words=words or refusal_words(code),
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
@limiter.limit(_rate)
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
    user = _user()
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
    intent = supporting.begin(db.session, signing.facts(petition), phone, language(), now=clock.now())
    db.session.flush()
    signing.keep(_said(petition, form, sent, intent.id))
    to = address("petitions_support_code.code", petition)
    db.session.commit()
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


@bp.get(PATH + "/support/shared")
@for_signed_in
def shared(number: str) -> ResponseReturnValue:
    """Ask who else of this phone supports; first the phone, where it was confirmed long ago."""
    petition, user = asked_for(number), _user()
    if code := not_now(petition):
        return refused_page(petition, code)
    if user is None or signing.needs_code(user, clock.now()):
        return redirect(address("petitions_support.sheet", petition))
    return _shared_page(petition, SharedForm())


def _shared_page(petition: Petition, form: SharedForm) -> str:
    return render_template(
        "petitions/support_shared.html",
        petition=petition,
        form=form,
        words=public_page.words_of(petition),
        back=public_page.url_of(petition),
        address=address,
    )


@bp.post(PATH + "/support/shared")
@for_signed_in
@limiter.limit(_rate)
def share_phone(number: str) -> ResponseReturnValue:
    """Support for another adult of this phone; the name goes into a keyed hash and nowhere else."""
    petition, user = asked_for(number), _user()
    form = SharedForm()
    form.adult_age = petition.adult_age
    if not form.validate():
        return _shared_page(petition, form), 422
    if user is None or signing.needs_code(user, clock.now()):
        return redirect(address("petitions_support.sheet", petition))
    relation = Relation(form.relation.data)
    waiting = Waiting(petition.number, None, form.birth_year.data, "", follow=False, code=0, intent=0)
    who = signing.supporter(user, waiting, relative_name=form.name.data, relation=relation)
    done = address("petitions_support.done", petition)
    try:
        supporting.support(db.session, signing.facts(petition), who, pepper=signing.pepper(), now=clock.now())
    except RuleBroken as refused:
        db.session.rollback()
        form.form_errors = [refusal_words(refused.code)]
        return _shared_page(petition, form), 409
    db.session.commit()
    cookie[signing.DONE] = petition.number
    return redirect(done)


@bp.get(PATH + "/support/mine")
@for_signed_in
def mine(number: str) -> ResponseReturnValue:
    """Show whether I support, with the way back."""
    petition, user = asked_for(number), _user()
    held = (
        supporting.supports(db.session, signing.facts(petition), user, pepper=signing.pepper())
        if user
        else None
    )
    return render_template(
        "petitions/support_mine.html",
        petition=petition,
        holds=held is not None and held.state in STANDING,
        form=Form(),
        words=public_page.words_of(petition),
        back=public_page.url_of(petition),
        address=address,
    )


@bp.post(PATH + "/support/withdraw")
@for_signed_in
def withdraw(number: str) -> ResponseReturnValue:
    """Take my support back; news stay as they are."""
    petition, user = asked_for(number), _user()
    if user is None:
        raise NotFound("petitions.no-such-initiative")
    supporting.withdraw(db.session, signing.facts(petition), user, pepper=signing.pepper(), now=clock.now())
    to = public_page.url_of(petition)
    db.session.commit()
    flash(_("Your support is taken back. The count changes within a minute."), "ok")
    return redirect(to)


@bp.post(PATH + "/follow")
@for_signed_in
def follow(number: str) -> ResponseReturnValue:
    """Begin to send news; says nothing about support."""
    petition, user = asked_for(number), _user()
    if user is not None:
        joining.follow(db.session, user, petition, now=clock.now())
    to = public_page.url_of(petition)
    db.session.commit()
    flash(_("We write to you when there is news of this initiative."), "ok")
    return redirect(to)


@bp.post(PATH + "/unfollow")
@for_signed_in
def unfollow(number: str) -> ResponseReturnValue:
    """Stop the news; support stays as it is."""
    petition, user = asked_for(number), _user()
    if user is not None:
        joining.unfollow(db.session, user, petition)
    to = public_page.url_of(petition)
    db.session.commit()
    flash(_("You no longer get news of this initiative. If you support it, your support stays."), "ok")
    return redirect(to)
