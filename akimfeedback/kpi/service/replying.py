"""The akim's written word on the figures of a period."""

from datetime import datetime

from sqlalchemy.orm import Session

from akimfeedback.core.clock import local_day
from akimfeedback.core.errors import NotAllowed, RuleBroken
from akimfeedback.journal.service import record
from akimfeedback.kpi import queries
from akimfeedback.kpi.models import OfficeReply
from akimfeedback.kpi.periods import Period, life_dates
from akimfeedback.mandates.actor import Actor
from akimfeedback.mandates.rules import Role

MOST_LETTERS = 1500


def reply(
    session: Session,
    actor: Actor,
    territory_id: int,
    period: Period,
    words: str,
    language: str,
    *,
    now: datetime,
) -> OfficeReply:
    """Keep the akim's word; it stands beside the figures. It may be changed until the reply's time is over.

    Raises NotAllowed("kpi.akim-replies"), RuleBroken("kpi.reply-missing" | "kpi.reply-too-long" |
    "kpi.reply-over", details["on"]).
    """
    if actor.seat_in(territory_id, Role.AKIM) is None:
        raise NotAllowed("kpi.akim-replies")
    written = words.strip()
    if not written:
        raise RuleBroken("kpi.reply-missing")
    if len(written) > MOST_LETTERS:
        raise RuleBroken("kpi.reply-too-long", most=MOST_LETTERS)
    today = local_day(now)
    ends_on = life_dates(period, queries.calendar_of(session, period, today)).reply_ends_on
    if today > ends_on:
        raise RuleBroken("kpi.reply-over", on=ends_on)
    kept = queries.office_reply(session, territory_id, str(period))
    if kept is None:
        kept = OfficeReply(territory_id=territory_id, period=str(period))
        session.add(kept)
    kept.text, kept.language, kept.by_id, kept.at = written, language, actor.user_id, now
    session.flush()
    record(session, "kpi.replied", "kpi-reply", kept.id, actor_id=actor.user_id, at=now, period=str(period))
    return kept
