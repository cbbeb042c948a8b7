"""The rows behind frozen figures, as counts of combinations of outcome flags: enough to count all again.

Read in the transaction of the freeze, and refused when they are not exactly what the figures were made of.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from akimfeedback.kpi import queries
from akimfeedback.kpi.counting import POOLED_QUARTERS, openness, periods_behind
from akimfeedback.kpi.periods import Period
from akimfeedback.kpi.queries import CountedOkrug, Window

Counted = dict[str, dict[str, Any]]
Pair = tuple[int, int]
LAST_BINS = ((5, "0-5"), (10, "6-10"), (15, "11-15"), (20, "16-20"))
LONGER, UNANSWERED = "21-up", "no-answer-yet"

# the cohorts of queries.request_counts and queries.answer_counts, by combination of flags
_REQUESTS = text("""
SELECT a.territory_id, date_trunc('quarter', a.first_due_on::timestamp)::date AS part,
       coalesce(a.on_time, false)::int::text || coalesce(a.prompt, false)::int::text AS flags,
       count(*) AS cases
FROM appeal a JOIN office o ON o.id = a.office_id
WHERE a.first_due_on BETWEEN :first AND :last AND a.first_due_on < :today
  AND a.kind <> 'thanks' AND NOT a.past_the_office AND a.registered_on >= o.connected_from
  AND (a.out_on IS NULL OR a.answered_on IS NOT NULL)
  AND a.territory_id + 0 = ANY(CAST(:territories AS int[]))
GROUP BY 1, 2, 3
""")
_ANSWERS = text("""
SELECT r.territory_id, date_trunc('quarter', r.window_ends_on::timestamp)::date AS part,
       (r.verdict = 'solved')::int::text
         || CASE WHEN r.rating IS NULL THEN '-' WHEN r.rating >= 4 THEN 's' ELSE 'n' END AS flags,
       count(*) AS cases
FROM reply r
WHERE r.window_ends_on BETWEEN :first AND :last AND r.window_ends_on < :today
  AND r.substantive AND r.routing = 'own' AND r.kind <> 'thanks' AND r.verdict IS NOT NULL AND NOT r.by_staff
  AND r.territory_id + 0 = ANY(CAST(:territories AS int[]))
GROUP BY 1, 2, 3
""")
_TOPICS = text("""
SELECT a.territory_id, a.topic_code, count(*) AS cases
FROM appeal a JOIN office o ON o.id = a.office_id
WHERE a.first_due_on BETWEEN :first AND :last AND a.first_due_on < :today
  AND a.kind <> 'thanks' AND NOT a.past_the_office AND a.registered_on >= o.connected_from
  AND (a.out_on IS NULL OR a.answered_on IS NOT NULL)
  AND a.territory_id + 0 = ANY(CAST(:territories AS int[]))
