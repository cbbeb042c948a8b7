"""The figures of the okrugs watched: which is unusual for its size."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from akimfeedback.geography import queries as places
from akimfeedback.geography.models import Territory
from akimfeedback.kpi import peer_rows, pictures
from akimfeedback.kpi.pictures import Named, Picture
from akimfeedback.web.product import named


def funnel_of(session: Session, okrugs: Sequence[Territory], period: str, own: str) -> Picture | None:
    """Return answered in time by number of requests over the whole district of the okrugs watched.

    Published counts and public limits only, so that a deputy of few okrugs sees them among their neighbours.
    """
    if not okrugs:
        return None
    chosen = next((unit for unit in okrugs if unit.kato == own), okrugs[0])
    units = places.okrugs(session, places.district_of(session, chosen))
    counts = peer_rows.in_time_of(session, [unit.id for unit in units], period)
    rows = [Named(unit.kato, named(unit), counts[unit.id]) for unit in units if unit.id in counts]
    return pictures.funnel_picture(rows, own, early=False)
