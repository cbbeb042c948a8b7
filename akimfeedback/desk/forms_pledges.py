"""The signed paper of a pledge."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import DateField, StringField
from wtforms.validators import DataRequired, InputRequired, Length

from akimfeedback.web.fields import Form


class PledgeForm(Form):
    """The paper by which an office pledges to act on initiatives."""

    from_on = DateField(_l("Pledges from"), [InputRequired(_l("Choose a day"))])
    note = StringField(
        _l("Number and date of the signed paper"),
        [DataRequired(_l("Write the number and date of the signed paper.")), Length(max=200)],
    )
    paper = FileField(_l("The paper itself, PDF or photo"))
