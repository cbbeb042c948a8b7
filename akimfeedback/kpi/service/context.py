"""Write the facts beside a score, and the days of campaigns: the administrator does, never the office."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from akimfeedback.core.clock import local_day
from akimfeedback.core.errors import NotAllowed, NotFound, RuleBroken
from akimfeedback.geography import queries as geography
from akimfeedback.journal.service import record
from akimfeedback.kpi.context import Fact, fact_fault, read_value
from akimfeedback.kpi.context_models import ContextFact, ElectionPeriod
from akimfeedback.mandates.actor import Actor
from akimfeedback.mandates.rules import Role

LONGEST_DAYS = 200


@dataclass(frozen=True)
class TypedFact:
    """A fact as somebody typed it."""

    code: str
    as_of: date
    value: str
    source: str


def enter_fact(
    session: Session, actor: Actor, territory_id: int, typed: TypedFact, *, now: datetime
) -> ContextFact:
    """Keep a fact of a unit; a fact of the same day is replaced.

    Raises NotAllowed("kpi.administrators-only"), RuleBroken with a code of `kpi.context.FactFault`,
    "kpi.no-such-fact" or "kpi.more-vacancies-than-posts".
    """
    _require_administrator(actor, territory_id)
    if typed.code not in set(Fact):
        raise RuleBroken("kpi.no-such-fact")
    code, value = Fact(typed.code), read_value(typed.value)
    fault = fact_fault(code, value, typed.as_of, typed.source, local_day(now))
    if fault is not None or value is None:
        raise RuleBroken(str(fault))
    posts = _posts(session, territory_id, typed.as_of) if code is Fact.VACANCIES else None
    if posts is not None and value > posts:
        raise RuleBroken("kpi.more-vacancies-than-posts")
    row = session.scalars(
        select(ContextFact)
        .where(ContextFact.territory_id == territory_id, ContextFact.code == code)
        .where(ContextFact.as_of == typed.as_of)
        .with_for_update()
    ).first()
    if row is None:
        row = ContextFact(territory_id=territory_id, code=code.value, as_of=typed.as_of)
        session.add(row)
    row.value, row.source = value, typed.source.strip()
    row.entered_by_id, row.entered_at = actor.user_id, now
    session.flush()
    record(
        session, "kpi.fact-entered", "kpi-fact", row.id, actor_id=actor.user_id, at=now,
        code=code.value, as_of=typed.as_of.isoformat(), value=str(value),
    )  # fmt: skip
    return row


def _posts(session: Session, territory_id: int, as_of: date) -> Decimal | None:
    """Return the posts known on a day, None when nobody entered them."""
    return session.scalars(
        select(ContextFact.value)
        .where(ContextFact.territory_id == territory_id, ContextFact.code == Fact.POSTS)
        .where(ContextFact.as_of <= as_of)
        .order_by(ContextFact.as_of.desc())
        .limit(1)
    ).first()


def import_facts(
    session: Session, actor: Actor, rows: Sequence[tuple[int, str, TypedFact]], *, now: datetime
) -> int:
    """Keep many facts (line, КАТО code, fact) or none; return how many.

    Raises RuleBroken with the fact's code and details["line"], NotFound("geography.no-such-unit").
    """
    for line, kato, typed in rows:
        unit = geography.by_kato(session, kato)
        if unit is None or not unit.has_akim:
            raise NotFound("kpi.no-such-okrug", line=line)
        try:
            enter_fact(session, actor, unit.id, typed, now=now)
        except RuleBroken as refusal:
            raise RuleBroken(refusal.code, line=line) from refusal
    return len(rows)


def begin_campaign(
    session: Session,
    actor: Actor,
    territory_id: int | None,
    days: tuple[date, date],
    reason: str,
    *,
    now: datetime,
) -> ElectionPeriod:
    """Let promotional tools rest from the first to the last of the days, both counted.

    Raises NotAllowed("kpi.administrators-only"), RuleBroken("kpi.campaign-days" | "kpi.campaign-too-long" |
    "kpi.campaign-over" | "kpi.campaign-without-reason").
    """
    _require_administrator(actor, territory_id)
    from_on, to_on = days
    if to_on < from_on:
        raise RuleBroken("kpi.campaign-days")
    if (to_on - from_on).days >= LONGEST_DAYS:
        raise RuleBroken("kpi.campaign-too-long")
    if to_on < local_day(now):
        raise RuleBroken("kpi.campaign-over")
    if not reason.strip():
        raise RuleBroken("kpi.campaign-without-reason")
    row = ElectionPeriod(
        territory_id=territory_id, from_on=from_on, to_on=to_on, reason=reason.strip(),
        entered_by_id=actor.user_id, entered_at=now,
    )  # fmt: skip
    session.add(row)
    session.flush()
    record(
        session, "kpi.campaign-begun", "kpi-campaign", row.id, actor_id=actor.user_id, at=now,
        territory=territory_id, from_on=from_on.isoformat(), to_on=to_on.isoformat(),
    )  # fmt: skip
    return row


def lift_campaign(session: Session, actor: Actor, campaign_id: int, *, now: datetime) -> ElectionPeriod:
    """End a campaign with this day; the tools work again. Lifting it again changes nothing.

    Raises NotFound("kpi.no-such-campaign"), NotAllowed("kpi.administrators-only").
    """
    row = session.get(ElectionPeriod, campaign_id, with_for_update=True)
    if row is None:
        raise NotFound("kpi.no-such-campaign")
    _require_administrator(actor, row.territory_id)
    if row.lifted_at is None and row.to_on >= local_day(now):
        row.lifted_at = now
        record(session, "kpi.campaign-lifted", "kpi-campaign", row.id, actor_id=actor.user_id, at=now)
    return row


def _require_administrator(actor: Actor, territory_id: int | None) -> None:
    """Let an administrator act on what the seat covers; on the whole country any administrator may."""
    if territory_id is None:
        allowed = Role.ADMINISTRATOR in actor.roles
    else:
        allowed = actor.seat_in(territory_id, Role.ADMINISTRATOR) is not None
    if not allowed:
        raise NotAllowed("kpi.administrators-only")
