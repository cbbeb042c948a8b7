"""The counter, midnight and the nightly recount."""

import structlog

from akimfeedback.core import clock
from akimfeedback.core.db import db
from akimfeedback.petitions.service import counting

_log = structlog.get_logger(__name__)


def count_supports() -> int:
    """Every ten seconds. One process counts; a killed one leaves nothing half done. Returns how many."""
    counted = 0
    while moved := counting.count_due(db.session, now=clock.now()):
        db.session.commit()
        counted += moved
        if moved < counting.LIMIT:
            break
    db.session.commit()
    return counted


def roll_yesterday() -> int:
    """Every night just after midnight: the day's end is what small units show."""
    counting.settle(db.session, now=clock.now())
    db.session.commit()
    rolled = counting.roll_yesterday(db.session, now=clock.now())
    db.session.commit()
    return rolled


def recount() -> int:
    """Every night: compare all figures with the rows; a difference is repaired and cries in the log."""
    alarms = counting.recount(db.session, now=clock.now())
    db.session.commit()
    if alarms:
        _log.error("initiatives were counted wrong", alarms=alarms)
    return alarms
