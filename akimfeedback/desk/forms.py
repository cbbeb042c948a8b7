"""Shapes of what administrators type."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    DateField,
    EmailField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from akimfeedback.accounts.rules import mobile
from akimfeedback.mandates.labels import AKIM_KINDS, ROLES
from akimfeedback.topics.labels import ROUTINGS
from akimfeedback.web.fields import Form, PhoneField

_DAY_NEEDED = InputRequired(_l("Choose a day"))


class AcceptanceForm(Form):
    """The paper by which an office takes on the term."""

    connected_from = DateField(_l("Accepts requests from"), [_DAY_NEEDED])
    note = StringField(
        _l("Number and date of the signed paper"),
        [DataRequired(_l("Write the number and date of the signed paper.")), Length(max=200)],
    )
    paper = FileField(_l("The paper itself, PDF or photo"))


class ContactForm(Form):
    """How to reach an office."""

    phone = StringField(_l("Telephone of the office"), [Optional(), Length(max=40)])
    address = StringField(_l("Address"), [Optional(), Length(max=200)])


class _AddressedForm(Form):
    """Where the invitation goes."""

    phone = PhoneField(_l("Mobile phone of the person"), [Optional()])
    email = EmailField(_l("Or e-mail"), [Optional(), Length(max=200)])

    def validate_phone(self, field: Any) -> None:
        """Take mobile numbers only: the link comes as a text message."""
        if field.data and not field.errors and mobile(field.data) is None:
            raise ValidationError(
                str(_l("Enter a mobile number of Kazakhstan: the code comes as a text message"))
            )

    def validate_email(self, field: Any) -> None:
        """Ask for a plain shape; the link itself proves the address."""
        if field.data and ("@" not in field.data or " " in field.data):
            raise ValidationError(str(_l("Write an e-mail address, for example name@example.kz")))


class InviteForm(_AddressedForm):
    """A new link for a mandate."""


class MandateForm(_AddressedForm):
    """A person in a role in a unit."""

    role = SelectField(_l("Role"))
    holder = StringField(
        _l("Name as published"), [DataRequired(_l("Write the name of the person")), Length(max=120)]
    )
    starts_on = DateField(_l("First day"), [_DAY_NEEDED])
    ends_on = DateField(_l("Last day, if it is known"), [Optional()])
    constituency = StringField(_l("Constituency (deputies)"), [Optional(), Length(max=120)])
    party_list = BooleanField(_l("From a party list: sees the whole district"))


class AkimForm(_AddressedForm):
    """The next akim of a unit."""

    kind = RadioField(
        _l("How the akim came to the office"),
        [InputRequired(_l("Choose how the akim came to the office"))],
        choices=[SelectChoice(str(kind), words) for kind, words in AKIM_KINDS.items()],
    )
    holder = StringField(
        _l("Name as published"), [DataRequired(_l("Write the name of the person")), Length(max=120)]
    )
    starts_on = DateField(_l("First day of the new akim"), [_DAY_NEEDED])
    ends_on = DateField(_l("Last day of the term, if it is known"), [Optional()])


class CloseForm(Form):
    """The last day of a mandate."""

    ends_on = DateField(_l("Last day"), [_DAY_NEEDED])


class DayForm(Form):
    """A day moved by the Government."""

    day = DateField(_l("Day"), [_DAY_NEEDED])
    becomes = RadioField(
        _l("What it becomes"),
        [InputRequired(_l("Choose what the day becomes"))],
        choices=[
            SelectChoice("off", _l("Day off")),
            SelectChoice("working", _l("Working day")),
            SelectChoice("back", _l("As in the law again")),
        ],
    )
    source = StringField(
        _l("The act that moves it"), [DataRequired(_l("Write which act moves the day")), Length(max=300)]
    )


class TopicForm(Form):
    """One topic: names, who is competent, our aim in days."""

    name_kk = StringField(_l("Name in Kazakh"), [DataRequired(_l("Write the name")), Length(max=80)])
    name_ru = StringField(_l("Name in Russian"), [DataRequired(_l("Write the name")), Length(max=80)])
    name_en = StringField(_l("Name in English"), [DataRequired(_l("Write the name")), Length(max=80)])
    routing = RadioField(
        _l("Who is competent"), choices=[SelectChoice(str(code), words) for code, words in ROUTINGS.items()]
    )
    executor_kk = StringField(_l("Who usually does it, in Kazakh"), [DataRequired(_l("Write who does it"))])
    executor_ru = StringField(_l("Who usually does it, in Russian"), [DataRequired(_l("Write who does it"))])
    executor_en = StringField(_l("Who usually does it, in English"), [DataRequired(_l("Write who does it"))])
    target_days = IntegerField(
        _l("Our aim in working days (not the law)"), [Optional(), NumberRange(min=1, max=60)]
    )
    active = BooleanField(_l("People may choose this topic"))


def role_choices(roles: list[str]) -> list[SelectChoice]:
    """Return the choices of a role field, without the akim who has a page of his own."""
    return [SelectChoice(str(role), ROLES[role]) for role in roles]
