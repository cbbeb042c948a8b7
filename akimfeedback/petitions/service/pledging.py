"""The office's written pledge to the ladder. An initiative keeps the pledge of the day it was begun."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from akimfeedback.core import clock
from akimfeedback.core.errors import NotAllowed, RuleBroken
from akimfeedback.files import service as files
from akimfeedback.journal.service import record
from akimfeedback.mandates.actor import Actor
from akimfeedback.petitions import policy
from akimfeedback.petitions.models import Pledge
from akimfeedback.petitions.queries.initiatives import pledge_of
from akimfeedback.petitions.service.acts import require_words


@dataclass(frozen=True)
class Paper:
    """The signed paper: from which day, its number and date, the file itself."""

    from_on: date
    note: str
    file_id: int | None = None


def register(session: Session, actor: Actor, territory_id: int, paper: Paper, *, now: datetime) -> Pledge:
    """Write that an office pledges the ladder; it holds for initiatives begun from now on.

    Raises NotAllowed `petitions.not-your-district`, RuleBroken `petitions.pledge-stands`,
    `petitions.paper-missing`, `petitions.pledge-ahead`.
    """
    _require(actor, territory_id)
    note = require_words(paper.note, "petitions.paper-missing")
    if pledge_of(session, territory_id) is not None:
        raise RuleBroken("petitions.pledge-stands")
    if paper.from_on > clock.local_day(now):
        raise RuleBroken("petitions.pledge-ahead")
    row = Pledge(
        territory_id=territory_id,
        from_on=paper.from_on,
        note=note,
        file_id=paper.file_id,
        by_id=actor.user_id,
        at=now,
    )
    session.add(row)
    session.flush()
    if paper.file_id is not None:
        files.make_public(session, [paper.file_id])
    record(session, "petitions.pledged", "pledge", row.id, actor_id=actor.user_id, at=now, unit=territory_id)
    return row


def withdraw(session: Session, actor: Actor, pledge: Pledge, *, now: datetime) -> None:
    """End a pledge today; initiatives begun under it keep it. Raises NotAllowed, `petitions.pledge-over`."""
    _require(actor, pledge.territory_id)
    if pledge.to_on is not None:
        raise RuleBroken("petitions.pledge-over")
    pledge.to_on = clock.local_day(now)
    record(
        session, "petitions.pledge-withdrawn", "pledge", pledge.id,
        actor_id=actor.user_id, at=now, unit=pledge.territory_id,
    )  # fmt: skip


def _require(actor: Actor, territory_id: int) -> None:
    if not policy.can_pledge(actor, territory_id):
        raise NotAllowed("petitions.not-your-district")
