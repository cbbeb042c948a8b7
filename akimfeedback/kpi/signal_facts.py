"""Facts behind the signals of a month: grouped passes over rows, none of them okrug by okrug.

Counted are requests to offices that have joined; what the superior answers is not the office's. Rows of an
imported register carry no moments of ours: they count in shares, never in bursts, times or messages.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from akimfeedback.core.clock import KAZAKHSTAN
from akimfeedback.kpi.periods import Period
from akimfeedback.kpi.signals.gaps import Words
from akimfeedback.kpi.signals.rules import MOST_ROWS
from akimfeedback.kpi.signals.stamps import Stamp
from akimfeedback.kpi.signals.texts import Twins, twins

STAMP_MONTHS = 3
"""Months whose times are compared with the journal: figures of a quarter are not final before."""
OFFICE_ACTS = (
    "seen", "assigned", "asked", "inner-note", "topic-changed", "extended", "answered", "registered",
)  # fmt: skip
EXIT_ACTS = ("withdrawn", "forwarded", "returned", "terminated", "duplicate")
_PIECE = 2_000

_ANSWERS = """
SELECT r.territory_id, r.id, r.appeal_id, extract(epoch FROM r.answered_at)::float8 AS moment,
       r.decision IN ('explained', 'refused') AS declined, a.source <> 'register' AS ours,
       r.found || ' ' || r.done AS words
FROM reply r JOIN appeal a ON a.id = r.appeal_id JOIN office o ON o.id = a.office_id
WHERE r.answered_on BETWEEN :first AND :last AND r.substantive AND NOT a.past_the_office
  AND a.registered_on >= o.connected_from AND r.kind <> 'thanks'
ORDER BY r.territory_id, r.answered_at, r.id
"""

_FIRST_ANSWERS = """
SELECT a.territory_id, count(*) AS n,
       count(*) FILTER (WHERE a.answered_on = a.first_due_on) AS k,
       count(*) FILTER (WHERE (a.first_due_on, a.answered_on) IN (
           SELECT * FROM unnest(CAST(:dues AS date[]), CAST(:nexts AS date[])))) AS after,
       (array_agg(a.id ORDER BY a.id) FILTER (WHERE a.answered_on = a.first_due_on))[1:{most}] AS ids
FROM appeal a JOIN office o ON o.id = a.office_id
WHERE a.answered_on BETWEEN :first AND :last AND NOT a.past_the_office AND a.kind <> 'thanks'
  AND a.registered_on >= o.connected_from
GROUP BY 1
"""

_WORDS = """
SELECT r.territory_id, count(*) AS answers, count(*) FILTER (WHERE r.decision = 'done') AS done,
       count(*) FILTER (WHERE r.verdict IS NOT NULL AND NOT r.by_staff) AS verdicts,
       count(*) FILTER (WHERE r.verdict = 'solved' AND NOT r.by_staff) AS solved,
       count(*) FILTER (WHERE r.verdict = 'not-solved' AND NOT r.by_staff) AS reopened
FROM reply r
WHERE r.window_ends_on BETWEEN :first AND :last AND r.substantive AND r.routing = 'own' AND r.kind <> 'thanks'
GROUP BY 1
"""

_RATINGS = """
SELECT r.territory_id, r.appeal_id, extract(epoch FROM r.judged_at)::float8 AS moment,
       extract(epoch FROM r.judged_at - r.answered_at)::float8 AS delay
FROM reply r JOIN appeal a ON a.id = r.appeal_id
WHERE r.judged_at >= :start AND r.judged_at < :end AND r.rating IS NOT NULL AND NOT r.by_staff
  AND a.source <> 'register' AND NOT a.past_the_office
ORDER BY r.territory_id, r.judged_at
"""

_MOVED = """
SELECT a.territory_id, count(*) AS n,
       count(*) FILTER (WHERE e.appeal_id IS NOT NULL) AS extended,
       count(*) FILTER (WHERE a.state = 'forwarded') AS forwarded,
       (array_agg(a.id ORDER BY a.id) FILTER (WHERE e.appeal_id IS NOT NULL))[1:{most}] AS extended_ids,
       (array_agg(a.id ORDER BY a.id) FILTER (WHERE a.state = 'forwarded'))[1:{most}] AS forwarded_ids
FROM appeal a JOIN office o ON o.id = a.office_id
     LEFT JOIN (SELECT DISTINCT appeal_id FROM extension) e ON e.appeal_id = a.id
WHERE a.first_due_on BETWEEN :first AND :last AND NOT a.past_the_office AND a.kind <> 'thanks'
  AND a.registered_on >= o.connected_from
