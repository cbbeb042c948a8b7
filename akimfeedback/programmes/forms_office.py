"""Shapes of what the office types about promises."""

from urllib.parse import urlsplit

from flask_babel import lazy_gettext as _l
from wtforms import (
    DateField,
    Field,
    FileField,
    IntegerField,
    MultipleFileField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from akimfeedback.programmes.labels import CONTROLS, LANGUAGES, STATES
from akimfeedback.programmes.rules import BY_UPDATE, SHORT_NAME, PromiseState
from akimfeedback.web.fields import Form

LONG = 4_000
LINE = 300
MOST_TENGE = 1_000_000_000_000


def web_address(_form: Form, field: Field) -> None:
    """Refuse what is no address of a page."""
    parts = urlsplit((field.data or "").strip())
    if field.data and (parts.scheme not in {"http", "https"} or "." not in (parts.hostname or "")):
        raise ValidationError(str(_l("Enter the whole address: https://…")))


def _language() -> SelectField:
    return SelectField(
        _l("Language of the text"), choices=[SelectChoice(code, word) for code, word in LANGUAGES.items()]
    )


class ProgrammeForm(Form):
    """The first page of the programme."""

    title = StringField(
        _l("Name of the programme"), validators=[InputRequired(_l("Write the name")), Length(max=LINE)]
    )
    source = StringField(
        _l("Where it was published"),
        validators=[InputRequired(_l("Write where it was published")), Length(max=LINE)],
    )
    published_on = DateField(
        _l("Day of publication"), validators=[InputRequired(_l("Choose the day of publication"))]
    )
    language = _language()
    document = FileField(_l("The document (PDF)"))


class PromiseForm(Form):
    """One promise, copied from the programme."""

    wording = TextAreaField(
        _l("The promise word for word"),
        validators=[InputRequired(_l("Copy the promise word for word")), Length(max=LONG)],
    )
    short_name = StringField(
        _l("Short name for lists and messages"),
        validators=[InputRequired(_l("Give it a short name")), Length(max=SHORT_NAME)],
    )
    source_page = StringField(_l("Page in the document"), validators=[Optional(), Length(max=20)])
    control = SelectField(
        _l("In whose hands it is"), choices=[SelectChoice(key.value, word) for key, word in CONTROLS.items()]
    )
    measure = TextAreaField(_l("How one can tell that it is done"), validators=[Optional(), Length(max=LONG)])
    target_on = DateField(_l("Promised by which day"), validators=[Optional()])
    state = SelectField(
        _l("Where it stands today"),
        choices=[
            SelectChoice(state.value, STATES[state])
            for state in (PromiseState.NOT_DUE, PromiseState.IN_PROGRESS, PromiseState.DECLARATION)
        ],
    )


class ProgressForm(Form):
    """What changed, and what shows it."""

    text = TextAreaField(
        _l("What changed"), validators=[InputRequired(_l("Write what changed")), Length(min=5, max=LONG)]
    )
    state = SelectField(
        _l("Status, as you see it"), choices=[SelectChoice(state.value, STATES[state]) for state in BY_UPDATE]
    )
    photos = MultipleFileField(_l("Add photo"))
    document = FileField(_l("Document (PDF, JPG or PNG)"))
    evidence_url = StringField(
        _l("Address of a publication"), validators=[Optional(), Length(max=LINE), web_address]
    )
    spent_tenge = IntegerField(
        _l("Money spent so far, in tenge"),
        validators=[Optional(), NumberRange(0, MOST_TENGE, _l("Enter a whole sum in tenge"))],
    )
    language = _language()


class WithdrawForm(Form):
    """Why the akim takes the promise back."""

    reason = TextAreaField(
        _l("Why it is taken back"),
        validators=[InputRequired(_l("Write the reason, everybody can read it")), Length(min=10, max=LONG)],
    )
    language = _language()


class ReportForm(Form):
    """The akim's report of one page."""

    covers_from = DateField(_l("From which day"), validators=[InputRequired(_l("Choose the first day"))])
    covers_to = DateField(_l("To which day"), validators=[InputRequired(_l("Choose the last day"))])
    done = TextAreaField(
        _l("What is done"), validators=[InputRequired(_l("Write what is done")), Length(max=LONG)]
    )
    not_done = TextAreaField(_l("What is not done, and why"), validators=[Optional(), Length(max=LONG)])
    next_steps = TextAreaField(
        _l("What comes next"), validators=[InputRequired(_l("Write what comes next")), Length(max=LONG)]
    )
    language = _language()
