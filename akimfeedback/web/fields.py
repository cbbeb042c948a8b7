"""The base form and the fields other packages share: phone, honeypot, cool-down, idempotency key."""

import secrets
import time
from typing import Any

import phonenumbers
from flask import current_app, request
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from itsdangerous import BadSignature, TimestampSigner
from werkzeug.datastructures import MultiDict
from wtforms import Field, HiddenField, StringField, ValidationError
from wtforms.widgets import TelInput

from akimfeedback.web import kept

FASTEST_SECONDS = 2


class Form(FlaskForm):
    """Base of all forms: on GET it shows again what an expired session kept for this page."""

    class Meta(FlaskForm.Meta):
        """Texts come from the POST, else from what was kept."""

        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            """Return the data a form fills itself with."""
            found = super().wrap_formdata(form, formdata)
            return kept.kept_fields() if found is None and request.method == "GET" else found


def read_phone(typed: str) -> str | None:
    """Return a Kazakhstan number as +7XXXXXXXXXX from what people type (8…, +7…, 10 digits), else None."""
    digits = "".join(letter for letter in typed if letter.isdigit())
    if len(digits) == 10:
        digits = "7" + digits
    if len(digits) == 11 and digits.startswith("8"):
        digits = "7" + digits[1:]
    try:
        number = phonenumbers.parse("+" + digits, None)
    except phonenumbers.NumberParseException:
        return None
    if phonenumbers.region_code_for_number(number) != "KZ" or not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


class PhoneField(StringField):
    """A Kazakhstan phone; `.data` is +7XXXXXXXXXX after a good input, the typed text after a bad one."""

    widget = TelInput()
    data: Any

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the number; keep what was typed when it cannot be read."""
        super().process_formdata(valuelist)
        typed = (self.data or "").strip()
        self.data = read_phone(typed) or typed

    def pre_validate(self, form: Any) -> None:
        """Refuse what is no Kazakhstan number; an empty field is the matter of other validators."""
        super().pre_validate(form)
        if self.data and read_phone(self.data) != self.data:
            raise ValidationError(str(_l("Enter a phone number: 10 digits after +7")))


class HoneypotField(StringField):
    """A field people do not see; whoever fills it is a machine. Draw it with the macro `honeypot`."""

    def pre_validate(self, form: Any) -> None:
        """Refuse a filled trap."""
        super().pre_validate(form)
        if self.data:
            raise ValidationError(str(_l("Leave this field empty.")))


class OpenedAtField(HiddenField):
    """Signed moment when the form was opened; what comes back at once was not written by a person."""

    def _value(self) -> str:
        return _signer().sign(b"opened").decode()

    def pre_validate(self, form: Any) -> None:
        """Refuse a form that came back too fast or without the mark; an old form is no fault."""
        super().pre_validate(form)
        try:
            _, opened = _signer().unsign(self.data or "", return_timestamp=True)
        except BadSignature as wrong:
            raise ValidationError(str(_l("Send the form once more."))) from wrong
        wait = current_app.config.get("FORM_COOL_DOWN_SECONDS", FASTEST_SECONDS)
        if time.time() - opened.timestamp() < wait:
            raise ValidationError(str(_l("Send the form once more.")))


class IdempotencyField(HiddenField):
    """A key made once per opened form and sent back with each try, so that two presses make one record."""

    data: Any

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """Take the key that came back, else make a new one."""
        super().process(formdata, data, extra_filters)
        if not self.data:
            self.data = secrets.token_urlsafe(18)

    def pre_validate(self, form: Any) -> None:
        """Refuse a key of a strange shape."""
        super().pre_validate(form)
        if not 16 <= len(self.data or "") <= 64:
            raise ValidationError(str(_l("Send the form once more.")))


def _signer() -> TimestampSigner:
    return TimestampSigner(str(current_app.secret_key), salt="form-opened")


def typed(form: "FlaskForm") -> "MultiDict[str, str]":
    """Return what was typed into a form, for carrying it to the next page."""
    fields: list[Field] = list(form)
    return MultiDict(
        [(field.name, str(field.data or "")) for field in fields if not kept.is_secret(field.name)]
    )