GROUP BY 1
"""

_NOT_ASKED = """
SELECT a.territory_id, count(*) AS n, count(*) FILTER (WHERE m.user_id IS NULL) AS k,
       (array_agg(a.id ORDER BY a.id) FILTER (WHERE m.user_id IS NULL))[1:{most}] AS ids
FROM reply r JOIN appeal a ON a.id = r.appeal_id
     LEFT JOIN (SELECT DISTINCT user_id, translate(params->>'number', '-', '') AS number FROM message
                WHERE kind = 'appeals.answered' AND created_at >= :start AND created_at < :later) m
       ON m.user_id = a.author_id AND m.number = a.number
WHERE r.answered_at >= :start AND r.answered_at < :end AND a.author_id IS NOT NULL
  AND a.source <> 'register' AND NOT a.past_the_office
GROUP BY 1
"""

_INTAKE = """
SELECT a.territory_id, count(*) AS n
FROM appeal a JOIN office o ON o.id = a.office_id
WHERE a.registered_on BETWEEN :first AND :last AND a.registered_on >= o.connected_from
GROUP BY 1
"""

_STANDING = """
SELECT id FROM territory WHERE valid_from <= :first AND (valid_to IS NULL OR valid_to >= :last)
"""

_TOPICS = """
SELECT a.territory_id,
       count(*) FILTER (WHERE old.routing = 'own' AND new.routing <> 'own') AS away,
       count(*) FILTER (WHERE old.routing <> 'own' AND new.routing = 'own') AS back,
       (array_agg(a.id ORDER BY a.id)
         FILTER (WHERE old.routing = 'own' AND new.routing <> 'own'))[1:{most}] AS ids
FROM journal_entry e JOIN appeal a ON a.id = e.subject_id
     JOIN topic old ON old.code = e.data->>'old' JOIN topic new ON new.code = e.data->>'new'
WHERE e.act = 'appeals.topic-changed' AND e.subject = 'appeal' AND e.at >= :start AND e.at < :end
  AND NOT a.past_the_office
GROUP BY 1
"""

_QUARTER_END = """
SELECT r.territory_id, count(*) AS n, count(*) FILTER (WHERE r.answered_on >= :tail) AS k,
       (array_agg(r.appeal_id ORDER BY r.id) FILTER (WHERE r.answered_on >= :tail))[1:{most}] AS ids
FROM reply r JOIN appeal a ON a.id = r.appeal_id JOIN office o ON o.id = a.office_id
WHERE r.answered_on BETWEEN :first AND :last AND r.substantive AND NOT a.past_the_office
  AND a.registered_on >= o.connected_from
GROUP BY 1
"""

_WITHDRAWN = """
SELECT a.territory_id, count(*) AS n, count(*) FILTER (WHERE near.found) AS k,
       (array_agg(a.id ORDER BY a.id) FILTER (WHERE near.found))[1:{most}] AS ids
FROM journal_entry e JOIN appeal a ON a.id = e.subject_id
     CROSS JOIN LATERAL (SELECT EXISTS (
         SELECT 1 FROM journal_entry o
         WHERE o.subject = 'appeal' AND o.subject_id = e.subject_id AND o.act = ANY(:acts)
           AND o.at <= e.at AND o.at >= e.at - interval '24 hours') AS found) near
WHERE e.act = 'appeals.withdrawn' AND e.subject = 'appeal' AND e.at >= :start AND e.at < :end
  AND NOT a.past_the_office
GROUP BY 1
"""

_LOCAL = "(({moment}) AT TIME ZONE 'Asia/Almaty')::date"
_UNERASED = """NOT EXISTS (SELECT 1 FROM journal_entry gone WHERE gone.subject = 'appeal'
  AND gone.subject_id = a.id AND gone.erased_at IS NOT NULL)"""

_STAMPS = {
    Stamp.FILED: """
SELECT a.territory_id, a.id FROM journal_entry e JOIN appeal a ON a.id = e.subject_id
WHERE e.act = 'appeals.filed' AND e.subject = 'appeal' AND e.at >= :start AND e.at < :end
  AND a.filed_at <> e.at
UNION
SELECT a.territory_id, a.id FROM appeal a
WHERE a.filed_at >= :start AND a.filed_at < :end AND a.source <> 'register'
  AND NOT EXISTS (SELECT 1 FROM journal_entry e
                  WHERE e.subject = 'appeal' AND e.subject_id = a.id AND e.act = 'appeals.filed')""",
    Stamp.REGISTERED: """
