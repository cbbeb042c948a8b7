"""Look for signals in a month, let the akim explain, write what a person found.

No signal changes a figure.
"""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from akimfeedback.core.clock import local_day
from akimfeedback.core.errors import NotAllowed, RuleBroken
from akimfeedback.journal.service import record
from akimfeedback.kpi import queries, signal_policy, signal_queries
from akimfeedback.kpi.periods import Period, PeriodKind
from akimfeedback.kpi.signal_checks import all_checks, exact_checks, ground
from akimfeedback.kpi.signal_models import Signal, SignalExplanation
from akimfeedback.kpi.signals.multiplicity import worth_a_look
from akimfeedback.kpi.signals.rules import (
    EXPLANATION_LETTERS,
    FINDING_LETTERS,
    HIDDEN_FROM_OFFICE,
    Check,
    Finding,
    Q,
    SignalCode,
    explain_until,
    tested_on,
)
from akimfeedback.mandates.actor import Actor
from akimfeedback.mandates.queries import akim_of, covering, members_of
from akimfeedback.mandates.rules import OFFICE_ROLES, Role
from akimfeedback.notifications.service import tell

_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(hashtext('akimfeedback.kpi.signals'))")


@dataclass(frozen=True)
class Looked:
    """What a look at a month gave: checks made and signals raised."""

    checks: int
    raised: int


def look(session: Session, month: Period, *, now: datetime) -> Looked | None:
    """Make every check of a month that is over and keep what is worth a look; None when it was done before.

    One transaction holds the whole month, and a lock makes a second runner wait for the first: twice, at
    once and killed in between give the same rows. Checks whose chance is above q can never pass and are only
    counted. Raises RuleBroken("kpi.signals-too-early", details["on"]).
    """
    today = local_day(now)
    first_on = tested_on(month, queries.calendar_of(session, month, today))
    if today < first_on:
        raise RuleBroken("kpi.signals-too-early", on=first_on)
    session.execute(_ONE_AT_A_TIME)
    if signal_queries.is_tested(session, month):
        return None
    on = ground(session, month, today)
    found = all_checks(on)
    flags = worth_a_look([check.p for _, check in found], Q)
    kept = [(unit, check, flag) for (unit, check), flag in zip(found, flags, strict=True) if check.p <= Q]
    kept += [(unit, check, True) for unit, check in _news(session, month, exact_checks(on))]
    signals = [_row(month, unit, check, now, flagged=flag, checks=len(found)) for unit, check, flag in kept]
    session.add_all(signals)
    session.flush()  # the journal needs their numbers
    raised = [signal for signal in signals if signal.flagged]
    for signal in raised:
        record(
            session, "kpi.signal-raised", "kpi-signal", signal.id, actor_id=None, at=now,
            code=signal.code, month=signal.month,
        )  # fmt: skip
    _tell_akims(session, month, raised, now)
    _tell_deputies(session, month, raised, now)
    record(
        session, signal_queries.TESTED, signal_queries.SUBJECT, signal_queries.subject_id(month),
        actor_id=None, at=now, checks=len(found), raised=len(raised),
    )  # fmt: skip
    return Looked(len(found), len(raised))


def _news(session: Session, month: Period, found: list[tuple[int, Check]]) -> list[tuple[int, Check]]:
    """Return exact checks without what an earlier month has told already."""
    told = signal_queries.rows_before(session, month, SignalCode.TIMES_CHANGED)
    fresh: list[tuple[int, Check]] = []
    for unit, check in found:
        known = told.get(unit, set())
        parts = []
        for part in check.parts:
            rows = tuple(row for row in part.rows if (part.name, row) not in known)
            if rows:
                parts.append(replace(part, rows=rows, seen=len(rows), n=len(rows)))
        if parts:
            fresh.append((unit, Check(check.code, tuple(parts))))
    return fresh


def _row(month: Period, unit: int, check: Check, now: datetime, *, flagged: bool, checks: int) -> Signal:
    strongest = check.strongest
    return Signal(
        territory_id=unit,
        code=check.code.value,
        month=str(month),
        observed=strongest.seen,
        expected=strongest.expected,
        n=strongest.n,
        p_value=check.p,
        flagged=flagged,
        evidence={"parts": [part.as_data() for part in check.parts], "checks": checks},
        raised_at=now,
    )


