"""What the public page of an okrug says: headline, tiles, charts, words; from stored figures only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from akimfeedback.kpi import queries as kpi
from akimfeedback.kpi.disclosure import OPINIONS, SMALLEST, hides
from akimfeedback.kpi.labels import CHANGES, NAMES, OUTCOMES, STANDINGS
from akimfeedback.kpi.models import Snapshot
from akimfeedback.kpi.periods import parse, quarter_of
from akimfeedback.kpi.scores import Counts, percent0
from akimfeedback.kpi.trend import Trend, laney
from akimfeedback.kpi.year_queries import years_of_okrug
from akimfeedback.kpi.year_rules import YearState
from akimfeedback.mandates import queries as mandates
from akimfeedback.mandates.rules import AkimKind
from akimfeedback.web import charts
from akimfeedback.web.formats import number, percent, share_of
from akimfeedback.web.product import language

TILES = ("K1", "K3", "K4")
OTHERS = ("K2", "K5")
ALL = ("K1", "K2", "K3", "K4", "K5")
RANGE_FROM = 10
MOST_QUARTERS = 12


def akim_line(session: Session, territory_id: int, on: date) -> str:
    """Return who holds the office, never "elected" for acting or appointed; a vacant seat is said."""
    akim = mandates.akim_of(session, territory_id, on)
    if akim is None:
        return _("The seat is vacant; the akim of the district answers.")
    words = {
        AkimKind.ELECTED: _("Akim (elected): %(name)s", name=akim.holder),
        AkimKind.ACTING: _("Acting akim: %(name)s", name=akim.holder),
        AkimKind.APPOINTED: _("Akim (appointed): %(name)s", name=akim.holder),
    }
    return words[AkimKind(akim.akim_kind or AkimKind.ELECTED)]


def decided_years(session: Session, territory_id: int) -> Sequence[int]:
    """Return the years of an okrug whose decision is published, newest first."""
    return years_of_okrug(session, territory_id, YearState.DECIDED)


def period_words(period: str) -> str:
    """Return a period in words: «2026 ж. 3-тоқсан»."""
    found = parse(period)
    part, year = found.part, found.year
    words = {
        "quarter": _("quarter %(part)s of %(year)s", part=part, year=year),
        "half": _("half-year %(part)s of %(year)s", part=part, year=year),
        "month": f"{part:02d}.{year}",
        "year": _("year %(year)s", year=year),
    }
    return words[found.kind.value]


def indicator(snapshot: Snapshot, code: str) -> dict[str, Any]:
    """Return one indicator's stored figures."""
    found: dict[str, Any] = next(one for one in snapshot.figures["indicators"] if one["code"] == code)
    return found


def own_indicators(snapshot: Snapshot) -> dict[str, dict[str, Any]]:
    """Return the stored figures of every indicator by its code."""
    return {one["code"]: one for one in snapshot.figures["indicators"]}


def so_far_words(session: Session, territory_id: int, on: date) -> str:
    """Return the unscored strip "this quarter so far", from the live figures; "" when nothing is due yet."""
    live = kpi.preview(session, territory_id, str(quarter_of(on)))
    if live is None:
        return ""
    k, n = indicator(live, "K1")["own"]
    return _("This quarter so far: in time %(share)s.", share=share_of(k, n)) if n else ""


@dataclass(frozen=True)
class Tile:
    """Values of the macro `kpi_tile`."""

    code: str
    name: str
    value: str
    count: str
    low: str
    high: str
    phrase: str
    precision: str


def tiles(snapshot: Snapshot, codes: Sequence[str]) -> list[Tile]:
    """Return the tiles of those indicators that the method of the figures has."""
    known = own_indicators(snapshot)
    return [tile(snapshot, code) for code in codes if code in known]


