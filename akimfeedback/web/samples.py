"""Made-up values of the style guide."""

from collections.abc import Callable

from flask_babel import gettext as _
from markupsafe import Markup

from akimfeedback.web import charts
from akimfeedback.web.charts import Bar, Group, Point, Row, Tick


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
    }
