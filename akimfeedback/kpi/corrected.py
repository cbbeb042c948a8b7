"""Read the corrected versions of published figures, each beside the version before it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session, aliased

from akimfeedback.geography.models import Territory
from akimfeedback.kpi.disclosure import too_few
from akimfeedback.kpi.models import Snapshot
from akimfeedback.kpi.rules import FigureState


@dataclass(frozen=True)
class Correction:
    """A corrected version and the public one it stands instead of (None: there was none)."""

    unit: Territory
    now: Snapshot
    then: Snapshot | None


def corrections(
    session: Session, *, territory_id: int | None = None, limit: int, offset: int = 0
) -> Sequence[Correction]:
    """Return corrections, the latest first, of the whole installation or of one unit."""
    before = aliased(Snapshot)
    previous = (
        select(func.max(before.version))
        .where(before.territory_id == Snapshot.territory_id, before.period == Snapshot.period)
        .where(before.version < Snapshot.version, before.version > 0)
        .scalar_subquery()
    )
    then = aliased(Snapshot)
    same = and_(then.territory_id == Snapshot.territory_id, then.period == Snapshot.period)
    rows = (
        select(Territory, Snapshot, then)
        .join(Snapshot, Snapshot.territory_id == Territory.id)
        .outerjoin(then, and_(same, then.version == previous))
        .where(Snapshot.state == FigureState.CORRECTED)
        .order_by(Snapshot.computed_at.desc(), Territory.kato, Snapshot.period)
        .limit(limit)
        .offset(offset)
    )
    if territory_id is not None:
        rows = rows.where(Territory.id == territory_id)
    return [Correction(unit, now, old) for unit, now, old in session.execute(rows)]


@dataclass(frozen=True)
class Moved:
    """One indicator before and after, as counts."""

    code: str
    then: tuple[int, int] | None
    now: tuple[int, int]


def moved(one: Correction) -> list[Moved]:
    """Return the indicators whose counts a correction moved, in the method's order.

    Opinions of fewer than five, before or after, are left out.
    """
    old = (
        {item["code"]: (item["k"], item["n"]) for item in one.then.figures["indicators"]} if one.then else {}
    )
    found = []
    for item in one.now.figures["indicators"]:
        pair = (item["k"], item["n"])
        if old.get(item["code"]) != pair and not too_few(item["code"], pair, old.get(item["code"])):
            found.append(Moved(item["code"], old.get(item["code"]), pair))
    return found
