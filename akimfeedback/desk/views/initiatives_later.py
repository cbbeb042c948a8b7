"""Rarer acts on initiatives: hide by two, restore, marks, objections, later versions and news."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from akimfeedback.core import clock
from akimfeedback.core.db import db
from akimfeedback.core.errors import NotFound
from akimfeedback.desk import initiatives_page as pages
from akimfeedback.desk import initiatives_queue as queue_page
from akimfeedback.desk.forms_initiatives import HideForm, LaterForm, ObjectionForm, SecondForm, WordForm
from akimfeedback.desk.trying import tried
from akimfeedback.mandates.rules import Role
from akimfeedback.mandates.session import me
from akimfeedback.petitions.changes import changes
from akimfeedback.petitions.labels.moderation import PARTS, REASON_NAMES
from akimfeedback.petitions.models import Petition
from akimfeedback.petitions.queries import moderation
from akimfeedback.petitions.rules import RejectReason, printed
from akimfeedback.petitions.service import hiding, locking, objecting, passing
from akimfeedback.web.access import for_seat
from akimfeedback.web.fields import Form

bp = Blueprint(
    "desk_initiatives_later", __name__, url_prefix="/desk/initiatives", template_folder="../templates"
)
checkers = for_seat(Role.MODERATOR.value, Role.ASSESSOR.value, Role.ADMINISTRATOR.value)
moderators = for_seat(Role.MODERATOR.value)
seniors = for_seat(Role.ASSESSOR.value, Role.ADMINISTRATOR.value)
NUMBER = "<string(maxlength=12):number>"


def _to_decide(number: str) -> Petition:
    """Return the initiative, locked when something is sent."""
    return queue_page.petition_to_check(number, to_change=request.method == "POST")


def _back(number: str, words: str) -> ResponseReturnValue:
    flash(words, "ok")
    return redirect(url_for("desk_initiatives.show", number=number))


def _done(petition: Petition, form: Form, act: Callable[[], object], words: str) -> ResponseReturnValue:
    """Do an act of the initiative's own page, or show that page again with what is wrong."""
    number = petition.number
    if form.validate() and tried(form, act):
        return _back(number, words)
    return pages.decision_page(queue_page.petition_to_check(number), other=form)


@bp.post(f"/{NUMBER}/hide")
@checkers
def propose_hide(number: str) -> ResponseReturnValue:
    """Propose to hide a text."""
    petition, form = queue_page.petition_to_check(number, to_change=True), HideForm(prefix=pages.HIDE)
    return _done(
        petition,
        form,
        lambda: hiding.propose_hide(
            db.session, me(), petition, RejectReason(form.reason.data), word=form.word.data or "",
            now=clock.now(),
        ),
        _("Proposed. A second person decides."),
    )  # fmt: skip


@bp.route(f"/{NUMBER}/second", methods=["GET", "POST"])
@checkers
def second(number: str) -> ResponseReturnValue:
    """Hide a text or leave it, as the second person."""
    petition, form = _to_decide(number), SecondForm()
    proposal = moderation.open_proposal(db.session, petition.id)
    if proposal is None:
        raise NotFound("petitions.no-such-initiative")
    reason = REASON_NAMES[RejectReason(proposal.reason or "")]
    if form.is_submitted() and form.validate():
        now, hides = clock.now(), form.outcome.data == "hide"
        if tried(
            form,
            lambda: (
                hiding.confirm_hide(db.session, me(), petition, proposal, now=now)
                if hides
                else hiding.decline_hide(
                    db.session, me(), petition, proposal, word=form.word.data or "", now=now
                )
            ),
        ):
            return _back(number, _("Hidden. Everybody reads the reason.") if hides else _("The text stays."))
        petition = queue_page.petition_to_check(number)
    return _form_page("desk/initiative_second.html", petition, form, proposal=proposal, reason=reason)


@bp.post(f"/{NUMBER}/restore")
@seniors
def restore(number: str) -> ResponseReturnValue:
    """Bring a rejected or hidden text back."""
    petition, form = queue_page.petition_to_check(number, to_change=True), WordForm()
    return _done(
        petition,
        form,
        lambda: hiding.restore(db.session, me(), petition, word=form.word.data or "", now=clock.now()),
        _("The text is back. The author is told."),
    )


