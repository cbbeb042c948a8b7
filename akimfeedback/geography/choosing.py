"""What the page "choose my village" shows: found places with their path, or the tree step by step."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from akimfeedback.geography import queries
from akimfeedback.geography.models import Territory
from akimfeedback.geography.rules import Level

PER_PAGE = 40
MOST_FOUND = 25


@dataclass(frozen=True)
class Row:
    """One line: a unit and, where the page does not tell them, the units above it."""

    unit: Territory
    above: Sequence[Territory] = ()

    @property
    def opens(self) -> bool:
        """Say whether the line leads further down; else it is a choice."""
        return self.unit.level < Level.PLACE


@dataclass(frozen=True)
class Step:
    """One page of the choice."""

    rows: Sequence[Row]
    total: int
    number: int = 1
    unit: Territory | None = None  # the unit whose parts are listed; None: the whole country or a search
    above: Sequence[Territory] = ()
    cut_off: bool = False  # more was found than is shown

    @property
    def whole(self) -> Territory | None:
        """Return the unit that may be chosen as a whole: it has an akim, or it has no parts."""
        return self.unit if self.unit and (self.unit.has_akim or not self.total) else None


def found(session: Session, typed: str) -> Step:
    """Return what a search finds, with the path of each place: a name alone may occur nineteen times."""
    units = queries.search(session, typed, MOST_FOUND + 1)
    shown = units[:MOST_FOUND]
    paths = queries.paths(session, shown)
    rows = [Row(unit, paths[unit.id]) for unit in shown]
    return Step(rows, len(rows), cut_off=len(units) > MOST_FOUND)


def below(session: Session, kato: str, number: int) -> Step:
    """Return the parts of a unit, of the country for an unknown or empty code; forty on a page."""
    unit = queries.by_kato(session, kato) if kato else None
    units = queries.children(session, unit) if unit else queries.tops(session)
    last = max(1, -(-len(units) // PER_PAGE))
    number = min(number, last)
    rows = [Row(one) for one in units[(number - 1) * PER_PAGE : number * PER_PAGE]]
    return Step(rows, len(units), number, unit, queries.path(session, unit) if unit else ())


def chosen(session: Session, kato: str) -> Territory | None:
    """Return the unit a person chose when it may be a home: in force and a place or an okrug."""
    unit = queries.by_kato(session, kato)
    if unit is None or unit.valid_to is not None:
        return None
    return unit if unit.level == Level.PLACE or unit.has_akim else None