def _tell_akims(session: Session, month: Period, raised: list[Signal], now: datetime) -> None:
    """Tell each akim once a month that something is worth a look; nothing of what passes the office."""
    shown = Counter(signal.territory_id for signal in raised if signal.code not in HIDDEN_FROM_OFFICE)
    for territory_id in sorted(shown):
        akim = akim_of(session, territory_id, local_day(now))
        tell(
            session, akim.user if akim else None, "kpi.signal", at=now,
            dedupe=f"kpi.signal:{territory_id}:{month}", path="/office/signals",
        )  # fmt: skip


def _tell_deputies(session: Session, month: Period, raised: list[Signal], now: datetime) -> None:
    """Tell deputies once a month that withdrawals wait for them; nobody who also works in the office."""
    today = local_day(now)
    for territory_id in sorted({one.territory_id for one in raised if one.code in HIDDEN_FROM_OFFICE}):
        office = {seat.user_id for seat in members_of(session, territory_id, today, *OFFICE_ROLES)}
        for seat in covering(session, territory_id, today, Role.DEPUTY):
            if seat.user_id not in office:
                tell(
                    session, seat.user, "kpi.withdrawals", at=now, dedupe=f"kpi.withdrawals:{month}",
                    path="/desk/withdrawals",
                )  # fmt: skip


def explain(
    session: Session, actor: Actor, signal: Signal, words: str, language: str, *, now: datetime
) -> SignalExplanation:
    """Keep the akim's explanation of a signal loaded with `to_change=True`; it may change until the finding.

    Raises NotAllowed("kpi.akim-explains"), RuleBroken("kpi.signal-judged" | "kpi.explanation-missing" |
    "kpi.explanation-too-long").
    """
    if not signal_policy.can_explain(actor, signal):
        raise NotAllowed("kpi.akim-explains")
    if signal.finding is not None:
        raise RuleBroken("kpi.signal-judged")
    written = _words(words, "kpi.explanation-missing", "kpi.explanation-too-long", EXPLANATION_LETTERS)
    kept = signal_queries.explanation(session, signal.id)
    if kept is None:
        kept = SignalExplanation(signal_id=signal.id)
        session.add(kept)
    kept.text, kept.language, kept.by_id, kept.at = written, language, actor.user_id, now
    session.flush()
    record(session, "kpi.signal-explained", "kpi-signal", signal.id, actor_id=actor.user_id, at=now)
    return kept


def judge(
    session: Session, actor: Actor, signal: Signal, finding: Finding, words: str, *, now: datetime
) -> None:
    """Write what a person found behind a signal loaded with `to_change=True`; nothing follows by itself.

    The akim has ten working days to explain first, unless the office must not know of the signal or there
    is nobody to explain. Raises NotAllowed("kpi.signal-not-yours"), RuleBroken("kpi.signal-judged" |
    "kpi.signal-akim-has-time", details["on"] | "kpi.finding-reason-missing" | "kpi.finding-too-long").
    """
    if not signal_policy.can_judge(actor, signal):
        raise NotAllowed("kpi.signal-not-yours")
    if signal.finding is not None:
        raise RuleBroken("kpi.signal-judged")
    written = _words(words, "kpi.finding-reason-missing", "kpi.finding-too-long", FINDING_LETTERS)
    _let_the_akim_speak(session, signal, now)
    signal.finding, signal.finding_words = finding.value, written
    signal.reviewed_by_id, signal.reviewed_at = actor.user_id, now
    record(
        session, "kpi.signal-judged", "kpi-signal", signal.id, actor_id=actor.user_id, at=now,
        code=signal.code, finding=finding.value,
    )  # fmt: skip


def _let_the_akim_speak(session: Session, signal: Signal, now: datetime) -> None:
    if signal_policy.is_hidden(signal) or signal_queries.explanation(session, signal.id) is not None:
        return
    today = local_day(now)
    akim = akim_of(session, signal.territory_id, today)
    if akim is None:
        return
    raised_on = local_day(signal.raised_at)
    on = explain_until(raised_on, queries.calendar_of(session, _month_of(signal), today))
    if today <= on:
        raise RuleBroken("kpi.signal-akim-has-time", on=on)


def _month_of(signal: Signal) -> Period:
    year, month = signal.month.split("-")
    return Period(int(year), PeriodKind.MONTH, int(month))


def _words(typed: str, missing: str, too_long: str, most: int) -> str:
    written = typed.strip()
    if not written:
        raise RuleBroken(missing)
    if len(written) > most:
        raise RuleBroken(too_long, most=most)
    return written
