"""The okrugs of a district side by side: each with words for where it stands, no colour and no place."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from akimfeedback.geography.models import Territory
from akimfeedback.kpi import peer_rows
from akimfeedback.mandates.models import Office


class Stand(StrEnum):
    """Where an okrug stands among similar ones, or why nothing is said."""

    ABOVE = "clearly-above"
    ALIKE = "cannot-be-told-apart"
    BELOW = "clearly-below"
    NO_PEERS = "too-few-similar-okrugs"  # it has a score, fewer than five others have one
    FEW = "too-few-yet"  # figures without a score
    NOTHING = "nothing-published"
    NOT_JOINED = "not-joined"


@dataclass(frozen=True)
class Tile:
    """One okrug: where it stands, answered in time k of n (n = 0: nothing was due)."""

    unit: Territory
    stand: Stand
    k: int = 0
    n: int = 0


@dataclass(frozen=True)
class Grid:
    """The okrugs of a district in one period, in the order given."""

    period: str | None  # None: nothing was ever published here
    periods: Sequence[str]
    tiles: Sequence[Tile]

    @property
    def summary(self) -> list[tuple[Stand, int]]:
        """Return how many okrugs stand where, only what there is."""
        found = Counter(tile.stand for tile in self.tiles)
        return [(stand, found[stand]) for stand in Stand if found[stand]]


def stand_of(figures: Mapping[str, Any] | None, *, joined: bool) -> Stand:
    """Return where an okrug stands by its published figures, None without any."""
    if figures is None:
        return Stand.NOTHING if joined else Stand.NOT_JOINED
    if figures["standing"]:
        return Stand(figures["standing"])
    return Stand.NO_PEERS if figures["score"] else Stand.FEW


def grid(session: Session, units: Sequence[Territory], today: date, *, period: str = "") -> Grid:
    """Return the grid of a published quarter, the newest unless one is named; three statements."""
    ids = [unit.id for unit in units]
    periods = peer_rows.public_periods(session, ids)
    chosen = period or next(iter(periods), None)
    stored = peer_rows.published_of(session, ids, chosen) if chosen else {}
    joined = _joined(session, ids, today)
    tiles = []
    for unit in units:
        figures = stored[unit.id].figures if unit.id in stored else None
        k, n = _in_time(figures) if figures else (0, 0)
        tiles.append(Tile(unit, stand_of(figures, joined=unit.id in joined), k, n))
    return Grid(chosen, periods, tiles)


def _in_time(figures: Mapping[str, Any]) -> tuple[int, int]:
    return next(((one["k"], one["n"]) for one in figures["indicators"] if one["code"] == "K1"), (0, 0))


def _joined(session: Session, ids: Sequence[int], today: date) -> set[int]:
    rows = select(Office.territory_id).where(Office.territory_id.in_(ids), Office.connected_from <= today)
    return set(session.scalars(rows))
