"""A drawing of its own: two dots a row, the score before and after, a line between them. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil, floor

from markupsafe import Markup

from akimfeedback.web.charts import WIDE, Tick, dot, drawing, line, scale, text

ROW = 64.0
STEP = 10


@dataclass(frozen=True)
class Pair:
    """One okrug: its score before and after, None without one; `words` of its standing."""

    name: str
    before: float | None
    after: float | None
    words: str = ""


def dot_pairs(
    name: str,
    rows: Sequence[Pair],
    *,
    title: str,
    description: str,
    words: Callable[[float | None], str],
    key: tuple[str, str],
) -> Markup:
    """Return one row per okrug: hollow dot before, full dot after; the axis spans whole tens around them."""
    known = [value for row in rows for value in (row.before, row.after) if value is not None]
    low, high = floor(min(known) / STEP) * STEP, ceil(max(known) / STEP) * STEP
    ticks = _ticks(low, max(high, low + STEP))
    place = scale(ticks[0].value, ticks[-1].value, 12.0, WIDE - 12.0)
    parts = [dot(16, 10, 5, "p-peer"), text(28, 14, key[0], "p-soft")]
    parts += [dot(16, 32, 5, "p-ring"), text(28, 36, key[1], "p-soft")]
    for number, row in enumerate(rows):
        parts += _row(row, 48 + ROW * number, place, ticks, words)
    bottom = 48 + ROW * len(rows)
    ends = {0: "start", len(ticks) - 1: "end"}
    parts += [
        text(place(tick.value), bottom + 18, tick.label, "p-soft", ends.get(at, "middle"))
        for at, tick in enumerate(ticks)
    ]
    return drawing(name, title, description, parts, bottom + 26)


def _ticks(low: int, high: int) -> list[Tick]:
    """Return the ends of the axis and what lies between, in steps that leave room for the words."""
    step = STEP if high - low <= 4 * STEP else 2 * STEP
    values = sorted({*range(low, high + 1, step), high})
    if len(values) > 2 and high - values[-2] < step:
        values.pop(-2)
    return [Tick(value, str(value)) for value in values]


def _row(
    row: Pair,
    top: float,
    place: Callable[[float], float],
    ticks: Sequence[Tick],
    words: Callable[[float | None], str],
) -> list[str]:
    middle = top + 48
    parts = [
        text(10, top + 16, row.name),
        text(10, top + 34, f"{words(row.before)} → {words(row.after)}", "p-soft"),
        line(12, middle, WIDE - 12, middle, "p-grid"),
    ]
    parts += [line(place(tick.value), middle - 5, place(tick.value), middle + 5, "p-grid") for tick in ticks]
    if row.before is not None and row.after is not None:
        parts.append(line(place(row.before), middle, place(row.after), middle, "p-span-peer"))
    if row.before is not None:
        parts.append(dot(place(row.before), middle, 6, "p-peer"))
    if row.after is not None:
        parts.append(dot(place(row.after), middle, 5, "p-ring"))
    return parts
