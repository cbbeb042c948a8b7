"""Broom of the signals: the last month, once its time has come."""

from akimfeedback.core import clock
from akimfeedback.core.db import db
from akimfeedback.core.errors import RuleBroken
from akimfeedback.kpi.service.signals import look
from akimfeedback.kpi.signals.rules import month_before


def look_for_signals() -> int:
    """Every night: the last month from its second working day on, once; return how many signals are new.

    A month is one transaction under a lock: killed, late and doubled runs leave the same rows.
    """
    try:
        found = look(db.session, month_before(clock.today()), now=clock.now())
    except RuleBroken:  # the month is not two working days over yet
        db.session.rollback()
        return 0
    db.session.commit()
    return found.raised if found else 0
