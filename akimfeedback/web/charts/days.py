"""Days: one dot per finished case, and the share that still waits. Pure."""

from collections.abc import Callable, Sequence

from markupsafe import Markup

from akimfeedback.web.charts.marks import WIDE, Tick, axis, dot, drawing, f, line, scale, text

MOST_DOTS = 60


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
    parts += axis(ticks, place, base + 24)
    return drawing(name, title, description, parts, base + 32)


def waiting_line(
    name: str,
    steps: Sequence[tuple[int, float]],
    *,
    title: str,
    description: str,
    ticks: Sequence[Tick],
    days: Sequence[Tick],
    term: Tick | None = None,
) -> Markup:
    """Return who still waits: stairs of (day, share still waiting after it), from everybody on day 0.

    `ticks` are the axis of shares, `days` that of working days; the term is a solid rule.
    """
    left, right, top, bottom = 52.0, WIDE - 10.0, 24.0, 150.0
    up = scale(ticks[0].value, ticks[-1].value, bottom, top)
    across = scale(days[0].value, days[-1].value, left, right)
    parts = [line(left, up(tick.value), right, up(tick.value), "p-grid") for tick in ticks]
    parts += [text(left - 6, up(tick.value) + 4, tick.label, "p-soft", "end") for tick in ticks]
    if term:
        side = "end" if term.value > days[-1].value / 2 else "start"
        parts.append(line(across(term.value), top - 6, across(term.value), bottom, "p-rule"))
        parts.append(text(across(term.value), 14, term.label, "p-soft", side))
    parts.append(f'<path d="{_stairs(steps, across, up, right)}" class="p-line"/>')
    ends = {0: "start", len(days) - 1: "end"}
    parts += [
        text(across(tick.value), bottom + 18, tick.label, "p-soft", ends.get(number, "middle"))
        for number, tick in enumerate(days)
    ]
    return drawing(name, title, description, parts, bottom + 26)


def _stairs(
    steps: Sequence[tuple[int, float]],
    across: Callable[[float], float],
    up: Callable[[float], float],
    right: float,
) -> str:
    path = f"M{f(across(0))} {f(up(1))}"
    for day, share in steps:
        path += f"H{f(across(day))}V{f(up(share))}"
    return f"{path}H{f(right)}"
