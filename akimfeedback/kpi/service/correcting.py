"""Correct frozen figures: one proposes with a reason, another confirms, a worker makes the versions."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from akimfeedback.core.clock import local_day
from akimfeedback.core.errors import NotAllowed, NotFound, RuleBroken
from akimfeedback.geography.queries import by_kato
from akimfeedback.journal.service import record
from akimfeedback.kpi import correction_queries, queries
from akimfeedback.kpi.correction_models import Correction
from akimfeedback.kpi.correction_queries import DONE, DROPPED, FROZEN, PROPOSED
from akimfeedback.kpi.models import Snapshot
from akimfeedback.kpi.periods import Period, parse
from akimfeedback.kpi.queries import Window
from akimfeedback.kpi.service.freezing import Frozen, freeze
from akimfeedback.kpi.service.rolling import compute
from akimfeedback.mandates.actor import Actor
from akimfeedback.mandates.queries import akim_of
from akimfeedback.mandates.rules import OFFICE_ROLES, Role
from akimfeedback.notifications.service import tell

MOST_LETTERS = 500


def propose(
    session: Session,
    actor: Actor,
    period: Period,
    reason: str,
    language: str,
    *,
    now: datetime,
    contest_id: int | None = None,
) -> Correction:
    """Propose to count a frozen quarter again; nothing changes yet, the effect of this moment is kept.

    Half-year and year follow their quarter. Raises NotAllowed("kpi.assessor-proposes"),
    RuleBroken("kpi.only-quarters-corrected" | "kpi.reason-missing" | "kpi.reason-too-long" |
    "kpi.nothing-frozen" | "kpi.correction-waits").
    """
    if Role.ASSESSOR not in actor.roles and contest_id is None:
        raise NotAllowed("kpi.assessor-proposes")
    words = reason_words(reason)
    if not period.frozen_itself:
        raise RuleBroken("kpi.only-quarters-corrected")
    if correction_queries.waiting(session, str(period)) is not None:
        raise RuleBroken("kpi.correction-waits")
    row = Correction(
        period=str(period), state=PROPOSED, reason=words, language=language,
        effect=look(session, period, now=now), contest_id=contest_id,
        proposed_by_id=actor.user_id, proposed_at=now,
    )  # fmt: skip
    session.add(row)
    session.flush()
    _note(session, "kpi.correction-proposed", row, actor, now)
    return row


def reason_words(typed: str) -> str:
    """Return the words of a reason. Raises RuleBroken("kpi.reason-missing" | "kpi.reason-too-long")."""
    words = typed.strip()
    if not words:
        raise RuleBroken("kpi.reason-missing")
    if len(words) > MOST_LETTERS:
        raise RuleBroken("kpi.reason-too-long", most=MOST_LETTERS)
    return words


def look(session: Session, period: Period, *, now: datetime) -> dict[str, Any]:
    """Return what a count of this moment would change in the final figures of a quarter; writes nothing.

    By КАТО: whether the okrug's own counts change (`own`, else only its peers' mean moved), old and new
    [k, n] of the indicators that change, old and new score. Raises RuleBroken("kpi.nothing-frozen").
    """
    newest = queries.newest_versions(session, str(period))
    frozen = {key: one for key, one in newest.items() if one.state in FROZEN}
    if not frozen:
        raise RuleBroken("kpi.nothing-frozen")
    window = Window(period.first_day, period.last_day, local_day(now))
    okrugs = queries.counted_okrugs(session, window)
    fresh = compute(session, period, okrugs, now=now)
    return {
        one.kato: _difference(frozen[one.id], fresh[one.id])
        for one in okrugs
        if one.id in frozen and frozen[one.id].input_hash != fresh[one.id]["hash"]
    }


def _difference(old: Snapshot, fresh: dict[str, Any]) -> dict[str, Any]:
    before = {one["code"]: list(one["own"]) for one in old.figures["indicators"]}
    after = {one["code"]: list(one["own"]) for one in fresh["indicators"]}
    changed = {
        code: [before.get(code), pair] for code, pair in sorted(after.items()) if before.get(code) != pair
    }
    scores = [one["value"] if one else None for one in (old.figures["score"], fresh["score"])]
    return {"own": bool(changed), "indicators": changed, "score": scores}


def confirm(session: Session, actor: Actor, correction: Correction, *, now: datetime) -> None:
    """Confirm a proposal of somebody else, loaded with `to_change=True`; a worker makes the versions.

    Nobody of an office confirms: it is about an office's own figures.

    Raises NotAllowed("kpi.administrator-confirms" | "kpi.another-confirms"),
    RuleBroken("kpi.correction-decided").
    """
    _require_decider(actor, correction)
    if correction.proposed_by_id == actor.user_id or actor.roles & OFFICE_ROLES:
        raise NotAllowed("kpi.another-confirms")
    correction.decided_by_id, correction.decided_at = actor.user_id, now
    _note(session, "kpi.correction-confirmed", correction, actor, now)


def drop(session: Session, actor: Actor, correction: Correction, words: str, *, now: datetime) -> None:
    """Drop a proposal with a reason; who proposed it may too.

    Raises NotAllowed("kpi.administrator-confirms"),
    RuleBroken("kpi.correction-decided" | "kpi.reason-missing" | "kpi.reason-too-long").
    """
    if correction.proposed_by_id != actor.user_id:
        _require_decider(actor, correction)
    if correction.state != PROPOSED or correction.decided_at is not None:
        raise RuleBroken("kpi.correction-decided")
    correction.decision_words = reason_words(words)
    correction.state, correction.decided_by_id, correction.decided_at = DROPPED, actor.user_id, now
    _note(session, "kpi.correction-dropped", correction, actor, now)


def _require_decider(actor: Actor, correction: Correction) -> None:
    if Role.ADMINISTRATOR not in actor.roles:
        raise NotAllowed("kpi.administrator-confirms")
    if correction.state != PROPOSED or correction.decided_at is not None:
        raise RuleBroken("kpi.correction-decided")


def carry_out(session: Session, correction_id: int, *, now: datetime) -> Frozen:
    """Make the corrected versions of a confirmed correction; twice makes them once.

    What changed since the proposal is taken in too: figures are of one moment or they are nothing. Raises
    NotFound("kpi.no-such-correction").
    """
    correction = correction_queries.correction(session, correction_id, to_change=True)
    if correction is None:
        raise NotFound("kpi.no-such-correction")
    if correction.state != PROPOSED or correction.decided_at is None:
        return Frozen()
    period, by = parse(correction.period), correction.decided_by_id
    found = freeze(session, period, now=now, reason=correction.reason, actor_id=by)
    correction.state = DONE
    _tell_akims(session, correction, now)
    return found


def _tell_akims(session: Session, correction: Correction, now: datetime) -> None:
    """Tell the akims whose own counts changed."""
    for kato, one in correction.effect.items():
        unit = by_kato(session, kato) if one["own"] else None
        akim = akim_of(session, unit.id, local_day(now)) if unit else None
        if akim is not None:
            tell(
                session, akim.user, "kpi.corrected", at=now, period=correction.period, path="/office/numbers"
            )


def _note(session: Session, act: str, row: Correction, actor: Actor, now: datetime) -> None:
    record(session, act, "kpi-correction", row.id, actor_id=actor.user_id, at=now, period=row.period)
