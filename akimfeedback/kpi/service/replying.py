"""The akim's written word on the figures of a period: on the whole and on single indicators."""

from collections.abc import Mapping
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
MOST_LETTERS_ON_ONE = 600
WHOLE = ""
INDICATORS = ("K1", "K2", "K3", "K4", "K5")


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
    """Keep the akim's word on the whole; it stands beside the figures.

    It may be changed until the reply's time is over. Raises NotAllowed("kpi.akim-replies"),
    RuleBroken("kpi.reply-missing" | "kpi.reply-too-long" | "kpi.reply-over", details["on"]).
    """
    if not words.strip():
        raise RuleBroken("kpi.reply-missing")
    reply_to_each(session, actor, territory_id, period, {WHOLE: words}, language, now=now)
    kept = queries.office_reply(session, territory_id, str(period))
    if kept is None:
        raise RuleBroken("kpi.reply-missing")
    return kept


def reply_to_each(
    session: Session,
    actor: Actor,
    territory_id: int,
    period: Period,
    words: Mapping[str, str],
    language: str,
    *,
    now: datetime,
) -> int:
    """Keep the akim's words by indicator ("" is the whole); an emptied one goes. Return how many moved.

    Raises NotAllowed("kpi.akim-replies"), RuleBroken("kpi.reply-too-long" | "kpi.reply-over" |
    "kpi.no-such-indicator").
    """
    _may_reply(session, actor, territory_id, period, now)
    for code, said in words.items():
        if code != WHOLE and code not in INDICATORS:
            raise RuleBroken("kpi.no-such-indicator")
        most = MOST_LETTERS if code == WHOLE else MOST_LETTERS_ON_ONE
        if len(said.strip()) > most:
            raise RuleBroken("kpi.reply-too-long", most=most)
    kept = queries.office_replies(session, territory_id, str(period))
    changed = [(code, said.strip()) for code, said in words.items() if said.strip() != _said(kept.get(code))]
    for code, said in changed:
        row = kept.get(code) or OfficeReply(territory_id=territory_id, period=str(period), indicator=code)
        _keep(session, row, said, language, actor, now)
    return len(changed)


def _said(row: OfficeReply | None) -> str:
    return row.text if row else ""


def _keep(session: Session, row: OfficeReply, said: str, language: str, actor: Actor, now: datetime) -> None:
    """Write, change or take back one word, with its line in the journal."""
    if said:
        row.text, row.language, row.by_id, row.at = said, language, actor.user_id, now
        session.add(row)
        session.flush()
    act, number = ("kpi.replied" if said else "kpi.reply-taken-back"), row.id
    if not said:
        session.delete(row)
        session.flush()
    record(
        session, act, "kpi-reply", number, actor_id=actor.user_id, at=now,
        period=row.period, indicator=row.indicator,
    )  # fmt: skip


def _may_reply(session: Session, actor: Actor, territory_id: int, period: Period, now: datetime) -> None:
    if actor.seat_in(territory_id, Role.AKIM) is None:
        raise NotAllowed("kpi.akim-replies")
    today = local_day(now)
    ends_on = life_dates(period, queries.calendar_of(session, period, today)).reply_ends_on
    if today > ends_on:
        raise RuleBroken("kpi.reply-over", on=ends_on)
