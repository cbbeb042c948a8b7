"""Stored times that differ from the journal's (G9). Pure and exact: one difference is enough."""

from collections.abc import Iterable
from enum import StrEnum

from akimfeedback.kpi.signals.rules import Part


class Stamp(StrEnum):
    """Which stored time differs from the act in the journal."""

    FILED = "filed"
    REGISTERED = "registered"
    DUE = "due"
    ANSWERED = "answered"
    ON_TIME = "on-time"
    EXTENDED = "extended"
    ENDED = "ended"


def stamp_parts(found: Iterable[tuple[Stamp, int]]) -> list[Part]:
    """Return a part for each kind of time that differs, with the requests; no chance is involved."""
    by_stamp: dict[Stamp, set[int]] = {}
    for stamp, row in found:
        by_stamp.setdefault(stamp, set()).add(row)
    return [
        Part(stamp.value, len(rows), len(rows), 0.0, 0.0, rows=tuple(sorted(rows)))
        for stamp, rows in sorted(by_stamp.items())
    ]
