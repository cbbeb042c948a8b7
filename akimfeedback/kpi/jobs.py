"""Brooms of the block: recount what was touched, recount all at night, freeze when the day has come."""

from datetime import timedelta

from akimfeedback.core import clock
from akimfeedback.core.db import db
from akimfeedback.core.errors import RuleBroken
from akimfeedback.kpi import correction_queries, queries
from akimfeedback.kpi.periods import Period, PeriodKind, life_dates, parse, period_of, quarter_of
from akimfeedback.kpi.service.correcting import carry_out
from akimfeedback.kpi.service.freezing import at_one_moment, freeze
from akimfeedback.kpi.service.rolling import roll_up

OVERLAP = timedelta(minutes=10)


def open_periods() -> list[Period]:
    """Return the periods that may still change: this quarter and the one before while it is not frozen."""
    today = clock.today()
    now = quarter_of(today)
    last = now.shifted(-1)
    final_on = life_dates(last, queries.calendar_of(db.session, last, today)).final_on
    return [now, last] if today <= final_on else [now]


def roll_up_touched() -> int:
    """Every 20 seconds: okrugs with rows changed in the last 10 minutes; overlaps, for late commits."""
    now = clock.now()
    touched = queries.touched_since(db.session, now - OVERLAP)
    if not touched:
        return 0
    done = sum(roll_up(db.session, period, touched, now=now) for period in open_periods())
    db.session.commit()
    return done


def roll_up_all() -> int:
    """Every night: all okrugs, open quarters, this month and the last, half-year, year. Safe to repeat."""
    now, done, today = clock.now(), 0, clock.today()
    month = period_of(today, PeriodKind.MONTH)
    wider = quarter_of(today).wider
    for period in (*reversed(open_periods()), month.shifted(-1), month, *wider):
        done += roll_up(db.session, period, now=now)
        db.session.commit()
    return done


def freeze_due() -> int:
    """Every night: what has become provisional or final today. Already frozen figures stay as they are."""
    now, done = clock.now(), 0
    last = quarter_of(clock.today()).shifted(-1)
    # what a stopped scheduler left provisional is finished too
    left = [parse(period) for period in queries.unfinished_periods(db.session)]
    for period in dict.fromkeys((*left, last, *last.wider)):
        at_one_moment(db.session)
        try:
            found = freeze(db.session, period, now=now)
        except RuleBroken:
            db.session.rollback()
            continue
        db.session.commit()
        done += found.provisional + found.final
    return done


def make_corrections() -> int:
    """Every minute and after a confirmation: make the versions of confirmed corrections. Safe to repeat."""
    done = 0
    for correction_id in correction_queries.confirmed_ids(db.session):
        at_one_moment(db.session)
        done += carry_out(db.session, correction_id, now=clock.now()).corrected
        db.session.commit()
    return done
