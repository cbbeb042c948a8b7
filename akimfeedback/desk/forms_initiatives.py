"""Shapes of what moderators type about initiatives."""

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, SelectMultipleField, StringField, TextAreaField, widgets
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from akimfeedback.petitions.labels.moderation import BARRED_NAMES, PARTS, REASON_NAMES
from akimfeedback.petitions.moderation_rules import Act
from akimfeedback.petitions.rules import Barred, RejectReason
from akimfeedback.petitions.service.moderating import Ruling
from akimfeedback.web.fields import Form

_NO_REASON = SelectChoice("", _l("no reason, it is published"))
REASON_CHOICES = [  # numbered, so that typing the number in the list chooses
    SelectChoice(str(code), _l("%(n)s. %(reason)s", n=place, reason=words))
    for place, (code, words) in enumerate(REASON_NAMES.items(), 1)
]
_WORD = [InputRequired(_l("Say in a few words why.")), Length(max=500)]


class RulingForm(Form):
    """The decision on a text."""

    outcome = RadioField(
        _l("Decision"),
        choices=[
            SelectChoice(Act.PUBLISH.value, _l("Publish")),
            SelectChoice(Act.RETURN.value, _l("Return for correction")),
            SelectChoice(Act.REJECT.value, _l("Do not publish")),
        ],
        validators=[InputRequired(_l("Choose the decision"))],
    )
    reason = SelectField(
        _l("Reason, everybody reads it"), choices=[_NO_REASON, *REASON_CHOICES], validators=[Optional()]
    )
    barred = SelectField(
        _l("Which closed subject"),
        choices=[
            SelectChoice("", _l("none of them")),
            *(SelectChoice(str(code), words) for code, words in BARRED_NAMES.items()),
        ],
        validators=[Optional()],
    )
    visible = RadioField(
        _l("What people may read of a text that is not published"),
        choices=[
            SelectChoice("usual", _l("As is usual for the reason")),
            SelectChoice("chosen", _l("Only what is ticked below")),
        ],
        default="usual",
        validators=[Optional()],
    )
    parts = SelectMultipleField(
        _l("Parts people may read"),
        option_widget=widgets.CheckboxInput(),
        widget=widgets.ListWidget(prefix_label=False),
        choices=[SelectChoice(str(part), words) for part, words in PARTS.items()],
        validators=[Optional()],
    )
    words = TextAreaField(_l("More words to everybody"), [Optional(), Length(max=500)])
    note = TextAreaField(_l("Words to the author alone"), [Optional(), Length(max=1000)])

    def ruling(self) -> Ruling:
        """Return what was typed as the service takes it."""
        reason = RejectReason(self.reason.data) if self.reason.data else None
        return Ruling(
            reason=None if self.outcome.data == Act.PUBLISH else reason,
            barred=Barred(self.barred.data) if self.barred.data else None,
            parts=tuple(self.parts.data or ()) if self.visible.data == "chosen" else None,
            words=self.words.data or None,
            note=self.note.data or None,
        )


class WordForm(Form):
    """A few words why, for colleagues."""

    word = StringField(_l("In a few words, why"), _WORD)


class LockForm(Form):
    """Begin, or take over with a word."""

    word = StringField(_l("Why you take it over"), [Optional(), Length(max=200)])


class HideForm(Form):
    """Propose to hide a text."""

    reason = SelectField(_l("Reason, everybody reads it"), choices=REASON_CHOICES)
    word = TextAreaField(_l("What the second person should know"), _WORD)


class SecondForm(Form):
    """The second person's word on hiding."""

    outcome = RadioField(
        _l("Decision"),
        [InputRequired(_l("Choose the decision"))],
        choices=[
            SelectChoice("hide", _l("Hide the text")),
            SelectChoice("keep", _l("Leave it as it is")),
        ],
    )
    word = TextAreaField(_l("Why it stays"), [Optional(), Length(max=500)])


class LaterForm(Form):
    """The decision on a later version or on news."""

    outcome = RadioField(
        _l("Decision"),
        [InputRequired(_l("Choose the decision"))],
        choices=[SelectChoice("pass", _l("Publish")), SelectChoice("refuse", _l("Do not publish"))],
    )
    reason = SelectField(
        _l("Reason, everybody reads it"), choices=[_NO_REASON, *REASON_CHOICES], validators=[Optional()]
    )
    note = TextAreaField(_l("Words to the author alone"), [Optional(), Length(max=500)])


class ObjectionForm(Form):
    """The decision on an author's objection."""

    outcome = RadioField(
        _l("Decision"),
        [InputRequired(_l("Choose the decision"))],
        choices=[
            SelectChoice("uphold", _l("The author is right: bring the text back")),
            SelectChoice("decline", _l("The decision stands")),
        ],
    )
    words = TextAreaField(
        _l("Why; everybody reads it"), [InputRequired(_l("Say in a few words why.")), Length(max=1000)]
    )
