"""Page two of the brief: topics, decisions, waiting, the gap, promises, duties, context, the akim's reply."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from akimfeedback.core import clock
from akimfeedback.geography.models import Territory
from akimfeedback.kpi import queries as kpi
from akimfeedback.kpi.context_queries import facts_of
from akimfeedback.kpi.counting import POOLED_QUARTERS, openness
from akimfeedback.kpi.disclosure import floored
from akimfeedback.kpi.labels import NAMES, OPENNESS, OUTCOMES
from akimfeedback.kpi.models import Snapshot
from akimfeedback.kpi.periods import Period, parse
from akimfeedback.kpi.rules import Duty
from akimfeedback.mandates import queries as mandates
from akimfeedback.mandates.rules import AkimKind
from akimfeedback.portal import okrug_page
from akimfeedback.portal.brief_figures import own_opinions_hidden, own_part
from akimfeedback.programmes import pages as promise_pages
from akimfeedback.programmes import queries as programmes
from akimfeedback.topics import queries as topics
from akimfeedback.web.formats import day, money, number, share_of
from akimfeedback.web.product import named

Counted = tuple[str, int]
MOST_TOPICS = 8


def outcome_counts(beside: dict[str, Any]) -> list[Counted]:
    """Return what the office decided, word and count, in the order of the block; nothing that is zero."""
    found = beside.get("outcomes", {})
    return [(str(OUTCOMES[code]), found[code]) for code in OUTCOMES if found.get(code)]


def waiting_lines(beside: dict[str, Any]) -> list[str]:
    """Return how long people waited, how many came, and who went higher after silence."""
    lines = [okrug_page.waiting_words(beside)]
    received, rate = beside["received"], beside["per_1000"]
    lines.append(
        ngettext("%(n)s request came.", "%(n)s requests came.", received, n=number(received))
        + (
            " " + _("That is %(rate)s per 1,000 residents.", rate=number(rate, 1))
            if rate is not None and received
            else ""
        )
    )
    if beside["reopened"]:
        lines.append(_("Opened again by residents: %(count)s.", count=share_of(beside["reopened"], received)))
    silence = beside["silence"]
    if silence["due"]:
        lines.append(
            _("Went higher after silence: %(count)s.", count=share_of(silence["count"], silence["due"]))
        )
    return lines


def gap_words(snapshot: Snapshot, beside: dict[str, Any]) -> str:
    """Return what the office says and what residents say; of too few verdicts only that they are few."""
    if beside["answers"]["asked"] and own_opinions_hidden(snapshot):
        return _("Too few residents gave a verdict in this period alone: what they said in it is not shown.")
    return okrug_page.gap_words(beside)


def promise_lines(session: Session, unit: Territory, held_on: date, today: date) -> list[str]:
    """Return the promises of the akim who held the office on a day, all denominators, as they stand today."""
    akim = mandates.akim_of(session, unit.id, held_on)
    programme = programmes.programme_of(session, unit.id, held_on)
    if programme is None:
        owed = akim is not None and akim.akim_kind == AkimKind.ELECTED
        if owed:
            return [_("The akim's programme is not entered here yet.")]
        if akim is None:
            return [_("The seat is vacant; the akim of the district answers.")]
        return [_("A programme is not required: the akim is acting or appointed.")]
    counts = programmes.counts(session, [programme.id], today)[programme.id]
    return [
        ngettext(
            "%(n)s promise in the programme.", "%(n)s promises in the programme.", counts.total,
            n=number(counts.total),
        )
        + " "
        + _("As of %(day)s", day=day(today, True))
        + ".",
        promise_pages.sentence(counts),
    ]  # fmt: skip


def duty_rows(session: Session, snapshot: Snapshot) -> list[tuple[str, int, int]]:
    """Return each openness duty behind the figure: words, done in time, due. They sum to its k and n."""
    pairs: dict[Duty, tuple[int, int]] = {}
    for duties in _duties_of_quarters(session, snapshot):
        for name, (k, n) in duties.items():
            old = pairs.get(Duty(name), (0, 0))
            pairs[Duty(name)] = (old[0] + k, old[1] + n)
    return [(str(OPENNESS[duty]), *pairs[duty]) for duty in OPENNESS if duty in pairs and pairs[duty][1]]


def _duties_of_quarters(session: Session, snapshot: Snapshot) -> list[Mapping[str, Any]]:
    """Return k and n by duty of every quarter counted in K5: four if pooled, all of a longer period."""
    period, kept = parse(snapshot.period), snapshot.counted or {}
    if period.frozen_itself:
        pooled = okrug_page.own_indicators(snapshot).get("K5", {}).get("precision") == "pooled"
        labels = [str(one) for one in (period, *(period.previous(POOLED_QUARTERS) if pooled else ()))]
        known = snapshot.version and all("duties" in kept.get(label, {}) for label in labels)
        return (
            [kept[label]["duties"] for label in labels] if known else [_duties_now(session, snapshot, period)]
        )
    return [_duties_kept(session, snapshot, quarter) for quarter in period.quarters]


def _duties_kept(session: Session, snapshot: Snapshot, quarter: Period) -> Mapping[str, Any]:
    """Return the duties of one quarter of a half-year or year, as its newest version keeps them."""
    found = kpi.published(session, snapshot.territory_id, str(quarter))
    if found is None:
        return {}  # the okrug had not joined
    kept: Mapping[str, Any] | None = own_part(found).get("duties")
    return kept if kept is not None else _duties_now(session, snapshot, quarter)


def _duties_now(session: Session, snapshot: Snapshot, period: Period) -> Mapping[str, Any]:
    """Return the duties counted again: for quarters whose own rows are not kept."""
    over = clock.local_day(snapshot.data_time) - timedelta(days=1)
    found = openness(session, period.first_day, min(period.last_day, over), [snapshot.territory_id])
    return {duty.value: counted.get(snapshot.territory_id, (0, 0)) for duty, counted in found.items()}


def context_lines(session: Session, unit: Territory, on: date) -> list[str]:
    """Return the facts that stand beside the figures, each with its day; none of them is scored."""
    found = facts_of(session, unit.id, on)
    lines = []
    if unit.distance_km is not None:
        lines.append(
            ngettext(
                "%(n)s kilometre to the district centre.", "%(n)s kilometres to the district centre.",
                unit.distance_km, n=number(unit.distance_km),
            )
        )  # fmt: skip
    posts, empty = found.get("posts"), found.get("vacancies")
    if posts is not None:
        lines.append(
            _("Posts in the office: %(posts)s, of them vacant: %(empty)s (%(day)s).",
              posts=number(int(posts.value)), empty=number(int(empty.value)) if empty else "–",
              day=day(posts.as_of, True))
        )  # fmt: skip
    budget = found.get("budget")
    if budget is not None:
        lines.append(
            _(
                "Budget of the okrug: %(sum)s (%(day)s).",
                sum=money(float(budget.value) * 1000), day=day(budget.as_of, True),
            )
        )  # fmt: skip
    return lines


def replies_of(session: Session, snapshot: Snapshot) -> list[dict[str, str]]:
    """Return the akim's words on the period, that on the whole first: indicator's name, text, language."""
    found = kpi.office_replies(session, snapshot.territory_id, snapshot.period)
    return [
        {"name": str(NAMES[code]) if code else "", "text": one.text, "language": one.language}
        for code, one in sorted(found.items())
    ]


def duty_line(row: tuple[str, int, int]) -> str:
    """Return an openness duty in words: «… : 3 / 4»."""
    words, k, n = row
    return f"{words}: {share_of(k, n)}"


def topic_counts(session: Session, snapshot: Snapshot) -> list[Counted]:
    """Return topics of the requests due in the quarter, most first, those of fewer than five as one line."""
    kept = own_part(snapshot).get("topics", {})
    open_ones = {code: many for code, many in floored(kept).items() if many}
    known = topics.by_code(session) if open_ones else {}
    rows = [(named(known[code]), many) for code, many in open_ones.items() if code in known]
    shown = sorted(rows, key=lambda row: (-row[1], row[0]))[:MOST_TOPICS]
    rest = sum(kept.values()) - sum(many for _word, many in shown)
    return [*shown, (_("Other topics together"), rest)] if rest and shown else shown
