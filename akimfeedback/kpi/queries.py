"""Counts behind the figures: one grouped pass over stored facts, no law derived again.

K1 and K2 are counted over requests by their effective due date, K3 and K4 over answers by the end of their
verdict window, always over days that are over. K5 is counted by the package that holds the duties.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import Row, bindparam, select, text
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from akimfeedback.calendars.queries import YEARS_AHEAD, YEARS_BACK, calendar_of_years
from akimfeedback.core.clock import KAZAKHSTAN
from akimfeedback.kpi.models import OfficeReply, Snapshot
from akimfeedback.kpi.periods import Period
from akimfeedback.law.workdays import WorkCalendar

PUBLIC_STATES = ("provisional", "final", "corrected")
YEARS_BEFORE_PERIOD = 2  # a request may wait that long before it falls due

_SCOPE = "AND {table}.territory_id = ANY(CAST(:territories AS int[]))"
# reads the table through, in no order of an index; the cast lets each row be looked up in a hash
_SCOPE_OF_MANY = "AND {table}.territory_id + 0 = ANY(CAST(:territories AS int[]))"
MANY = 1_000

_REQUESTS = """
SELECT a.territory_id, a.mandate_id, date_trunc(:unit, a.first_due_on::timestamp)::date AS part,
       count(*) AS n1,
       count(*) FILTER (WHERE a.on_time) AS k1,
       count(*) FILTER (WHERE a.prompt) AS k2
FROM appeal a JOIN office o ON o.id = a.office_id
WHERE a.first_due_on BETWEEN :first AND :last AND a.first_due_on < :today
  AND a.kind <> 'thanks' AND NOT a.past_the_office
  AND a.registered_on >= o.connected_from
  AND (a.out_on IS NULL OR a.answered_on IS NOT NULL)
  {scope}
GROUP BY 1, 2, 3
"""

_ANSWERS = """
SELECT r.territory_id, r.mandate_id, date_trunc(:unit, r.window_ends_on::timestamp)::date AS part,
       count(*) AS answers,
       count(*) FILTER (WHERE r.verdict IS NOT NULL AND NOT r.by_staff) AS n3,
       count(*) FILTER (WHERE r.verdict = 'solved' AND NOT r.by_staff) AS k3,
       count(*) FILTER (WHERE r.rating IS NOT NULL AND NOT r.by_staff) AS n4,
       count(*) FILTER (WHERE r.rating >= 4 AND NOT r.by_staff) AS k4,
       count(*) FILTER (WHERE r.by_staff AND r.verdict IS NOT NULL) AS staff_verdicts,
       count(*) FILTER (WHERE r.decision = 'done') AS said_done
FROM reply r
WHERE r.window_ends_on BETWEEN :first AND :last AND r.window_ends_on < :today
  AND r.substantive AND r.routing = 'own' AND r.kind <> 'thanks'
  {scope}
GROUP BY 1, 2, 3
"""

# an imported register knows no people: there each case counts as its own rater
_RATERS = """
SELECT r.territory_id, count(DISTINCT coalesce(r.rater_id, -r.appeal_id)) AS pooled,
       count(DISTINCT coalesce(r.rater_id, -r.appeal_id)) FILTER (WHERE r.window_ends_on >= :own) AS raters
FROM reply r
WHERE r.window_ends_on BETWEEN :first AND :last AND r.window_ends_on < :today
  AND r.substantive AND r.routing = 'own' AND r.kind <> 'thanks' AND r.rating IS NOT NULL AND NOT r.by_staff
  {scope}
GROUP BY 1
"""

_BESIDE = """
SELECT a.territory_id,
       count(*) FILTER (WHERE c.came) AS received,
       count(*) FILTER (WHERE c.came AND a.reopened > 0) AS reopened,
       count(*) FILTER (WHERE c.came AND a.answered_on IS NOT NULL) AS answered,
       count(*) FILTER (WHERE c.came AND a.register_number IS NULL) AS not_in_register,
       count(*) FILTER (WHERE c.went) AS forwarded
FROM appeal a CROSS JOIN LATERAL (
    SELECT a.registered_on BETWEEN :first AND :last AS came,
           a.state = 'forwarded' AND a.ended_on BETWEEN :first AND :last AS went) c
