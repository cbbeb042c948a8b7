"""Rungs reached and lost by the count in force; the office's duties follow."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from akimfeedback.law.initiatives import Rung
from akimfeedback.petitions.models import Petition, PetitionTotal
from akimfeedback.petitions.queries.counts import ladder_of
from akimfeedback.petitions.rules import Publication, figure
from akimfeedback.petitions.service import duties
from akimfeedback.petitions.support_models import PetitionRung

UNDER_WAY = (Publication.OPEN.value, Publication.CLOSED.value)


def refresh(session: Session, petition_ids: Collection[int], now: datetime) -> int:
    """Write which rungs are reached and which are lost again; return how many changed.

    Only published initiatives have rungs. History of other systems keeps its own. Safe to repeat.
    """
    changed = 0
    for petition_id in _out_of_step(session, petition_ids):
        changed += _refresh_one(session, petition_id, now)
    return changed


def _out_of_step(session: Session, petition_ids: Collection[int]) -> list[int]:
    """Return the ids of initiatives whose rungs are not what the count says, in order."""
    if not petition_ids:
        return []
    held = _held(session, petition_ids)
    rows = session.execute(
        select(
            Petition.id, Petition.population, Petition.answer_at, Petition.agenda_at, Petition.positions_at,
            PetitionTotal.counted, PetitionTotal.yesterday,
        )
        .join(PetitionTotal, PetitionTotal.petition_id == Petition.id)
        .where(Petition.id.in_(petition_ids), _ours())
        .order_by(Petition.id)
    )  # fmt: skip
    found = []
    for row in rows:
        count = figure(row.counted, row.yesterday, row.population)
        steps = {Rung.ANSWER: row.answer_at, Rung.AGENDA: row.agenda_at, Rung.POSITIONS: row.positions_at}
        reached = {rung for rung, needed in steps.items() if needed is not None and count >= needed}
        if reached != held.get(row.id, set()):
            found.append(row.id)
    return found


def _held(session: Session, petition_ids: Collection[int]) -> dict[int, set[Rung]]:
    held: dict[int, set[Rung]] = {}
    found = select(PetitionRung.petition_id, PetitionRung.rung).where(
        PetitionRung.petition_id.in_(petition_ids), PetitionRung.lost_at.is_(None)
    )
    for petition_id, rung in session.execute(found):
        held.setdefault(petition_id, set()).add(Rung(rung))
    return held


def _ours() -> ColumnElement[bool]:
    return and_(Petition.publication.in_(UNDER_WAY), Petition.outside_source.is_(None))


def _refresh_one(session: Session, petition_id: int, now: datetime) -> int:
    petition = session.scalar(
        select(Petition)
        .where(Petition.id == petition_id, _ours())
        .with_for_update(key_share=True)  # who supports goes on
    )
    if petition is None or petition.totals is None:
        return 0
    session.refresh(petition.totals)
    count = figure(petition.totals.counted, petition.totals.yesterday, petition.population)
    standing = {
        Rung(row.rung): row
        for row in session.scalars(
            select(PetitionRung).where(
                PetitionRung.petition_id == petition_id, PetitionRung.lost_at.is_(None)
            )
        )
    }
    ladder = ladder_of(petition)
    lost = [row for rung, row in standing.items() if count < ladder.get(rung, 0)]
    reached = [rung for rung, needed in ladder.items() if count >= needed and rung not in standing]
    for row in lost:
        row.lost_at = now
    session.add_all(
        PetitionRung(petition_id=petition_id, rung=rung.value, needed=ladder[rung], reached_at=now)
        for rung in reached
    )
    session.flush()
    for row in lost:
        duties.lost(session, petition, Rung(row.rung), now=now)
    for rung in reached:
        duties.opened(session, petition, rung, now=now)
    return len(lost) + len(reached)
