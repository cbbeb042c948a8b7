"""Broom of the signals: the months that are over, once their time has come."""

from akimfeedback.core import clock
from akimfeedback.core.db import db
from akimfeedback.core.errors import RuleBroken
from akimfeedback.kpi.service.signals import look
from akimfeedback.kpi.signals.rules import month_before


def look_for_signals() -> int:
    """Every night: the last two months from their second working day on, once; return how many are new.

    A month is one transaction under a lock: killed, late and doubled runs leave the same rows, and a
    scheduler that stood still for weeks loses no month.
    """
    last, raised = month_before(clock.today()), 0
    for month in (last.shifted(-1), last):
        try:
            found = look(db.session, month, now=clock.now())
        except RuleBroken:  # not two working days over yet
            db.session.rollback()
            continue
        db.session.commit()
        raised += found.raised if found else 0
    return raised
