"""Links of messages: the short link of a case, the one-tap verdict. Opening a link records nothing."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from akimfeedback.accounts.session import signed_in
from akimfeedback.appeals import policy
from akimfeedback.appeals.forms import CommentForm, RatingForm, VerdictForm
from akimfeedback.appeals.models import Reply
from akimfeedback.appeals.queries import cases
from akimfeedback.appeals.queries.public import public_case
from akimfeedback.appeals.resident_page import can_judge
from akimfeedback.appeals.rules import Verdict, printed
from akimfeedback.appeals.service import judging
from akimfeedback.appeals.service.judging import Judgement
from akimfeedback.core import clock
from akimfeedback.core.db import db
from akimfeedback.core.errors import NotFound
from akimfeedback.mandates.session import me
from akimfeedback.web.access import for_everyone, sign_in_url

bp = Blueprint("appeals_verdict", __name__, template_folder="../templates")


@bp.get("/a/<string:link>")
@for_everyone
def short(link: str) -> ResponseReturnValue:
    """Lead from a message to the page of the case that this person may see."""
    appeal = cases.by_link(db.session, link)
    if appeal is None:
        raise NotFound("appeals.no-such-case")
    if policy.is_author(me(), appeal):
        return redirect(url_for("appeals_resident.case", number=appeal.number))
    if signed_in() is None:
        return redirect(sign_in_url(url_for(".short", link=link)))
    if policy.can_see_as_staff(me(), appeal):
        return redirect(url_for("appeals_office.case", number=appeal.number))
    if public_case(db.session, appeal.number) is None:
        raise NotFound("appeals.no-such-case")
    return redirect(url_for("appeals_public.case", number=appeal.number))


def _reply(token: str, *, to_change: bool = False) -> Reply:
    reply = cases.reply_by_token(db.session, token, to_change=to_change)
    if reply is None:
        raise NotFound("appeals.no-such-case")
    return reply


@bp.get("/r/<string:token>")
@for_everyone
def ask(token: str) -> ResponseReturnValue:
    """Show the answer and three buttons; after a verdict the faces, words and the way on."""
    return _page(_reply(token), token, CommentForm())


def _page(reply: Reply, token: str, form: CommentForm) -> str:
    newest = reply.id == max(other.id for other in reply.appeal.replies)
    return render_template(
        "appeals/resident/verdict.html",
        reply=reply,
        appeal=reply.appeal,
        number=printed(reply.appeal.number),
        token=token,
        newest=newest,
        judging=newest and can_judge(reply, clock.today()),
        comment_form=form,
    )


@bp.post("/r/<string:token>")
@for_everyone
def judge(token: str) -> ResponseReturnValue:
    """Record the button pressed."""
    reply = _reply(token, to_change=True)
    form = VerdictForm()
    if not form.validate():
        return _page(reply, token, CommentForm(formdata=None)), 422
    said = Judgement(Verdict(form.verdict.data))
    judging.judge(db.session, me(), reply, said, token=token, now=clock.now())
    db.session.commit()
    flash(_("Thank you. Your answer is written down."), "ok")
    return redirect(url_for(".ask", token=token))


@bp.post("/r/<string:token>/rating")
@for_everyone
def rate(token: str) -> ResponseReturnValue:
    """Record a face beside the verdict."""
    reply = _reply(token, to_change=True)
    form = RatingForm()
    if not form.validate() or reply.verdict is None:
        return _page(reply, token, CommentForm(formdata=None)), 422
    said = Judgement(Verdict(reply.verdict), rating=int(form.rating.data))
    judging.judge(db.session, me(), reply, said, token=token, now=clock.now())
    db.session.commit()
    flash(_("Thank you. The office never sees a single rating."), "ok")
    return redirect(url_for(".ask", token=token))


@bp.post("/r/<string:token>/comment")
@for_everyone
def comment(token: str) -> ResponseReturnValue:
    """Record words beside the verdict."""
    reply = _reply(token, to_change=True)
    form = CommentForm()
    if not form.validate() or reply.verdict is None:
        return _page(reply, token, form), 422
    said = Judgement(Verdict(reply.verdict), comment=form.comment.data or "", pass_on=bool(form.pass_on.data))
    judging.judge(db.session, me(), reply, said, token=token, now=clock.now())
    db.session.commit()
    flash(_("Thank you. Your words are written down."), "ok")
    return redirect(url_for(".ask", token=token))


@bp.post("/mine/<string:number>/verdict")
@for_everyone
def judge_own(number: str) -> ResponseReturnValue:
    """Record the button pressed on the page of one's own case."""
    appeal = cases.by_number(db.session, number, to_change=True)
    if appeal is None or not appeal.replies or not policy.is_author(me(), appeal):
        raise NotFound("appeals.no-such-case")
    form = VerdictForm()
    if form.validate():
        said = Judgement(Verdict(form.verdict.data))
        judging.judge(db.session, me(), appeal.replies[-1], said, now=clock.now())
        db.session.commit()
        flash(_("Thank you. Your answer is written down."), "ok")
    return redirect(url_for("appeals_resident.case", number=number))
