"""What people type about a removal of support."""

from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField
from wtforms.validators import DataRequired, Length

from akimfeedback.web.fields import Form


class ObjectForm(Form):
    """Why a removal is wrong."""

    text = TextAreaField(
        _l("Why is it wrong?"),
        [DataRequired(_l("Write why, in a sentence.")), Length(max=1000)],
    )