def tile(snapshot: Snapshot, code: str) -> Tile:
    """Return a public tile: plain count and range; no shrunk value here."""
    one = indicator(snapshot, code)
    hidden, untold = one["precision"] == "none", hides(one, raters_of(snapshot))
    ranged = one["wilson"] if one["n"] >= RANGE_FROM else None
    changed = one["change"]
    phrase = str(CHANGES[changed["word"]]) if changed else ""
    if untold and one["n"] >= SMALLEST:
        phrase = _(
            "Not shown: with other figures it would tell the opinions of fewer than %(n)s people.", n=SMALLEST
        )
    elif untold:
        phrase = _("Fewer than %(n)s opinions: what they say is not shown.", n=SMALLEST)
    elif hidden:
        phrase = _("Too few yet for a share: %(need)s are needed.", need=RANGE_FROM)
    return Tile(
        code=code,
        name=str(NAMES[code]),
        value="" if hidden or not one["n"] else percent(one["k"] / one["n"]),
        count=share_of(one["k"], one["n"]) if one["n"] and not untold else "",
        low=f"{percent0(ranged[0])}" if ranged else "",
        high=percent(float(percent0(ranged[1])) / 100) if ranged else "",
        phrase=phrase,
        precision=one["precision"],
    )


@dataclass(frozen=True)
class Running:
    """One line of the strip of a quarter that still runs: k of n of the quarter alone."""

    name: str
    count: str


def running(live: Snapshot | None) -> list[Running]:
    """Return what the public may see of a running quarter: counts without a share.

    Verdicts and ratings wait for the publication: two looks at a running total would show a single one.
    """
    stored = live.figures["indicators"] if live else []
    told = [one for one in stored if one["code"] not in OPINIONS]
    return [Running(str(NAMES[one["code"]]), share_of(*one["own"]) if one["own"][1] else "–") for one in told]


def raters_of(snapshot: Snapshot) -> int | None:
    """Return how many different people rated in a frozen quarter, None when it is not kept."""
    kept = (snapshot.counted or {}).get(snapshot.period, {})
    return kept.get("raters") if isinstance(kept, dict) else None


def headline(snapshot: Snapshot) -> str:
    """Return the sentence the page opens with, true also for three cases."""
    one = indicator(snapshot, "K1")
    if not one["n"]:
        return _("No request has come due in this period yet.")
    first = _("Answered in time: %(share)s.", share=share_of(one["k"], one["n"]))
    standing, changed = snapshot.figures["standing"], one["change"]
    if standing:
        return f"{first} {STANDINGS[standing]}."
    return f"{first} {CHANGES[changed['word']]}." if changed else first


def lacking(snapshot: Snapshot) -> list[str]:
    """Return what a published score still needs, a sentence each."""
    figures = own_indicators(snapshot)
    raters = raters_of(snapshot)
    return [
        _(
            "%(name)s: %(counted)s counted, %(needed)s are needed.",
            name=NAMES[code],
            counted=_("fewer than %(n)s", n=SMALLEST) if hides(figures[code], raters) else counted,
            needed=needed,
        )
        for code, counted, needed in snapshot.figures["score_lacks"]
        if code in figures
    ]


def waiting_words(beside: dict[str, Any]) -> str:
    """Return the median of working days in words, or why there is none."""
    found = beside["waiting"]
    if found["median"] is None:
        return _("Too few requests for a typical waiting time yet.")
    words = ngettext(
        "Half of the requests were answered within %(n)s working day.",
        "Half of the requests were answered within %(n)s working days.",
        found["median"],
        n=found["median"],
    )
    if found["p90"] is None:
        return words
    more = ngettext(
        "Nine of ten within %(n)s working day.",
        "Nine of ten within %(n)s working days.",
        found["p90"],
        n=found["p90"],
    )
    return f"{words} {more}"


def gap_words(beside: dict[str, Any]) -> str:
    """Return what the office says and what residents say, side by side; "" when nobody answered yet."""
    answers = beside["answers"]
    if not answers["asked"]:
        return ""
    return _(
        "The office says “done” in %(done)s answers. Residents gave a verdict on %(gave)s and say “solved” "
        "in %(solved)s; %(silent)s are silent.",
        done=share_of(answers["said_done"], answers["asked"]),
        gave=number(answers["gave"]),
        solved=share_of(answers["solved"], answers["gave"]) if answers["gave"] else "0",
        silent=number(answers["silent"]),
    )


