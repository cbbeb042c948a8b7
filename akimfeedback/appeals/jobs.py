"""Brooms of the requests: morning reminders, terms that passed, windows that ended."""

from akimfeedback.appeals.service import sweeping
from akimfeedback.core import clock
from akimfeedback.core.db import db


def remind_due() -> int:
    """Every ten minutes: each office once a working day, from its morning hour on, what is due and late."""
    done = sweeping.remind_due(db.session, now=clock.now())
    db.session.commit()
    return done


def tell_overdue() -> int:
    """Every quarter of an hour: authors whose term passed, once each; the superior's list grows."""
    done = sweeping.tell_overdue(db.session, now=clock.now())
    db.session.commit()
    return done


def ask_verdicts() -> int:
    """Every morning: authors who have been silent for a week are asked once whether it is solved."""
    done = sweeping.ask_verdicts(db.session, now=clock.now())
    db.session.commit()
    return done


def close_windows() -> int:
    """Every night: cases whose verdict window is over. Safe to repeat: only open windows that ended."""
    done = sweeping.close_windows(db.session, now=clock.now())
    db.session.commit()
    return done
