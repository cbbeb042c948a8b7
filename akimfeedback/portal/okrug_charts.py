"""The drawings of an okrug's page and of "how was this counted?": from stored figures, tables beside.

Nothing here shows opinions of fewer than five people, nor single days.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from statistics import median
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from akimfeedback.core.folding import kazakh_key
from akimfeedback.geography.models import Territory
from akimfeedback.kpi import peer_rows
from akimfeedback.kpi import queries as kpi
from akimfeedback.kpi.days import CLASSES, Days, shown_days
from akimfeedback.kpi.funnel import PUBLIC, Dispersion, dispersion, limits
from akimfeedback.kpi.labels import NAMES
from akimfeedback.kpi.models import Snapshot
from akimfeedback.kpi.peer_words import short_name
from akimfeedback.kpi.periods import parse
from akimfeedback.kpi.scores import Counts, percent0, wilson
from akimfeedback.kpi.waterfall import Part, Waterfall, against_peers, in_tenths, waterfall
from akimfeedback.portal.brief_beside import topic_counts
from akimfeedback.portal.brief_figures import SHORT, own_opinions_hidden, own_part
from akimfeedback.portal.okrug_page import (
    RANGE_FROM,
    Drawing,
    indicator,
    outcomes_chart,
    period_words,
    quarters_chart,
)
from akimfeedback.web import charts
from akimfeedback.web.formats import number, percent, share_of
from akimfeedback.web.product import named

TERM_DAYS = 15
MOST_PEERS = 4
PEERS_FOR_MEDIAN = 5
CURVE_POINTS = 14
MINUS = "\u2212"
LAST_DAY = 25.0


@dataclass(frozen=True)
class Neighbours:
    """The similar okrugs of a period without the okrug itself: who they are, and their counts of K1."""

    units: Mapping[int, Territory]
    counts: Mapping[int, Counts]


def neighbours(session: Session, snapshot: Snapshot) -> Neighbours:
    """Return the other okrugs of the group, with the published counts of the period itself."""
    year, own = parse(snapshot.period).year, snapshot.territory_id
    members = peer_rows.members(session, snapshot.figures["group"], year)
    units = {unit.id: unit for unit in members if unit.id != own}
    return Neighbours(units, peer_rows.in_time_of(session, list(units), snapshot.period))


def of_page(session: Session, unit: Territory, snapshot: Snapshot) -> list[tuple[str, Drawing]]:
    """Return the drawings of the okrug's page in its order, by name; few cases leave some out."""
    near = neighbours(session, snapshot)
    found = {
        "gap": gap_chart(snapshot),
        "peers": peers_chart(unit, snapshot, near),
        "quarters": quarters_chart(quarters_until(session, snapshot)),
        "topics": topics_chart(session, snapshot),
    }
    return [(name, one) for name, one in found.items() if one]


def quarters_until(session: Session, snapshot: Snapshot) -> list[Snapshot]:
    """Return the okrug's public quarters up to a period, oldest first; its own in the version shown."""
    last, found = parse(snapshot.period).last_day, kpi.published_history(session, snapshot.territory_id)
    return [
        snapshot if one.period == snapshot.period else one
        for one in found
        if parse(one.period).last_day <= last
    ]


def of_steps(
    session: Session, unit: Territory, snapshot: Snapshot, near: Neighbours
) -> list[tuple[str, Drawing]]:
    """Return the drawings of "how was this counted?": score, funnel, waiting, decisions."""
    beside = snapshot.figures.get("beside")
    found = {
        "steps": apart_chart(snapshot),
        "year": since_chart(session, snapshot),
        "funnel": funnel_chart(unit, snapshot, near),
        "waiting": waiting_chart(snapshot),
        "outcomes": outcomes_chart(beside) if beside else None,
    }
    return [(name, one) for name, one in found.items() if one]


def own_counts(snapshot: Snapshot) -> Counts:
    """Return k and n of K1 of the period itself."""
    return Counts(*indicator(snapshot, "K1")["own"])


