"""Shapes of what people type to sign in and in the profile."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, RadioField, SelectField, StringField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, Optional, Regexp
from wtforms.widgets import PasswordInput

from akimfeedback.accounts.rules import PIN_DIGITS, is_adult, is_easy_pin, mobile
from akimfeedback.core import clock
from akimfeedback.web.fields import Form, HoneypotField, PhoneField

LANGUAGE_CHOICES = [
    SelectChoice("kk", "Қазақша"),
    SelectChoice("ru", "Русский"),
    SelectChoice("en", "English"),
]
_ONLY_DIGITS = Regexp(r"^\d+$", message=_l("Only digits stand in the code."))


class SignInForm(Form):
    """The phone."""

    phone = PhoneField(_l("Phone number"), [DataRequired(_l("Enter a phone number: 10 digits after +7"))])
    website = HoneypotField()

    def validate_phone(self, field: Any) -> None:
        """Take Kazakhstan mobile numbers only: the code comes as a text message."""
        if field.errors:
            return
        if mobile(field.data or "") is None:
            raise ValidationError(
                str(_l("Enter a mobile number of Kazakhstan: the code comes as a text message"))
            )


def _without_spaces(typed: str | None) -> str:
    return "".join((typed or "").split()).replace("-", "")


class CodeForm(Form):
    """The code from the message."""

    code = StringField(
        _l("Code from the text message"),
        [DataRequired(_l("Type the code from the text message")), _ONLY_DIGITS, Length(max=8)],
        filters=[_without_spaces],
    )


class ConsentForm(Form):
    """The first sign-in: consent, age, name, language."""

    name = StringField(_l("Your name and surname"), [Optional(), Length(max=120)])
    birth_year = IntegerField(
        _l("Year of birth"), [InputRequired(_l("Write the year you were born, for example 1968"))]
    )
    language = RadioField(_l("Language of messages"), choices=LANGUAGE_CHOICES)
    agree = BooleanField(
        _l("I have read this and agree that my data is used in this way"),
        [DataRequired(_l("Without your consent the law does not let us keep your phone number"))],
    )

    def validate_birth_year(self, field: Any) -> None:
        """Adults only; for younger people a parent writes."""
        if field.data is not None and not is_adult(field.data, clock.today().year):
            raise ValidationError(
                str(_l("Only adults can write here. For a child a parent or guardian writes."))
            )


class ProfileForm(Form):
    """What a person may change at once."""

    name = StringField(_l("Your name and surname"), [Optional(), Length(max=120)])
    language = SelectField(_l("Language of messages"), choices=LANGUAGE_CHOICES)
    shared_phone = BooleanField(_l("Other people use this phone too"))


class EraseForm(Form):
    """The word that confirms the erasure."""

    word = StringField(_l("My data"), [DataRequired(_l("Type the word exactly as it is shown"))])


class PinForm(Form):
    """A PIN on a remembered device."""

    pin = StringField(_l("PIN"), [DataRequired(_l("Type your PIN")), _ONLY_DIGITS], widget=PasswordInput())


class NewPinForm(Form):
    """Choosing a PIN, typed twice."""

    pin = StringField(
        _l("New PIN, 6 digits"),
        [
            DataRequired(_l("Type 6 digits")),
            _ONLY_DIGITS,
            Length(min=PIN_DIGITS, max=PIN_DIGITS, message=_l("The PIN has 6 digits")),
        ],
        widget=PasswordInput(),
    )
    pin_again = StringField(
        _l("The same PIN once more"), [DataRequired(_l("Type it once more"))], widget=PasswordInput()
    )

    def validate_pin(self, field: Any) -> None:
        """Refuse what a thief tries first."""
        if not field.errors and is_easy_pin(field.data or ""):
            raise ValidationError(str(_l("This PIN is easy to guess. Choose another one.")))

    def validate_pin_again(self, field: Any) -> None:
        """Refuse a slip of the finger."""
        if field.data != self.pin.data:
            raise ValidationError(str(_l("The two PINs differ")))


class FactorForm(Form):
    """The six digits of the code app."""

    code = StringField(
        _l("Code from the app"),
        [DataRequired(_l("Type the 6 digits the app shows")), _ONLY_DIGITS, Length(max=8)],
        filters=[_without_spaces],
    )
