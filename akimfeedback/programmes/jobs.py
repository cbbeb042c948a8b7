"""The sweep over duties."""

from akimfeedback.core import clock
from akimfeedback.core.db import db
from akimfeedback.programmes import service


def mark_missed_duties() -> int:
    """Every night, after midnight by Kazakhstan time. Safe to repeat: a marked duty is not open any more.

    Repeats until nothing is left, so that a worker that slept for a year catches up. Returns how many
    were marked.
    """
    marked = 0
    while count := service.miss_duties(db.session, today=clock.today()):
        db.session.commit()
        marked += count
    return marked
