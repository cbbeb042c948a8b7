"""Shapes of what residents type: the request, additions, verdicts, the check by number."""

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, MultipleFileField, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional, Regexp

from akimfeedback.appeals.labels import LANDMARKS, VERDICTS, VISIBILITY
from akimfeedback.appeals.rules import TEXT_LETTERS, Verdict, Visibility
from akimfeedback.topics.labels import KINDS, topic_name
from akimfeedback.topics.models import Topic
from akimfeedback.topics.rules import Kind
from akimfeedback.web.fields import Form, HoneypotField

PLACE_LETTERS = 200
COMMENT_LETTERS = 1000


class WriteForm(Form):
    """A request before it is checked."""

    place = HiddenField()
    topic = RadioField(_l("Topic"), validators=[InputRequired(_l("Select a topic"))])
    kind = RadioField(
        _l("What do you want?"),
        choices=[SelectChoice(kind.value, KINDS[kind]) for kind in Kind],
        default=Kind.PROBLEM.value,
        validators=[InputRequired(_l("Say what you want"))],
    )
    text = TextAreaField(
        _l("Write it briefly"),
        validators=[
            InputRequired(_l("Write what happened")),
            Length(max=TEXT_LETTERS, message=_l("Up to 4,000 letters.")),
        ],
    )
    photos = MultipleFileField(_l("Add photo"))
    kept = HiddenField()  # signed numbers of the photos that have arrived already
    drop = BooleanField(_l("Take the kept photos away"))
    landmark = RadioField(
        _l("Near what?"),
        choices=[SelectChoice(code, words) for code, words in LANDMARKS.items()],
        validators=[Optional()],
        validate_choice=False,
    )
    place_words = StringField(
        _l("Street, house or other words"),
        validators=[Length(max=PLACE_LETTERS, message=_l("Up to 200 letters."))],
    )
    lat = HiddenField()
    lon = HiddenField()
    accuracy = HiddenField()
    visibility = RadioField(
        _l("Who sees me?"),
        choices=[SelectChoice(one.value, VISIBILITY[one]) for one in Visibility],
        default=Visibility.OFFICE.value,
    )
    public = BooleanField(
        _l("After a check the text may be shown to everybody, without my name"), default=True
    )
    trap = HoneypotField(_l("Leave this field empty."))

    def __init__(self, *arguments: Any, topics: Iterable[Topic] = (), **more: Any) -> None:
        super().__init__(*arguments, **more)
        self.topic.choices = [SelectChoice(topic.code, topic_name(topic)) for topic in topics]


class NoteForm(Form):
    """An addition to one's own request, or the answer to a question."""

    text = TextAreaField(
        _l("What do you want to add?"),
        validators=[
            InputRequired(_l("Write what you want to add")),
            Length(max=TEXT_LETTERS, message=_l("Up to 4,000 letters.")),
        ],
    )


class PublicTextForm(Form):
    """The author's wording for the public."""

    text = TextAreaField(
        _l("Text for everybody"),
        validators=[
            InputRequired(_l("Write the text for everybody")),
            Length(max=TEXT_LETTERS, message=_l("Up to 4,000 letters.")),
        ],
    )


class VerdictForm(Form):
    """One pressed button."""

    verdict = RadioField(
        _l("Is it solved?"),
        choices=[SelectChoice(one.value, VERDICTS[one]) for one in Verdict],
        validators=[InputRequired(_l("Press one of the three buttons."))],
    )


class RatingForm(Form):
    """One of five faces."""

    rating = RadioField(
        _l("Are you satisfied with the answer?"),
        choices=[SelectChoice(str(number), str(number)) for number in range(1, 6)],
        validators=[InputRequired(_l("Choose one of the five answers."))],
    )


class CommentForm(Form):
    """Words beside the verdict."""

    comment = TextAreaField(
        _l("What would you like to add?"),
        validators=[Length(max=COMMENT_LETTERS, message=_l("Up to 1,000 letters."))],
    )
    pass_on = BooleanField(_l("The akim's office may read these words"))


class CheckForm(Form):
    """A number and the end of the phone."""

    number = StringField(
        _l("Number of the request"), validators=[InputRequired(_l("Write the number of the request"))]
    )
    digits = StringField(
        _l("Last 4 digits of the phone"),
        validators=[
            InputRequired(_l("Write the last 4 digits of the phone")),
            Regexp(r"^\s*\d{4}\s*$", message=_l("Write exactly 4 digits")),
        ],
    )
