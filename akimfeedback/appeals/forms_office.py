"""Shapes of what the akim's office types."""

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    DateField,
    HiddenField,
    IntegerField,
    MultipleFileField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import HiddenInput

from akimfeedback.appeals.labels import DECISIONS, RETURN_REASONS, TERMINATION_REASONS
from akimfeedback.appeals.rules import Decision
from akimfeedback.web.fields import Form

PART = 3000
SHORT = 500


def _filled(message: Any) -> list[Any]:
    return [InputRequired(message), Length(min=2, max=PART, message=_l("Up to 3,000 letters."))]


class AnswerForm(Form):
    """The answer: decision and the parts it must have."""

    decision = RadioField(
        _l("Decision"),
        choices=[SelectChoice(member.value, DECISIONS[member]) for member in Decision],
        validators=[InputRequired(_l("Choose the decision"))],
    )
    found = TextAreaField(_l("What you found"), validators=_filled(_l("Write what you found")))
    done = TextAreaField(
        _l("What was done, when and by whom, or why not"),
        validators=_filled(_l("Write what was done, or why it was not")),
    )
    next_steps = TextAreaField(
        _l("What happens next, by which date"), validators=[Optional(), Length(max=PART)]
    )
    law = TextAreaField(
        _l("Rule the answer rests on"),
        validators=[InputRequired(_l("Name the rule")), Length(max=SHORT)],
    )
    complain = TextAreaField(
        _l("Where the resident may complain and until when"),
        validators=[InputRequired(_l("Say where the resident may complain")), Length(max=SHORT)],
    )
    photos = MultipleFileField(_l("Photos that show the result"))
    language = HiddenField(validators=[InputRequired()])
    version = IntegerField(validators=[InputRequired()], widget=HiddenInput())


class ExtendForm(Form):
    """A later date with a reason the resident reads."""

    new_due_on = DateField(
        _l("New last day"), validators=[InputRequired(_l("Choose the day"))], default=date.today
    )
    reason = TextAreaField(
        _l("Why more time is needed"),
        validators=[InputRequired(_l("Write the reason, the resident will read it")), Length(max=SHORT)],
    )


class ForwardForm(Form):
    """The body that is competent, and why."""

    body = StringField(
        _l("Which body is competent"),
        validators=[InputRequired(_l("Name the body")), Length(max=200)],
    )
    reason = TextAreaField(
        _l("Why it is theirs"), validators=[InputRequired(_l("Write why it is theirs")), Length(max=SHORT)]
    )


class AskForm(Form):
    """A question to the resident."""

    text = TextAreaField(
        _l("Your question"), validators=[InputRequired(_l("Write the question")), Length(max=SHORT)]
    )


class EndForm(Form):
    """Give back, or end, with a coded reason and words."""

    reason = SelectField(
        _l("Reason"),
        choices=[
            *(SelectChoice(f"return:{code}", words) for code, words in RETURN_REASONS.items()),
            *(SelectChoice(f"end:{code}", words) for code, words in TERMINATION_REASONS.items()),
        ],
    )
    words = TextAreaField(
        _l("Words to the resident"),
        validators=[InputRequired(_l("Explain it to the resident")), Length(max=SHORT)],
    )


class RegisterForm(Form):
    """The number in the state accounting system."""

    number = StringField(_l("Number in the state register"), validators=[Optional(), Length(max=60)])
    on = DateField(_l("Entered on"), validators=[Optional()])


class AssignForm(Form):
    """Who of the office does it; choices are set by the view."""

    mandate = SelectField(_l("Who does it"), coerce=int)


class NoteForm(Form):
    """A line for colleagues."""

    text = TextAreaField(
        _l("Note for colleagues"), validators=[InputRequired(_l("Write the note")), Length(max=SHORT)]
    )


class TopicForm(Form):
    """Correct the topic; choices are set by the view."""

    topic = SelectField(_l("Right topic"))
    reason = StringField(
        _l("Why it is changed"), validators=[InputRequired(_l("Write why")), Length(max=200)]
    )
