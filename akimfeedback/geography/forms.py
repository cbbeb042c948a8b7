"""The choice of a village."""

from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms import HiddenField, StringField, ValidationError

from akimfeedback.geography import choosing
from akimfeedback.geography.models import Territory
from akimfeedback.web.fields import Form


class ChooseForm(Form):
    """One pressed button of the list, and where to go afterwards."""

    place = StringField(_l("Village"))
    next = HiddenField()

    def __init__(self, session: Session, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self.session = session
        self.territory: Territory | None = None

    def validate_place(self, field: StringField) -> None:
        """Take only a unit in force that can be a home."""
        self.territory = choosing.chosen(self.session, field.data or "")
        if self.territory is None:
            raise ValidationError(str(_l("Choose a village from the list.")))
