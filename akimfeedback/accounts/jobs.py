"""Brooms of the accounts."""

from akimfeedback.accounts import service
from akimfeedback.core import clock
from akimfeedback.core.db import db


def forget_old() -> int:
    """Every night: texts that waited seven days for a code nobody entered. Safe to repeat."""
    done = service.forget_old(db.session, now=clock.now())
    db.session.commit()
    return done
