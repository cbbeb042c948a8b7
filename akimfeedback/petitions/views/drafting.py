"""Start an initiative: one question a page, search first, check, send. Who is asked last."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from akimfeedback.accounts.session import signed_in
from akimfeedback.core import clock
from akimfeedback.core.db import db
from akimfeedback.core.settings import current_settings
from akimfeedback.mandates.session import me
from akimfeedback.petitions import draft_pages, drafts
from akimfeedback.petitions.labels.author import BARRED_WAYS, OBSTACLES
from akimfeedback.petitions.labels.moderation import BARRED_NAMES
from akimfeedback.petitions.labels.states import RUNGS
from akimfeedback.petitions.service import authoring, drafting
from akimfeedback.topics import queries as topics
from akimfeedback.web.access import for_everyone, sign_in_url
from akimfeedback.web.personal_words import personal_data
from akimfeedback.web.security import limiter

bp = Blueprint("petitions_drafting", __name__, template_folder="../templates")


def _filing_rate() -> str:
    return current_settings().limits.filing


@bp.get("/initiatives/new")
@for_everyone
def start() -> ResponseReturnValue:
    """Lead to the first question with the okrug of the page one came from."""
    return redirect(url_for(".question", step="title", okrug=request.args.get("okrug")))


@bp.get("/initiatives/new/<string(maxlength=12):step>")
@for_everyone
def question(step: str) -> ResponseReturnValue:
    """Show one question with what was answered before."""
    return _question(step)


@bp.post("/initiatives/new/<string(maxlength=12):step>")
@for_everyone
def answer(step: str) -> ResponseReturnValue:
    """Keep one answer and lead on; on a mistake show the question with what was typed."""
    return _question(step)


def _question(step: str) -> ResponseReturnValue:
    """Show or keep one question; without a village or a joined office say so."""
    if step not in draft_pages.STEPS:
        abort(404)
    fields = drafts.waiting()
    to = drafts.addressee(fields)
    if to is None or not to.connected(clock.today()):
        return render_template("petitions/author/no_office.html", to=to)
    before = drafts.missing_step(fields)
    if before and draft_pages.comes_before(before, step):
        return redirect(_url(before))
    form = draft_pages.form_of(step, fields, to.territory)
    if request.method == "POST" and form.validate():
        drafts.keep(fields | draft_pages.answered(step, form, fields) | {"okrug": to.territory.kato})
        db.session.commit()
        return redirect(_url(draft_pages.after(step, edit=bool(request.args.get("edit")))))
    page = draft_pages.page_of(step, form, fields, to)
    return render_template(f"petitions/author/{step}.html", **page), 422 if form.errors else 200


def _url(step: str) -> str:
    if step == "alike":
        return url_for("portal_alike.show")
    return url_for(".check") if step == "check" else url_for(".question", step=step)


@bp.get("/initiatives/new/check")
@for_everyone
def check() -> ResponseReturnValue:
    """Show the whole, whom it obliges to what, what stands in the way, and that the text will freeze."""
    fields = drafts.waiting()
    to, step = drafts.addressee(fields), drafts.missing_step(fields)
    if to is None or step:
        return redirect(_url(step or "title"))
    login = signed_in()
    place = drafts.place_of(fields, to.territory)
    user = login.user if login else None
    code = drafting.obstacle(db.session, user, place.id, fields["topic"], now=clock.now())
    ladder, backers = drafts.ladder_of(to.territory)
    return render_template(
        "petitions/author/check.html",
        fields=fields,
        to=to,
        place=place,
        topic=topics.get(db.session, fields["topic"]),
        warnings=drafts.warnings_of(fields, to.territory.id),
        findings=personal_data(drafts.whole_text(fields)),
        obstacle=code,
        obstacle_words=OBSTACLES.get(code) if code else None,
        ladder=ladder,
        backers=backers,
        login=login,
        barred_names=BARRED_NAMES,
        barred_ways=BARRED_WAYS,
        rung_words=RUNGS,
    )


@bp.post("/initiatives/new/send")
@for_everyone
@limiter.limit(_filing_rate)
def send() -> ResponseReturnValue:
    """Start it once: as a draft, or looking for backers; who is not signed in confirms the phone first."""
    if signed_in() is None:
        return redirect(sign_in_url(url_for(".check")))
    fields, key, now = drafts.waiting(), drafts.key_of_waiting(), clock.now()
    earlier = draft_pages.started(key)
    if earlier is not None:
        return redirect(url_for("petitions_author.manage", number=earlier.number))
    to = drafts.addressee(fields)
    if to is None or drafts.missing_step(fields):
        return redirect(url_for(".check"))
    place = drafts.place_of(fields, to.territory)
    new = drafts.initiative_of(fields, place, key)
    if drafting.obstacle(db.session, me().user, new.place_id, new.topic_code, now=now):
        return redirect(url_for(".check"))  # where it is explained
    petition = drafting.start(db.session, me(), new, now=now)
    if request.form.get("then") != "draft":
        authoring.start_backing(db.session, me(), petition, now=now)
    drafts.take()
    page = url_for("petitions_author.manage", number=petition.number)
    db.session.commit()
    flash(_("Your initiative is kept under a number."), "ok")
    return redirect(page)
