"""The sweep that carries initiatives over to requests."""

from akimfeedback.core import clock
from akimfeedback.core.db import db
from akimfeedback.desk import handing_over


def hand_over_initiatives() -> int:
    """Every half an hour: closed initiatives that oblige to no answer. Safe to repeat: each once."""
    done = handing_over.hand_over_ended(db.session, now=clock.now())
    db.session.commit()
    return done
