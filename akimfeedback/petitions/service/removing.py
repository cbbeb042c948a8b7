"""Remove many supports: count first, confirm, run in steps, cancel at any time, undo. Always public.

Rows are never deleted: they become invalidated and remember what they were. The counting job takes them out
of the figures, as it takes every change; a rung may fall back, which is said before anything is done.
"""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from akimfeedback.core.clock import local_day
from akimfeedback.core.errors import NotAllowed, RuleBroken
from akimfeedback.journal.service import record
from akimfeedback.mandates.actor import Actor
from akimfeedback.petitions import policy
from akimfeedback.petitions.models import Petition
from akimfeedback.petitions.queries import removals as queries
from akimfeedback.petitions.review_rules import REMOVAL_VERSION, Filters, needs_second
from akimfeedback.petitions.rules import RemovalReason, RemovalState, SupportState
from akimfeedback.petitions.service.acts import require_words
from akimfeedback.petitions.support_models import Removal, Signature, SupportIntent

STEP = 500


def _require_reviewer(actor: Actor, petition: Petition) -> None:
    if not policy.can_review_support(actor, petition):
        raise NotAllowed("petitions.not-your-district")


def _note(session: Session, act: str, removal: Removal, actor: Actor | None, now: datetime) -> None:
    record(
        session, f"petitions.{act}", "petition", removal.petition_id,
        actor_id=actor.user_id if actor else None, at=now,
        removal=removal.id, reason=removal.reason, found=removal.found, done=removal.done,
    )  # fmt: skip


def count_first(
    session: Session,
    actor: Actor,
    petition: Petition,
    filters: Filters,
    reason: RemovalReason,
    words: str,
    *,
    now: datetime,
) -> Removal:
    """Return a removal that is counted and not begun: how many, of which lines, which rungs would fall back.

    What comes after the count is never taken by it. Raises NotAllowed `petitions.not-your-district`,
    RuleBroken `petitions.choose-what-to-remove`, `petitions.nothing-to-remove`, `petitions.say-why`.
    """
    _require_reviewer(actor, petition)
    public_words = require_words(words, "petitions.say-why")
    if not filters.chosen:
        raise RuleBroken("petitions.choose-what-to-remove")
    counted = queries.found(session, petition.id, filters)
    intents = queries.count_intents(session, petition.id, filters)
    if not counted.rows and not intents:
        raise RuleBroken("petitions.nothing-to-remove")
    before = queries.standing(session, petition.id)
    after = before - counted.counted
    lost = [rung.rung for rung in queries.holding_rungs(session, petition.id) if rung.needed > after]
    removal = Removal(
        petition_id=petition.id,
        reason=reason.value,
        rule_version=REMOVAL_VERSION,
        filters=replace(filters, last_id=counted.last_id).as_data(),
        state=RemovalState.COUNTED.value,
        found=counted.rows,
        words=public_words,
        effect={
            "before": before, "after": after, "lost": lost, "lines": counted.lines, "intents": intents,
            "second": needs_second(counted.rows, before),
        },
        by_id=actor.user_id,
        created_at=now,
    )  # fmt: skip
    session.add(removal)
    session.flush()
    _note(session, "removal-counted", removal, actor, now)
    return removal


def confirm(
    session: Session, actor: Actor, petition: Petition, removal: Removal, why: str, *, now: datetime
) -> None:
    """Start a counted removal; another person does it when it is more than 20 rows or a tenth of the count.

    Raises NotAllowed `petitions.not-your-district`, RuleBroken `petitions.not-possible-now`,
    `petitions.another-person`, `petitions.say-why`.
    """
    _require_reviewer(actor, petition)
    _require_state(removal, petition, RemovalState.COUNTED)
    if removal.effect.get("second") and actor.user_id == removal.by_id:
        raise RuleBroken("petitions.another-person")
    removal.confirm_note = require_words(why, "petitions.say-why")
    removal.confirmed_by_id, removal.started_at = actor.user_id, now
    removal.state = RemovalState.RUNNING
    _mark_intents(session, removal)
    _note(session, "removal-started", removal, actor, now)


def _require_state(removal: Removal, petition: Petition, *states: RemovalState) -> None:
    if removal.petition_id != petition.id or removal.state not in states:
        raise RuleBroken("petitions.not-possible-now", state=removal.state)


