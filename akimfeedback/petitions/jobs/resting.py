"""Every night: drafts lapse, silent initiatives fall asleep, deserted ones may be adopted."""

from akimfeedback.core import clock
from akimfeedback.core.db import db
from akimfeedback.petitions.service import resting


def rest() -> int:
    """Let time do its work, in portions; safe to repeat and to run late. Returns how many it touched."""
    touched = 0
    for step in (resting.lapse, resting.fall_asleep, resting.orphan):
        while count := step(db.session, now=clock.now()):
            db.session.commit()
            touched += count
    return touched
