"""The style guide: every component in every state; in demo, development and tests only."""

from datetime import timedelta

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms import (
    BooleanField,
    HiddenField,
    MultipleFileField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired

from akimfeedback.core import clock
from akimfeedback.core.settings import current_settings
from akimfeedback.web import formats, samples
from akimfeedback.web.access import for_everyone
from akimfeedback.web.fields import Form, HoneypotField, IdempotencyField, PhoneField
from akimfeedback.web.paging import Page, page_number

bp = Blueprint("styleguide", __name__)


class SampleForm(Form):
    """One field of each kind."""

    topic = RadioField(choices=[])
    text = TextAreaField(validators=[DataRequired()])
    phone = PhoneField()
    place = SelectField(choices=[])
    landmark = RadioField(choices=[])
    code = StringField()
    photos = MultipleFileField()
    agree = BooleanField()
    lat = HiddenField()
    lon = HiddenField()
    website = HoneypotField()
    key = IdempotencyField()


def sample_form() -> SampleForm:
    """Return the form with its words in the page's language."""
    form = SampleForm()
    words = samples.field_words()
    for name, label in words.items():
        form[name].label.text = label
    form.topic.choices = samples.topics()
    form.place.choices = [("1", "Аққұдық"), ("2", "Бесағаш")]
    form.landmark.choices = samples.landmarks()
    return form


@bp.route("/styleguide", methods=["GET", "POST"])
@for_everyone
def guide() -> ResponseReturnValue:
    """Show all components; a POST shows the form with its errors."""
    if current_settings().is_production:
        abort(404)
    form = sample_form()
    bad = request.method == "POST" and not form.validate()
    today = clock.today()
    page = render_template(
        "web/styleguide.html",
        form=form,
        title=_("Components"),
        today=today,
        soon=today + timedelta(days=12),
        now=clock.now(),
        drawings=samples.drawings(formats.percent),
        page=Page(rows=[], number=page_number(), total=190),
    )
    return (page, 422) if bad else (page, 200)
