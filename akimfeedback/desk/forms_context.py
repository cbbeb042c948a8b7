"""Shapes of facts beside a score and of campaign days."""

from flask_babel import lazy_gettext as _l
from wtforms import DateField, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from akimfeedback.kpi.context_labels import FACTS
from akimfeedback.web.fields import Form

_DAY_NEEDED = InputRequired(_l("Choose a day"))


class FactForm(Form):
    """One fact of an okrug."""

    code = RadioField(
        _l("What is it about?"),
        [InputRequired(_l("Choose one."))],
        choices=[SelectChoice(code.value, word) for code, word in FACTS.items()],
    )
    value = StringField(_l("Number"), [InputRequired(_l("Write the number.")), Length(max=20)])
    as_of = DateField(_l("As of"), [_DAY_NEEDED])
    source = StringField(
        _l("Source: document, its number and date"),
        [InputRequired(_l("Write where the number comes from.")), Length(max=200)],
    )


class CampaignForm(Form):
    """Days on which promotional tools rest."""

    unit = StringField(_l("Code of the unit (КАТО)"), [Optional(), Length(max=9)])
    from_on = DateField(_l("First day"), [_DAY_NEEDED])
    to_on = DateField(_l("Last day"), [_DAY_NEEDED])
    reason = TextAreaField(
        _l("Which election, by which decision"),
        [InputRequired(_l("Write which election it is.")), Length(max=300)],
    )
