"""Drawings from values: plain SVG, the same bytes for the same numbers, words given by the caller.

Pure: no Flask, no clock. Shares are 0..1. `name` makes the ids unique in a page. Every drawing has a title
and a description that says the numbers; the macro `chart` puts the table beside it. Gaps stay gaps.

`rows`: dots with ranges, bars, pairs, squares. `lines`: over time, with limits. `days`: strip, who still
waits. `funnel`: shares by number of cases. `steps`: what moved a score. `grid`: okrugs as tiles of words.
"""

from akimfeedback.web.charts.days import MOST_DOTS, day_strip, waiting_line
from akimfeedback.web.charts.funnel import Curve, Spot, funnel
from akimfeedback.web.charts.grid import Tile, tile_grid
from akimfeedback.web.charts.lines import Limits, month_line, small_line
from akimfeedback.web.charts.marks import (
    WIDE,
    Bar,
    Point,
    Tick,
    box,
    diamond,
    dot,
    drawing,
    f,
    line,
    scale,
    share_ticks,
    text,
)
from akimfeedback.web.charts.rows import Group, Row, bars, dot_rows, paired_bars, squares
from akimfeedback.web.charts.steps import Step, waterfall

__all__ = [
    "MOST_DOTS",
    "WIDE",
    "Bar",
    "Curve",
    "Group",
    "Limits",
    "Point",
    "Row",
    "Spot",
    "Step",
    "Tick",
    "Tile",
    "bars",
    "box",
    "day_strip",
    "diamond",
    "dot",
    "dot_rows",
    "drawing",
    "f",
    "funnel",
    "line",
    "month_line",
    "paired_bars",
    "scale",
    "share_ticks",
    "small_line",
    "squares",
    "text",
    "tile_grid",
    "waiting_line",
    "waterfall",
]
