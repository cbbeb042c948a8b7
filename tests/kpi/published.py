"""Public figures of several okrugs at once, made by the arithmetic and stored without counting rows."""

from collections.abc import Mapping
from datetime import UTC, datetime

from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import Session

from akimfeedback.core.db import db
from akimfeedback.geography.models import Territory
from akimfeedback.kpi.figures import Board, Pairs, Row, figures
from akimfeedback.kpi.method import V1
from akimfeedback.kpi.models import PeerGroup, Snapshot
from akimfeedback.kpi.periods import parse
from tests import make
from tests.pages import Page

AT = datetime(2026, 10, 20, 6, 0, tzinfo=UTC)
GOOD: dict[str, tuple[int, int]] = {
    "K1": (46, 50),
    "K2": (30, 50),
    "K3": (30, 40),
    "K4": (20, 28),
    "K5": (9, 10),
}
POOR: dict[str, tuple[int, int]] = {
    "K1": (20, 50),
    "K2": (8, 50),
    "K3": (12, 40),
    "K4": (8, 28),
    "K5": (3, 10),
}


def okrugs(session: Session, count: int, *, district: Territory | None = None) -> list[Territory]:
    """Return okrugs of one district whose offices have joined."""
    above = district or make.district(session)
    return [make.okrug_of(session, make.village(session, district_unit=above)) for _ in range(count)]


def publish(
    session: Session,
    counts: Mapping[Territory, Pairs],
    *,
    period: str = "2026-Q3",
    group: str = "all",
    state: str = "final",
    raters: int = 9,
    version: int = 1,
) -> dict[int, Snapshot]:
    """Store the figures of okrugs that are alike, and return them by okrug."""
    rows = [
        Row(unit.id, unit.kato, group, pairs, raters=raters, raters_pooled=raters)
        for unit, pairs in counts.items()
    ]
    found, year = figures(Board(period, V1, rows)), parse(period).year
    stored = {}
    for unit in counts:
        if session.get(PeerGroup, (year, unit.id)) is None:
            session.add(PeerGroup(year=year, territory_id=unit.id, name=group))
        stored[unit.id] = Snapshot(
            territory_id=unit.id, period=period, version=version, state=state, method=V1.version,
            calendar="1", code="0", input_hash="0", data_time=AT, computed_at=AT, figures=found[unit.id],
        )  # fmt: skip
        session.add(stored[unit.id])
    session.commit()
    return stored


def statements(app: Flask, page: Page, path: str) -> int:
    """Return how many statements a page takes."""
    seen: list[str] = []
    with app.app_context():
        engine = db.engine

    def note(_c: object, _k: object, statement: str, *_more: object) -> None:
        seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        page.get(path)
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return len(seen)