@bp.post(f"/{NUMBER}/flag")
@checkers
def flag(number: str) -> ResponseReturnValue:
    """Mark for a second pair of eyes, or take the mark off."""
    petition, form = queue_page.petition_to_check(number, to_change=True), WordForm()
    on, word = not petition.flagged, form.word.data or ""
    return _done(
        petition,
        form,
        lambda: locking.flag(db.session, me(), petition, on=on, word=word, now=clock.now()),
        _("Marked for a second person.") if on else _("The mark is taken off."),
    )


@bp.post(f"/{NUMBER}/hold")
@seniors
def hold(number: str) -> ResponseReturnValue:
    """Put on legal hold, or end it."""
    petition, form = queue_page.petition_to_check(number, to_change=True), WordForm()
    on, word = not petition.legal_hold, form.word.data or ""
    return _done(
        petition,
        form,
        lambda: locking.hold(db.session, me(), petition, on=on, word=word, now=clock.now()),
        _("Nothing of it will be erased.") if on else _("The legal hold has ended."),
    )


@bp.route(f"/{NUMBER}/objections/<int:objection_id>", methods=["GET", "POST"])
@seniors
def objection(number: str, objection_id: int) -> ResponseReturnValue:
    """Decide an author's objection."""
    petition, form = _to_decide(number), ObjectionForm()
    row = moderation.objection(db.session, petition.id, objection_id)
    if row is None:
        raise NotFound("petitions.no-such-initiative")
    if form.is_submitted() and form.validate():
        upheld = form.outcome.data == "uphold"
        if tried(
            form,
            lambda: objecting.decide(
                db.session, me(), petition, row, upheld=upheld, words=form.words.data or "", now=clock.now()
            ),
        ):
            return _back(number, _("Decided. The author is told."))
        petition = queue_page.petition_to_check(number)
    act = moderation.act(db.session, petition.id, row.act_id) if row.act_id else None
    reason = REASON_NAMES[RejectReason(act.reason)] if act and act.reason else ""
    return _form_page("desk/initiative_objection.html", petition, form, objection=row, reason=reason)


@bp.route(f"/{NUMBER}/version", methods=["GET", "POST"])
@moderators
def version(number: str) -> ResponseReturnValue:
    """Compare a later version with the text that stands and decide."""
    petition, form = _to_decide(number), LaterForm()
    waiting = moderation.waiting_version(db.session, petition)
    if waiting is None or petition.text is None:
        raise NotFound("petitions.no-such-version")
    rows = changes(petition.text, waiting)
    if form.is_submitted() and form.validate():
        reason, now = RejectReason(form.reason.data) if form.reason.data else None, clock.now()
        if tried(
            form,
            lambda: (
                passing.approve_version(db.session, me(), petition, waiting, now=now)
                if form.outcome.data == "pass"
                else passing.refuse_version(
                    db.session, me(), petition, waiting, reason, note=form.note.data, now=now
                )
            ),
        ):
            return _back(number, _("Decided. The author is told."))
        petition = queue_page.petition_to_check(number)
    return _form_page("desk/initiative_version.html", petition, form, version=waiting, rows=rows, words=PARTS)


@bp.route(f"/{NUMBER}/news/<int:news_id>", methods=["GET", "POST"])
@moderators
def news(number: str, news_id: int) -> ResponseReturnValue:
    """Let news stand, or hide them behind a reason."""
    petition, form = _to_decide(number), LaterForm()
    row = moderation.news_of(db.session, petition.id, news_id)
    if row is None or row.hidden_reason is not None:
        raise NotFound("petitions.no-such-news")
    if form.is_submitted() and form.validate():
        reason, now = RejectReason(form.reason.data) if form.reason.data else None, clock.now()
        if tried(
            form,
            lambda: (
                passing.pass_news(db.session, me(), petition, row, now=now)
                if form.outcome.data == "pass"
                else passing.hide_news(db.session, me(), petition, row, reason, now=now)
            ),
        ):
            return _back(number, _("Decided."))
        petition = queue_page.petition_to_check(number)
    return _form_page("desk/initiative_news.html", petition, form, news=row)


def _form_page(name: str, petition: Petition, form: Form, **more: object) -> ResponseReturnValue:
    shown = render_template(name, petition=petition, number=printed(petition.number), form=form, **more)
    return shown, 422 if form.errors or form.form_errors else 200
