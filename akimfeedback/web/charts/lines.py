"""Lines over time: shares by month or quarter with their band and limits; the small line of lists. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from akimfeedback.web.charts.marks import WIDE, Point, Tick, dot, drawing, f, line, scale, text


@dataclass(frozen=True)
class Limits:
    """What chance alone keeps: (low, high) of each point, None where there is no point; the mean's words."""

    pairs: Sequence[tuple[float, float] | None]
    mean: float
    label: str


def month_line(
    name: str,
    points: Sequence[Point],
    *,
    title: str,
    description: str,
    ticks: Sequence[Tick],
    last_label: str = "",
    norm: Tick | Limits | None = None,
    cut_before: int | None = None,
) -> Markup:
    """Return a line by month with its band; gaps stay gaps, at most 24 points, the last value is written.

    `norm` is one dashed line, or limits with their mean; `cut_before` = index of the first month counted by
    a new definition: the line is cut there.
    """
    left, right, top, bottom = 52.0, WIDE - 46.0, 16.0, 150.0
    up = scale(ticks[0].value, ticks[-1].value, bottom, top)
    across = scale(0, max(1, len(points) - 1), left + 4, right)
    parts = [line(left, up(tick.value), right, up(tick.value), "p-grid") for tick in ticks]
    parts += [text(left - 6, up(tick.value) + 4, tick.label, "p-soft", "end") for tick in ticks]
    if isinstance(norm, Limits):
        parts += _limits(norm, across, up, left)
    elif norm:
        parts.append(line(left, up(norm.value), right, up(norm.value), "p-dash"))
        under = up(norm.value) < top + 24
        parts.append(text(left + 4, up(norm.value) + (15 if under else -5), norm.label, "p-soft"))
    for first, run in _runs(points, cut_before):
        parts += _run(first, run, across, up)
    if cut_before is not None:
        middle = (across(cut_before - 1) + across(cut_before)) / 2
        parts.append(line(middle, top, middle, bottom, "p-dash"))
    parts += _months(points, across, bottom + 18)
    ending = [(number, point.value) for number, point in enumerate(points) if point.value is not None][-1:]
    for number, value in ending:
        parts.append(dot(across(number), up(value), 5, "p-ring"))
        parts.append(text(across(number) + 9, up(value) + 5, last_label, "p-bold"))
    return drawing(name, title, description, parts, bottom + 26)


def _limits(
    limits: Limits, across: Callable[[float], float], up: Callable[[float], float], left: float
) -> list[str]:
    """Return both limits as dashed lines and the mean between them, its words under both."""
    known = [(across(number), pair) for number, pair in enumerate(limits.pairs) if pair is not None]
    parts = []
    for side in (0, 1):
        path = " ".join(f"{f(x)},{f(up(pair[side]))}" for x, pair in known)
        parts.append(f'<polyline points="{path}" class="p-dash"/>')
    ends = (known[0][0], known[-1][0])
    parts.append(line(ends[0], up(limits.mean), ends[1], up(limits.mean), "p-limit"))
    low = up(min(pair[0] for _x, pair in known))
    return [*parts, text(left + 4, low + 16, limits.label, "p-soft")]


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
