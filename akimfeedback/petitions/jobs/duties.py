"""Sweeps over initiatives: collections that ended, duties nobody did, offices to be reminded."""

from akimfeedback.core import clock
from akimfeedback.core.db import db
from akimfeedback.petitions.service import closing


def close_ended() -> int:
    """Every ten minutes: collections whose last day and hours of grace are over. Safe to repeat."""
    done = closing.close_ended(db.session, now=clock.now())
    db.session.commit()
    return done


def miss_duties() -> int:
    """Every night: duties whose day is over are marked and escalated, once. Safe to repeat."""
    done = closing.miss_duties(db.session, now=clock.now())
    db.session.commit()
    return done


def remind_offices() -> int:
    """Every half an hour: from nine on a working day offices hear what is due. Safe to repeat."""
    done = closing.remind_offices(db.session, now=clock.now())
    db.session.commit()
    return done
