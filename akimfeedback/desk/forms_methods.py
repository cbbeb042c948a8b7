"""Shapes of a drafted method: its numbers, the words of an indicator, the reason, the decision."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField, StringField, TextAreaField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from akimfeedback.kpi.method import (
    CARRIERS,
    COUNTED,
    LANGUAGES,
    LEAST_FLOOR,
    MOST_PRIOR,
    NUMBERS,
    Indicator,
    Method,
    weights_sum_to_one,
)
from akimfeedback.kpi.method_labels import TAGS
from akimfeedback.web.fields import Form

CODES = tuple(sorted(COUNTED))
LONGEST_WORDS = 400
QUARTERS_AHEAD = 8
IN_PERCENT = frozenset({"weight", "m0"})
LIMITS = {
    "weight": (0.1, 100.0),
    "prior": (1.0, MOST_PRIOR),
    "m0": (1.0, 99.0),
    "floor": (float(LEAST_FLOOR), 1000.0),
    "publish_from": (0.0, 1000.0),
}
WHOLE = frozenset({"floor", "publish_from"})


class NumberField(StringField):
    """A number people type with a comma or a point; `.data` is a float, or the typed text after a bad one."""

    data: Any

    def __init__(self, label: Any, name_: str, **more: Any) -> None:
        super().__init__(label, [Optional()], **more)
        self.number = name_

    def process_data(self, value: Any) -> None:
        """Write a stored number as people type it."""
        super().process_data("" if value is None else f"{value:.10g}")

    def pre_validate(self, form: Any) -> None:
        """Read the number; keep what was typed when it is none or out of its range."""
        super().pre_validate(form)
        low, high = LIMITS[self.number]
        typed = (self.data or "").strip().replace(",", ".")
        try:
            value = float(typed)
        except ValueError:
            value = low - 1
        if not low <= value <= high or (self.number in WHOLE and not value.is_integer()):
            raise ValidationError(
                _("%(label)s: write a number from %(low)s to %(high)s.",
                  label=self.label.text, low=f"{low:g}", high=f"{high:g}")
            )  # fmt: skip

    @property
    def value(self) -> float:
        """Return the number that was typed; only after a good validation."""
        return float(str(self.data).strip().replace(",", "."))


_LABELS = {
    "weight": lambda code: _l("%(code)s: weight in percent", code=code),
    "prior": lambda code: _l("%(code)s: pull of similar okrugs, in cases", code=code),
    "m0": lambda code: _l("%(code)s: share assumed without similar okrugs, in percent", code=code),
    "floor": lambda code: _l("%(code)s: least cases for a share", code=code),
    "publish_from": lambda code: _l(
        "%(code)s: least cases for a published score, 0 when not needed", code=code
    ),
}


class _Numbers(Form):
    """First day and numbers; the fields of each indicator are added below."""

    valid_from = SelectField(_l("First day of the first quarter"))
    codes = CODES
    names = NUMBERS

    def kept(self) -> list[str]:
        """Return the codes that stay in the method."""
        return [code for code in CODES if code in CARRIERS or self[f"{code}_kept"].data]

    def validate(self, extra_validators: Any = None) -> bool:
        """Check each field of what stays, then the sum of the weights; what is dropped needs no numbers."""
        for code in set(CODES) - set(self.kept()):
            for name in NUMBERS:
                self[f"{code}_{name}"].pre_validate = lambda _form: None
        if not super().validate(extra_validators):
            return False
        weights = [self[f"{code}_weight"].value for code in self.kept()]
        if weights_sum_to_one([weight / 100 for weight in weights]):
            return True
        self.form_errors.append(
            _("The weights sum to %(sum)s percent. They must sum to 100.", sum=f"{sum(weights):.6g}")
        )
        return False

    def numbers(self) -> dict[str, dict[str, float]]:
        """Return the numbers of each indicator that stays, shares 0..1."""
        return {
            code: {
                name: self[f"{code}_{name}"].value / (100 if name in IN_PERCENT else 1) for name in NUMBERS
            }
            for code in self.kept()
        }


def _with_fields() -> type[_Numbers]:
    fields: dict[str, Any] = {}
    for code in CODES:
        if code not in CARRIERS:
            fields[f"{code}_kept"] = BooleanField(_l("%(code)s stays in the method", code=code))
        for name in NUMBERS:
            fields[f"{code}_{name}"] = NumberField(_LABELS[name](code), name)
    return type("NumbersForm", (_Numbers,), fields)


NumbersForm = _with_fields()


def numbers_form(method: Method, quarters: Mapping[date, str]) -> _Numbers:
    """Return the form with a draft's numbers; `quarters` are the first days to choose from, with words."""
    values: dict[str, Any] = {"valid_from": method.valid_from.isoformat()}
    for one in method.indicators:
        values[f"{one.code}_kept"] = True
        for name in NUMBERS:
            values[f"{one.code}_{name}"] = getattr(one, name) * (100 if name in IN_PERCENT else 1)
    form = NumbersForm(data=values)
    form.valid_from.choices = [SelectChoice(day.isoformat(), words) for day, words in quarters.items()]
    return form


_NEEDED = [InputRequired(_l("Write it in all three languages.")), Length(max=LONGEST_WORDS)]
PARTS = ("question", "formula", "gaming")
_PART_LABELS = {
    "question": {
        "kk": _l("Question it answers, in Kazakh"),
        "ru": _l("Question it answers, in Russian"),
        "en": _l("Question it answers, in English"),
    },
    "formula": {
        "kk": _l("Formula in words, in Kazakh"),
        "ru": _l("Formula in words, in Russian"),
        "en": _l("Formula in words, in English"),
    },
    "gaming": {
        "kk": _l("How it could be gamed, in Kazakh"),
        "ru": _l("How it could be gamed, in Russian"),
        "en": _l("How it could be gamed, in English"),
    },
}


class _Words(Form):
    """The words of one indicator; the nine texts are added below."""

    tag = RadioField(
        _l("Who can change it"), choices=[SelectChoice(code, words) for code, words in TAGS.items()]
    )

    def said(self) -> dict[str, dict[str, str]]:
        """Return the words by part and language."""
        return {part: {code: self[f"{part}_{code}"].data or "" for code in LANGUAGES} for part in PARTS}


WordsForm = type(
    "WordsForm",
    (_Words,),
    {
        f"{part}_{code}": TextAreaField(_PART_LABELS[part][code], _NEEDED)
        for part in PARTS
        for code in LANGUAGES
    },
)


def words_form(one: Indicator) -> _Words:
    """Return the form with an indicator's words."""
    said = {f"{part}_{code}": getattr(one, part).get(code, "") for part in PARTS for code in LANGUAGES}
    return WordsForm(data={"tag": one.tag.value, **said})


class ReasonForm(Form):
    """Why the version is wanted, for the public change log."""

    kk = TextAreaField(_l("Why, in Kazakh"), _NEEDED)
    ru = TextAreaField(_l("Why, in Russian"), _NEEDED)
    en = TextAreaField(_l("Why, in English"), _NEEDED)

    def words(self) -> dict[str, str]:
        """Return the words by language."""
        return {code: self[code].data or "" for code in LANGUAGES}


class DecisionForm(Form):
    """What the second person says."""

    words = TextAreaField(
        _l("Why do you decide so? Everybody reads it."),
        [InputRequired(_l("Write why.")), Length(max=LONGEST_WORDS)],
    )


class NewDraftForm(Form):
    """From which version a draft is made."""

    based_on = SelectField(_l("Begin as version"))


class PlainForm(Form):
    """A button without fields."""
