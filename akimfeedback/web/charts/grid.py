"""Okrugs of a district as tiles: a name, a word and a mark, never a colour. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup

from akimfeedback.web.charts.marks import WIDE, box, drawing, f, text

Mark = Literal["above", "same", "below", "none"]
COLUMNS = 3
MOST_COLUMNS = 4
LETTER = 7.2  # width of an average letter of 13 px
MOST_LINES = 2


@dataclass(frozen=True)
class Tile:
    """One okrug: name, the word that stands in it, its mark, and whether it is the reader's own.

    `at` is (column, row) from 0 where the map says so; without it tiles stand in the order given.
    """

    name: str
    word: str
    mark: Mark = "none"
    own: bool = False
    at: tuple[int, int] | None = None


def tile_grid(
    name: str, tiles: Sequence[Tile], *, title: str, description: str, columns: int = COLUMNS
) -> Markup:
    """Return equal tiles with words; the caller sorts them (by the alphabet) or gives each its place.

    At most 4 columns, so that a word of 13 px fits; long names break at a space and end with "…".
    """
    across = min(MOST_COLUMNS, max([columns] + [tile.at[0] + 1 for tile in tiles if tile.at]))
    gap, height = 6.0, 82.0
    width = (WIDE - gap * (across - 1)) / across
    parts: list[str] = []
    rows = 0
    for number, tile in enumerate(tiles):
        column, row = tile.at or (number % across, number // across)
        rows = max(rows, row + 1)
        parts += _tile(tile, min(column, across - 1) * (width + gap), row * (height + gap), width, height)
    return drawing(name, title, description, parts, max(rows * (height + gap) - gap, 1))


def _tile(tile: Tile, x: float, y: float, width: float, height: float) -> list[str]:
    room = int((width - 12) / LETTER)
    parts = [box(x + 1, y + 1, width - 2, height - 2, "p-tile-own" if tile.own else "p-tile", 6)]
    for number, words in enumerate(wrapped(tile.name, room)):
        parts.append(text(x + 7, y + 17 + 15 * number, words, "p-bold"))
    for number, words in enumerate(wrapped(tile.word, room)):
        parts.append(text(x + 7, y + 51 + 15 * number, words, "p-soft"))
    return [*parts, *_mark(tile.mark, x + width - 13, y + height - 11)]


def _mark(mark: Mark, x: float, y: float) -> list[str]:
    shapes = {
        "above": f"M{f(x - 5)} {f(y + 4)}h10l-5 -9z",
        "below": f"M{f(x - 5)} {f(y - 4)}h10l-5 9z",
        "same": f"M{f(x - 5)} {f(y - 3)}h10M{f(x - 5)} {f(y + 3)}h10",
    }
    kind = "p-mark-ink" if mark == "same" else "p-5"
    return [f'<path d="{shapes[mark]}" class="{kind}"/>'] if mark in shapes else []


def wrapped(words: str, room: int) -> list[str]:
    """Return at most two lines of `room` letters; what does not fit is cut with "…"."""
    lines: list[str] = []
    for word in words.split():
        if lines and len(lines[-1]) + 1 + len(word) <= room:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    shown = lines[:MOST_LINES]
    if len(lines) > MOST_LINES:
        shown[-1] = f"{shown[-1]}…"
    return [one if len(one) <= room else f"{one[: room - 1].rstrip('…')}…" for one in shown]