def gap_chart(snapshot: Snapshot) -> Drawing | None:
    """Return what the office says and what residents say; None below ten verdicts."""
    answers = snapshot.figures.get("beside", {}).get("answers")
    if not answers or answers["gave"] < RANGE_FROM or own_opinions_hidden(snapshot):
        return None
    office, residents = answers["said_done"] / answers["asked"], answers["solved"] / answers["gave"]
    rows = [
        (_("The office says “done”"), share_of(answers["said_done"], answers["asked"]), office, 4),
        (_("Residents say “solved”"), share_of(answers["solved"], answers["gave"]), residents, 1),
    ]
    bars = [charts.Bar(word, share, percent(share), tone) for word, _count, share, tone in rows]
    points = points_of(residents - office)
    words = _("Difference: %(points)s percentage points", points=points)
    title = _("What the office says and what residents say")
    sub = _("Of all answers, and of those on which residents gave a verdict.")
    told = ". ".join([*(f"{bar.name} – {bar.label}" for bar in bars), words])
    svg = charts.paired_bars("gap", bars, title=title, description=told, gap_words=words)
    table = [[word, count, percent(share)] for word, count, share, _tone in rows]
    return Drawing(title, sub, svg, [_("Who"), _("Count"), _("Share")], table)


def points_of(difference: float) -> str:
    """Return a difference of shares in whole points with its sign."""
    whole = int(percent0(difference))
    return f"+{whole}" if whole > 0 else str(whole).replace("-", MINUS)


def shown_peers(unit: Territory, near: Neighbours) -> list[int]:
    """Return at most four similar okrugs to draw: those of the district first, each by the alphabet."""
    order = sorted(
        near.counts,
        key=lambda one: (
            near.units[one].parent_id != unit.parent_id,
            kazakh_key(near.units[one].name_kk),
            near.units[one].kato,
        ),
    )
    return sorted(order[:MOST_PEERS], key=lambda one: kazakh_key(near.units[one].name_kk))


def peers_chart(unit: Territory, snapshot: Snapshot, near: Neighbours) -> Drawing | None:
    """Return dots with their ranges, the own one filled, by the alphabet; None without similar okrugs."""
    own = own_counts(snapshot)
    chosen = shown_peers(unit, near)
    if own.n < RANGE_FROM or not chosen:
        return None
    named_counts = [(unit, own), *((near.units[one], near.counts[one]) for one in chosen)]
    named_counts.sort(key=lambda one: (kazakh_key(one[0].name_kk), one[0].kato))
    rows = [_dot(short_name(named(one)), counts, own=one.id == unit.id) for one, counts in named_counts]
    shares = [one.k / one.n for one in near.counts.values() if one.n >= RANGE_FROM]
    middle = median(shares) if len(shares) >= PEERS_FOR_MEDIAN else None
    title = _("Answered in time: beside similar okrugs")
    words = _("Middle of the similar okrugs: %(share)s", share=percent(middle)) if middle is not None else ""
    told = ", ".join(f"{row.name} – {row.label}" for row in rows)
    svg = charts.dot_rows(
        "peers", rows, title=title, description=f"{told}. {words}", ticks=charts.share_ticks(percent),
        median=charts.Tick(middle, words) if middle is not None else None,
    )  # fmt: skip
    table = [
        [named(unit), row.label, _range(row.low, row.high)]
        for (unit, _counts), row in zip(named_counts, rows, strict=True)
    ]
    sub = _("The dot is the share, the line is the range in which the true share probably lies.")
    return Drawing(title, sub, svg, [_("Okrug"), _("In time"), _("Range, %")], table)


def _dot(name: str, counts: Counts, *, own: bool) -> charts.Row:
    label = share_of(counts.k, counts.n) if counts.n else "–"
    if counts.n < RANGE_FROM:
        return charts.Row(name, None, label=label, own=own)
    ranged = wilson(counts.k, counts.n)
    return charts.Row(name, counts.k / counts.n, ranged.low, ranged.high, label, own)


