"""The moderator's queue of initiatives and the decision on a text: type, preview, send."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from akimfeedback.calendars.queries import calendar_on
from akimfeedback.core import clock
from akimfeedback.core.db import db
from akimfeedback.desk import initiatives_page as pages
from akimfeedback.desk import initiatives_queue as queue_page
from akimfeedback.desk.forms_initiatives import LockForm, RulingForm
from akimfeedback.desk.initiatives_preview import preview_page, would_pass
from akimfeedback.desk.trying import tried
from akimfeedback.mandates.rules import Role
from akimfeedback.mandates.session import me
from akimfeedback.petitions.labels.moderation import WAITING
from akimfeedback.petitions.models import ModerationAct
from akimfeedback.petitions.moderation_rules import Act
from akimfeedback.petitions.performance_page import pace
from akimfeedback.petitions.queries import moderation
from akimfeedback.petitions.service import locking, moderating
from akimfeedback.web.access import for_seat

bp = Blueprint("desk_initiatives", __name__, url_prefix="/desk/initiatives", template_folder="../templates")
checkers = for_seat(Role.MODERATOR.value, Role.ASSESSOR.value, Role.ADMINISTRATOR.value)
moderators = for_seat(Role.MODERATOR.value)
NUMBER = "<string(maxlength=12):number>"
VERBS: dict[Act, Callable[..., ModerationAct]] = {
    Act.PUBLISH: moderating.publish,
    Act.RETURN: moderating.give_back,
    Act.REJECT: moderating.reject,
}


@bp.get("")
@checkers
def queue() -> ResponseReturnValue:
    """Show what waits, what is due first on top, and how fast texts are checked."""
    typed = request.args.get("number", "").strip()[:12]
    if found := queue_page.by_typed(typed):
        return redirect(url_for(".show", number=found.number))
    today, units = clock.today(), queue_page.watched(me())
    calendar = calendar_on(db.session, today)
    items = moderation.queue(db.session, units, calendar)
    kind = request.args.get("kind", "")
    return render_template(
        "desk/initiatives.html",
        tabs=queue_page.tabs(items, kind),
        items=[item for item in items if kind in ("", item.kind)],
        words=WAITING,
        typed=typed,
        days_left=queue_page.days_left(items, today, calendar),
        pace=pace(db.session, today, units),
        locked=queue_page.locked(items, clock.now()),
    )


@bp.get(f"/{NUMBER}")
@checkers
def show(number: str) -> ResponseReturnValue:
    """Show one initiative with all that helps to decide."""
    return pages.decision_page(queue_page.petition_to_check(number))


@bp.post(f"/{NUMBER}/lock")
@checkers
def lock(number: str) -> ResponseReturnValue:
    """Begin working on a text, or take it over with a word."""
    petition, form = queue_page.petition_to_check(number, to_change=True), LockForm()
    if not tried(
        form,
        lambda: locking.take_lock(db.session, me(), petition, word=form.word.data or None, now=clock.now()),
    ):
        return pages.decision_page(queue_page.petition_to_check(number), lock_form=form)
    return redirect(url_for(".show", number=number))


@bp.post(f"/{NUMBER}/release")
@checkers
def release(number: str) -> ResponseReturnValue:
    """Leave a text to colleagues."""
    locking.release_lock(me(), queue_page.petition_to_check(number, to_change=True))
    db.session.commit()
    return redirect(url_for(".queue"))


@bp.post(f"/{NUMBER}/preview")
@moderators
def preview(number: str) -> ResponseReturnValue:
    """Show exactly what the author and everybody will get; nothing is written."""
    petition, form = queue_page.petition_to_check(number), RulingForm()
    if not form.validate() or not would_pass(petition, form):
        return pages.decision_page(petition, form)
    return preview_page(petition, form)


@bp.post(f"/{NUMBER}/change")
@moderators
def change(number: str) -> ResponseReturnValue:
    """Show the decision again as it was typed; nothing is written."""
    return pages.decision_page(queue_page.petition_to_check(number), RulingForm())


@bp.post(f"/{NUMBER}")
@moderators
def decide(number: str) -> ResponseReturnValue:
    """Send the decision that was previewed."""
    petition, form = queue_page.petition_to_check(number, to_change=True), RulingForm()
    if not form.validate():
        return pages.decision_page(petition, form)
    verb = VERBS[Act(form.outcome.data)]
    if not tried(form, lambda: verb(db.session, me(), petition, form.ruling(), now=clock.now())):
        return pages.decision_page(queue_page.petition_to_check(number), form)
    flash(_("Decided. The author is told. You can take it back within ten minutes."), "ok")
    return redirect(url_for(".show", number=number))


@bp.post(f"/{NUMBER}/undo")
@moderators
def undo(number: str) -> ResponseReturnValue:
    """Take one's own decision back."""
    petition = queue_page.petition_to_check(number, to_change=True)
    moderating.undo(db.session, me(), petition, now=clock.now())
    db.session.commit()
    flash(_("The decision is taken back. The author is told."), "ok")
    return redirect(url_for(".show", number=number))
