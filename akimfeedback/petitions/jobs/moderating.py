"""Broom of moderation: what was not checked in time."""

from akimfeedback.core import clock
from akimfeedback.core.db import db
from akimfeedback.petitions.service import late_moderation


def tell_late() -> int:
    """Every night: deputies of a place whose text waits longer than the term."""
    done = late_moderation.tell_late(db.session, now=clock.now())
    db.session.commit()
    return done
