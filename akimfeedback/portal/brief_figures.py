"""Page one of the brief: five indicators, the score or why there is none, similar okrugs, two drawings."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from akimfeedback.kpi.disclosure import hides, hides_own
from akimfeedback.kpi.labels import CHANGES, NAMES, PRECISIONS, STANDINGS
from akimfeedback.kpi.models import Snapshot
from akimfeedback.kpi.scores import percent0, score1
from akimfeedback.portal import okrug_page
from akimfeedback.web import charts
from akimfeedback.web.formats import number, percent, share_of

RANGE_FROM = okrug_page.RANGE_FROM
MINUS = "\u2212"
SHORT = {
    "K1": _l("In time"),
    "K2": _l("Within 5 working days"),
    "K3": _l("Solved"),
    "K4": _l("Satisfied"),
    "K5": _l("Openness"),
}  # beside the count in a drawing, where lines do not break


def own_part(snapshot: Snapshot) -> Mapping[str, Any]:
    """Return what is kept of a frozen quarter's own rows; empty for other periods and older versions."""
    kept: Mapping[str, Any] = (snapshot.counted or {}).get(snapshot.period, {})
    return kept


def indicators(snapshot: Snapshot) -> list[dict[str, Any]]:
    """Return the stored figures, each with `hidden`: whether its counts may be told to nobody."""
    raters = own_part(snapshot).get("raters")
    return [{**one, "hidden": hides(one, raters)} for one in snapshot.figures["indicators"]]


def own_opinions_hidden(snapshot: Snapshot) -> bool:
    """Return whether the verdicts of the period alone stay untold, so also what they are compared with."""
    return any(one["code"] == "K3" and hides_own(one) for one in snapshot.figures["indicators"])


def count_words(one: dict[str, Any]) -> str:
    """Return «92 / 100», "0" without a case, or that there are too few opinions to be shown."""
    if one["hidden"]:
        return _("fewer than 5")
    return share_of(one["k"], one["n"]) if one["n"] else "0"


def has_share(one: dict[str, Any]) -> bool:
    """Return whether a share and its range may be printed."""
    known = one["precision"] != "none" and one["n"] >= RANGE_FROM
    return known and bool(one["wilson"]) and not one["hidden"]


def range_words(one: dict[str, Any]) -> str:
    """Return «85–96%», or a dash below ten cases."""
    if not has_share(one):
        return "–"
    low, high = (float(percent0(value)) / 100 for value in one["wilson"])
    return f"{percent0(low)}–{percent(high)}"


def share_words(one: dict[str, Any]) -> str:
    """Return the plain share in per cent, or a dash."""
    return percent(float(percent0(one["k"] / one["n"])) / 100) if has_share(one) else "–"


def change_words(one: dict[str, Any]) -> str:
    """Return how the indicator stands against a year ago, with the difference and its range in points."""
    found = one["change"]
    if not found:
        return ""
    return _(
        "%(words)s: %(difference)s points, probably between %(low)s and %(high)s.",
        words=CHANGES[found["word"]],
        difference=_points(found["difference"]),
        low=_points(found["low"]),
        high=_points(found["high"]),
    )


def _points(difference: float) -> str:
    whole = int(percent0(difference))
    return f"+{whole}" if whole > 0 else str(whole).replace("-", MINUS)


def indicator_rows(snapshot: Snapshot) -> list[list[str]]:
    """Return a row for each indicator: code, name, count, share, range, words."""
    return [
        [
            one["code"],
            str(NAMES[one["code"]]),
            count_words(one),
            share_words(one),
            range_words(one),
            " ".join(part for part in (_precision(one), change_words(one)) if part),
        ]
        for one in indicators(snapshot)
    ]


def _precision(one: dict[str, Any]) -> str:
    words = str(PRECISIONS[one["precision"]])
    return f"{words[:1].upper()}{words[1:]}." if words else ""


def indicator_head() -> list[str]:
    """Return the heads of the columns after the code and the name."""
    return [_("Indicator"), _("Count"), _("Plain share"), _("Probably between"), _("Precision and change")]


def score_words(snapshot: Snapshot) -> str:
    """Return the score with its range, or that there is none."""
    score = snapshot.figures["score"]
    if not score:
        return _("There is no score for this period.")
    value, low, high = (number(float(score1(score[name])), 1) for name in ("value", "low", "high"))
    return _("%(value)s of 100, probably between %(low)s and %(high)s", value=value, low=low, high=high)


def peer_words(snapshot: Snapshot) -> str:
    """Return the standing among similar okrugs and their median, or how many of them have a score."""
    figures = snapshot.figures
    median, many = figures["peer_median"], figures["peers_scored"]
    if median is None:
        return ngettext(
            "%(n)s similar okrug has a score: too few to compare with.",
            "%(n)s similar okrugs have a score: too few to compare with.",
            many,
            n=number(many),
        )
    middle = ngettext(
        "The middle score of %(n)s similar okrug: %(median)s.",
        "The middle score of %(n)s similar okrugs: %(median)s.",
        many,
        n=number(many),
        median=number(float(score1(median)), 1),
    )
    standing = figures["standing"]
    return f"{STANDINGS[standing]}. {middle}" if standing else middle


def drawings(snapshot: Snapshot, history: Sequence[Snapshot]) -> list[okrug_page.Drawing]:
    """Return the drawings of page one: five shares with their ranges, the line of the periods before."""
    found = (shares_chart(snapshot), okrug_page.quarters_chart(history))
    return [one for one in found if one is not None]


def shares_chart(snapshot: Snapshot) -> okrug_page.Drawing | None:
    """Return dots and ranges of the indicators that have a share; None when none has."""
    figures = indicators(snapshot)
    if not any(has_share(one) for one in figures):
        return None
    rows = [
        charts.Row(
            str(SHORT[one["code"]]),
            one["k"] / one["n"] if has_share(one) else None,
            one["wilson"][0] if has_share(one) else None,
            one["wilson"][1] if has_share(one) else None,
            count_words(one),
            own=True,
        )
        for one in figures
    ]
    title = _("The indicators with their ranges")
    told = ", ".join(f"{NAMES[one['code']]} – {count_words(one)}" for one in figures)
    svg = charts.dot_rows(
        "shares", rows, title=title, description=told, ticks=charts.share_ticks(percent)
    )  # fmt: skip
    table = [[row[1], row[2], row[3], row[4]] for row in indicator_rows(snapshot)]
    return okrug_page.Drawing(
        title,
        _("The dot is the share, the line is the range in which the true share probably lies."),
        svg,
        indicator_head()[:4],
        table,
    )
