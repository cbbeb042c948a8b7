"""Count supports: one worker at a time moves what the figures hold towards what is valid.

A support is counted exactly once because its own row says whether the figures hold it: the mark, the journal,
the total and the rungs change in one transaction or not at all. The small lag leaves the rate limits time to
look first.
"""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from akimfeedback.core.clock import local_day
from akimfeedback.petitions.models import Petition, PetitionTotal
from akimfeedback.petitions.queries.switches import is_on
from akimfeedback.petitions.rules import Line, Publication, Switch
from akimfeedback.petitions.scores import RATE_LIMITS
from akimfeedback.petitions.service import rungs
from akimfeedback.petitions.support_models import CountAlarm

LAG_SECONDS = 5
LIMIT = 20_000
AN_HOUR = timedelta(hours=1)
LOOK_BACK_ROWS = 50_000
_LOCK = 4_517_001
_OUTSIDE, _IMPORTED = Line.OUTSIDE.value, Line.IMPORTED.value

_TRY_LOCK = text("SELECT pg_try_advisory_xact_lock(:key)")
_WAIT_LOCK = text("SELECT pg_advisory_xact_lock(:key)")

_MOVE = text("""
WITH due AS (
  SELECT id FROM signature
  WHERE counted <> (state = 'valid') AND changed_at <= clock_timestamp() - make_interval(secs => :lag)
  ORDER BY id LIMIT :limit FOR UPDATE
), moved AS (
  UPDATE signature s SET counted = (s.state = 'valid') FROM due WHERE s.id = due.id
  RETURNING s.petition_id, s."on", s.area_id, s.line, CASE WHEN s.counted THEN 1 ELSE -1 END AS n
), written AS (
  INSERT INTO petition_tally (petition_id, "on", area_id, line, n)
  SELECT petition_id, "on", area_id, line, sum(n) FROM moved GROUP BY 1, 2, 3, 4 HAVING sum(n) <> 0
  ON CONFLICT (petition_id, "on", area_id, line) DO UPDATE SET n = petition_tally.n + excluded.n
)
SELECT petition_id, count(*) AS moves FROM moved GROUP BY petition_id
""")

_TOTAL = text("""
INSERT INTO petition_total AS held (petition_id, counted, outside, lines, counted_at, yesterday)
SELECT petition_id, coalesce(sum(n) FILTER (WHERE line <> :outside), 0),
       coalesce(sum(n) FILTER (WHERE line = :outside), 0),
       coalesce(jsonb_object_agg(line, n) FILTER (WHERE n <> 0), '{}'::jsonb), :now, 0
FROM (SELECT petition_id, line, sum(n)::int AS n FROM petition_tally
      WHERE petition_id = ANY(:ids) GROUP BY petition_id, line) sums
GROUP BY petition_id
ON CONFLICT (petition_id) DO UPDATE SET
  counted = excluded.counted, outside = excluded.outside,
  lines = excluded.lines, counted_at = excluded.counted_at
""")

_HOLD = text("""
WITH networks AS (
  SELECT DISTINCT petition_id, network_key, min(id) OVER () AS first FROM signature
  WHERE counted <> (state = 'valid') AND state = 'valid' AND network_key IS NOT NULL
), recent AS (
  SELECT s.id, s.state, s.counted,
    count(*) OVER (PARTITION BY s.petition_id, s.network_key ORDER BY s.signed_at
                   RANGE BETWEEN make_interval(secs => :span) PRECEDING AND CURRENT ROW) AS n
  FROM signature s
  JOIN networks USING (petition_id, network_key)
  WHERE s.id > (SELECT min(first) FROM networks) - :look_back
)
UPDATE signature SET state = 'held', changed_at = clock_timestamp()
FROM recent
WHERE signature.id = recent.id AND recent.n > :most AND NOT signature.counted AND signature.state = 'valid'
""")

_MISMATCHES = text(
    """
WITH held AS (
  SELECT petition_id, area_id, line, sum(n) AS n FROM petition_tally
  WHERE line <> :imported AND (:one IS NULL OR petition_id = :one) GROUP BY 1, 2, 3
), found AS (
  SELECT petition_id, area_id, line, count(*) AS n FROM signature
  WHERE counted AND (:one IS NULL OR petition_id = :one) GROUP BY 1, 2, 3
)
SELECT coalesce(held.petition_id, found.petition_id) AS petition_id,
       coalesce(held.area_id, found.area_id) AS area_id, coalesce(held.line, found.line) AS line,
       coalesce(held.n, 0) AS held, coalesce(found.n, 0) AS found
FROM held FULL JOIN found
  ON held.petition_id = found.petition_id AND held.line = found.line
 AND coalesce(held.area_id, 0) = coalesce(found.area_id, 0)
WHERE coalesce(held.n, 0) <> coalesce(found.n, 0)
""".replace(":one", "CAST(:one AS integer)")
)

_REPAIR = text("""
INSERT INTO petition_tally (petition_id, "on", area_id, line, n)
VALUES (:petition_id, :on, :area_id, :line, :n)
ON CONFLICT (petition_id, "on", area_id, line) DO UPDATE SET n = petition_tally.n + excluded.n
""")

