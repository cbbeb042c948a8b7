"""Rows: dots with their range, bars, pairs of bars, squares. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from akimfeedback.web.charts.marks import (
    WIDE,
    Bar,
    Tick,
    axis,
    box,
    diamond,
    dot,
    drawing,
    f,
    key_line,
    line,
    scale,
    text,
)


@dataclass(frozen=True)
class Row:
    """One line of `dot_rows`; value None means no figure, `label` is written in its place."""

    name: str
    value: float | None
    low: float | None = None
    high: float | None = None
    label: str = ""
    own: bool = False


@dataclass(frozen=True)
class Group:
    """Promises of one state; shape: full, half, empty, slash, pause, cross, dot."""

    word: str
    count: int
    shape: str


def dot_rows(
    name: str,
    rows: Sequence[Row],
    *,
    title: str,
    description: str,
    ticks: Sequence[Tick],
    median: Tick | None = None,
    norm: Tick | None = None,
) -> Markup:
    """Return one row per okrug: name and value above, interval and dot below; the own row is filled.

    `ticks` span the axis from the first to the last; `median` of the peers is a thin rule, `norm` a diamond.
    """
    left, right, row_height = 10.0, WIDE - 10.0, 48.0
    place = scale(ticks[0].value, ticks[-1].value, left, right)
    keys = [tick for tick in (median, norm) if tick]
    top = 22.0 * len(keys) + 6
    bottom = top + row_height * len(rows)
    parts = [line(place(tick.value), top, place(tick.value), bottom, "p-grid") for tick in ticks]
    for number, row in enumerate(rows):
        middle = top + row_height * number + 32
        parts.append(line(left, middle, right, middle, "p-grid"))
        if median:
            parts.append(line(place(median.value), middle - 10, place(median.value), middle + 10, "p-rule"))
        parts += _dot_row(row, top + row_height * number, place, norm)
    parts += axis(ticks, place, bottom + 20)
    for number, key in enumerate(keys):
        parts += key_line(key, 22.0 * number + 14, is_norm=key is norm)
    return drawing(name, title, description, parts, bottom + 28)


def _dot_row(row: Row, top: float, place: Callable[[float], float], norm: Tick | None) -> list[str]:
    middle = top + 32
    parts = [text(10, top + 16, row.name, "p-bold" if row.own else "p-text")]
    parts.append(text(WIDE - 10, top + 16, row.label, "p-bold" if row.own else "p-soft", "end"))
    if row.low is not None and row.high is not None:
        parts.append(
            line(place(row.low), middle, place(row.high), middle, "p-span" if row.own else "p-span-peer")
        )
    if norm:
        parts.append(diamond(place(norm.value), middle, 6, "p-norm"))
    if row.value is not None:
        parts.append(dot(place(row.value), middle, 6, "p-ring" if row.own else "p-peer"))
    return parts


def bars(name: str, rows: Sequence[Bar], *, title: str, description: str) -> Markup:
    """Return horizontal bars from zero; the caller sorts them; the value stands at the end."""
    most = max([row.value for row in rows] or [1]) or 1
    wide = scale(0, most, 0, WIDE - 20)
    parts = []
    for number, row in enumerate(rows):
        top = 46.0 * number
        parts.append(text(10, top + 15, row.name))
        parts.append(text(WIDE - 10, top + 15, row.label, "p-soft", "end"))
        parts.append(box(10, top + 22, WIDE - 20, 14, "p-grid", 4))
        if row.value > 0:
            parts.append(box(10, top + 22, max(3.0, wide(row.value)), 14, f"p-{row.tone}", 4))
    return drawing(name, title, description, parts, 46 * len(rows))


def paired_bars(
    name: str, rows: Sequence[Bar], *, title: str, description: str, gap_words: str = ""
) -> Markup:
    """Return two bars on the scale 0..1, the difference written between them."""
    wide = scale(0, 1, 0, WIDE - 20)
    parts = []
    for number, row in enumerate(rows):
        top = 62.0 * number
        parts.append(text(10, top + 15, row.name))
        parts.append(text(WIDE - 10, top + 15, row.label, "p-bold", "end"))
        parts.append(box(10, top + 22, WIDE - 20, 16, "p-grid", 4))
        parts.append(box(10, top + 22, max(3.0, wide(row.value)), 16, f"p-{row.tone}", 4))
    if gap_words:
        parts.append(text(10, 54, gap_words, "p-soft"))
    return drawing(name, title, description, parts, 62 * len(rows) - 18)


def squares(name: str, groups: Sequence[Group], *, title: str, description: str) -> Markup:
    """Return one square per promise in the given order of states, then the words with counts."""
    size, gap, per_row = 24.0, 5.0, 10
    parts: list[str] = []
    shapes = [group.shape for group in groups for _ in range(group.count)]
    for number, shape in enumerate(shapes):
        x, y = 10 + (number % per_row) * (size + gap), (number // per_row) * (size + gap) + 2
        parts += _square(x, y, size, shape)
    top = -(-len(shapes) // per_row) * (size + gap) + 8
    for number, group in enumerate(groups):
        y = top + 26.0 * number
        parts += _square(10, y, 16, group.shape)
        parts.append(text(34, y + 13, f"{group.word}: {group.count}"))
    return drawing(name, title, description, parts, top + 26 * len(groups))


def _square(x: float, y: float, size: float, shape: str) -> list[str]:
    if shape == "full":
        start, down, up = f"{f(x + size * 0.27)} {f(y + size * 0.52)}", f(size * 0.17), f(-size * 0.34)
        mark = f"M{start}l{down} {down}l{f(size * 0.3)} {up}"
        return [box(x, y, size, size, "p-1", 4), f'<path d="{mark}" class="p-mark"/>']
    outline = box(x + 1, y + 1, size - 2, size - 2, "p-hollow", 3)
    if shape == "half":
        return [box(x, y + size / 2, size, size / 2, "p-1", 3), outline]
    a, b, c = size * 0.3, size * 0.5, size * 0.7
    marks = {
        "slash": f"M{f(x + a)} {f(y + c)}L{f(x + c)} {f(y + a)}",
        "cross": f"M{f(x + a)} {f(y + a)}L{f(x + c)} {f(y + c)}M{f(x + a)} {f(y + c)}L{f(x + c)} {f(y + a)}",
        "pause": f"M{f(x + a + 1)} {f(y + a)}V{f(y + c)}M{f(x + c - 1)} {f(y + a)}V{f(y + c)}",
        "dot": f"M{f(x + b - 2)} {f(y + b)}h4",
    }
    return [outline, f'<path d="{marks[shape]}" class="p-mark-ink"/>'] if shape in marks else [outline]
