"""Shapes of what the office and deputies type about initiatives."""

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    FieldList,
    FileField,
    FormField,
    IntegerField,
    RadioField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import HiddenInput

from akimfeedback.petitions.labels.office import LANGUAGES, STANCES
from akimfeedback.petitions.labels.states import OUTCOMES
from akimfeedback.web.fields import Form

LONG, POINT, SHORT, LINE = 6_000, 2_000, 1_500, 200


def _long(most: int) -> Length:
    return Length(max=most, message=_l("This is too long. Make it shorter."))


def _languages() -> RadioField:
    return RadioField(
        _l("Language of the text"), validators=[InputRequired(_l("Choose the language of the text"))]
    )


class PointForm(Form):
    """The answer to one point."""

    class Meta(Form.Meta):
        """Part of a form that carries the token."""

        csrf = False

    outcome = RadioField(
        _l("Decision on this point"),
        choices=[SelectChoice(one.value, words) for one, words in OUTCOMES.items()],
        validators=[InputRequired(_l("Choose the decision on this point"))],
    )
    text = TextAreaField(
        _l("What will be done, or why not"),
        validators=[InputRequired(_l("Write what will be done, or why not")), _long(POINT)],
    )
    by_on = DateField(_l("By which day"), validators=[Optional()])


class AnswerForm(Form):
    """The answer of the office: every point, then the parts it must have."""

    points = FieldList(FormField(PointForm))
    text = TextAreaField(
        _l("The answer as a whole"),
        validators=[InputRequired(_l("Write the answer as a whole")), _long(LONG)],
    )
    law = TextAreaField(
        _l("Rule the answer rests on"), validators=[InputRequired(_l("Name the rule")), _long(SHORT)]
    )
    complain = TextAreaField(
        _l("Where one may complain and until when"),
        validators=[InputRequired(_l("Say where one may complain")), _long(SHORT)],
    )
    language = _languages()
    publish_now = BooleanField(_l("Publish at once, as the official statement"), default=True)
    version = IntegerField(validators=[InputRequired()], widget=HiddenInput())

    def fresh_version(self, version: int) -> None:
        """Take over the version that stands now, so that the kept text can be sent again."""
        self.version.raw_data, self.version.data = None, version


class WordForm(Form):
    """A word in between."""

    words = TextAreaField(
        _l("What is being done, and when the answer comes"),
        validators=[InputRequired(_l("Write it in words: everybody reads it.")), _long(SHORT)],
    )
    language = _languages()


class CallForm(Form):
    """When and where people meet."""

    on = DateField(_l("Day"), validators=[InputRequired(_l("Choose the day"))])
    at = TimeField(_l("Time"), validators=[InputRequired(_l("Choose the time"))])
    place = StringField(
        _l("Where people meet"), validators=[InputRequired(_l("Write where people meet.")), _long(LINE)]
    )


class HeldForm(Form):
    """What came out."""

    words = TextAreaField(
        _l("What came out"),
        validators=[InputRequired(_l("Write it in words: everybody reads it.")), _long(SHORT)],
    )
    paper = FileField(_l("Record or photo (PDF, JPG or PNG)"))


class GiveUpForm(Form):
    """Why a duty is not done."""

    reason = TextAreaField(
        _l("Reason that everybody reads"),
        validators=[InputRequired(_l("Write the reason: everybody reads it.")), _long(SHORT)],
    )


class PositionForm(Form):
    """Where a deputy stands."""

    stance = RadioField(
        _l("Your position"),
        choices=[SelectChoice(one.value, words) for one, words in STANCES.items()],
        validators=[InputRequired(_l("Choose your position"))],
    )
    words = TextAreaField(
        _l("Why, in your words"),
        validators=[InputRequired(_l("Write it in words: everybody reads it.")), _long(SHORT)],
    )
    language = _languages()


def language_choices(*codes: str) -> list[SelectChoice]:
    """Return the languages a text may be written in, each once."""
    return [SelectChoice(code, LANGUAGES[code]) for code in dict.fromkeys(codes)]
