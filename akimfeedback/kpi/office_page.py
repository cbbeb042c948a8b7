"""What the page of an office's own numbers says: figures with their cases, what moved, what counts next."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from markupsafe import Markup

from akimfeedback.kpi import waterfall
from akimfeedback.kpi.disclosure import hides, hides_own
from akimfeedback.kpi.labels import CHANGES, NAMES, PRECISIONS
from akimfeedback.kpi.method import Method
from akimfeedback.kpi.pictures import Picture
from akimfeedback.kpi.scores import Counts, Precision, percent0, settle_sum, shrink, wilson
from akimfeedback.kpi.waterfall import Part
from akimfeedback.web import charts
from akimfeedback.web.formats import number, percent, share_of

WITH_CASES = ("K1", "K2", "K3", "K5")


@dataclass(frozen=True)
class Line:
    """One indicator of a period as the office sees it."""

    code: str
    name: str
    counted: str  # k / n of the period itself: as long as the list behind it; "" hidden
    shown: str  # k / n the share stands on, where other quarters are added; "" the same
    share: str
    ranged: str
    remark: str
    has_cases: bool


def lines(figures: Mapping[str, Any], *, rated: tuple[int, int] | None = None) -> list[Line]:
    """Return a line per indicator; `rated` replaces the ratings of a period that still runs."""
    found = [with_ratings(one, rated) if one["code"] == "K4" and rated is not None else one
             for one in figures["indicators"]]  # fmt: skip
    return [_line(one, stepped=rated is not None and one["code"] == "K4") for one in found]


def _line(one: Mapping[str, Any], *, stepped: bool) -> Line:
    """Return a line; ratings are the only opinions an office may not see of single cases."""
    rated = one["code"] == "K4" and not stepped
    hidden, own_hidden = rated and hides(one), rated and hides_own(one)
    own, whole = (one["own"][0], one["own"][1]), (one["k"], one["n"])
    ranged = one["wilson"]
    remarks = [str(PRECISIONS[one["precision"]])]
    if hidden:
        remarks = [_("too few answers of residents to show")]
    elif one["change"]:
        remarks.append(str(CHANGES[one["change"]["word"]]))
    return Line(
        code=one["code"],
        name=str(NAMES[one["code"]]),
        counted="" if own_hidden else share_of(*own) if own[1] else "0",
        shown=share_of(*whole) if whole != own and ranged else "",
        share=percent(one["raw"]) if one["raw"] is not None else "",
        ranged=f"{percent0(ranged[0])}–{percent(ranged[1])}" if ranged else "",
        remark=" · ".join(filter(None, remarks)),
        has_cases=one["code"] in WITH_CASES,
    )


def own_counts(figures: Mapping[str, Any], code: str) -> tuple[int, int]:
    """Return k and n of the period itself."""
    own = next((one["own"] for one in figures["indicators"] if one["code"] == code), (0, 0))
    return own[0], own[1]


def with_ratings(one: Mapping[str, Any], rated: tuple[int, int]) -> dict[str, Any]:
    """Return K4 with the ratings the office may see now, of the period alone.

    Three quarters before it, beside the four that are published, would tell those of the fourth.
    """
    found = settle_sum(Counts(*rated))
    own = found.counts
    hidden = found.precision is Precision.NONE or one["precision"] == "none"
    ranged = None if hidden else wilson(found.counts.k, found.counts.n)
    return {
        **one,
        "own": [own.k, own.n],
        "k": found.counts.k,
        "n": found.counts.n,
        "raw": None if hidden else found.counts.raw,
        "wilson": [ranged.low, ranged.high] if ranged else None,
        "precision": Precision.NONE.value if hidden else found.precision.value,
        "change": None,
    }


def parts(
    figures: Mapping[str, Any], method: Method, rated: tuple[int, int] | None = None
) -> dict[str, Part] | None:
    """Return share used and weight of each indicator; None while one that carries the score has no value.

    Unlike the published score it waits for no least number: it is the office's own early look.
    """
    shares: dict[str, float] = {}
    for stored in figures["indicators"]:
        stepped = stored["code"] == "K4" and rated is not None
        one = with_ratings(stored, rated) if stepped and rated is not None else stored
        if one["precision"] == "none" or one["peers"] is None:
            continue
        rule = method.indicator(one["code"])
        shares[one["code"]] = shrink(Counts(one["k"], one["n"]), one["peers"], rule.prior).value
    if any(code not in shares for code in method.publish_floors):
        return None
    total = sum(method.weights[code] for code in shares)
    return {code: Part(share, method.weights[code] / total) for code, share in shares.items()}


def moved(
    before: Mapping[str, Part] | None, after: Mapping[str, Part] | None, cases: Mapping[str, str]
) -> Picture | None:
    """Return what moved the score between two looks, step by step; None while one of them has no score.

    `cases` are the addresses of the lists behind the indicators; the steps of the table lead there.
    """
    if not before or not after:
        return None
    start, moves, weights, end = waterfall.in_tenths(waterfall.waterfall(before, after))
    steps = [charts.Step(_("Published"), float(start), number(float(start), 1), change=False)]
    changes = {str(NAMES[code]): float(value) for code, value in moves.items()}
    if weights:
        changes[_("Weights, where an indicator is missing")] = float(weights)
    steps += [charts.Step(name, value, _signed(value)) for name, value in changes.items()]
    steps.append(charts.Step(_("Now"), float(end), number(float(end), 1), change=False))
    linked = {
        str(NAMES[code]): Markup('<a href="{}">{}</a>').format(address, NAMES[code])
        for code, address in cases.items()
    }
    title = _("What moved it: from %(then)s to %(now)s", then=steps[0].label, now=steps[-1].label)
    description = "; ".join(f"{step.name}: {step.label}" for step in steps)
    svg = charts.waterfall("moved", steps, title=title, description=description)
    return Picture(
        title,
        _("Points of the score, by indicator. The steps add up exactly."),
        str(svg),
        [_("Step"), _("Points")],
        [[linked.get(step.name, step.name), step.label] for step in steps],
    )


def _signed(value: float) -> str:
    return f"{'+' if value > 0 else '−' if value < 0 else ''}{number(abs(value), 1)}"
