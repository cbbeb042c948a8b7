"""Requests of K1 by the topic at intake, and what each okrug's topics let expect: beside K1, never scored."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from akimfeedback.kpi.case_mix import case_mix
from akimfeedback.kpi.queries import MANY, Window
from akimfeedback.kpi.scores import Counts

# the cohort of queries.request_counts; a topic that was corrected counts where the resident put it
_TOPICS = """
SELECT a.territory_id, coalesce(a.intake_topic_code, a.topic_code) AS topic, count(*) AS n,
       count(*) FILTER (WHERE a.on_time) AS k,
       count(*) FILTER (WHERE a.intake_topic_code <> a.topic_code) AS moved
FROM appeal a JOIN office o ON o.id = a.office_id
WHERE a.first_due_on BETWEEN :first AND :last AND a.first_due_on < :today
  AND a.kind <> 'thanks' AND NOT a.past_the_office AND a.registered_on >= o.connected_from
  AND (a.out_on IS NULL OR a.answered_on IS NOT NULL)
  AND a.territory_id {no_index} = ANY(CAST(:territories AS int[]))
GROUP BY 1, 2
"""
ByTopic = dict[str, Counts]


def topic_counts(
    session: Session, window: Window, territories: Collection[int]
) -> tuple[dict[int, ByTopic], dict[int, int]]:
    """Return K1's counts by topic at intake, and how many topics were corrected later, by territory."""
    found: dict[int, ByTopic] = {}
    moved: dict[int, int] = {}
    statement = text(_TOPICS.format(no_index="" if len(territories) < MANY else "+ 0"))
    for row in session.execute(statement, window.values(territories=list(territories))):
        found.setdefault(row.territory_id, {})[row.topic] = Counts(row.k, row.n)
        moved[row.territory_id] = moved.get(row.territory_id, 0) + row.moved
    return found, moved


def mixes(
    session: Session, window: Window, group: Mapping[int, str], wanted: Collection[int]
) -> dict[int, dict[str, Any]]:
    """Return the case mix of the okrugs wanted as it is stored; `group` is that of them and of all peers.

    `mix` is None below ten cases or without peers; `moved` is how many topics were corrected after intake.
    """
    found, moved = topic_counts(session, window, group)
    sums: dict[str, dict[str, list[int]]] = {}
    for territory_id, topics in found.items():
        together = sums.setdefault(group[territory_id], {})
        for topic, one in topics.items():
            pair = together.setdefault(topic, [0, 0])
            pair[0] += one.k
            pair[1] += one.n
    return {
        territory_id: {
            "mix": _mix(topics, sums[group[territory_id]]),
            "moved": moved.get(territory_id, 0),
        }
        for territory_id, topics in found.items()
        if territory_id in wanted
    }


def _mix(own: ByTopic, together: Mapping[str, Sequence[int]]) -> dict[str, Any] | None:
    peers = {
        topic: Counts(k - own[topic].k, n - own[topic].n) if topic in own else Counts(k, n)
        for topic, (k, n) in together.items()
    }
    found = case_mix(own, peers)
    return asdict(found) if found else None
