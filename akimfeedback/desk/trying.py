"""How an act of the desk's pages is tried."""

from collections.abc import Callable

from akimfeedback.core.db import db
from akimfeedback.core.errors import Refusal
from akimfeedback.web.errors import words_of
from akimfeedback.web.fields import Form


def tried(form: Form, act: Callable[[], object]) -> bool:
    """Do an act and commit; a refusal becomes a message on the form, what was typed stays."""
    try:
        act()
        db.session.commit()
    except Refusal as refusal:
        db.session.rollback()
        form.form_errors.append(words_of(refusal.code))
        return False
    return True
