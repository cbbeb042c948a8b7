"""Shape of a finding behind a signal of the figures."""

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length

from akimfeedback.kpi.signal_labels import FINDINGS
from akimfeedback.kpi.signals.rules import FINDING_LETTERS
from akimfeedback.web.fields import Form


class FigureFindingForm(Form):
    """What is behind a signal, and why."""

    finding = RadioField(
        _l("What did you find?"),
        [InputRequired(_l("Choose what you found"))],
        choices=[SelectChoice(code.value, words) for code, words in FINDINGS.items()],
    )
    why = TextAreaField(
        _l("Why, for those who check after you"),
        [DataRequired(_l("Write why, in a sentence.")), Length(max=FINDING_LETTERS)],
    )