@dataclass(frozen=True)
class Drawing:
    """A picture and the table beside it."""

    title: str
    subtitle: str
    svg: str
    head: list[str]
    rows: list[list[str]]


def quarters_chart(history: Sequence[Snapshot]) -> Drawing | None:
    """Return the line of K1 by quarter with its range; None before two quarters."""
    points, rows = [], []
    for one in history[-MOST_QUARTERS:]:
        found = indicator(one, "K1")
        k, n = found["own"]
        enough = n >= RANGE_FROM and found["precision"] != "pooled"
        low, high = found["wilson"] if enough and found["wilson"] else (None, None)
        label = _quarter_short(one.period)
        points.append(charts.Point(label, k / n if enough else None, low, high))
        ranged = f"{percent0(low)}–{percent0(high)}" if low is not None and high is not None else "–"
        rows.append([period_words(one.period), share_of(k, n) if n else "0", ranged])
    drawn = [point for point in points if point.value is not None]
    if len(drawn) < 2:
        return None
    first, last = drawn[0], drawn[-1]
    title = _("Answered in time, by quarter")
    description = _(
        "From %(first)s in %(then)s to %(last)s in %(now)s.",
        first=percent(first.value or 0),
        then=first.label,
        last=percent(last.value or 0),
        now=last.label,
    )
    svg = charts.month_line(
        "quarters", points, title=title, description=description,
        ticks=charts.share_ticks(percent), last_label=percent(last.value or 0), norm=_limits(history),
    )  # fmt: skip
    head = [_("Quarter"), _("In time"), _("Range, %")]
    sub = _("The band is the range in which the true share probably lies.")
    return Drawing(title, f"{sub} {trend_words(history)}".rstrip(), svg, head, rows)


def _trend(history: Sequence[Snapshot]) -> tuple[list[int], Trend] | None:
    """Return which of the quarters drawn had ten cases, and their trend; None with fewer than eight."""
    counts = [Counts(*indicator(one, "K1")["own"]) for one in history[-MOST_QUARTERS:]]
    places = [number for number, one in enumerate(counts) if one.n >= RANGE_FROM]
    found = laney([counts[number] for number in places])
    return (places, found) if found else None


def _limits(history: Sequence[Snapshot]) -> charts.Limits | None:
    found = _trend(history)
    if found is None:
        return None
    places, trend = found
    known = dict(zip(places, trend.limits, strict=True))
    pairs = [known.get(number) for number in range(len(history[-MOST_QUARTERS:]))]
    return charts.Limits(pairs, trend.mean, _("usual: %(share)s", share=percent(trend.mean)))


def trend_words(history: Sequence[Snapshot]) -> str:
    """Return whether the newest quarter is more than chance, "" with fewer than eight quarters."""
    found = _trend(history)
    if found is None:
        return ""
    places, trend = found
    unusual = any(number == len(places) - 1 for number, _signal in trend.signals)
    if unusual:
        return _("The newest quarter is not what chance alone would do: something changed.")
    return _("The quarters differ no more than chance does; dashed: what chance keeps.")


def _quarter_short(period: str) -> str:
    found = parse(period)
    letter = {"kk": "т", "ru": "кв", "en": "Q"}[language()]
    return (
        f"{letter}{found.part}/{found.year % 100}"
        if language() == "en"
        else f"{found.part}{letter} {found.year % 100}"
    )


def outcomes_chart(beside: dict[str, Any]) -> Drawing | None:
    """Return bars of what the office decided; None when it answered nothing."""
    counted = [(str(OUTCOMES[code]), beside["outcomes"].get(code, 0)) for code in OUTCOMES]
    total = sum(count for _word, count in counted)
    if not total:
        return None
    shown = [charts.Bar(word, count, number(count)) for word, count in counted if count]
    title = _("What the office decided")
    parts = ", ".join(f"{word} – {number(count)}" for word, count in counted if count)
    svg = charts.bars("outcomes", shown, title=title, description=parts)
    rows = [[word, number(count)] for word, count in counted]
    subtitle = ngettext(
        "%(n)s decision in the period", "%(n)s decisions in the period", total, n=number(total)
    )
    return Drawing(title, subtitle, svg, [_("Decision"), _("Count")], rows)