WHERE (c.came OR c.went)
  {scope}
GROUP BY 1
"""

_OUTCOMES = """
SELECT r.territory_id, r.decision, count(*) AS answers
FROM reply r
WHERE r.answered_on BETWEEN :first AND :last {scope}
GROUP BY 1, 2
"""

_WAITING = """
SELECT a.territory_id, a.working_days, count(*) AS cases,
       CASE WHEN a.working_days IS NULL THEN a.registered_on END AS registered_on,
       CASE WHEN a.working_days IS NULL THEN a.ended_on END AS ended_on
FROM appeal a JOIN office o ON o.id = a.office_id
WHERE a.first_due_on BETWEEN :first AND :last AND a.kind <> 'thanks' AND NOT a.past_the_office
  AND a.registered_on >= o.connected_from
  {scope}
GROUP BY 1, 2, 4, 5
"""

_SILENCE = """
SELECT e.territory_id, count(*) AS escalations
FROM escalation e JOIN appeal a ON a.id = e.appeal_id JOIN office o ON o.id = a.office_id
WHERE e.reason = 'silence' AND a.first_due_on BETWEEN :first AND :last AND a.first_due_on < :today
  AND a.kind <> 'thanks' AND NOT a.past_the_office AND a.registered_on >= o.connected_from
  {scope}
GROUP BY 1
"""

_TOUCHED = """
SELECT DISTINCT territory_id FROM appeal WHERE touched_at >= :since
UNION SELECT p.territory_id FROM progress g JOIN promise p ON p.id = g.promise_id WHERE g.at >= :since
UNION SELECT territory_id FROM petition WHERE touched_at >= :since
"""

_OKRUGS = """
SELECT t.id, t.kato, t.distance_km, o.connected_from,
       (SELECT p.people FROM population p WHERE p.territory_id = t.id AND p.as_of <= :on
        ORDER BY p.as_of DESC LIMIT 1) AS people
FROM office o JOIN territory t ON t.id = o.territory_id
WHERE o.connected_from <= :last AND t.valid_from <= :last AND (
    t.valid_to IS NULL OR t.valid_to >= :first
    OR EXISTS (SELECT 1 FROM appeal a WHERE a.territory_id = t.id AND a.first_due_on BETWEEN :first AND :last)
    OR EXISTS (
        SELECT 1 FROM reply r WHERE r.territory_id = t.id AND r.window_ends_on BETWEEN :first AND :last))
  {scope}