GROUP BY 1, 2
""")


class CountsMoved(RuntimeError):
    """The rows are not those of the figures: something was committed in between."""


def counted_rows(
    session: Session, period: Period, okrugs: Sequence[CountedOkrug], window: Window
) -> dict[int, Counted]:
    """Return by territory and period the counts of flags of a quarter, the three before and a year ago."""
    ids, needed = [one.id for one in okrugs], periods_behind(period)
    whole = Window(min(one.first_day for one in needed), period.last_day, window.today)
    found: dict[int, Counted] = {one.id: {str(part): _nothing() for part in needed} for one in okrugs}
    names = {part.first_day: str(part) for part in needed}
    for what, statement in (("requests", _REQUESTS), ("answers", _ANSWERS)):
        for row in session.execute(statement, whole.values(territories=ids)):
            if row.part in names:
                found[row.territory_id][names[row.part]][what][row.flags] = row.cases
    _add_duties(session, needed, window, found)
    _add_own(session, period, window, found)
    for one in okrugs:
        found[one.id]["about"] = {"people": one.people, "distance_km": one.distance_km}
    return found


def _nothing() -> dict[str, Any]:
    return {"requests": {}, "answers": {}, "duties": {}}


def _add_duties(
    session: Session, needed: Iterable[Period], window: Window, found: Mapping[int, Counted]
) -> None:
    yesterday = window.today - timedelta(days=1)
    for part in needed:
        for duty, pairs in openness(
            session, part.first_day, min(part.last_day, yesterday), list(found)
        ).items():
            for territory_id, pair in pairs.items():
                found[territory_id][str(part)]["duties"][duty.value] = list(pair)


def _add_own(session: Session, period: Period, window: Window, found: Mapping[int, Counted]) -> None:
    """Add what is kept of the quarter itself: raters, days, topics."""
    own, ids = str(period), list(found)
    pooled = Window(period.previous(POOLED_QUARTERS)[-1].first_day, period.last_day, window.today)
    raters = queries.rater_counts(session, pooled, ids, own=period.first_day)
    for territory_id, parts in found.items():
        alone, together = raters.get(territory_id, (0, 0))
        parts[own] |= {"raters": alone, "raters_window": together, "days": {}, "topics": {}}
    for row in session.execute(_TOPICS, window.values(territories=ids)):
        found[row.territory_id][own]["topics"][row.topic_code] = row.cases
    for row in queries.waiting_rows(session, window, ids):
        days = found[row.territory_id][own]["days"]
        name = bin_of(row.working_days)
        days[name] = days.get(name, 0) + row.cases


def bin_of(working_days: int | None) -> str:
    """Return the class of a waiting time in working days; None: no answer yet, or it left."""
    if working_days is None:
        return UNANSWERED
    return next((name for last, name in LAST_BINS if working_days <= last), LONGER)


def pairs_of(part: Mapping[str, Any]) -> dict[str, Pair]:
    """Return k and n of each indicator from the counts of flags of one period."""
    requests, answers, duties = part["requests"], part["answers"], part["duties"].values()
    return {
        "K1": (_sum(requests, ("11", "10")), sum(requests.values())),
        "K2": (_sum(requests, ("11", "01")), sum(requests.values())),
        "K3": (_sum(answers, ("1s", "1n", "1-")), sum(answers.values())),
        "K4": (_sum(answers, ("1s", "0s")), _sum(answers, ("1s", "0s", "1n", "0n"))),
        "K5": (sum(k for k, _n in duties), sum(n for _k, n in duties)),
    }


def _sum(counts: Mapping[str, int], flags: Collection[str]) -> int:
    return sum(counts.get(name, 0) for name in flags)


def window_of(counted: Counted, period: Period) -> dict[str, Pair]:
    """Return k and n of a quarter with the three before."""
    parts = [pairs_of(counted[str(part)]) for part in (period, *period.previous(POOLED_QUARTERS))]
    return {
        code: (sum(one[code][0] for one in parts), sum(one[code][1] for one in parts)) for code in parts[0]
    }


def board_of(
    period: Period, computed: Mapping[int, Mapping[str, Any]], counted: Mapping[int, Counted]
) -> dict[str, Any]:
    """Return the sums and published scores of each group, as `board_models` keeps them."""
    groups: dict[str, Any] = {}
    for territory_id, figures in sorted(computed.items()):
        group = groups.setdefault(figures["group"], {"okrugs": 0, "own": {}, "window": {}, "scores": []})
        group["okrugs"] += 1
        sums = (
            ("own", pairs_of(counted[territory_id][str(period)])),
            ("window", window_of(counted[territory_id], period)),
        )
        for name, pairs in sums:
            for code, (k, n) in pairs.items():
                old = group[name].get(code, [0, 0, 0])
                group[name][code] = [old[0] + k, old[1] + n, old[2] + int(n > 0)]
        if figures["score"]:
            group["scores"].append(figures["score"]["value"])
    for group in groups.values():
        group["scores"].sort()
    return groups


def check(period: Period, computed: Mapping[int, Mapping[str, Any]], counted: Mapping[int, Counted]) -> None:
    """Raise CountsMoved unless the rows are exactly those of the figures."""
    for territory_id, figures in computed.items():
        own = pairs_of(counted[territory_id][str(period)])
        window = window_of(counted[territory_id], period)
        then = pairs_of(counted[territory_id][str(period.year_before)])
        for one in figures["indicators"]:
            code = one["code"]
            shown = window[code] if one["precision"] == "pooled" else own[code]
            if tuple(one["own"]) != own[code] or (one["k"], one["n"]) != shown or _changed(one, own, then):
                raise CountsMoved(f"{figures['group']} {period} {code}")


def _changed(one: Mapping[str, Any], own: Mapping[str, Pair], then: Mapping[str, Pair]) -> bool:
    """Return whether the change against a year ago was made of other counts."""
    (k, n), (old_k, old_n) = own[one["code"]], then[one["code"]]
    if one["change"] is None:
        return min(n, old_n) >= 10
    return not old_n or abs(one["change"]["difference"] - (k / n - old_k / old_n)) > 1e-12
