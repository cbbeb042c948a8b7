"""The review of what came from one device: a signal, a removal by two people, the count anew."""

from datetime import datetime, timedelta

from akimfeedback.demo.initiative_stage import Stage
from akimfeedback.demo.supports import ONE_DEVICE
from akimfeedback.demo.texts import initiative_office as words
from akimfeedback.petitions.keys import Keys
from akimfeedback.petitions.queries import review as queries
from akimfeedback.petitions.review_rules import Filters, Finding
from akimfeedback.petitions.rules import RemovalReason, SignalCode
from akimfeedback.petitions.service import counting, removing, signals


def review_burst(stage: Stage, own: Keys, at: datetime) -> None:
    """Raise what is unusual, judge the device, take its supports out, count; the rest waits."""
    session, petition = stage.session, stage.petition
    moderator, assessor = (stage.as_official(code, at) for code in ("moderator", "assessor"))
    signals.review(session, petition, platform_night=None, now=at)
    for signal in queries.signals_of(session, petition.id):
        if signal.code == SignalCode.CONCENTRATION:
            signals.judge(session, moderator, petition, signal, Finding.TRUE, words.FOUND_TRUE, now=at)
    filters = Filters(device=own.device_key(ONE_DEVICE).hex())
    removal = removing.count_first(
        session, moderator, petition, filters, RemovalReason.ONE_SOURCE,
        words.REMOVED[stage.story.language], now=at + timedelta(minutes=20),
    )  # fmt: skip
    start = at + timedelta(hours=2)
    removing.confirm(session, assessor, petition, removal, words.WHY_REMOVED, now=start)
    while removing.step(session, removal.id, now=start):
        session.flush()
    counting.count_due(session, now=start + timedelta(minutes=1), lag_seconds=0)