ORDER BY t.kato
"""


@dataclass(frozen=True)
class Window:
    """A stretch of days that is counted, both ends in it; `today` itself is not over yet."""

    first: date
    last: date
    today: date

    def values(self, **more: object) -> dict[str, object]:
        """Return the bind values of a count."""
        return {"first": self.first, "last": self.last, "today": self.today, **more}


def calendar_of(session: Session, period: Period, today: date) -> WorkCalendar:
    """Return the calendar that counts a period: the one in force today, longer for old registers."""
    first = min(today.year - YEARS_BACK, period.year - YEARS_BEFORE_PERIOD)
    return calendar_of_years(session, first, today.year + YEARS_AHEAD)


def _rows(
    session: Session, sql: str, values: dict[str, object], territories: Collection[int] | None, table: str
) -> Sequence[Row[Any]]:
    scope = ""
    if territories is not None:
        scope = (_SCOPE if len(territories) < MANY else _SCOPE_OF_MANY).format(table=table)
        values = {**values, "territories": list(territories)}
    return session.execute(text(sql.format(scope=scope)), values).all()


def request_counts(
    session: Session, window: Window, unit: str, territories: Collection[int] | None = None
) -> Sequence[Row[Any]]:
    """Return rows territory_id, mandate_id, part, n1, k1, k2; `unit` is "quarter" or "month"."""
    return _rows(session, _REQUESTS, window.values(unit=unit), territories, "a")


def answer_counts(
    session: Session, window: Window, unit: str, territories: Collection[int] | None = None
) -> Sequence[Row[Any]]:
    """Return rows territory_id, mandate_id, part, answers, n3, k3, n4, k4, staff_verdicts, said_done."""
    return _rows(session, _ANSWERS, window.values(unit=unit), territories, "r")


def rater_counts(
    session: Session, window: Window, territories: Collection[int] | None = None, *, own: date | None = None
) -> dict[int, tuple[int, int]]:
    """Return how many different people rated since the day `own` and in the whole window, by territory."""
    rows = _rows(session, _RATERS, window.values(own=own or window.first), territories, "r")
    return {row.territory_id: (row.raters, row.pooled) for row in rows}


def beside_counts(
    session: Session, window: Window, territories: Collection[int] | None = None
) -> dict[int, dict[str, int]]:
    """Return received, reopened, answered, not_in_register and forwarded of the window, by territory."""
    rows = _rows(session, _BESIDE, window.values(), territories, "a")
    names = ("received", "reopened", "answered", "not_in_register", "forwarded")
    return {row.territory_id: {name: getattr(row, name) for name in names} for row in rows}


def outcome_counts(
    session: Session, window: Window, territories: Collection[int] | None = None
) -> dict[int, dict[str, int]]:
    """Return answers by decision, by territory."""
    found: dict[int, dict[str, int]] = {}
    for row in _rows(session, _OUTCOMES, window.values(), territories, "r"):
        found.setdefault(row.territory_id, {})[row.decision] = row.answers
    return found


def waiting_rows(
    session: Session, window: Window, territories: Collection[int] | None = None
) -> Sequence[Row[Any]]:
    """Return rows territory_id, working_days, cases, registered_on, ended_on for the waiting times.

    The two days are there only without an answer: for who still waits or left.
    """
    return _rows(session, _WAITING, window.values(), territories, "a")


def silence_counts(
    session: Session, window: Window, territories: Collection[int] | None = None
) -> dict[int, int]:
    """Return escalations after silence of requests due in the window, by territory."""
    rows = _rows(session, _SILENCE, window.values(), territories, "e")
    return {row.territory_id: row.escalations for row in rows}


def touched_since(session: Session, since: object) -> list[int]:
    """Return the territories with rows changed since a moment."""
    return list(session.scalars(text(_TOUCHED), {"since": since}))


@dataclass(frozen=True)
class CountedOkrug:
    """An okrug that is counted: its code, people (None: unknown), distance (None: unknown), joining day."""

    id: int
    kato: str
    people: int | None
    distance_km: int | None
    connected_from: date


def counted_okrugs(
    session: Session, window: Window, territories: Collection[int] | None = None
) -> list[CountedOkrug]:
    """Return the okrugs that joined before the window's end and were in force in it, by code.

    A merged one stays as long as something it was asked still falls due: nothing is lost, and its successor
    starts clean.
    """
    values: dict[str, object] = {"on": window.last, "first": window.first, "last": window.last}
    rows = _rows(session, _OKRUGS, values, territories, "o")
    return [CountedOkrug(row.id, row.kato, row.people, row.distance_km, row.connected_from) for row in rows]


def snapshots(session: Session, territory_id: int, period: str) -> Sequence[Snapshot]:
    """Return every version of one okrug's figures in a period, newest first."""
    rows = (
        select(Snapshot)
        .where(Snapshot.territory_id == territory_id, Snapshot.period == period)
        .order_by(Snapshot.version.desc())
    )
    return session.scalars(rows).all()


def published(session: Session, territory_id: int, period: str) -> Snapshot | None:
    """Return the newest version that the public may see, or None."""
    rows = (
        select(Snapshot)
        .where(Snapshot.territory_id == territory_id, Snapshot.period == period, Snapshot.version > 0)
        .where(Snapshot.state.in_(PUBLIC_STATES))
        .order_by(Snapshot.version.desc())
        .limit(1)
    )
    return session.scalars(rows).first()


def published_version(
    session: Session, territory_id: int, period: str, version: str | None
) -> Snapshot | None:
    """Return the public version written as a number, the newest without one; None when there is none."""
    if version is None:
        return published(session, territory_id, period)
    versions = snapshots(session, territory_id, period)
    return next((one for one in versions if one.version > 0 and str(one.version) == version), None)


def latest_published(session: Session, territory_id: int, pattern: str = "____-Q_") -> Snapshot | None:
    """Return the newest public figures of an okrug whose period has a form (a quarter), or None."""
    rows = (
        select(Snapshot)
        .where(Snapshot.territory_id == territory_id, Snapshot.period.like(pattern), Snapshot.version > 0)
        .where(Snapshot.state.in_(PUBLIC_STATES))
        .order_by(Snapshot.period.desc(), Snapshot.version.desc())
        .limit(1)
    )
    return session.scalars(rows).first()


