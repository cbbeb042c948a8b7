"""The akim's office: its initiatives, what it owes on each, the answer and when it becomes public."""

from collections.abc import Callable

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from akimfeedback.calendars.queries import calendar_on
from akimfeedback.core import clock
from akimfeedback.core.db import db
from akimfeedback.core.errors import NotFound, RuleBroken
from akimfeedback.mandates.models import Mandate
from akimfeedback.mandates.rules import OFFICE_ROLES
from akimfeedback.mandates.session import me
from akimfeedback.petitions import after_rung, office_page, policy
from akimfeedback.petitions.forms_office import AnswerForm, WordForm, language_choices
from akimfeedback.petitions.models import Petition
from akimfeedback.petitions.queries import initiatives, office
from akimfeedback.petitions.rules import PUBLIC, Outcome, Publication
from akimfeedback.petitions.service import replying
from akimfeedback.petitions.service.replying import NewAnswer, PointAnswer
from akimfeedback.web.access import for_seat
from akimfeedback.web.errors import words_of
from akimfeedback.web.fields import Form

bp = Blueprint("petitions_office", __name__, url_prefix="/office", template_folder="../templates")
office_only = for_seat(*(role.value for role in OFFICE_ROLES))


def own_seat() -> Mandate:
    """Return the office seat the page is about: the one ?office= names, else the first."""
    seats = [seat for seat in me().seats if seat.role in OFFICE_ROLES]
    if not seats:
        abort(403)
    asked = request.args.get("office", "")
    return next((seat for seat in seats if seat.territory.kato == asked), seats[0])


def addressed(number: str, *, to_change: bool = False) -> Petition:
    """Return a public initiative addressed to the reader's office; others learn nothing. Raises NotFound."""
    found = initiatives.by_number(db.session, number.replace("-", ""), to_change=to_change)
    if found is None or Publication(found.publication) not in PUBLIC or not policy.can_answer(me(), found):
        raise NotFound("petitions.no-such-initiative")
    return found


def tried(form: Form, act: Callable[[], object]) -> bool:
    """Do an act and commit; a refusal becomes a message on the form, what was typed stays."""
    try:
        act()
        db.session.commit()
    except RuleBroken as refusal:
        db.session.rollback()
        form.form_errors.append(words_of(refusal.code))
        return False
    return True


def shown(name: str, petition: Petition, form: Form, **more: object) -> ResponseReturnValue:
    """Show a form page, 422 when something was refused."""
    page = render_template(f"petitions/office/{name}.html", **office_page.head(petition), form=form, **more)
    return page, 422 if form.errors or form.form_errors else 200


def back_to(petition: Petition, message: str) -> ResponseReturnValue:
    """Say what happened and show the initiative again."""
    flash(message, "ok")
    return redirect(url_for("petitions_office.initiative", number=petition.number))


@bp.get("/initiatives")
@office_only
def initiatives_list() -> ResponseReturnValue:
    """List the initiatives of the unit, the most urgent first."""
    seat, today = own_seat(), clock.today()
    found, calendar = office.lines(db.session, seat.territory_id), calendar_on(db.session, today)
    return render_template(
        "petitions/office/list.html",
        seat=seat,
        rows=[office_page.row(line, calendar, today) for line in found],
        pledge=initiatives.pledge_of(db.session, seat.territory_id),
    )


@bp.get("/initiatives/<string:number>")
@office_only
def initiative(number: str) -> ResponseReturnValue:
    """Show one initiative with the checklist of what is owed; counts are those everybody sees."""
    petition, now = addressed(number), clock.now()
    return render_template(
        "petitions/office/show.html",
        **office_page.head(petition),
        **after_rung.context(db.session, petition, me(), now=now),
        waiting=[one for one in petition.replies if one.published_on is None],
        can=office_page.what_now(petition),
    )


@bp.route("/initiatives/<string:number>/answer", methods=["GET", "POST"])
@office_only
def answer(number: str) -> ResponseReturnValue:
    """Write or revise the answer; two people at once: one wins, the other keeps the text."""
    petition = addressed(number, to_change=request.method == "POST")
    form = AnswerForm(data=office_page.answer_data(petition, clock.now()))
    form.language.choices = language_choices(after_rung.answer_language(petition), "kk")
    if form.validate_on_submit() and tried(form, lambda: _send(petition, form)):
        public = form.publish_now.data
        return back_to(petition, _("The answer is public.") if public else _("The answer is saved."))
    meanwhile = form.version.data != petition.version
    form.fresh_version(petition.version)
    if form.points.errors:
        form.form_errors.append(words_of("petitions.points-missing"))
    return shown("answer", petition, form, meanwhile=meanwhile)


def _send(petition: Petition, form: AnswerForm) -> None:
    points = [
        PointAnswer(Outcome(one.form.outcome.data), one.form.text.data, one.form.by_on.data)
        for one in form.points
    ]
    new = NewAnswer(
        points=points,
        text=form.text.data,
        law=form.law.data,
        complain=form.complain.data,
        language=form.language.data,
        version=form.version.data,
    )
    now = clock.now()
    row = replying.reply(db.session, me(), petition, new, now=now)
    if form.publish_now.data:
        replying.publish(db.session, me(), petition, row, now=now)


@bp.post("/initiatives/<string:number>/answer/<int:reply_id>/publish")
@office_only
def publish(number: str, reply_id: int) -> ResponseReturnValue:
    """Make a saved answer public."""
    petition = addressed(number, to_change=True)
    row = office.reply(db.session, petition, reply_id)
    if row is None:
        raise NotFound("petitions.no-such-initiative")
    replying.publish(db.session, me(), petition, row, now=clock.now())
    db.session.commit()
    return back_to(petition, _("The answer is public."))


@bp.route("/initiatives/<string:number>/word", methods=["GET", "POST"])
@office_only
def word(number: str) -> ResponseReturnValue:
    """Say a word in between; the term goes on."""
    petition = addressed(number, to_change=request.method == "POST")
    form = WordForm(language=after_rung.answer_language(petition))
    form.language.choices = language_choices(after_rung.answer_language(petition), "kk")
    if form.validate_on_submit() and tried(form, lambda: _hold(petition, form)):
        return back_to(petition, _("Your word is public. The term goes on."))
    return shown("word", petition, form)


def _hold(petition: Petition, form: WordForm) -> None:
    replying.hold(db.session, me(), petition, form.words.data, form.language.data, now=clock.now())
