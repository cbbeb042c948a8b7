"""Brooms of the review: raise signals, go on with removals, forget traces. Safe late, killed and doubled."""

from datetime import timedelta

from akimfeedback.core import clock
from akimfeedback.core.db import db
from akimfeedback.petitions import scores
from akimfeedback.petitions.queries import initiatives, removals, review
from akimfeedback.petitions.service import forgetting, removing, signals

LOOK_BACK_MINUTES = 25
"""Twice the pause between two looks and a little more: a late tick loses nothing."""
TRACES_KEPT = timedelta(days=30)
MOST_STEPS = 200


def raise_signals() -> int:
    """Every ten minutes: look at the initiatives whose support changed, return how many signals are new."""
    share = review.night_share(db.session, scores.NIGHT_HOURS)
    raised = 0
    for petition_id in review.changed_lately(db.session, LOOK_BACK_MINUTES):
        petition = initiatives.by_id(db.session, petition_id)
        if petition is not None:
            raised += len(signals.review(db.session, petition, platform_night=share, now=clock.now()))
            db.session.commit()
    return raised


def go_on_with_removals() -> int:
    """Every twenty seconds, and when nudged: 500 rows a step, each a commit, so that anybody may cancel."""
    steps = 0
    for removal_id in removals.in_work(db.session):
        more = True
        while more and steps < MOST_STEPS:
            more = removing.step(db.session, removal_id, now=clock.now())
            db.session.commit()
            steps += 1
    return steps


def forget_traces() -> int:
    """Every night: device, network, shifted number and seconds of initiatives that ended 30 days ago."""
    forgotten = 0
    for petition_id in review.ended_before(db.session, clock.now() - TRACES_KEPT):
        forgotten += forgetting.forget_traces(db.session, petition_id)
        db.session.commit()
    return forgotten
