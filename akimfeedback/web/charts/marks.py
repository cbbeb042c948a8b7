"""The marks drawings are made of: lines, dots, boxes, words, axes and the whole SVG around them. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

WIDE = 300


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


def share_ticks(words: Callable[[float], str]) -> list[Tick]:
    """Return the axis of shares 0, 25, 50, 75, 100 written by `words`."""
    return [Tick(value, words(value)) for value in (0.0, 0.25, 0.5, 0.75, 1.0)]


def axis(ticks: Sequence[Tick], place: Callable[[float], float], y: float) -> list[str]:
    ends = {0: "start", len(ticks) - 1: "end"}
    return [
        text(place(tick.value), y, tick.label, "p-soft", ends.get(number, "middle"))
        for number, tick in enumerate(ticks)
    ]


def key_line(key: Tick, y: float, *, is_norm: bool) -> list[str]:
    mark = diamond(16, y - 4, 6, "p-norm") if is_norm else line(16, y - 12, 16, y + 4, "p-rule")
    return [mark, text(30, y, key.label, "p-soft")]