def _range(low: float | None, high: float | None) -> str:
    return "–" if low is None or high is None else f"{percent0(low)}–{percent0(high)}"


def topics_chart(session: Session, snapshot: Snapshot) -> Drawing | None:
    """Return what residents write about, topics of five and more; None when none may be told."""
    rows = topic_counts(session, snapshot)
    if not rows:
        return None
    other = _("Other topics together")
    bars = [charts.Bar(word, many, number(many), 4 if word == other else 1) for word, many in rows]
    title = _("What residents write about")
    told = ", ".join(f"{word} – {number(many)}" for word, many in rows)
    svg = charts.bars("topics", bars, title=title, description=told)
    sub = _("Requests that came due in the period; topics with fewer than 5 are together.")
    table = [[word, number(many)] for word, many in rows]
    return Drawing(title, sub, svg, [_("Topic"), _("Requests")], table)


def waiting_chart(snapshot: Snapshot) -> Drawing | None:
    """Return who still waits after so many working days; None below ten answers or where too few to tell."""
    kept, beside = own_part(snapshot).get("days"), snapshot.figures.get("beside")
    still = beside["waiting"].get("still", []) if beside else []
    found = shown_days(kept, still) if kept else None
    if found is None or not found.still:
        return None
    title = _("How long people waited")
    told = "; ".join(_still_words(day, share) for day, share in found.still)
    svg = charts.waiting_line(
        "waiting", found.still, title=title, description=told, ticks=charts.share_ticks(percent),
        days=[charts.Tick(float(day), number(day)) for day in (0, 5, 10, 15, 20, 25)],
        term=charts.Tick(TERM_DAYS, _("The term: %(n)s working days", n=TERM_DAYS)),
    )  # fmt: skip
    sub = _("Share of requests still without an answer, by working days.")
    return Drawing(title, sub, svg, [_("Working days"), _("Answers")], _day_rows(found))


def _still_words(day: int, share: float) -> str:
    return _("after %(day)s working days %(share)s still wait", day=day, share=percent(share))


def _day_rows(found: Days) -> list[list[str]]:
    few = _("too few to tell")
    names = [name.replace("-", "–") for name in CLASSES[:-1]] + [_("21 and more")]
    rows = [
        [name, few if many is None else number(many)] for name, many in zip(names, found.answers, strict=True)
    ]
    unanswered = few if found.unanswered is None else number(found.unanswered)
    return [*rows, [_("No answer, or it left"), unanswered]]


def spread_of(snapshot: Snapshot, near: Neighbours) -> Dispersion | None:
    """Return the target and over-dispersion of the group; None with too few okrugs."""
    return dispersion([own_counts(snapshot), *near.counts.values()])


def funnel_chart(unit: Territory, snapshot: Snapshot, near: Neighbours) -> Drawing | None:
    """Return the share of every similar okrug by its number of requests, with the public limits."""
    spread, own = spread_of(snapshot, near), own_counts(snapshot)
    if spread is None or not own.n:
        return None
    most = max(one.n for one in (own, *near.counts.values()))
    numbers = sorted({max(1, round(most ** (step / CURVE_POINTS))) for step in range(CURVE_POINTS + 1)})
    kept = [(n, limits(n, spread, PUBLIC)) for n in numbers]
    edges = [(n, one.low, one.high) for n, one in kept]
    curve = charts.Curve(edges, _("Limits of chance"))
    spots = [charts.Spot(one.n, one.k / one.n) for one in near.counts.values() if one.n]
    mine = charts.Spot(own.n, own.k / own.n, own=True, label=_("This okrug"))
    title = _("Is the share unusual for so many requests?")
    here = limits(own.n, spread, PUBLIC)
    told = _(
        "%(okrug)s: %(count)s. With so many requests chance keeps a share between %(low)s and %(high)s.",
        okrug=named(unit), count=share_of(own.k, own.n), low=percent(here.low), high=percent(here.high),
    )  # fmt: skip
    svg = charts.funnel(
        "funnel", [*spots, mine], [curve], title=title, description=told, ticks=charts.share_ticks(percent),
        cases=_case_ticks(most),
        target=charts.Tick(spread.target, _("All similar okrugs: %(share)s", share=percent(spread.target))),
    )  # fmt: skip
    table = [
        [_("This okrug"), share_of(own.k, own.n)],
        [_("All similar okrugs together"), percent(spread.target)],
        [_("Chance alone keeps it between"), f"{percent(here.low)} – {percent(here.high)}"],
    ]
    return Drawing(title, told, svg, [_("What"), _("In time")], table)


