"""Drawings from values: plain SVG, the same bytes for the same numbers, words given by the caller.

Pure: no Flask, no clock. Shares are 0..1. `name` makes the ids unique in a page. Every drawing has a title
and a
description that says the numbers; the macro `chart` puts the table beside it. Gaps stay gaps.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

WIDE = 300
MOST_DOTS = 60


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
class Point:
    """One month of `month_line`; value None is a gap. `label` is the short month."""

    label: str
    value: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Bar:
    """One bar; `label` is written at its end, tone 1-5 is a data colour, 4 is the quiet grey."""

    name: str
    value: float
    label: str
    tone: int = 1


@dataclass(frozen=True)
class Group:
    """Promises of one state; shape: full, half, empty, slash, pause, cross, dot."""

    word: str
    count: int
    shape: str


@dataclass(frozen=True)
class Tick:
    """A mark on an axis with its words."""

    value: float
    label: str


def f(number: float) -> str:
    """Return a coordinate with at most one digit after the point, always written the same way."""
    text = f"{number:.1f}"
    return text.removesuffix(".0")


def text(x: float, y: float, words: str, kind: str = "p-text", anchor: str = "start") -> str:
    """Return a line of text in a drawing."""
    side = "" if anchor == "start" else f' text-anchor="{anchor}"'
    return f'<text x="{f(x)}" y="{f(y)}" class="{kind}"{side}>{escape(words)}</text>'


def line(x1: float, y1: float, x2: float, y2: float, kind: str) -> str:
    """Return a straight line."""
    return f'<line x1="{f(x1)}" y1="{f(y1)}" x2="{f(x2)}" y2="{f(y2)}" class="{kind}"/>'


def dot(x: float, y: float, radius: float, kind: str) -> str:
    """Return a dot."""
    return f'<circle cx="{f(x)}" cy="{f(y)}" r="{f(radius)}" class="{kind}"/>'


def box(x: float, y: float, width: float, height: float, kind: str, corner: float = 0) -> str:
    """Return a rectangle."""
    bend = f' rx="{f(corner)}"' if corner else ""
    return f'<rect x="{f(x)}" y="{f(y)}" width="{f(width)}" height="{f(height)}"{bend} class="{kind}"/>'


def diamond(x: float, y: float, size: float, kind: str) -> str:
    """Return the mark of a legal norm."""
    more, less = f(size), f(-size)
    return f'<path d="M{f(x)} {f(y - size)}l{more} {more}l{less} {more}l{less} {less}z" class="{kind}"/>'


def drawing(
    name: str, title: str, description: str, parts: Sequence[str], height: float, width: float = WIDE
) -> Markup:
    """Return the whole SVG with its title and description."""
    size = "plot plot--m" if width <= WIDE else "plot plot--l"
    return Markup(  # noqa: S704 - every text inside went through escape
        f'<svg class="{size}" role="img" aria-labelledby="{escape(name)}-t {escape(name)}-d" '
        f'viewBox="0 0 {f(width)} {f(height)}" xmlns="http://www.w3.org/2000/svg">'
        f'<title id="{escape(name)}-t">{escape(title)}</title>'
        f'<desc id="{escape(name)}-d">{escape(description)}</desc>' + "".join(parts) + "</svg>"
    )


def scale(low: float, high: float, start: float, end: float) -> Callable[[float], float]:
    """Return the function from a value to a coordinate; values outside stay at the edge."""
    span = (high - low) or 1.0

    def place(value: float) -> float:
        return start + (end - start) * (min(max(value, low), high) - low) / span

    return place


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
    parts: list[str] = []
    for number, row in enumerate(rows):
        middle = top + row_height * number + 32
        parts.append(line(left, middle, right, middle, "p-grid"))
        parts += [
            line(place(tick.value), middle - 5, place(tick.value), middle + 5, "p-grid") for tick in ticks
        ]
        if median:
            parts.append(line(place(median.value), middle - 10, place(median.value), middle + 10, "p-rule"))
        parts += _dot_row(row, top + row_height * number, place, norm)
    parts += _axis(ticks, place, bottom + 20)
    for number, key in enumerate(keys):
        parts += _key(key, 22.0 * number + 14, is_norm=key is norm)
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


def _axis(ticks: Sequence[Tick], place: Callable[[float], float], y: float) -> list[str]:
    ends = {0: "start", len(ticks) - 1: "end"}
    return [
        text(place(tick.value), y, tick.label, "p-soft", ends.get(number, "middle"))
        for number, tick in enumerate(ticks)
    ]


def _key(key: Tick, y: float, *, is_norm: bool) -> list[str]:
    mark = diamond(16, y - 4, 6, "p-norm") if is_norm else line(16, y - 12, 16, y + 4, "p-rule")
    return [mark, text(30, y, key.label, "p-soft")]


def month_line(
    name: str,
    points: Sequence[Point],
    *,
    title: str,
    description: str,
    ticks: Sequence[Tick],
    last_label: str = "",
    norm: Tick | None = None,
    cut_before: int | None = None,
) -> Markup:
    """Return a line by month with its band; gaps stay gaps, at most 24 points, the last value is written.

    `cut_before` = index of the first month counted by a new definition: the line is cut there.
    """
    left, right, top, bottom = 46.0, WIDE - 46.0, 16.0, 150.0
    up = scale(ticks[0].value, ticks[-1].value, bottom, top)
    across = scale(0, max(1, len(points) - 1), left + 4, right)
    parts = [line(left, up(tick.value), right, up(tick.value), "p-grid") for tick in ticks]
    parts += [text(left - 6, up(tick.value) + 4, tick.label, "p-soft", "end") for tick in ticks]
    for first, run in _runs(points, cut_before):
        parts += _run(first, run, across, up)
    if norm:
        parts.append(line(left, up(norm.value), right, up(norm.value), "p-dash"))
        under = up(norm.value) < top + 24
        parts.append(text(left + 4, up(norm.value) + (15 if under else -5), norm.label, "p-soft"))
    if cut_before is not None:
        middle = (across(cut_before - 1) + across(cut_before)) / 2
        parts.append(line(middle, top, middle, bottom, "p-dash"))
    parts += _months(points, across, bottom + 18)
    ending = [(number, point.value) for number, point in enumerate(points) if point.value is not None][-1:]
    for number, value in ending:
        parts.append(dot(across(number), up(value), 5, "p-ring"))
        parts.append(text(across(number) + 9, up(value) + 5, last_label, "p-bold"))
    return drawing(name, title, description, parts, bottom + 26)


def _runs(points: Sequence[Point], cut_before: int | None) -> list[tuple[int, list[Point]]]:
    runs: list[tuple[int, list[Point]]] = []
    open_run = False
    for number, point in enumerate(points):
        if point.value is None:
            open_run = False
            continue
        if not open_run or number == cut_before:
            runs.append((number, []))
        runs[-1][1].append(point)
        open_run = True
    return runs


def _run(
    first: int, run: list[Point], across: Callable[[float], float], up: Callable[[float], float]
) -> list[str]:
    spots = [(across(first + number), point) for number, point in enumerate(run)]
    parts = []
    banded = [(x, p.low, p.high) for x, p in spots if p.low is not None and p.high is not None]
    if len(banded) > 1:
        over = " ".join(f"{f(x)},{f(up(high))}" for x, _low, high in banded)
        under = " ".join(f"{f(x)},{f(up(low))}" for x, low, _high in reversed(banded))
        parts.append(f'<polygon points="{over} {under}" class="p-band"/>')
    if len(spots) == 1:
        return [*parts, dot(spots[0][0], up(spots[0][1].value or 0), 4, "p-own")]
    path = " ".join(f"{f(x)},{f(up(point.value or 0))}" for x, point in spots)
    return [*parts, f'<polyline points="{path}" class="p-line"/>']


def _months(points: Sequence[Point], across: Callable[[float], float], y: float) -> list[str]:
    most = 5 if max((len(point.label) for point in points), default=0) > 3 else 7
    step = max(1, -(-len(points) // most))
    shown = range(len(points) - 1, -1, -step)
    return [text(across(number), y, points[number].label, "p-soft", "middle") for number in sorted(shown)]


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


def day_strip(
    name: str,
    days: Sequence[int],
    *,
    title: str,
    description: str,
    ticks: Sequence[Tick],
    term: Tick | None = None,
    median: Tick | None = None,
) -> Markup:
    """Return one dot per finished case over its working days, stacked; newest `MOST_DOTS` only.

    The term is a solid rule; give `median` only from six cases on.
    """
    place = scale(ticks[0].value, ticks[-1].value, 14, WIDE - 14)
    stacks: dict[int, int] = {}
    kept = list(days)[-MOST_DOTS:]
    highest = max([kept.count(day) for day in set(kept)] or [1])
    base = 40.0 + 11 * highest
    parts = [line(10, base + 6, WIDE - 10, base + 6, "p-axis")]
    for mark, kind in ((term, "p-rule"), (median, "p-dash")):
        if mark:
            parts.append(
                line(place(mark.value), 22 if kind == "p-rule" else 36, place(mark.value), base + 6, kind)
            )
    for day in kept:
        stacks[day] = stacks.get(day, 0) + 1
        late = term is not None and day > term.value
        parts.append(dot(place(day), base - 11 * (stacks[day] - 1), 4.5, "p-2" if late else "p-1"))
    if term:
        parts.append(
            text(
                place(term.value),
                15,
                term.label,
                "p-soft",
                "end" if term.value > ticks[-1].value / 2 else "start",
            )
        )
    if median:
        parts.append(text(place(median.value), 33, median.label, "p-soft"))
    parts += _axis(ticks, place, base + 24)
    return drawing(name, title, description, parts, base + 32)


def small_line(values: Sequence[float | None]) -> Markup:
    """Return a 96 x 24 line without axis, hidden from screen readers; the number beside it speaks."""
    known = [value for value in values if value is not None]
    if len(known) < 2:
        return Markup("")
    up = scale(min(known), max(known), 20, 4)
    across = scale(0, len(values) - 1, 3, 92)
    points = [Point("", value) for value in values]
    parts = [part for first, run in _runs(points, None) for part in _run(first, run, across, up)]
    last = max(number for number, value in enumerate(values) if value is not None)
    parts.append(dot(across(last), up(values[last] or 0), 3, "p-own"))
    return Markup('<svg class="plot plot--s" viewBox="0 0 96 24" aria-hidden="true">{}</svg>').format(
        Markup("".join(parts))  # noqa: S704 - numbers only
    )


def share_ticks(words: Callable[[float], str]) -> list[Tick]:
    """Return the axis of shares 0, 25, 50, 75, 100 written by `words`."""
    return [Tick(value, words(value)) for value in (0.0, 0.25, 0.5, 0.75, 1.0)]
