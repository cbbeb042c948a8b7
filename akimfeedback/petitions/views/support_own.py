"""Around my own support: another adult of the phone, seeing and taking it back, news."""

from flask import flash, redirect, render_template
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from akimfeedback.accounts.models import User
from akimfeedback.core import clock
from akimfeedback.core.db import db
from akimfeedback.core.errors import NotFound, RuleBroken
from akimfeedback.petitions import public_page, signing
from akimfeedback.petitions.forms import RelativeForm, SharedForm
from akimfeedback.petitions.models import Petition
from akimfeedback.petitions.queries.support import STANDING
from akimfeedback.petitions.rules import Relation
from akimfeedback.petitions.service import joining, supporting
from akimfeedback.petitions.signing import Waiting, address
from akimfeedback.petitions.support_models import Signature
from akimfeedback.petitions.support_words import refusal_words
from akimfeedback.petitions.views.support import PATH, asked_for, bp, not_now, rate, reader, refused_page
from akimfeedback.web.access import for_signed_in
from akimfeedback.web.fields import Form
from akimfeedback.web.security import limiter


@bp.get(PATH + "/support/shared")
@for_signed_in
def shared(number: str) -> ResponseReturnValue:
    """Ask who else of this phone supports; first the phone, where it was confirmed long ago."""
    petition, user = asked_for(number), reader()
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
@limiter.limit(rate)
def share_phone(number: str) -> ResponseReturnValue:
    """Support for another adult of this phone; the name goes into a keyed hash and nowhere else."""
    petition, user = asked_for(number), reader()
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
    petition, user = asked_for(number), reader()
    return _mine_page(petition, user, RelativeForm())


def _mine_page(petition: Petition, user: User | None, relative: RelativeForm) -> str:
    held = user and supporting.supports(db.session, signing.facts(petition), user, pepper=signing.pepper())
    return render_template(
        "petitions/support_mine.html",
        petition=petition,
        holds=isinstance(held, Signature) and held.state in STANDING,
        form=Form(),
        relative=relative,
        words=public_page.words_of(petition),
        back=public_page.url_of(petition),
        address=address,
    )


@bp.post(PATH + "/support/withdraw")
@for_signed_in
def withdraw(number: str) -> ResponseReturnValue:
    """Take my support back; news stay as they are."""
    petition, user = asked_for(number), reader()
    if user is None:
        raise NotFound("petitions.no-such-initiative")
    supporting.withdraw(db.session, signing.facts(petition), user, pepper=signing.pepper(), now=clock.now())
    to = public_page.url_of(petition)
    db.session.commit()
    flash(_("Your support is taken back. The count changes within a minute."), "ok")
    return redirect(to)


@bp.post(PATH + "/support/shared/withdraw")
@for_signed_in
@limiter.limit(rate)
def withdraw_relative(number: str) -> ResponseReturnValue:
    """Take back the support of another adult of this phone; nobody learns whether there was one."""
    petition, user, form = asked_for(number), reader(), RelativeForm()
    if user is None:
        raise NotFound("petitions.no-such-initiative")
    if not form.validate():
        return _mine_page(petition, user, form), 422
    supporting.withdraw(
        db.session, signing.facts(petition), user, pepper=signing.pepper(), now=clock.now(),
        relative_name=form.name.data,
    )  # fmt: skip
    db.session.commit()
    flash(_("If this person supported from this phone, the support is taken back."), "ok")
    return redirect(address("petitions_support.mine", petition))


@bp.post(PATH + "/follow")
@for_signed_in
def follow(number: str) -> ResponseReturnValue:
    """Begin to send news; says nothing about support."""
    petition, user = asked_for(number), reader()
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
    petition, user = asked_for(number), reader()
    if user is not None:
        joining.unfollow(db.session, user, petition)
    to = public_page.url_of(petition)
    db.session.commit()
    flash(_("You no longer get news of this initiative. If you support it, your support stays."), "ok")
    return redirect(to)
