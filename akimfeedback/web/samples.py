"""Made-up values of the style guide."""

from collections.abc import Callable
from typing import Any

from flask_babel import gettext as _
from markupsafe import Markup

from akimfeedback.web import charts
from akimfeedback.web.charts import Bar, Curve, Group, Limits, Point, Row, Spot, Step, Tick, Tile


def field_words() -> dict[str, str]:
    """Return the labels of the sample form."""
    return {
        "topic": _("Topic"),
        "text": _("Write it briefly"),
        "phone": _("Phone number"),
        "place": _("Where is it?"),
        "landmark": _("Near what?"),
        "code": _("Code from the text message"),
        "photos": _("Add photo"),
        "agree": _("This is a shared phone"),
    }


def topics() -> list[tuple[str, str]]:
    """Return six topics."""
    return [
        ("road", _("Roads")), ("bulb", _("Street lights")), ("drop", _("Water")),
        ("bin", _("Rubbish")), ("cow", _("Livestock")), ("other", _("Something else")),
    ]  # fmt: skip


def landmarks() -> list[tuple[str, str]]:
    """Return three landmarks."""
    return [("school", _("School")), ("shop", _("Shop")), ("mosque", _("Mosque"))]


def drawings(words: Callable[[float], str]) -> dict[str, Markup]:
    """Return one drawing of each kind."""
    ticks = charts.share_ticks(words)
    values = (0.70, 0.72, 0.80, None, None, 0.78, 0.83, 0.90, 0.88, 0.91, 0.90, 0.92)
    points = [
        Point(str(number), value, value and value - 0.08, value and min(1.0, value + 0.06))
        for number, value in enumerate(values, 1)
    ]
    rows = [
        Row("Аққұдық", 0.92, 0.85, 0.96, "92 / 100", own=True),
        Row("Бесағаш", 0.80, 0.70, 0.87, "64 / 80"),
        Row("Қызылжар", None, label="–"),
    ]
    groups = [
        Group(_("Fulfilled"), 5, "full"), Group(_("Partly"), 2, "half"), Group(_("In progress"), 4, "dot"),
        Group(_("Stalled"), 1, "pause"), Group(_("Not fulfilled"), 1, "cross"),
        Group(_("Withdrawn"), 1, "slash"),
    ]  # fmt: skip
    spread = [
        Bar(_("Solved"), 56, "56"),
        Bar(_("Partly solved"), 20, "20", 3),
        Bar(_("Not solved"), 12, "12", 4),
    ]
    pair = [Bar(_("The office says"), 0.96, words(0.96), 4), Bar(_("Residents say"), 0.77, words(0.77))]
    days = [3, 4, 4, 5, 5, 5, 8, 9, 9, 12, 14, 15, 15, 17, 3, 2]
    strip = [Tick(0, "0"), Tick(10, "10"), Tick(20, "20")]
    told = {"title": _("Sample drawing"), "description": "92 / 100"}
    return {
        "dots": charts.dot_rows("sg-dots", rows, ticks=ticks, median=Tick(0.81, words(0.81)), **told),
        "line": charts.month_line(
            "sg-line", points, ticks=ticks, last_label=words(0.92), norm=Tick(0.95, words(0.95)), **told
        ),
        "bars": charts.bars("sg-bars", spread, **told),
        "pair": charts.paired_bars("sg-pair", pair, **told),
        "squares": charts.squares("sg-squares", groups, **told),
        "strip": charts.day_strip(
            "sg-strip", days, ticks=strip, term=Tick(15, "15"), median=Tick(8, "8"), **told
        ),
        **_statistics(words, told),
    }


def _statistics(words: Callable[[float], str], told: dict[str, Any]) -> dict[str, Markup]:
    """Return the drawings of the block: limits, funnel, what moved a score, who waits, tiles of words."""
    ticks = charts.share_ticks(words)
    shares = (0.82, 0.79, 0.85, 0.80, 0.77, 0.83, 0.81, 0.84, 0.95, 0.80, 0.82, 0.78)
    limits = Limits([(0.71, 0.92)] * len(shares), 0.82, words(0.82))
    spots = [Spot(52, 0.92, own=True, label="92 / 100"), Spot(20, 0.7), Spot(80, 0.84), Spot(120, 0.62)]
    curves = [
        Curve([(10, 0.4, 1), (40, 0.6, 1), (80, 0.68, 0.97), (130, 0.72, 0.95)], "99,8%"),
        Curve([(10, 0.55, 1), (40, 0.7, 0.97), (80, 0.75, 0.92), (130, 0.77, 0.9)], "95%", dashed=True),
    ]
    steps = [
        Step("2025", 71.2, "71,2", change=False), Step(_("In time"), 4.1, "+4,1"),
        Step(_("Solved, say residents"), -1.6, "−1,6"), Step("2026", 73.7, "73,7", change=False),
    ]  # fmt: skip
    cases = [Tick(0, "0"), Tick(50, "50"), Tick(130, "130")]
    tiles = [
        Tile("Аққұдық", _("Above"), "above", own=True), Tile("Бесағаш", _("No difference"), "same"),
        Tile("Қызылжар ауылдық округі", _("Below"), "below"), Tile("Талдысай", "–"),
    ]  # fmt: skip
    return {
        "limits": charts.month_line(
            "sg-limits", [Point(str(n), one) for n, one in enumerate(shares, 1)], ticks=ticks,
            last_label=words(shares[-1]), norm=limits, **told,
        ),
        "funnel": charts.funnel(
            "sg-funnel", spots, curves, ticks=ticks, cases=cases, target=Tick(0.84, words(0.84)), **told
        ),
        "waterfall": charts.waterfall("sg-fall", steps, **told),
        "waiting": charts.waiting_line(
            "sg-wait", [(5, 0.6), (10, 0.35), (15, 0.12), (20, 0.05)], ticks=ticks,
            days=[Tick(0, "0"), Tick(15, "15"), Tick(30, "30")], term=Tick(15, "15"), **told,
        ),
        "tiles": charts.tile_grid("sg-tiles", tiles, **told),
    }  # fmt: skip
