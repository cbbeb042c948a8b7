"""The thermometer of an initiative: a bar with every rung marked, drawn on the server. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from akimfeedback.web import charts

HEIGHT = 40.0
TOP, THICK = 4.0, 12.0


@dataclass(frozen=True)
class Mark:
    """A rung: how many it takes, how that is written, whether it is reached."""

    needed: int
    label: str
    reached: bool


def bar(name: str, count: int | None, marks: Sequence[Mark], *, title: str, description: str) -> Markup:
    """Return the bar from 0 to the highest rung, or to the count where it is above; None fills nothing."""
    end = max([mark.needed for mark in marks] + [count or 0, 1])
    place = charts.scale(0, end, 0, charts.WIDE)
    parts = [charts.box(0, TOP, charts.WIDE, THICK, "thermo-track", 6)]
    if count:
        parts.append(charts.box(0, TOP, max(place(count), THICK), THICK, "thermo-fill", 6))
    for mark in marks:
        at = min(place(mark.needed), charts.WIDE - 1)
        kind = "thermo-mark thermo-mark--reached" if mark.reached else "thermo-mark"
        parts.append(charts.line(at, 0, at, TOP + THICK + 6, kind))
        parts.append(charts.text(at, HEIGHT - 4, mark.label, "p-soft", _side(at)))
    return charts.drawing(name, title, description, parts, HEIGHT)


def _side(at: float) -> str:
    """Return how a label hangs on its mark, so that none leaves the drawing."""
    if at > charts.WIDE - 20:
        return "end"
    return "start" if at < 20 else "middle"
