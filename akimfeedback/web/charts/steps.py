"""What moved a score: from one total to the other, step by step. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from akimfeedback.web.charts.marks import WIDE, box, drawing, line, scale, text


@dataclass(frozen=True)
class Step:
    """A total (`change` False: the bar stands on the ground) or a move up or down; `label` is its number."""

    name: str
    value: float
    label: str
    change: bool = True


def waterfall(name: str, steps: Sequence[Step], *, title: str, description: str) -> Markup:
    """Return one row per step, the bars hanging where the one before ended; up is filled, down is hollow.

    The axis is cut to the part where something happens; the totals therefore show no length, only a rule.
    """
    spots = _spots(steps)
    values = [value for pair in spots for value in pair] or [0.0]
    low, high = min(values), max(values)
    room = max((high - low) * 0.08, 0.5)
    across = scale(low - room, high + room, 10, WIDE - 10)
    parts: list[str] = []
    for number, (step, (start, end)) in enumerate(zip(steps, spots, strict=True)):
        top = 44.0 * number
        parts.append(text(10, top + 15, step.name, "p-text" if step.change else "p-bold"))
        parts.append(text(WIDE - 10, top + 15, step.label, "p-bold", "end"))
        parts.append(line(10, top + 29, WIDE - 10, top + 29, "p-grid"))
        parts += _bar(step, across(start), across(end), top + 22)
        if number + 1 < len(steps):
            parts.append(line(across(end), top + 36, across(end), top + 66, "p-link"))
    return drawing(name, title, description, parts, 44 * len(steps))


def _spots(steps: Sequence[Step]) -> list[tuple[float, float]]:
    spots: list[tuple[float, float]] = []
    at = 0.0
    for step in steps:
        start = at if step.change else step.value
        at = at + step.value if step.change else step.value
        spots.append((start, at))
    return spots


def _bar(step: Step, start: float, end: float, y: float) -> list[str]:
    if not step.change:
        return [box(start - 2, y - 2, 4, 18, "p-5", 1)]
    left, width = min(start, end), max(abs(end - start), 2.0)
    return [box(left, y, width, 14, "p-1" if step.value >= 0 else "p-fall", 2)]
