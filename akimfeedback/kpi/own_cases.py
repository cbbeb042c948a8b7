"""The cases behind an office's own figures, and what will count next. For the office alone.

The conditions are those of `queries`: each list is as long as the n beside it. Ratings are never listed;
their totals grow in steps of five and more, a step late, so that no single one follows from two looks or from
a look and the publication.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Row, select, text
from sqlalchemy.orm import Session

from akimfeedback.kpi import queries
from akimfeedback.kpi.queries import Window
from akimfeedback.kpi.scores import Counts
from akimfeedback.kpi.survival import Waiting, waiting
from akimfeedback.law.workdays import WorkCalendar, working_days_between
from akimfeedback.petitions.models import Petition, PetitionDuty
from akimfeedback.petitions.rules import PUBLIC, DutyKind
from akimfeedback.programmes.models import Promise, UpdateDuty

STEP = 5  # ratings, and different people, before a total moves
MOST_NEXT = 100

_CASE = "a.number, a.title, t.name_kk AS topic_kk, t.name_ru AS topic_ru, t.name_en AS topic_en"
_OWN_REQUEST = """
  a.territory_id = :territory AND a.kind <> 'thanks' AND NOT a.past_the_office
  AND a.registered_on >= o.connected_from
"""
_REQUESTS = f"""
SELECT {_CASE}, a.first_due_on, a.answered_on, a.on_time, a.prompt, a.working_days
FROM appeal a JOIN office o ON o.id = a.office_id JOIN topic t ON t.code = a.topic_code
WHERE a.first_due_on BETWEEN :first AND :last AND a.first_due_on < :today AND {_OWN_REQUEST}
  AND (a.out_on IS NULL OR a.answered_on IS NOT NULL)
ORDER BY a.first_due_on, a.id
"""  # noqa: S608 - constants only
_DUE_NEXT = f"""
SELECT {_CASE}, a.first_due_on
FROM appeal a JOIN office o ON o.id = a.office_id JOIN topic t ON t.code = a.topic_code
WHERE a.first_due_on BETWEEN :today AND :until AND {_OWN_REQUEST}
  AND a.out_on IS NULL AND a.answered_on IS NULL AND a.ended_on IS NULL
ORDER BY a.first_due_on, a.id LIMIT :most
"""  # noqa: S608 - constants only
_OWN_ANSWER = """
  r.territory_id = :territory AND r.substantive AND r.routing = 'own' AND r.kind <> 'thanks'
"""
_VERDICTS = f"""
SELECT {_CASE}, a.past_the_office, r.answered_on, r.window_ends_on, r.verdict
FROM reply r JOIN appeal a ON a.id = r.appeal_id JOIN topic t ON t.code = a.topic_code
WHERE r.window_ends_on BETWEEN :first AND :last AND r.window_ends_on < :today AND {_OWN_ANSWER}
  AND r.verdict IS NOT NULL AND NOT r.by_staff
ORDER BY r.window_ends_on, r.id
"""  # noqa: S608 - constants only
_WINDOWS_NEXT = f"""
SELECT {_CASE}, a.past_the_office, r.answered_on, r.window_ends_on, r.verdict
FROM reply r JOIN appeal a ON a.id = r.appeal_id JOIN topic t ON t.code = a.topic_code
WHERE r.window_ends_on BETWEEN :today AND :until AND {_OWN_ANSWER} AND NOT r.by_staff
ORDER BY r.window_ends_on, r.id LIMIT :most
"""  # noqa: S608 - constants only
_RATINGS = f"""
SELECT r.window_ends_on, r.rating >= 4 AS good, coalesce(r.rater_id, -r.appeal_id) AS rater
FROM reply r
WHERE r.window_ends_on BETWEEN :first AND :last AND r.window_ends_on < :today AND {_OWN_ANSWER}
  AND r.rating IS NOT NULL AND NOT r.by_staff
ORDER BY r.window_ends_on
"""  # noqa: S608 - constants only

_WAITS = f"""
SELECT date_trunc('month', a.first_due_on::timestamp)::date AS part,
       a.working_days, a.registered_on, a.ended_on
FROM appeal a JOIN office o ON o.id = a.office_id
WHERE a.first_due_on BETWEEN :first AND :last AND a.first_due_on < :today AND {_OWN_REQUEST}
"""  # noqa: S608 - constants only


def requests(session: Session, territory_id: int, window: Window) -> Sequence[Row[tuple[object, ...]]]:
    """Return the cases of K1 and K2: number, title, topic, first_due_on, answered_on, on_time, prompt."""
    return session.execute(text(_REQUESTS), window.values(territory=territory_id)).all()


def verdicts(session: Session, territory_id: int, window: Window) -> Sequence[Row[tuple[object, ...]]]:
    """Return the answers of K3 with what the resident said: solved, partly, not solved."""
    return session.execute(text(_VERDICTS), window.values(territory=territory_id)).all()


def months(session: Session, territory_id: int, window: Window) -> list[tuple[date, Counts]]:
    """Return k and n of K1 by the first day of each month that had any, oldest first."""
    found: dict[date, Counts] = {}
    for row in queries.request_counts(session, window, "month", [territory_id]):
        found[row.part] = found.get(row.part, Counts(0, 0)) + Counts(row.k1, row.n1)
    return sorted(found.items())


def waits(
    session: Session, territory_id: int, window: Window, calendar: WorkCalendar
) -> list[tuple[date, Waiting]]:
    """Return the typical waiting time of each month's requests, by the day they fell due, oldest first."""
    days: dict[date, list[tuple[int, bool]]] = {}
    for row in session.execute(text(_WAITS), window.values(territory=territory_id)):
        length = row.working_days
        if length is None:
            start = max(row.registered_on, calendar.first_day)
            length = max(0, working_days_between(start, row.ended_on or window.today, calendar))
        days.setdefault(row.part, []).append((length, row.working_days is not None))
    return [(part, waiting([one for one, _done in kept], [done for _one, done in kept]))
            for part, kept in sorted(days.items())]  # fmt: skip


