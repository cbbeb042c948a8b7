"""Shapes of what people type to support an initiative."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, RadioField, SelectField, StringField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from akimfeedback.accounts.rules import OLDEST_AGE, mobile
from akimfeedback.core import clock
from akimfeedback.geography.models import Territory
from akimfeedback.law.initiatives import is_adult
from akimfeedback.petitions.labels.support import REFUSALS, RELATIONS
from akimfeedback.petitions.models import Petition
from akimfeedback.petitions.names import LONGEST, is_name
from akimfeedback.web.fields import Form, HoneypotField, PhoneField
from akimfeedback.web.product import named

ELSEWHERE = "elsewhere"
_NOT_A_NAME = _l("Write only the name: letters, no links and no numbers")


def _check_name(field: Any) -> None:
    if field.data and not is_name(field.data):
        raise ValidationError(str(_NOT_A_NAME))


def _year_field() -> IntegerField:
    return IntegerField(
        _l("Year of birth"), [InputRequired(_l("Write the year you were born, for example 1968"))]
    )


def _consent_field() -> BooleanField:
    return BooleanField(
        _l("I am 18 or older, I support this initiative and agree that my data is used to count it"),
        [DataRequired(_l("Tick here: without your consent the law does not let us count your support"))],
    )


class _Adult(Form):
    """What every support asks: the year of birth and the consent; fields stand in the order of the page."""

    adult_age: int = 18

    def validate_birth_year(self, field: Any) -> None:
        """Adults only, by the age frozen in the initiative."""
        if field.data is None:
            return
        today = clock.today()
        if not today.year - OLDEST_AGE <= field.data <= today.year:
            raise ValidationError(str(_l("Write the year you were born, for example 1968")))
        if not is_adult(field.data, today, self.adult_age):
            raise ValidationError(str(REFUSALS["petitions.not-adult"]))


class SupportForm(_Adult):
    """The sheet after «Қолдаймын»: village, age, consent, phone; the rest may stay empty."""

    place = SelectField(_l("Where do you live?"), validate_choice=False)
    birth_year = _year_field()
    phone = PhoneField(_l("Phone number"), [DataRequired(_l("Enter a phone number: 10 digits after +7"))])
    shown_name = StringField(_l("Name to show beside the initiative"), [Optional(), Length(max=LONGEST)])
    follow = BooleanField(_l("Send me news of this initiative"))
    agree = _consent_field()
    website = HoneypotField()

    def validate_place(self, field: Any) -> None:
        """Take a place of the unit or elsewhere."""
        if not field.data or field.data not in {choice.value for choice in field.choices}:
            raise ValidationError(str(_l("Choose where you live")))

    def validate_phone(self, field: Any) -> None:
        """Take Kazakhstan mobile numbers only: the code comes as a text message."""
        if not field.errors and mobile(field.data or "") is None:
            raise ValidationError(
                str(_l("Enter a mobile number of Kazakhstan: the code comes as a text message"))
            )

    def validate_shown_name(self, field: Any) -> None:
        """Let only a name through."""
        _check_name(field)


class SharedForm(_Adult):
    """Another adult on the same phone: who, and how related. The name is never stored."""

    name = StringField(_l("Name and surname"), [DataRequired(_l("Write the name")), Length(max=LONGEST)])
    relation = RadioField(
        _l("Who is this to the owner of the phone?"),
        choices=[SelectChoice(one.value, word) for one, word in RELATIONS.items()],
    )
    birth_year = _year_field()
    agree = _consent_field()

    def validate_name(self, field: Any) -> None:
        """Let only a name through."""
        _check_name(field)


class RelativeForm(Form):
    """Another adult of this phone whose support is taken back: the name as it was written then."""

    name = StringField(_l("Name and surname"), [DataRequired(_l("Write the name")), Length(max=LONGEST)])

    def validate_name(self, field: Any) -> None:
        """Let only a name through."""
        _check_name(field)


def place_choices(places: Sequence[Territory]) -> list[SelectChoice]:
    """Return the places of the unit, and elsewhere."""
    first = SelectChoice("", str(_l("Choose")))
    last = SelectChoice(ELSEWHERE, str(_l("I live elsewhere")))
    return [first, *(SelectChoice(one.kato, named(one)) for one in places), last]


def sheet_form(
    petition: Petition, places: Sequence[Territory], *, known: "frozenset[str]", **more: Any
) -> SupportForm:
    """Return the sheet without the fields that are known of whoever has signed in."""
    form = SupportForm(**more)
    form.adult_age = petition.adult_age
    form.place.choices = place_choices(places)
    for name in known:
        delattr(form, name)
    return form
