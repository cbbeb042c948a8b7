"""Many requests at once: a register taken in by the importer, and what the roll-up makes of it."""

import csv
import io
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from akimfeedback.appeals import importer
from akimfeedback.appeals.importer import Categories, Report
from akimfeedback.appeals.register_rows import COLUMNS
from akimfeedback.appeals.register_values import Addressee
from akimfeedback.geography.models import Territory
from akimfeedback.kpi import queries
from akimfeedback.kpi.periods import parse
from akimfeedback.kpi.service.rolling import roll_up
from akimfeedback.mandates.models import Office
from akimfeedback.topics import queries as topic_queries


def as_csv(rows: Iterable[Mapping[str, object]]) -> bytes:
    """Return rows as the file an administrator would have."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def load(
    session: Session, okrug: Territory, rows: Iterable[Mapping[str, object]], *, now: datetime
) -> Report:
    """Take rows into an okrug; all must be good."""
    to = Addressee(
        territory=okrug,
        office=session.scalars(select(Office).where(Office.territory_id == okrug.id)).one(),
        topics=topic_queries.by_code(session),
        places={},
        akims=[],
        state_register=False,
    )
    found = importer.import_register(
        session, to, as_csv(rows), Categories(list(to.topics), {}, None), commit=True, now=now
    )
    session.expire_all()
    return found


def lines(
    count: int,
    *,
    received: str = "2026-07-07",
    answered: str | None = "2026-07-09",
    verdict: str = "solved",
    rating: int = 5,
    prefix: str = "N",
) -> list[dict[str, object]]:
    """Return equal lines, answered and judged unless `answered` is None."""
    line: dict[str, object] = {"received_at": f"{received} 10:00", "category": "LIGHT"}
    if answered:
        line |= {"answered_at": f"{answered} 10:00", "outcome": "done", "verdict": verdict, "rating": rating}
    return [{**line, "number": f"{prefix}{place}"} for place in range(count)]


def rolled(session: Session, okrug: Territory, period: str, *, now: datetime) -> dict[str, Any]:
    """Return the live figures of an okrug after a roll-up of all."""
    roll_up(session, parse(period), now=now)
    session.expire_all()
    found = queries.preview(session, okrug.id, period)
    assert found is not None
    return found.figures


def indicator(figures: Mapping[str, Any], code: str) -> dict[str, Any]:
    """Return one indicator of figures."""
    found: dict[str, Any] = next(one for one in figures["indicators"] if one["code"] == code)
    return found


def own(figures: Mapping[str, Any], code: str) -> tuple[int, int]:
    """Return k and n of the period itself."""
    k, n = indicator(figures, code)["own"]
    return k, n
