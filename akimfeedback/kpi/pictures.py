"""Drawings of the block that several pages share: the funnel, and the trend of the months."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from flask_babel import ngettext

from akimfeedback.kpi import funnel, trend
from akimfeedback.kpi.peer_words import short_name
from akimfeedback.kpi.scores import Counts
from akimfeedback.kpi.survival import Waiting
from akimfeedback.web import charts
from akimfeedback.web.formats import month_short, number, percent, share_of

MONTHS_NEEDED = 12
CURVE_STEPS = 24
SHARE_FROM = 10


@dataclass(frozen=True)
class Picture:
    """A drawing with its table, and what it says in a sentence."""

    title: str
    subtitle: str
    svg: str
    head: list[str]
    rows: list[list[str]]
    words: str = ""


@dataclass(frozen=True)
class Named:
    """An okrug in a funnel: its code, its name, k of n of K1."""

    kato: str
    name: str
    counts: Counts


def place_words(place: funnel.Place) -> str:
    """Return where an okrug lies in the funnel."""
    return {
        funnel.Place.INSIDE: _("Inside the limits: the difference may be chance."),
        funnel.Place.EARLY_ABOVE: _("Above the early limits: probably better than chance."),
        funnel.Place.EARLY_BELOW: _("Below the early limits: worth a look now."),
        funnel.Place.ABOVE: _("Above the public limits: more than chance would give."),
        funnel.Place.BELOW: _("Below the public limits: less than chance would give."),
    }[place]


def funnel_picture(okrugs: Sequence[Named], own: str, *, early: bool) -> Picture | None:
    """Return answered in time by number of requests, with limits; `own` is the code of the marked okrug.

    `early` adds the limits of 95 %, for the office alone. None with too few okrugs for limits.
    """
    counted = [one for one in okrugs if one.counts.n]
    spread = funnel.dispersion([one.counts for one in counted])
    if spread is None:
        return None
    placed = {one.kato: funnel.place(one.counts, spread) for one in counted}
    if not early:
        placed = {kato: funnel.public_place(place) for kato, place in placed.items()}
    title = _("Answered in time, by number of requests")
    said = place_words(placed[own]) if own in placed else ""
    rows = [
        [one.name, share_of(one.counts.k, one.counts.n), _share(one.counts), place_words(placed[one.kato])]
        for one in counted
    ]
    return Picture(
        title,
        _("Each dot is an okrug; inside the limits differences may be chance."),
        _drawn(counted, own, spread, early=early, title=title, said=said),
        [_("Okrug"), _("Counted"), _("Share"), _("Against the limits")],
        rows,
        said,
    )


def _drawn(
    counted: Sequence[Named], own: str, spread: funnel.Dispersion, *, early: bool, title: str, said: str
) -> str:
    most = max(one.counts.n for one in counted)
    curves = [
        charts.Curve(_curve(most, spread, funnel.PUBLIC), _("Limits, %(level)s", level=percent(0.998, 1)))
    ]
    if early:
        words = _("Early limits, %(level)s", level=percent(funnel.EARLY))
        curves.append(charts.Curve(_curve(most, spread, funnel.EARLY), words, dashed=True))
    spots = [
        charts.Spot(
            one.counts.n,
            one.counts.k / one.counts.n,
            one.kato == own,
            short_name(one.name) if one.kato == own else "",
        )
        for one in counted
    ]
    together = percent(spread.target)
    last = ngettext("%(n)s request", "%(n)s requests", most, n=number(most))
    description = _("%(n)s okrugs, together %(share)s.", n=number(len(spots)), share=together)
    return str(
        charts.funnel(
            "funnel", spots, curves, title=title, description=f"{description} {said}",
            ticks=charts.share_ticks(percent), cases=[charts.Tick(0, "0"), charts.Tick(most, last)],
            target=charts.Tick(spread.target, _("Together: %(share)s", share=together)),
        )
    )  # fmt: skip


def _share(counts: Counts) -> str:
    """Return a share from ten cases on."""
    return percent(counts.k / counts.n) if counts.n >= SHARE_FROM else "–"


def _curve(most: int, spread: funnel.Dispersion, level: float) -> list[tuple[int, float, float]]:
    steps = sorted({max(1, round(most * place / CURVE_STEPS)) for place in range(CURVE_STEPS + 1)})
    found = [(n, funnel.limits(n, spread, level)) for n in steps]
    return [(n, limit.low, limit.high) for n, limit in found]


def in_time_trend(counted: Sequence[tuple[date, Counts]]) -> Picture | None:
    """Return answered in time by month with the limits of chance; None before twelve months with cases."""
    found = trend.laney([counts for _day, counts in counted])
    if found is None or len(counted) < MONTHS_NEEDED:
        return None
    title = _("Answered in time, by month")
    points = [charts.Point(month_short(day), counts.k / counts.n) for day, counts in counted]
    svg = charts.month_line(
        "trend", points, title=title, description=signal_words(found),
        ticks=charts.share_ticks(percent), last_label=percent(points[-1].value or 0),
        norm=charts.Limits(found.limits, found.mean, percent(found.mean)),
    )  # fmt: skip
    rows = [
        [f"{month_short(day)} {day.year}", share_of(counts.k, counts.n), f"{percent(low)}–{percent(high)}"]
        for (day, counts), (low, high) in zip(counted, found.limits, strict=True)
    ]
    head = [_("Month"), _("In time"), _("Limits of chance")]
    return Picture(title, _("Between the dashed lines a month differs by chance."), str(svg), head, rows,
                   signal_words(found))  # fmt: skip


def waiting_trend(months: Sequence[tuple[date, Waiting]]) -> Picture | None:
    """Return the typical waiting time by month with its limits; None before twelve months that have one."""
    counted = [(day, float(one.median)) for day, one in months if one.median is not None]
    found = trend.xmr([days for _day, days in counted])
    if found is None or len(counted) < MONTHS_NEEDED:
        return None
    title = _("Typical waiting time in working days, by month")
    most = max([*(days for _day, days in counted), *(high for _low, high in found.limits), 1.0])
    ticks = [charts.Tick(value, number(value)) for value in (0.0, round(most / 2), float(round(most + 0.5)))]
    limits = [(max(0.0, low), high) for low, high in found.limits]
    svg = charts.month_line(
        "waiting", [charts.Point(month_short(day), days) for day, days in counted], title=title,
        description=signal_words(found), ticks=ticks, last_label=number(counted[-1][1]),
        norm=charts.Limits(limits, found.mean, number(found.mean, 1)),
    )  # fmt: skip
    rows = [
        [f"{month_short(day)} {day.year}", number(days), f"{number(low, 1)}–{number(high, 1)}"]
        for (day, days), (low, high) in zip(counted, limits, strict=True)
    ]
    head = [_("Month"), _("Working days"), _("Limits of chance")]
    return Picture(
        title, _("Half of the requests waited no longer."), str(svg), head, rows, signal_words(found)
    )


def signal_words(found: trend.Trend) -> str:
    """Return what the last months say: a change, or chance."""
    last = len(found.limits) - 1
    told = {signal for place, signal in found.signals if place >= last - 1}
    sentences = {
        trend.Signal.OUTSIDE: _("The last months lie outside the limits: something has changed."),
        trend.Signal.ONE_SIDE: _("Seven months in a row lie on one side of the mean: something has changed."),
        trend.Signal.MOVING: _("Seven months in a row go the same way: something is changing."),
        trend.Signal.NEAR_LIMIT: _("Two of the last three months lie near a limit: worth a look."),
    }
    words = [sentence for signal, sentence in sentences.items() if signal in told]
    return " ".join(words) or _("No month of late differs by more than chance.")
