"""Shapes of what reviewers of support type."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    DateField,
    FieldList,
    FormField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms import Form as PlainForm
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from akimfeedback.petitions.labels.review import FINDINGS, PRESSURE_FINDINGS, REMOVAL_REASONS
from akimfeedback.petitions.labels.states import LINES
from akimfeedback.petitions.review_rules import LINES_ON_SHEET, Filters, SheetLine
from akimfeedback.petitions.rules import Line
from akimfeedback.web.fields import Form

WHY = DataRequired(_l("Write why, in a sentence."))
REMOVABLE_LINES = (Line.PHONE, Line.SHARED, Line.PAPER, Line.OUTSIDE, Line.STRONG)


class FindingForm(Form):
    """What is behind a signal."""

    finding = RadioField(
        _l("What did you find?"),
        [InputRequired(_l("Choose what you found"))],
        choices=[SelectChoice(code.value, words) for code, words in FINDINGS.items()],
    )
    why = TextAreaField(_l("Why, for those who check after you"), [WHY, Length(max=500)])


class PressureForm(FindingForm):
    """What is behind a wave of withdrawals."""

    finding = RadioField(
        _l("What did you find?"),
        [InputRequired(_l("Choose what you found"))],
        choices=[SelectChoice(code.value, words) for code, words in PRESSURE_FINDINGS.items()],
    )


class RemovalForm(Form):
    """What to look for, why, and what everybody reads."""

    line = SelectField(
        _l("How they came"),
        [Optional()],
        choices=[
            SelectChoice("", _l("any way")),
            *(SelectChoice(code.value, LINES[code]) for code in REMOVABLE_LINES),
        ],
    )
    area = SelectField(_l("Village"), [Optional()])
    first_on = DateField(_l("From this day"), [Optional()])
    last_on = DateField(_l("To this day"), [Optional()])
    sheet = SelectField(_l("Paper sheet"), [Optional()])
    within_seconds = IntegerField(
        _l("Code given back within so many seconds"), [Optional(), NumberRange(min=0, max=3600)]
    )
    held = BooleanField(_l("Only those that are held"))
    device = HiddenField()
    network = HiddenField()
    reason = SelectField(
        _l("Reason, everybody reads it"),
        choices=[SelectChoice(code.value, words) for code, words in REMOVAL_REASONS.items()],
    )
    words = TextAreaField(_l("What happened, in plain words for everybody"), [WHY, Length(max=500)])

    def filters(self) -> Filters:
        """Return what to look for."""
        return Filters(
            line=self.line.data or None,
            area_id=int(self.area.data) if self.area.data else None,
            first_on=self.first_on.data,
            last_on=self.last_on.data,
            device=_hexadecimal(self.device.data),
            network=_hexadecimal(self.network.data),
            sheet_id=int(self.sheet.data) if self.sheet.data else None,
            within_seconds=self.within_seconds.data,
            held=bool(self.held.data),
        )


def _hexadecimal(typed: str | None) -> str | None:
    """Return a mark of a device or network; what is none is nothing."""
    try:
        return bytes.fromhex(typed or "").hex() or None
    except ValueError:
        return None


class WhyForm(Form):
    """A sentence that says why."""

    why = TextAreaField(_l("Why"), [WHY, Length(max=500)])


class ObjectionForm(Form):
    """The decision on an objection to a removal."""

    upheld = RadioField(
        _l("Decision"),
        [InputRequired(_l("Choose the decision"))],
        choices=[
            SelectChoice("yes", _l("The objection is right: put the supports back")),
            SelectChoice("no", _l("The removal stands")),
        ],
    )
    words = TextAreaField(_l("Why, everybody reads it"), [WHY, Length(max=500)])


class SheetForm(Form):
    """A new sheet: printed number and photo."""

    number = IntegerField(
        _l("Number printed on the sheet"),
        [InputRequired(_l("Write the number of the sheet")), NumberRange(min=1, max=9999)],
    )
    photo = FileField(_l("Photo of the sheet"))


class LineForm(PlainForm):  # type: ignore[misc]
    """One line of a sheet."""

    name = StringField(_l("Name"), [Optional(), Length(max=120)])
    year = StringField(_l("Born in"), [Optional(), Length(max=4)])
    place = SelectField(_l("Village"), [Optional()], validate_choice=False)


class LinesForm(Form):
    """All lines of a sheet, typed as they stand."""

    lines = FieldList(FormField(LineForm), min_entries=LINES_ON_SHEET, max_entries=LINES_ON_SHEET)

    def typed(self, places: dict[str, int]) -> list[SheetLine]:
        """Return the lines; a village outside the list is nobody's village."""
        return [
            SheetLine((one["name"] or "").strip(), _year(one["year"]), places.get(one["place"] or ""))
            for one in self.lines.data
        ]


def _year(typed: str | None) -> int | None:
    """Return a year of four digits, None for anything else."""
    plain = (typed or "").strip()
    return int(plain) if len(plain) == 4 and plain.isascii() and plain.isdigit() else None