SELECT a.territory_id, a.id FROM journal_entry e JOIN appeal a ON a.id = e.subject_id
WHERE e.act = 'appeals.filed' AND e.subject = 'appeal' AND e.at >= :start AND e.at < :end
  AND (a.registered_on < {local_e}
       OR (e.data->'rows'->'appeal'->>'registered_on')::date <> a.registered_on)""",
    Stamp.DUE: """
SELECT a.territory_id, a.id FROM journal_entry e JOIN appeal a ON a.id = e.subject_id
     CROSS JOIN LATERAL (
         SELECT coalesce(d.data->>'new', d.data->>'due_on')::date AS due_on FROM journal_entry d
         WHERE d.subject = 'appeal' AND d.subject_id = a.id
           AND d.act IN ('appeals.filed', 'appeals.extended', 'appeals.recounted')
           AND NOT EXISTS (SELECT 1 FROM journal_entry f WHERE f.subject = 'appeal' AND f.subject_id = a.id
                           AND f.act = 'appeals.answered' AND (f.data->>'first')::boolean AND f.id < d.id)
         ORDER BY d.id DESC LIMIT 1) told
WHERE e.act = 'appeals.filed' AND e.subject = 'appeal' AND e.at >= :start AND e.at < :end
  AND told.due_on <> a.first_due_on AND {unerased}""",
    Stamp.ANSWERED: """
SELECT r.territory_id, r.appeal_id FROM journal_entry e JOIN reply r ON r.id = (e.data->>'reply')::bigint
WHERE e.act = 'appeals.answered' AND e.subject = 'appeal' AND e.at >= :start AND e.at < :end
  AND (r.answered_at <> e.at OR r.answered_on <> {local_e} OR r.late <> (e.data->>'late')::boolean)
UNION
SELECT r.territory_id, r.appeal_id FROM reply r JOIN appeal a ON a.id = r.appeal_id
WHERE r.answered_at >= :start AND r.answered_at < :end AND a.source <> 'register'
  AND NOT EXISTS (SELECT 1 FROM journal_entry e
                  WHERE e.subject = 'appeal' AND e.subject_id = a.id AND e.act = 'appeals.answered'
                    AND (e.data->>'reply')::bigint = r.id) AND {unerased}""",
    Stamp.ON_TIME: """
SELECT a.territory_id, a.id FROM appeal a JOIN reply r ON r.appeal_id = a.id AND r.first
WHERE r.answered_at >= :start AND r.answered_at < :end AND a.source <> 'register' AND r.substantive
  AND (a.answered_on <> r.answered_on OR a.on_time <> (r.answered_on <= a.first_due_on))""",
    Stamp.EXTENDED: """
SELECT a.territory_id, a.id FROM extension x JOIN appeal a ON a.id = x.appeal_id
WHERE x.decided_at >= :start AND x.decided_at < :end AND a.source <> 'register'
  AND NOT EXISTS (SELECT 1 FROM journal_entry e
                  WHERE e.subject = 'appeal' AND e.subject_id = a.id AND e.act = 'appeals.extended'
                    AND e.at = x.decided_at AND (e.data->>'new')::date = x.new_due_on
                    AND (e.data->>'old')::date = x.old_due_on) AND {unerased}""",
    Stamp.ENDED: """
