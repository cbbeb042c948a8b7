"""The sweep that forgets who supported."""

from akimfeedback.core import clock
from akimfeedback.core.db import db
from akimfeedback.petitions.service import scrubbing


def scrub_due() -> int:
    """Every night: set the day of ended matters, scrub those whose day has come. Safe to repeat.

    Each initiative is one transaction, so that a killed worker leaves none half forgotten.
    """
    scrubbing.set_days(db.session, now=clock.now())
    db.session.commit()
    done = 0
    while found := scrubbing.due(db.session, now=clock.now(), limit=1):
        scrubbing.scrub(db.session, found[0], now=clock.now())
        db.session.commit()
        done += 1
    db.session.rollback()
    return done