_WRONG_TOTALS = text("""
SELECT total.petition_id, total.counted + total.outside AS held, coalesce(sum(tally.n), 0)::int AS found
FROM petition_total total LEFT JOIN petition_tally tally ON tally.petition_id = total.petition_id
WHERE CAST(:one AS integer) IS NULL OR total.petition_id = CAST(:one AS integer)
GROUP BY total.petition_id
HAVING total.counted <> coalesce(sum(tally.n) FILTER (WHERE tally.line <> :outside), 0)
    OR total.outside <> coalesce(sum(tally.n) FILTER (WHERE tally.line = :outside), 0)
""")

_CHECKED = text("""
UPDATE petition_total SET checked_at = :now
WHERE CAST(:one AS integer) IS NULL OR petition_id = CAST(:one AS integer)
""")

_ROLL = text("""
UPDATE petition_total total SET yesterday = sums.n, yesterday_on = :yesterday
FROM (
  SELECT petition_total.petition_id, coalesce(sum(n), 0)::int AS n
  FROM petition_total LEFT JOIN petition_tally tally
    ON tally.petition_id = petition_total.petition_id AND tally."on" <= :yesterday AND tally.line <> :outside
  WHERE petition_total.yesterday_on IS DISTINCT FROM :yesterday
  GROUP BY petition_total.petition_id
) sums
WHERE total.petition_id = sums.petition_id
RETURNING total.petition_id
""")


def count_due(
    session: Session, *, now: datetime, lag_seconds: float = LAG_SECONDS, limit: int = LIMIT
) -> int:
    """Count at most `limit` changed supports; return how many. 0 while another process counts.

    Held, withdrawn and invalidated supports that the figures still hold are taken out again. `now` is the
    moment shown beside the count; what is due is decided by the database's clock.
    """
    if not is_on(session, Switch.LIVE_COUNT):
        return 0
    return _count(session, _TRY_LOCK, now, lag_seconds, limit)


def settle(session: Session, *, now: datetime) -> int:
    """Count everything there is without a lag: at midnight, and before an initiative is closed."""
    counted = 0
    while moved := _count(session, _WAIT_LOCK, now, 0, LIMIT):
        counted += moved
    return counted


def recount(session: Session, petition_id: int | None = None, *, now: datetime) -> int:
    """Compare journals and totals with the rows, of one initiative or of all; return how many alarms rose.

    Every difference is written down as an alarm and repaired under the day of the repair.
    """
    session.execute(_WAIT_LOCK, {"key": _LOCK})
    one = {"one": petition_id}
    wrong: dict[int, tuple[int, int]] = {}
    for row in session.execute(_MISMATCHES, one | {"imported": _IMPORTED}).all():
        held, found = wrong.get(row.petition_id, (0, 0))
        wrong[row.petition_id] = held + int(row.held), found + int(row.found)
        repair = {"petition_id": row.petition_id, "area_id": row.area_id, "line": row.line}
        session.execute(_REPAIR, repair | {"on": local_day(now), "n": int(row.found - row.held)})
    for row in session.execute(_WRONG_TOTALS, one | {"outside": _OUTSIDE}).all():
        wrong.setdefault(row.petition_id, (int(row.held), int(row.found)))
    session.add_all(
        CountAlarm(petition_id=id_, held=held, found=found, at=now, repaired_at=now)
        for id_, (held, found) in sorted(wrong.items())
    )
    _write_totals(session, wrong, now)
    session.execute(_CHECKED, one | {"now": now})
    _forget_totals(session)
    return len(wrong)


def roll_yesterday(session: Session, *, now: datetime) -> int:
    """Keep what each initiative had at the last midnight: small units show it. Return how many changed.

    Safe to repeat and safe to run late: it is the journal's sum up to the day before.
    """
    yesterday = date.fromordinal(local_day(now).toordinal() - 1)
    facts = {"yesterday": yesterday, "outside": _OUTSIDE}
    rolled = [row.petition_id for row in session.execute(_ROLL, facts)]
    _forget_totals(session)
    rungs.refresh(session, rolled, now)
    return len(rolled)


def alarms_since(session: Session, since: datetime) -> int:
    """Return how many initiatives were found miscounted since a moment."""
    return len(session.scalars(select(CountAlarm.id).where(CountAlarm.at >= since)).all())


def _count(session: Session, lock: Any, now: datetime, lag_seconds: float, limit: int) -> int:
    if session.scalar(lock, {"key": _LOCK}) is False:
        return 0
    for rate in RATE_LIMITS:
        facts = {"span": rate.seconds, "most": rate.most, "look_back": LOOK_BACK_ROWS}
        session.execute(_HOLD, facts)
    found = session.execute(_MOVE, {"lag": lag_seconds, "limit": limit})
    moved = {row.petition_id: int(row.moves) for row in found}
    _write_totals(session, moved, now)
    rungs.refresh(session, moved.keys() | _just_published(session, now), now)
    return sum(moved.values())


def _just_published(session: Session, now: datetime) -> set[int]:
    """Return initiatives whose backers may have reached a rung before there were any."""
    found = select(Petition.id).where(
        Petition.publication == Publication.OPEN.value, Petition.published_at > now - AN_HOUR
    )
    return set(session.scalars(found))


def _write_totals(session: Session, petition_ids: Collection[int], now: datetime) -> None:
    if petition_ids:
        session.execute(_TOTAL, {"ids": list(petition_ids), "now": now, "outside": _OUTSIDE})
        _forget_totals(session)


def _forget_totals(session: Session) -> None:
    """Let objects in memory be read anew: the statements above went past them."""
    for row in list(session.identity_map.values()):
        if isinstance(row, PetitionTotal):
            session.expire(row)
