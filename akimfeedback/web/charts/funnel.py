"""The funnel: share of each okrug by its number of cases, with the limits chance alone would keep. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from akimfeedback.web.charts.marks import WIDE, Tick, dot, drawing, f, line, scale, text


@dataclass(frozen=True)
class Spot:
    """An okrug: n cases, its share, whether it is the reader's own, the words beside it."""

    cases: int
    share: float
    own: bool = False
    label: str = ""


@dataclass(frozen=True)
class Curve:
    """Limits by number of cases: (n, low, high) in order of n; `word` stands at the right end, above."""

    limits: Sequence[tuple[int, float, float]]
    word: str
    dashed: bool = False


def funnel(
    name: str,
    spots: Sequence[Spot],
    curves: Sequence[Curve],
    *,
    title: str,
    description: str,
    ticks: Sequence[Tick],
    cases: Sequence[Tick],
    target: Tick,
) -> Markup:
    """Return dots between their limits; the own one is filled and named, the others are hollow.

    `ticks` are the axis of shares, `cases` that of the number of cases; `target` is the mean of the peers.
    """
    left, right, top, bottom = 52.0, WIDE - 8.0, 16.0, 190.0
    up = scale(ticks[0].value, ticks[-1].value, bottom, top)
    across = scale(cases[0].value, cases[-1].value, left, right)
    parts = [line(left, up(tick.value), right, up(tick.value), "p-grid") for tick in ticks]
    parts += [text(left - 6, up(tick.value) + 4, tick.label, "p-soft", "end") for tick in ticks]
    parts.append(line(left, up(target.value), right, up(target.value), "p-rule"))
    for curve in curves:
        parts += _curve(curve, across, up)
    parts += [
        dot(across(spot.cases), up(spot.share), 4, "p-peer")
        for spot in sorted(spots, key=lambda one: (one.cases, one.share))
        if not spot.own
    ]
    parts += _own(spots, across, up)
    ends = {0: "start", len(cases) - 1: "end"}
    parts += [
        text(across(tick.value), bottom + 18, tick.label, "p-soft", ends.get(number, "middle"))
        for number, tick in enumerate(cases)
    ]
    parts += _keys(curves, target, bottom + 30)
    return drawing(name, title, description, parts, bottom + 38 + 20 * (len(curves) + 1))


def _curve(curve: Curve, across: Callable[[float], float], up: Callable[[float], float]) -> list[str]:
    kind = "p-dash" if curve.dashed else "p-limit"
    return [
        f'<polyline points="{_path(curve, side, across, up)}" class="{kind}"/>'
        for side in (1, 2)
        if len(curve.limits) > 1
    ]


def _path(curve: Curve, side: int, across: Callable[[float], float], up: Callable[[float], float]) -> str:
    return " ".join(f"{f(across(one[0]))},{f(up(one[side]))}" for one in curve.limits)


def _own(spots: Sequence[Spot], across: Callable[[float], float], up: Callable[[float], float]) -> list[str]:
    parts = []
    for spot in spots:
        if spot.own:
            x, y = across(spot.cases), up(spot.share)
            side = "end" if x > WIDE / 2 else "start"
            parts.append(dot(x, y, 6, "p-ring"))
            below = y + 19 if y < 40 else y - 8  # clear of the upper limit
            parts.append(text(x + (-10 if side == "end" else 10), below, spot.label, "p-bold", side))
    return parts


def _keys(curves: Sequence[Curve], target: Tick, top: float) -> list[str]:
    parts = [line(10, top + 10, 28, top + 10, "p-rule"), text(36, top + 14, target.label, "p-soft")]
    for number, curve in enumerate(curves, 1):
        y = top + 20.0 * number
        kind = "p-dash" if curve.dashed else "p-limit"
        parts += [line(10, y + 10, 28, y + 10, kind), text(36, y + 14, curve.word, "p-soft")]
    return parts
