"""Carry an initiative together: news, co-authors by link, adoption, versions side by side."""

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from akimfeedback.core import clock
from akimfeedback.core.db import db
from akimfeedback.core.errors import NotFound, RuleBroken
from akimfeedback.mandates.session import me
from akimfeedback.petitions import author_page, draft_pages, policy, signing
from akimfeedback.petitions.forms_author import NewsForm, TranslationForm
from akimfeedback.petitions.models import Petition
from akimfeedback.petitions.queries import initiatives
from akimfeedback.petitions.rules import COUNTED, PUBLIC, Publication, SupportState, printed
from akimfeedback.petitions.service import authoring, supporting
from akimfeedback.petitions.views.author import NUMBER, bp, carried, here, manage_page
from akimfeedback.web.access import for_everyone, for_signed_in
from akimfeedback.web.errors import words_of
from akimfeedback.web.product import language


@bp.post(f"{NUMBER}/manage/news")
@for_signed_in
def tell_news(number: str) -> ResponseReturnValue:
    """Keep news for a moderator to read; then they are public and go to those who follow."""
    petition, form = carried(number, to_change=True), NewsForm()
    if not form.validate():
        return manage_page(petition, form), 422
    authoring.add_news(db.session, me(), petition, form.text.data, language(), now=clock.now())
    answer = here(petition)
    db.session.commit()
    flash(_("A moderator reads it first. Then it is public, and those who follow are told."), "ok")
    return answer


@bp.route(f"{NUMBER}/manage/translation", methods=["GET", "POST"])
@for_signed_in
def translation(number: str) -> ResponseReturnValue:
    """Put the same text in a second language beside the one that binds."""
    petition = carried(number, to_change=request.method == "POST", alone=True)
    held = petition.versions[-1]
    form = TranslationForm(but=held.language, data=draft_pages.translated(held.translation))
    if request.method == "POST" and form.validate():
        author_page.translate(petition, form)
        answer = here(petition)
        db.session.commit()
        flash(_("Kept."), "ok")
        return answer
    back = url_for("petitions_author.manage", number=petition.number)
    fields = {"title": held.title}
    page = render_template(
        "petitions/author/translation.html", form=form, fields=fields, back_to=back, step=0
    )
    return page, 422 if form.errors else 200


@bp.route(f"{NUMBER}/join/<string(maxlength=120):token>", methods=["GET", "POST"])
@for_signed_in
def join(number: str, token: str) -> ResponseReturnValue:
    """Show what one is asked to carry, then become a co-author."""
    petition = _any(number, to_change=request.method == "POST")
    if not author_page.is_invited(petition, token):
        raise RuleBroken("petitions.invitation-not-valid")
    if request.method == "GET":
        mine = policy.is_author(me(), petition)
        return render_template("petitions/author/join.html", petition=petition, mine=mine)
    authoring.join(db.session, me(), petition, now=clock.now())
    answer = here(petition)
    db.session.commit()
    flash(_("You are a co-author now."), "ok")
    return answer


@bp.route(f"{NUMBER}/adopt", methods=["GET", "POST"])
@for_signed_in
def adopt(number: str) -> ResponseReturnValue:
    """Show what taking over means, then take over: co-authors first, then who supports it."""
    petition = _any(number, to_change=request.method == "POST")
    if Publication(petition.publication) not in PUBLIC:
        raise NotFound("petitions.no-such-initiative")
    if request.method == "GET":
        return _adopt_page(petition)
    try:
        authoring.adopt(db.session, me(), petition, supports_it=_supports(petition), now=clock.now())
    except RuleBroken as refusal:
        db.session.rollback()
        return _adopt_page(_any(number), words_of(refusal.code)), 422
    answer = here(petition)
    db.session.commit()
    flash(_("You carry this initiative now."), "ok")
    return answer


def _adopt_page(petition: Petition, refused: str = "") -> str:
    waits = authoring.co_authors_first(db.session, petition, clock.now())
    return render_template("petitions/author/adopt.html", petition=petition, refused=refused, waits=waits)


def _supports(petition: Petition) -> bool:
    """Say whether the reader's own support stands and counts."""
    user = me().user
    if user is None:
        return False
    row = supporting.supports(db.session, signing.facts(petition), user, pepper=signing.pepper())
    return row is not None and row.state == SupportState.VALID and row.line in COUNTED


def _any(number: str, *, to_change: bool = False) -> Petition:
    found = initiatives.by_number(db.session, number.replace("-", ""), to_change=to_change)
    if found is None:
        raise NotFound("petitions.no-such-initiative")
    return found


@bp.get(f"{NUMBER}/versions")
@for_everyone
def versions(number: str) -> ResponseReturnValue:
    """Show every version that stood beside the one before; the author also sees what waits."""
    petition, actor = _any(number), me()
    own = policy.is_author(actor, petition) or initiatives.is_co_author(db.session, petition, actor.user_id)
    if not own and Publication(petition.publication) not in PUBLIC:
        raise NotFound("petitions.no-such-initiative")
    rows = author_page.history(petition, everything=own)
    return render_template(
        "petitions/author/versions.html",
        petition=petition,
        number=printed(petition.number),
        rows=rows,
        own=own,
        back=url_for("petitions_author.manage" if own else "petitions_public.initiative", number=number),
    )
