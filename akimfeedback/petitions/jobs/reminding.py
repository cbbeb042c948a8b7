"""Sweeps over supports that were begun and not confirmed."""

from akimfeedback.core import clock
from akimfeedback.core.db import db
from akimfeedback.petitions.service import reminding


def remind_unconfirmed() -> int:
    """Every half hour: one reminder a day after the beginning. Safe to repeat. Returns how many left."""
    told = 0
    while count := reminding.remind(db.session, now=clock.now()):
        db.session.commit()
        told += count
    db.session.commit()
    return told


def forget_unconfirmed() -> int:
    """Every night: numbers nobody confirmed within seven days go. Safe to repeat. Returns how many."""
    forgotten = reminding.forget_phones(db.session, now=clock.now())
    db.session.commit()
    return forgotten
