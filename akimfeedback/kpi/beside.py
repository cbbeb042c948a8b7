"""Figures beside the block, published and never scored: waiting, volume, silence, outcomes, gap."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from akimfeedback.kpi import queries
from akimfeedback.kpi.counting import Tally
from akimfeedback.kpi.days import EDGES
from akimfeedback.kpi.periods import Period
from akimfeedback.kpi.queries import CountedOkrug, Window
from akimfeedback.kpi.survival import manski, rate_per_100, response_is_low, still_waiting, waiting
from akimfeedback.law.workdays import WorkCalendar, working_days_between

NOTHING = {"received": 0, "reopened": 0, "answered": 0, "not_in_register": 0, "forwarded": 0}


def beside(
    session: Session,
    period: Period,
    okrugs: Sequence[CountedOkrug],
    found: Tally,
    calendar: WorkCalendar,
    today: date,
) -> dict[int, dict[str, Any]]:
    """Return the figures beside the block of each okrug, unrounded."""
    ids = [one.id for one in okrugs]
    window = Window(period.first_day, period.last_day, today)
    volumes = queries.beside_counts(session, window, ids)
    outcomes = queries.outcome_counts(session, window, ids)
    silences = queries.silence_counts(session, window, ids)
    waits = _waits(session, window, ids, calendar)
    result: dict[int, dict[str, Any]] = {}
    for one in okrugs:
        volume = dict(volumes.get(one.id, NOTHING))
        forwarded = volume.pop("forwarded")
        due = found.of(one.id, period).get("K1", (0, 0))[1]
        rate = rate_per_100(silences.get(one.id, 0), due)
        result[one.id] = {
            **volume,
            "per_1000": 1000 * volume["received"] / one.people if one.people else None,
            "people": one.people,
            "outcomes": outcomes.get(one.id, {}) | ({"forwarded": forwarded} if forwarded else {}),
            "waiting": waits.get(one.id, {"cases": 0, "median": None, "p90": None}),
            "silence": {"count": silences.get(one.id, 0), "due": due}
            | ({"rate": rate[0], "low": rate[1].low, "high": rate[1].high} if rate else {}),
            "answers": _answers(found.answers.get((one.id, period.first_day), {})),
            "mandates": _mandates(found, one.id, period),
        }
    return result


def _waits(
    session: Session, window: Window, ids: Collection[int], calendar: WorkCalendar
) -> dict[int, dict[str, Any]]:
    """Return Kaplan–Meier's median and P90 of working days by okrug; who left or still waits is censored."""
    days: dict[int, list[int]] = {}
    answered: dict[int, list[bool]] = {}
    for row in queries.waiting_rows(session, window, ids):
        done = row.working_days is not None
        last = row.ended_on or window.today
        length = row.working_days if done else _waited(row.registered_on, last, calendar)
        days.setdefault(row.territory_id, []).extend([length] * row.cases)
        answered.setdefault(row.territory_id, []).extend([done] * row.cases)
    found = {territory_id: waiting(values, answered[territory_id]) for territory_id, values in days.items()}
    return {
        territory_id: {
            "cases": one.cases,
            "median": one.median,
            "p90": one.p90,
            "still": [still_waiting(one.steps, day) for day in EDGES],
        }
        for territory_id, one in found.items()
    }


def _waited(registered_on: date, last: date, calendar: WorkCalendar) -> int:
    """Return the working days somebody has waited, from the first day of the calendar at the earliest."""
    return max(0, working_days_between(max(registered_on, calendar.first_day), last, calendar))


def _answers(sums: dict[str, int]) -> dict[str, Any]:
    """Return response, silence and the gap between what the office and the residents say."""
    asked, gave = sums.get("answers", 0), sums.get("n3", 0)
    low = response_is_low(gave, asked)
    bounds = manski(sums.get("k3", 0), gave, asked) if low else None
    return {
        "asked": asked,
        "gave": gave,
        "silent": asked - gave,
        "solved": sums.get("k3", 0),
        "said_done": sums.get("said_done", 0),
        "staff_verdicts": sums.get("staff_verdicts", 0),
        "bounds": [bounds.low, bounds.high] if bounds else None,
    }


def _mandates(found: Tally, territory_id: int, period: Period) -> list[dict[str, Any]]:
    """Return the same counts by mandate, so that a new akim starts clean."""
    parts = found.mandates.get((territory_id, period.first_day), {})
    return [
        {"mandate": mandate_id, "counts": {code: list(pair) for code, pair in sorted(pairs.items())}}
        for mandate_id, pairs in sorted(parts.items(), key=lambda item: item[0] or 0)
    ]