def _case_ticks(most: int) -> list[charts.Tick]:
    """Return the axis of the number of requests; its end says what is counted."""
    last = ngettext("%(n)s request", "%(n)s requests", most, n=number(most))
    ticks = [charts.Tick(float(n), number(n)) for n in sorted({0, most // 2} - {most})]
    return [*ticks, charts.Tick(float(most), last)]


def parts_of(figures: Mapping[str, Any]) -> dict[str, Part]:
    """Return what went into a published score: share used and effective weight by indicator."""
    return {
        one["code"]: Part(one["shrunk"][0], one["effective_weight"])
        for one in figures["indicators"]
        if one["effective_weight"] is not None and one["shrunk"]
    }


def moved(now: Snapshot, then: Snapshot | None = None) -> Waterfall | None:
    """Return what sets a score apart from the earlier one, or from the peers' mean; None without a score."""
    if not now.figures["score"] or (then is not None and not then.figures["score"]):
        return None
    own = parts_of(now.figures)
    if then is not None:
        return waterfall(parts_of(then.figures), own)
    means = {one["code"]: one["peers"] for one in now.figures["indicators"]}
    return against_peers(own, means)


def steps_chart(found: Waterfall, first: str, last: str, title: str, name: str = "steps") -> Drawing:
    """Return the steps from one score to another; shown numbers sum exactly."""
    start, moves, weights, end = in_tenths(found)
    steps = [charts.Step(first, float(start), number(float(start), 1), change=False)]
    steps += [_step(str(SHORT[code]), value) for code, value in moves.items()]
    whole = {str(SHORT[code]): str(NAMES[code]) for code in moves}
    if weights:
        steps.append(_step(_("An indicator had no value in one of them"), weights))
    steps.append(charts.Step(last, float(end), number(float(end), 1), change=False))
    told = ", ".join(f"{step.name}: {step.label}" for step in steps)
    svg = charts.waterfall(name, steps, title=title, description=told)
    table = [[whole.get(step.name, step.name), step.label] for step in steps]
    sub = _("In points of the score; filled: up, hollow: down.")
    return Drawing(title, sub, svg, [_("Step"), _("Points")], table)


def apart_chart(snapshot: Snapshot) -> Drawing | None:
    """Return what sets the score apart from that of the similar okrugs' mean shares; None without a score."""
    found = moved(snapshot)
    if found is None:
        return None
    title = _("What sets the score apart from similar okrugs")
    return steps_chart(found, _("Similar okrugs together"), period_words(snapshot.period), title)


def since_chart(session: Session, snapshot: Snapshot) -> Drawing | None:
    """Return what moved the score since the same period of last year; None without both scores."""
    before = str(parse(snapshot.period).year_before)
    then = kpi.published(session, snapshot.territory_id, before) if snapshot.figures["score"] else None
    found = moved(snapshot, then) if then else None
    if found is None:
        return None
    title = _("What moved the score since a year ago")
    return steps_chart(found, period_words(before), period_words(snapshot.period), title, "year")


def _step(name: str, value: Decimal) -> charts.Step:
    sign = "+" if value > 0 else MINUS if value < 0 else ""
    return charts.Step(name, float(value), f"{sign}{number(abs(float(value)), 1)}")
