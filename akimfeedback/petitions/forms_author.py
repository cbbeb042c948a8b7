"""Shapes of what the author of an initiative types: one question a page, later versions, news."""

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional, Regexp

from akimfeedback.geography.models import Territory
from akimfeedback.law.initiatives import COLLECTION_DAYS
from akimfeedback.petitions.labels.author import DAYS, MATERIAL
from akimfeedback.petitions.rules import (
    ASK_LETTERS,
    MOST_ASKS,
    TITLE_LETTERS,
    TRIED_LETTERS,
    WHY_LETTERS,
)
from akimfeedback.petitions.service.authoring import NEWS_LETTERS
from akimfeedback.topics.labels import topic_name
from akimfeedback.topics.models import Topic
from akimfeedback.web.fields import Form
from akimfeedback.web.product import LANGUAGES, named


def points_of(typed: str | None) -> list[str]:
    """Return the points of a text, one a line; marks of a list in front are taken off."""
    lines = (line.strip().lstrip("-–—•*·").strip() for line in (typed or "").splitlines())
    return [line for line in lines if line]


class Points(TextAreaField):
    """Points to be answered one by one, one a line."""

    def pre_validate(self, form: Any) -> None:
        """Refuse too many points, and a point that is too long."""
        super().pre_validate(form)
        points = points_of(self.data)
        if len(points) > MOST_ASKS:
            raise ValidationError(str(_l("Up to %(n)s points.", n=MOST_ASKS)))
        if any(len(point) > ASK_LETTERS for point in points):
            raise ValidationError(str(_l("Up to %(n)s letters a point.", n=ASK_LETTERS)))


def _most(letters: int) -> Length:
    return Length(max=letters, message=_l("Up to %(n)s letters.", n=letters))


def _earlier_request() -> StringField:
    shape = Regexp(r"^\s*[\d\s-]{8,12}\s*$", message=_l("Check the number: eight digits."))
    return StringField(_l("Number of an earlier request"), validators=[Optional(), shape])


class TitleForm(Form):
    """Question 1."""

    title = StringField(
        _l("The change in one line"),
        validators=[InputRequired(_l("Write what should change")), _most(TITLE_LETTERS)],
    )


class WhyForm(Form):
    """Question 2."""

    why = TextAreaField(
        _l("Why it is needed"), validators=[InputRequired(_l("Write why it is needed")), _most(WHY_LETTERS)]
    )


class TriedForm(Form):
    """Question 3."""

    tried = TextAreaField(_l("What was tried"), validators=[_most(TRIED_LETTERS)])
    tried_case = _earlier_request()


class AsksForm(Form):
    """Question 4: what the akim is asked to do, where, and how long support is collected."""

    asks = Points(
        _l("What the akim should do, one point a line"),
        validators=[InputRequired(_l("Write at least one point"))],
    )
    place = SelectField(_l("Which place is it about?"), coerce=int)
    topic = SelectField(_l("Topic"))
    days = RadioField(
        _l("How long is support collected?"),
        choices=[SelectChoice(str(days), DAYS[days]) for days in COLLECTION_DAYS],
        default="60",
        validators=[InputRequired(_l("Choose 30, 60 or 90 days"))],
    )
    language = RadioField(
        _l("Language of this text"),
        choices=[SelectChoice(code, name) for code, name in LANGUAGES.items()],
        validators=[InputRequired(_l("Choose the language of the text"))],
    )
    shown = BooleanField(_l("Show my first name and the first letter of my surname"))

    def __init__(
        self,
        *arguments: Any,
        unit: Territory,
        places: Iterable[Territory],
        topics: Iterable[Topic],
        **more: Any,
    ) -> None:
        super().__init__(*arguments, **more)
        whole = SelectChoice(unit.id, _l("The whole okrug: %(name)s", name=named(unit)))
        under = [SelectChoice(one.id, named(one)) for one in places if one.id != unit.id]
        self.place.choices = [whole, *under]
        self.topic.choices = [SelectChoice(one.code, topic_name(one)) for one in topics]


class TranslationForm(Form):
    """The same in a second language; empty fields mean that there is none."""

    language = RadioField(
        _l("Second language"), validators=[InputRequired(_l("Choose the language of the text"))]
    )
    title = StringField(_l("The change in one line"), validators=[_most(TITLE_LETTERS)])
    asks = Points(_l("What the akim should do, one point a line"))
    why = TextAreaField(_l("Why it is needed"), validators=[_most(WHY_LETTERS)])
    tried = TextAreaField(_l("What was tried"), validators=[_most(TRIED_LETTERS)])

    def __init__(self, *arguments: Any, but: str, **more: Any) -> None:
        super().__init__(*arguments, **more)
        rest = [(code, name) for code, name in LANGUAGES.items() if code != but]
        self.language.choices = [SelectChoice(code, name) for code, name in rest]
        if not self.language.data:
            self.language.data = rest[0][0]


class TextForm(Form):
    """The whole text, before anybody supports it or as a new version."""

    title = StringField(
        _l("The change in one line"),
        validators=[InputRequired(_l("Write what should change")), _most(TITLE_LETTERS)],
    )
    asks = Points(
        _l("What the akim should do, one point a line"),
        validators=[InputRequired(_l("Write at least one point"))],
    )
    why = TextAreaField(
        _l("Why it is needed"), validators=[InputRequired(_l("Write why it is needed")), _most(WHY_LETTERS)]
    )
    tried = TextAreaField(_l("What was tried"), validators=[_most(TRIED_LETTERS)])
    tried_case = _earlier_request()
    material = RadioField(
        _l("What kind of change is it?"),
        choices=[SelectChoice(code, words) for code, words in MATERIAL.items()],
        validators=[Optional()],
    )
    seen = HiddenField()  # version of the initiative the author looked at


class NewsForm(Form):
    """News for those who follow."""

    text = TextAreaField(
        _l("What is new?"), validators=[InputRequired(_l("Write what is new")), _most(NEWS_LETTERS)]
    )


class GoesOnForm(Form):
    """In which initiative the matter goes on."""

    number = StringField(
        _l("Number of the other initiative"), [InputRequired(_l("Write the number")), Length(max=12)]
    )
