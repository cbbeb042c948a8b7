"""The moderator's queue: what becomes public of a request, decided by somebody outside the office."""

from collections.abc import Collection

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, SelectMultipleField, StringField, TextAreaField, widgets
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from akimfeedback.appeals import policy
from akimfeedback.appeals.labels import MODERATION_REASONS
from akimfeedback.appeals.models import Appeal
from akimfeedback.appeals.queries import cases, district
from akimfeedback.appeals.rules import ModerationReason, Publicity, printed
from akimfeedback.appeals.service.moderating import PublicForm, decide_publicity
from akimfeedback.core import clock
from akimfeedback.core.db import db
from akimfeedback.core.errors import NotFound, RuleBroken
from akimfeedback.mandates.rules import Role
from akimfeedback.mandates.session import me
from akimfeedback.web.access import for_seat
from akimfeedback.web.errors import words_of
from akimfeedback.web.fields import Form
from akimfeedback.web.personal_words import personal_data

bp = Blueprint("desk_moderation", __name__, url_prefix="/desk/moderation", template_folder="../templates")
moderators = for_seat(Role.MODERATOR.value)


class ModerationForm(Form):
    """Publish, hide behind a tombstone, or send back; what the public sees of it."""

    outcome = RadioField(
        _l("Decision"),
        choices=[
            SelectChoice(Publicity.PUBLISHED.value, _l("Publish")),
            SelectChoice(Publicity.HIDDEN.value, _l("Hide, leave a notice with the reason")),
            SelectChoice(Publicity.SENT_BACK.value, _l("Send back to the author for another wording")),
        ],
        default=Publicity.PUBLISHED.value,
        validators=[InputRequired(_l("Choose the decision"))],
    )
    reason = SelectField(
        _l("Reason, everybody reads it"),
        choices=[
            SelectChoice("", _l("no reason, it is published")),
            *(SelectChoice(str(code), words) for code, words in MODERATION_REASONS.items()),
        ],
        validators=[Optional()],
    )
    public_title = StringField(_l("Title for the public"), validators=[Optional(), Length(max=90)])
    public_text = TextAreaField(_l("Text for the public"), validators=[Optional(), Length(max=4000)])
    photos = SelectMultipleField(
        _l("Photos for the public"),
        coerce=int,
        option_widget=widgets.CheckboxInput(),
        widget=widgets.ListWidget(prefix_label=False),
    )
    note = TextAreaField(_l("Words to the author"), validators=[Optional(), Length(max=500)])


def watched() -> Collection[int]:
    """Return the units the reader moderates."""
    seats = {seat.id for seat in me().seats if seat.role == Role.MODERATOR}
    return {territory_id for seat_id, territory_id in me().reach if seat_id in seats}


@bp.get("/")
@moderators
def queue() -> ResponseReturnValue:
    """Show what waits, oldest first."""
    units = watched()
    waiting = district.pending_moderation(db.session, units)
    count, oldest = district.pending_count(db.session, units)
    return render_template(
        "desk/moderation.html", waiting=waiting, count=count, oldest=oldest, printed=printed
    )


def _case(number: str, *, to_change: bool = False) -> Appeal:
    appeal = cases.by_number(db.session, number, to_change=to_change)
    if appeal is None or not policy.can_moderate(me(), appeal):
        raise NotFound("appeals.no-such-case")
    return appeal


@bp.get("/<string(maxlength=12):number>")
@moderators
def show(number: str) -> ResponseReturnValue:
    """Show one request with what looks like personal data marked in words."""
    appeal = _case(number)
    form = ModerationForm(
        public_title=appeal.public_title or appeal.title, public_text=appeal.public_text or appeal.text
    )
    return _page(appeal, form)


def _page(appeal: Appeal, form: ModerationForm, status: int = 200) -> ResponseReturnValue:
    form.photos.choices = _photo_choices(appeal)
    shown = render_template(
        "desk/moderate.html",
        appeal=appeal,
        form=form,
        printed=printed(appeal.number),
        found=list(dict.fromkeys(str(word) for word, _piece in personal_data(appeal.text))),
        ready=[photo for photo in appeal.photos if photo.file.state == "ready"],
    )
    return shown, status


def _photo_choices(appeal: Appeal) -> list[SelectChoice]:
    ready = [photo for photo in appeal.photos if photo.file.state == "ready"]
    return [
        SelectChoice(str(photo.file_id), _("Photo %(n)s", n=place)) for place, photo in enumerate(ready, 1)
    ]


@bp.post("/<string(maxlength=12):number>")
@moderators
def decide(number: str) -> ResponseReturnValue:
    """Record the decision; the author is told, the public sees text or notice."""
    appeal, form = _case(number, to_change=True), ModerationForm()
    form.photos.choices = _photo_choices(appeal)
    if not form.validate():
        return _page(appeal, form, 422)
    try:
        _record(appeal, form)
        db.session.commit()
    except RuleBroken as refusal:
        db.session.rollback()
        form.form_errors.append(words_of(refusal.code))
        return _page(_case(number), form, 422)
    flash(_("Decided. The author is told."), "ok")
    return redirect(url_for(".queue"))


def _record(appeal: Appeal, form: ModerationForm) -> None:
    shown = PublicForm(
        title=form.public_title.data or None,
        text=form.public_text.data or None,
        photo_ids=form.photos.data or (),
    )
    decide_publicity(
        db.session,
        me(),
        appeal,
        Publicity(form.outcome.data),
        reason=ModerationReason(form.reason.data) if form.reason.data else None,
        note=form.note.data or None,
        form=shown,
        now=clock.now(),
    )