def due_next(
    session: Session, territory_id: int, today: date, until: date
) -> Sequence[Row[tuple[object, ...]]]:
    """Return the open cases whose first answer falls due between two days, both in; at most a hundred."""
    return session.execute(text(_DUE_NEXT), _ahead(territory_id, today, until)).all()


def windows_next(
    session: Session, territory_id: int, today: date, until: date
) -> Sequence[Row[tuple[object, ...]]]:
    """Return the answers whose verdict window ends between two days, both in; at most a hundred."""
    return session.execute(text(_WINDOWS_NEXT), _ahead(territory_id, today, until)).all()


def _ahead(territory_id: int, today: date, until: date) -> dict[str, object]:
    return {"territory": territory_id, "today": today, "until": until, "most": MOST_NEXT}


@dataclass(frozen=True)
class DutyRow:
    """One openness duty: of a promise or of an initiative; met None: still open."""

    kind: str  # promise | initiative
    id: int
    number: str  # of the initiative; "" for a promise
    name: str  # of the promise; "" for an initiative
    due_on: date
    met: bool


def duties(session: Session, territory_id: int, first: date, last: date) -> list[DutyRow]:
    """Return what K5 counts: a row per promise and per initiative with a duty due between two days, both in.

    A promise or initiative with several duties is one row, met when every one was.
    """
    promised = (
        select(Promise.id, Promise.short_name, UpdateDuty.due_on, UpdateDuty.met)
        .join(UpdateDuty, UpdateDuty.promise_id == Promise.id)
        .where(UpdateDuty.territory_id == territory_id, UpdateDuty.due_on.between(first, last))
        .where(UpdateDuty.cancelled_on.is_(None))
    )
    stated = (
        select(Petition.id, Petition.number, PetitionDuty.due_on, PetitionDuty.met)
        .join(PetitionDuty, PetitionDuty.petition_id == Petition.id)
        .where(PetitionDuty.territory_id == territory_id, PetitionDuty.due_on.between(first, last))
        .where(PetitionDuty.kind == DutyKind.STATEMENT)
        .where(PetitionDuty.cancelled_on.is_(None) | (PetitionDuty.cancelled_on > PetitionDuty.due_on))
        .where(PetitionDuty.met.is_not(None) | Petition.publication.in_(PUBLIC))
    )
    rows = [
        DutyRow("promise", r.id, "", r.short_name, r.due_on, bool(r.met)) for r in session.execute(promised)
    ]
    rows += [
        DutyRow("initiative", r.id, r.number, "", r.due_on, bool(r.met)) for r in session.execute(stated)
    ]
    return _one_each(rows)


def _one_each(rows: Iterable[DutyRow]) -> list[DutyRow]:
    found: dict[tuple[str, int], DutyRow] = {}
    for row in sorted(rows, key=lambda one: (one.due_on, one.kind, one.id)):
        before = found.get((row.kind, row.id))
        met = row.met and (before is None or before.met)
        found[row.kind, row.id] = DutyRow(row.kind, row.id, row.number, row.name, row.due_on, met)
    return list(found.values())


def duties_next(session: Session, territory_id: int, today: date, until: date) -> list[DutyRow]:
    """Return the duties still open that fall due between two days, both in."""
    return [row for row in duties(session, territory_id, today, until) if not row.met]


def rated(session: Session, territory_id: int, window: Window) -> tuple[int, int]:
    """Return (4 and 5, all) of the ratings of K4 as the office may see them while a period runs."""
    rows = session.execute(text(_RATINGS), window.values(territory=territory_id))
    return in_steps([(row.window_ends_on, bool(row.good), row.rater) for row in rows])


def in_steps(ratings: Sequence[tuple[date, bool, int]]) -> tuple[int, int]:
    """Return (good, all) of ratings in order of their day, up to the last full step but one.

    A step ends with a day on which it holds at least five ratings of at least five people. It is told once
    the next one is full: neither two looks nor a look and the published total differ by fewer than five.
    """
    full, good, raters, held = [(0, 0)], 0, set[int](), 0
    for place, (day, is_good, rater) in enumerate(ratings):
        good, held = good + is_good, held + 1
        raters.add(rater)
        day_ends = place + 1 == len(ratings) or ratings[place + 1][0] != day
        if day_ends and held >= STEP and len(raters) >= STEP:
            full.append((good, place + 1))
            raters, held = set(), 0
    return full[-2] if len(full) > 1 else (0, 0)
