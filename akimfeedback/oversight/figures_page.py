"""The figures of the okrugs watched: where each stands in words, and which is unusual for its size."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from akimfeedback.geography.models import Territory
from akimfeedback.kpi import peer_rows, pictures
from akimfeedback.kpi.pictures import Named, Picture
from akimfeedback.web.product import named


def funnel_of(session: Session, okrugs: Sequence[Territory], period: str, own: str) -> Picture | None:
    """Return answered in time by number of requests over okrugs in the given order; public limits only."""
    counts = peer_rows.in_time_of(session, [unit.id for unit in okrugs], period)
    rows = [Named(unit.kato, named(unit), counts[unit.id]) for unit in okrugs if unit.id in counts]
    return pictures.funnel_picture(rows, own, early=False)
