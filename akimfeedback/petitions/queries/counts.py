"""Numbers of an initiative as everybody may see them, the office too."""

from dataclasses import dataclass
from datetime import datetime

from akimfeedback.law.initiatives import FEWER_THAN, SMALL_VILLAGE
from akimfeedback.petitions.models import Petition
from akimfeedback.petitions.rules import shown_count


@dataclass(frozen=True)
class Shown:
    """What may be said of the count; None is "fewer than ten"."""

    count: int | None
    lines: dict[str, int | None] | None
    outside: int | None
    as_of: datetime | None
    next_step: int | None
    needed: int | None  # how many more
    fewer: bool
    yesterday: bool


def shown(petition: Petition) -> Shown:
    """Return the only numbers any page, file or image may show. Law: L-48."""
    totals = petition.totals
    counted, yesterday = (totals.counted, totals.yesterday) if totals else (0, 0)
    count = shown_count(counted, yesterday, petition.population)
    small = petition.population is not None and petition.population < SMALL_VILLAGE
    rungs = sorted(
        n for n in (petition.answer_at, petition.agenda_at, petition.positions_at) if n is not None
    )
    ahead = next((n for n in rungs if n > (count or 0)), None)
    lines: dict[str, int | None] | None = None
    if count is not None and not small and totals:
        lines = {line: n if n >= FEWER_THAN else None for line, n in totals.lines.items()}
    return Shown(
        count=count,
        lines=lines,
        outside=totals.outside if totals and totals.outside >= FEWER_THAN else None,
        as_of=totals.counted_at if totals else None,
        next_step=ahead,
        needed=ahead - count if ahead is not None and count is not None else None,
        fewer=count is None,
        yesterday=small,
    )