def published_history(session: Session, territory_id: int, pattern: str = "____-Q_") -> list[Snapshot]:
    """Return the newest public version of each period of a form, oldest period first."""
    rows = (
        select(Snapshot)
        .where(Snapshot.territory_id == territory_id, Snapshot.period.like(pattern), Snapshot.version > 0)
        .where(Snapshot.state.in_(PUBLIC_STATES))
        .ext(distinct_on(Snapshot.period))
        .order_by(Snapshot.period, Snapshot.version.desc())
    )
    return list(session.scalars(rows))


def preview(session: Session, territory_id: int, period: str) -> Snapshot | None:
    """Return the live figures of a period, for the office and the district, or None."""
    rows = select(Snapshot).where(
        Snapshot.territory_id == territory_id, Snapshot.period == period, Snapshot.version == 0
    )
    return session.scalars(rows).first()


def previews(session: Session, territories: Collection[int], period: str) -> dict[int, Snapshot]:
    """Return the live figures of several okrugs, by territory."""
    rows = select(Snapshot).where(
        Snapshot.territory_id.in_(bindparam("ids", expanding=True)),
        Snapshot.period == period,
        Snapshot.version == 0,
    )
    return {row.territory_id: row for row in session.scalars(rows, {"ids": list(territories)})}


_KEPT_SUMS = """
SELECT s.territory_id, s.counted FROM kpi_snapshot s
WHERE s.period = :period AND s.version = 0 AND s.counted IS NOT NULL AND s.data_time >= :since {scope}
"""


def kept_sums(
    session: Session, territories: Collection[int], period: str, today: date
) -> dict[int, dict[str, Any]]:
    """Return the sums kept with the live figures that were counted today, by territory (`figures.sums`)."""
    values = {"period": period, "since": datetime.combine(today, time.min, KAZAKHSTAN)}
    rows = _rows(session, _KEPT_SUMS, values, territories, "s")
    return {row.territory_id: row.counted for row in rows}


def newest_versions(session: Session, period: str) -> dict[int, Snapshot]:
    """Return the newest version of each okrug's figures in a period, without the live ones, by territory."""
    rows = (
        select(Snapshot)
        .where(Snapshot.period == period, Snapshot.version > 0)
        .ext(distinct_on(Snapshot.territory_id))
        .order_by(Snapshot.territory_id, Snapshot.version.desc())
    )
    return {one.territory_id: one for one in session.scalars(rows)}


def replied(session: Session, period: str) -> set[int]:
    """Return the territories whose office has replied to a period as a whole."""
    rows = select(OfficeReply.territory_id).where(OfficeReply.period == period, OfficeReply.indicator == "")
    return set(session.scalars(rows))


def unfinished_periods(session: Session) -> list[str]:
    """Return the periods whose newest figures of some okrug are still provisional, oldest first."""
    newest = (
        select(Snapshot.period, Snapshot.state)
        .where(Snapshot.version > 0)
        .ext(distinct_on(Snapshot.territory_id, Snapshot.period))
        .order_by(Snapshot.territory_id, Snapshot.period, Snapshot.version.desc())
        .subquery()
    )
    rows = select(newest.c.period).where(newest.c.state == "provisional").distinct()
    # quarters before the half-years and years that sum them
    return sorted(session.scalars(rows), key=lambda period: ("Q" not in period, "H" not in period, period))


def office_reply(session: Session, territory_id: int, period: str) -> OfficeReply | None:
    """Return the akim's written word on a period, or None."""
    rows = select(OfficeReply).where(OfficeReply.territory_id == territory_id, OfficeReply.period == period)
    rows = rows.where(OfficeReply.indicator == "")
    return session.scalars(rows).first()


def office_replies(session: Session, territory_id: int, period: str) -> dict[str, OfficeReply]:
    """Return the akim's words on a period by indicator; "" is the word on the whole."""
    rows = select(OfficeReply).where(OfficeReply.territory_id == territory_id, OfficeReply.period == period)
    return {row.indicator: row for row in session.scalars(rows)}
