"""What every act of the office's pages does: try, commit, say what happened, or show the form again."""

from collections.abc import Callable

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from akimfeedback.appeals.models import Appeal
from akimfeedback.appeals.office_page import case_page
from akimfeedback.core.db import db
from akimfeedback.core.errors import RuleBroken
from akimfeedback.mandates.session import me
from akimfeedback.web.errors import words_of
from akimfeedback.web.fields import Form


def back_to(appeal: Appeal, message: str) -> ResponseReturnValue:
    """Say what happened and show the case again."""
    flash(message, "ok")
    return redirect(url_for("appeals_office.case", number=appeal.number))


def tried(form: Form, act: Callable[[], object]) -> bool:
    """Do an act and commit; a refusal becomes a message on the form, what was typed stays."""
    try:
        act()
        db.session.commit()
    except RuleBroken as refusal:
        db.session.rollback()
        form.form_errors.append(words_of(refusal.code))
        return False
    return True


def page(name: str, appeal: Appeal, form: Form, **more: object) -> ResponseReturnValue:
    """Show a form page of an act, 422 when something was refused."""
    shown = render_template(f"appeals/office/{name}.html", **case_page(appeal, me()), form=form, **more)
    return shown, 422 if form.errors or form.form_errors else 200
