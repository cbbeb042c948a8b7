"""The author's side of an initiative: where it stands, its text, its end."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from akimfeedback.core import clock
from akimfeedback.core.db import db
from akimfeedback.core.errors import NotFound, RuleBroken
from akimfeedback.mandates.session import me
from akimfeedback.petitions import author_page, policy, public_page
from akimfeedback.petitions.forms_author import NewsForm, TextForm
from akimfeedback.petitions.models import Petition
from akimfeedback.petitions.queries import authored, initiatives, moderation
from akimfeedback.petitions.rules import printed
from akimfeedback.petitions.service import authoring
from akimfeedback.web.access import for_signed_in
from akimfeedback.web.errors import words_of

bp = Blueprint("petitions_author", __name__, template_folder="../templates")

NUMBER = "/initiatives/<string(minlength=7,maxlength=8):number>"


def carried(number: str, *, to_change: bool = False, alone: bool = False) -> Petition:
    """Return an initiative the reader carries, as author or (unless `alone`) co-author; raises NotFound."""
    plain, actor = number.replace("-", ""), me()
    if to_change:
        initiatives.by_number(db.session, plain, to_change=True)
    found = authored.to_manage(db.session, plain)
    if found is None or not (
        policy.is_author(actor, found)
        or (not alone and initiatives.is_co_author(db.session, found, actor.user_id))
    ):
        raise NotFound("petitions.no-such-initiative")
    return found


def here(petition: Petition) -> ResponseReturnValue:
    """Lead back to the author's page; call it before the commit."""
    return redirect(url_for("petitions_author.manage", number=petition.number))


@bp.get("/initiatives/mine")
@for_signed_in
def mine() -> ResponseReturnValue:
    """List what the reader carries."""
    rows = authored.of_person(db.session, me().user_id or 0)
    return render_template(
        "petitions/author/mine.html",
        rows=[(row, public_page.publication_chip(row), printed(row.number)) for row in rows],
    )


@bp.get(f"{NUMBER}/manage")
@for_signed_in
def manage(number: str) -> ResponseReturnValue:
    """Show where it stands, what comes next, and what the author may do."""
    return manage_page(carried(number), NewsForm())


def manage_page(petition: Petition, news: NewsForm) -> str:
    """Return the author's page with the form of news in it."""
    session = db.session
    can = author_page.can(petition, me())
    return render_template(
        "petitions/author/manage.html",
        petition=petition,
        number=printed(petition.number),
        chip=public_page.publication_chip(petition),
        can=can,
        backers=moderation.backers(session, petition.id),
        waiting=moderation.waiting_version(session, petition),
        told=moderation.note_to_author(session, petition),
        reason=author_page.reason_words(petition),
        co_authors=authoring.co_author_count(session, petition),
        invitation=author_page.invitation_url(petition) if can.invite else "",
        news_rows=authored.news_of(session, petition.id),
        unread={one.id for one in moderation.news_to_read(session, petition.id)},
        form=news,
        share_url=url_for("petitions_public.short", link=petition.link, _external=True),
        handing_over=author_page.handing_over_url(petition),
    )


@bp.post(f"{NUMBER}/manage/backing")
@for_signed_in
def back(number: str) -> ResponseReturnValue:
    """Look for the first backers of a draft."""
    petition = carried(number, to_change=True, alone=True)
    authoring.start_backing(db.session, me(), petition, now=clock.now())
    answer = here(petition)
    db.session.commit()
    flash(_("Now share the link with your neighbours."), "ok")
    return answer


@bp.get(f"{NUMBER}/manage/text")
@for_signed_in
def text(number: str) -> ResponseReturnValue:
    """Show the form of the whole text."""
    petition = carried(number, alone=True)
    return _text_page(petition, TextForm(data=author_page.filled(petition)))


@bp.post(f"{NUMBER}/manage/text")
@for_signed_in
def rewrite(number: str) -> ResponseReturnValue:
    """Keep the text: in place while nobody supports it, else as a new version for the moderator."""
    petition, form = carried(number, to_change=True, alone=True), TextForm()
    can = author_page.can(petition, me())
    if not form.validate():
        return _text_page(petition, form), 422
    words = author_page.text_of(form, petition)
    try:
        if can.edit:
            authoring.edit(db.session, me(), petition, words, now=clock.now())
        else:
            author_page.correct(petition, form, words)
    except RuleBroken as refusal:
        db.session.rollback()
        form.form_errors.append(words_of(refusal.code))
        return _text_page(carried(number, alone=True), form), 422
    answer = here(petition)
    db.session.commit()
    flash(_("Kept.") if can.edit else _("Sent to the moderator. Until then the earlier text stands."), "ok")
    return answer


def _text_page(petition: Petition, form: TextForm) -> str:
    can = author_page.can(petition, me())
    return render_template("petitions/author/text.html", petition=petition, form=form, can=can)


@bp.route(f"{NUMBER}/manage/withdraw", methods=["GET", "POST"])
@for_signed_in
def withdraw(number: str) -> ResponseReturnValue:
    """Ask whether to take it back, then do it."""
    if request.method == "GET":
        petition = carried(number, alone=True)
        can = author_page.can(petition, me())
        return render_template("petitions/author/withdraw.html", petition=petition, can=can)
    petition = carried(number, to_change=True, alone=True)
    authoring.withdraw(db.session, me(), petition, now=clock.now())
    answer = here(petition)
    db.session.commit()
    flash(_("The initiative is withdrawn."), "ok")
    return answer
