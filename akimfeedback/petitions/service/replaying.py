"""Pretend support in the shape of a real storm, for demo and tests: it shows the count catching up."""

import secrets
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.orm import Session

from akimfeedback.core.clock import local_day
from akimfeedback.core.errors import RuleBroken
from akimfeedback.petitions.models import Petition
from akimfeedback.petitions.rules import Line, Publication
from akimfeedback.petitions.service.acts import note
from akimfeedback.petitions.support_models import Signature

KEY_BYTES = 32
PLAYFUL = ("demo", "test", "development")


def busiest(hours: Sequence[tuple[datetime, int]], many: int) -> list[int]:
    """Return the new supports of the busiest hours that follow one another, quiet ones as zero."""
    if not hours:
        return []
    by_hour = dict(hours)
    first, last = hours[0][0], hours[-1][0]
    length = int((last - first).total_seconds() // 3600) + 1
    line = [0] * length
    for at, n in by_hour.items():
        line[int((at - first).total_seconds() // 3600)] = n
    window = sum(line[:many])
    best, start = window, 0
    for end in range(many, length):
        window += line[end] - line[end - many]
        if window > best:
            best, start = window, end - many + 1
    return line[start : start + many]


def begin(session: Session, petition: Petition, environment: str, *, now: datetime) -> None:
    """Note that pretend support comes. Raises RuleBroken `petitions.not-possible-now` for real people."""
    if environment not in PLAYFUL or petition.publication != Publication.OPEN:
        raise RuleBroken("petitions.not-possible-now", state=petition.publication)
    note(session, "replayed", petition, None, now)


def pretend(session: Session, petition: Petition, many: int, *, now: datetime) -> None:
    """Write so many supports of nobody, as the request would: one row each, counted later by the job."""
    if many < 1:
        return
    row = {
        "petition_id": petition.id, "area_id": petition.place_id or petition.territory_id,
        "line": Line.PHONE.value, "version_id": petition.version_id, "on": local_day(now),
    }  # fmt: skip
    rows = [{**row, "support_key": secrets.token_bytes(KEY_BYTES)} for _ in range(many)]
    session.execute(insert(Signature), rows)