SELECT a.territory_id, a.id FROM journal_entry e JOIN appeal a ON a.id = e.subject_id
WHERE e.act = ANY(:exits) AND e.subject = 'appeal' AND e.at >= :start AND e.at < :end
  AND (a.ended_on <> {local_e} OR a.out_on > {local_e})""",
}


@dataclass(frozen=True)
class Span:
    """A month as days and as moments."""

    first: date
    last: date

    @classmethod
    def of(cls, period: Period, months_before: int = 0) -> "Span":
        """Return a period, with so many months before it."""
        return cls(period.shifted(-months_before).first_day, period.last_day)

    def values(self, **more: object) -> dict[str, object]:
        """Return the bind values of a pass."""
        start, end = (_midnight(day) for day in (self.first, self.last + timedelta(days=1)))
        return {"first": self.first, "last": self.last, "start": start, "end": end, **more}


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), KAZAKHSTAN)


@dataclass
class Answers:
    """The substantive answers of one okrug in a month."""

    n: int = 0
    declined: list[int] = field(default_factory=list)  # requests answered "explained" or "refused"
    moments: list[float] = field(default_factory=list)  # of answers written here
    rows: list[int] = field(default_factory=list)  # their requests
    replies: list[int] = field(default_factory=list)
    twins: Twins | None = None


@dataclass
class Ratings:
    """The ratings of one okrug in a month: when, how long after the answer, of which request."""

    moments: list[float] = field(default_factory=list)
    delays: list[float] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)


def _rows(session: Session, sql: str, values: dict[str, object]) -> list[Row[Any]]:
    return list(session.execute(text(sql.replace("{most}", str(MOST_ROWS))), values))


def answers(session: Session, span: Span) -> Iterator[tuple[int, Answers]]:
    """Give the answers of each okrug; texts are read one okrug at a time and never kept."""
    found = session.execute(text(_ANSWERS), span.values(), execution_options={"yield_per": _PIECE})
    for territory_id, rows in groupby(found, key=attrgetter("territory_id")):
        one, words = Answers(), []
        for row in rows:
            one.n += 1
            if row.declined:
                one.declined.append(row.appeal_id)
            if row.ours:
                one.moments.append(row.moment)
                one.rows.append(row.appeal_id)
                one.replies.append(row.id)
                words.append(row.words)
        one.twins = twins(words)
        yield territory_id, one


def first_answers(
    session: Session, span: Span, following: Sequence[tuple[date, date]]
) -> dict[int, Row[Any]]:
    """Return n, k on the last day, `after` on the working day after it, ids, by okrug.

    `following` holds each working day with the next one.
    """
    dues, nexts = [due for due, _ in following], [later for _, later in following]
    rows = _rows(session, _FIRST_ANSWERS, span.values(dues=dues, nexts=nexts))
    return {row.territory_id: row for row in rows}


def words(session: Session, span: Span) -> dict[int, Words]:
    """Return what offices and residents said of answers whose verdict window ended, by okrug."""
    return {
        row.territory_id: Words(row.answers, row.done, row.verdicts, row.solved, row.reopened)
        for row in _rows(session, _WORDS, span.values())
    }


def ratings(session: Session, span: Span) -> dict[int, Ratings]:
    """Return the moments of ratings by okrug; never their values."""
    found: dict[int, Ratings] = defaultdict(Ratings)
    for row in session.execute(text(_RATINGS), span.values()):
        one = found[row.territory_id]
        one.moments.append(row.moment)
        one.delays.append(row.delay)
        one.rows.append(row.appeal_id)
    return dict(found)


def moved(session: Session, span: Span) -> dict[int, Row[Any]]:
    """Return requests due in the month, of them extended and forwarded, with ids, by okrug."""
    return {row.territory_id: row for row in _rows(session, _MOVED, span.values())}


def not_asked(session: Session, span: Span) -> dict[int, Row[Any]]:
    """Return answers to people with an account, those without a message that asks for the verdict, ids."""
    values = span.values()
    values["later"] = _midnight(span.last + timedelta(days=2))
    return {row.territory_id: row for row in _rows(session, _NOT_ASKED, values)}


def intake(session: Session, span: Span) -> dict[int, int]:
    """Return requests registered in the month, by okrug."""
    return {row.territory_id: row.n for row in _rows(session, _INTAKE, span.values())}


def standing(session: Session, span: Span) -> set[int]:
    """Return the units that were in force through the whole month."""
    return set(session.scalars(text(_STANDING), {"first": span.first, "last": span.last}))


def topics(session: Session, span: Span) -> dict[int, Row[Any]]:
    """Return topics corrected out of the akim's powers and into them, ids of the former, by okrug."""
    return {row.territory_id: row for row in _rows(session, _TOPICS, span.values())}


def quarter_end(session: Session, span: Span, tail: date) -> dict[int, Row[Any]]:
    """Return the answers of a quarter and those from the day `tail` on, ids, by okrug."""
    return {row.territory_id: row for row in _rows(session, _QUARTER_END, span.values(tail=tail))}


def withdrawn(session: Session, span: Span) -> dict[int, Row[Any]]:
    """Return withdrawals and those within a day after an act of the office on the request, ids, by okrug."""
    acts = [f"appeals.{act}" for act in OFFICE_ACTS]
    return {row.territory_id: row for row in _rows(session, _WITHDRAWN, span.values(acts=acts))}


def stamps(session: Session, span: Span) -> dict[int, list[tuple[Stamp, int]]]:
    """Return stored times that differ from the journal, by okrug; what was erased cannot be compared."""
    found: dict[int, list[tuple[Stamp, int]]] = defaultdict(list)
    exits = [f"appeals.{act}" for act in EXIT_ACTS]
    for stamp, sql in _STAMPS.items():
        asked = sql.replace("{local_e}", _LOCAL.format(moment="e.at")).replace("{unerased}", _UNERASED)
        values = span.values() | ({"exits": exits} if ":exits" in asked else {})
        for row in session.execute(text(asked), values):
            found[row[0]].append((stamp, row[1]))
    return dict(found)
