"""Shapes of what is typed for corrections and for the yearly cycle."""

from flask_babel import lazy_gettext as _l
from wtforms import DateField, RadioField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from akimfeedback.kpi.service.correcting import MOST_LETTERS as REASON_LETTERS
from akimfeedback.kpi.year_labels import OUTCOMES
from akimfeedback.kpi.year_rules import MOST_LETTERS
from akimfeedback.web.fields import Form

_REASON = [
    InputRequired(_l("Write the reason.")),
    Length(max=REASON_LETTERS, message=_l("The reason is longer than 500 letters.")),
]
_WORDS = [
    InputRequired(_l("Write your words.")),
    Length(max=MOST_LETTERS, message=_l("The text is longer than 2,000 letters.")),
]


class CorrectionForm(Form):
    """Which quarter is counted again, and why."""

    period = SelectField(
        _l("Quarter"), [InputRequired(_l("Choose a quarter: half-year and year follow it."))]
    )
    reason = TextAreaField(_l("Why is it counted again?"), _REASON)


class ReasonForm(Form):
    """Why a correction is dropped."""

    reason = TextAreaField(_l("Why is it dropped?"), _REASON)


class OpenYearForm(Form):
    """Which year of which district is opened."""

    year = SelectField(_l("District and year"), [InputRequired(_l("Choose a district and a year."))])


class ConclusionForm(Form):
    """The conclusion on one okrug."""

    words = TextAreaField(_l("Conclusion"), _WORDS)


class SittingForm(Form):
    """When the commission sat and what it said."""

    on = DateField(_l("Day of the sitting"), [InputRequired(_l("Write the day of the sitting."))])
    words = TextAreaField(_l("Who sat, by post, and what was said"), _WORDS)


class ContestAnswerForm(Form):
    """What becomes of a contest."""

    outcome = RadioField(
        _l("Answer"),
        [InputRequired(_l("Choose an answer."))],
        choices=[SelectChoice(one.value, words) for one, words in OUTCOMES.items()],
    )
    words = TextAreaField(_l("Why"), _WORDS)
    quarter = SelectField(_l("Count a quarter again"), [Optional()])