def _mark_intents(session: Session, removal: Removal) -> None:
    """Mark the codes still waiting: what comes of them is held for a person to look at."""
    filters = Filters.of(removal.filters)
    if filters.covers_intents:
        session.execute(
            update(SupportIntent)
            .where(queries.intents(removal.petition_id, filters))
            .values(removal_id=removal.id),
            execution_options={"synchronize_session": False},
        )


def step(session: Session, removal_id: int, *, now: datetime, size: int = STEP) -> bool:
    """Do the next rows of a removal or of its undoing in the caller's transaction; say whether more is left.

    Safe when killed (nothing of the step stays) and when doubled (the second finds the row locked).
    """
    removal = queries.to_work_on(session, removal_id)
    if removal is None:
        return False
    undoing = removal.state == RemovalState.UNDOING
    n = _put_back(session, removal, size, now) if undoing else _take_out(session, removal, size, now)
    if n == size:
        return True
    removal.state = RemovalState.UNDONE if undoing else RemovalState.DONE
    removal.finished_at = now
    _note(session, "removal-undone" if undoing else "removal-done", removal, None, now)
    return False


def _take_out(session: Session, removal: Removal, size: int, now: datetime) -> int:
    filters = Filters.of(removal.filters)
    rows = select(Signature.id).where(queries.matching(removal.petition_id, filters))
    changed = session.scalars(
        update(Signature)
        .where(Signature.id.in_(rows.order_by(Signature.id).limit(size).with_for_update()))
        .values(
            removed_from=Signature.state,
            state=SupportState.INVALIDATED.value,
            removal_id=removal.id,
            on=local_day(now),
            changed_at=func.clock_timestamp(),
        )
        .returning(Signature.id),
        execution_options={"synchronize_session": False},
    ).all()
    removal.done += len(changed)
    return len(changed)


def _put_back(session: Session, removal: Removal, size: int, now: datetime) -> int:
    """Return rows to what they were, or to what their owner or a new text made of them meanwhile."""
    rows = select(Signature.id).where(
        Signature.removal_id == removal.id, Signature.state == SupportState.INVALIDATED
    )
    changed = session.scalars(
        update(Signature)
        .where(Signature.id.in_(rows.order_by(Signature.id).limit(size).with_for_update()))
        .values(
            state=func.coalesce(Signature.removed_from, SupportState.VALID.value),
            removed_from=None,
            removal_id=None,
            on=local_day(now),
            changed_at=func.clock_timestamp(),
        )
        .returning(Signature.id),
        execution_options={"synchronize_session": False},
    ).all()
    removal.undone += len(changed)
    return len(changed)


def cancel(session: Session, actor: Actor, petition: Petition, removal: Removal, *, now: datetime) -> None:
    """Stop a removal, counted or running; what it has removed stays removed until it is undone.

    Raises NotAllowed `petitions.not-your-district`, RuleBroken `petitions.not-possible-now`.
    """
    _require_reviewer(actor, petition)
    _require_state(removal, petition, RemovalState.COUNTED, RemovalState.RUNNING)
    removal.state, removal.finished_at = RemovalState.CANCELLED, now
    _free_intents(session, removal)
    _note(session, "removal-cancelled", removal, actor, now)


def undo(
    session: Session, actor: Actor, petition: Petition, removal: Removal, words: str, *, now: datetime
) -> None:
    """Begin to put back all a removal took, with public words. It stays in the ledger as undone.

    Raises NotAllowed `petitions.not-your-district`, RuleBroken `petitions.not-possible-now`,
    `petitions.say-why`.
    """
    _require_reviewer(actor, petition)
    _require_state(removal, petition, RemovalState.DONE, RemovalState.CANCELLED)
    if removal.started_at is None:
        raise RuleBroken("petitions.not-possible-now", state=removal.state)
    put_back(session, actor, removal, words, now=now)


def put_back(session: Session, actor: Actor, removal: Removal, words: str, *, now: datetime) -> None:
    """Begin the undoing of a removal that was begun; who may is checked by the caller."""
    removal.undo_note = require_words(words, "petitions.say-why")
    removal.undone_by_id, removal.undone_at = actor.user_id, now
    removal.state = RemovalState.UNDOING
    _free_intents(session, removal)
    _note(session, "removal-undoing", removal, actor, now)


def _free_intents(session: Session, removal: Removal) -> None:
    session.execute(
        update(SupportIntent).where(SupportIntent.removal_id == removal.id).values(removal_id=None),
        execution_options={"synchronize_session": False},
    )
