"""Shape of what somebody read on the state's portal."""

from flask_babel import lazy_gettext as _l
from wtforms import DateField, IntegerField, StringField
from wtforms.validators import DataRequired, Length, Optional

from akimfeedback.petitions.service.handing_over import LONGEST
from akimfeedback.web.fields import Form


class ElsewhereForm(Form):
    """Link, count and day on epetition.kz."""

    url = StringField(
        _l("Address of the petition on epetition.kz"),
        [DataRequired(_l("Copy the whole address of the petition: it begins with https://epetition.kz/")),
         Length(max=LONGEST)],
    )  # fmt: skip
    count = IntegerField(_l("How many have signed there"), [Optional()])
    on = DateField(_l("On which day you saw it"), [Optional()])
