"""What a new request stands on, in one statement: topic, office and its people on the day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import text
from sqlalchemy.orm import Session

from akimfeedback.mandates.rules import Role

# every request asks this: one statement instead of a row of each table by itself
_GROUND = text("""
WITH RECURSIVE up AS (
    SELECT id, parent_id, has_akim FROM territory WHERE id = :place
    UNION ALL
    SELECT t.id, t.parent_id, t.has_akim FROM up JOIN territory t ON t.id = up.parent_id WHERE NOT up.has_akim
)
SELECT unit.id AS unit_id, o.id AS office_id, o.connected_from, o.closes,
       t.code AS topic, t.routing, t.past_the_office, m.id AS seat_id, m.role,
       p.id AS person_id, p.phone, p.email, p.language, p.erased_at
FROM (SELECT coalesce((SELECT id FROM up WHERE has_akim), :place) AS id) unit
LEFT JOIN topic t ON t.code = :topic AND t.active
LEFT JOIN office o ON o.territory_id = unit.id
LEFT JOIN mandate m ON m.territory_id = o.territory_id AND m.role IN ('akim', 'clerk')
     AND m.starts_on <= :on AND (m.ends_on IS NULL OR m.ends_on >= :on)
LEFT JOIN app_user p ON p.id = m.user_id
ORDER BY m.role, m.id
""")


@dataclass(frozen=True)
class Person:
    """Somebody of the office, with what a message needs to reach him or her."""

    id: int
    phone: str | None
    email: str | None
    language: str
    erased_at: datetime | None


@dataclass(frozen=True)
class Ground:
    """Where a request goes; a missing topic or office is None."""

    unit_id: int  # the nearest unit with an akim, else the place itself
    office_id: int | None
    connected_from: date | None
    closes: time | None
    topic: str | None  # None: unknown or switched off
    routing: str | None
    past_the_office: bool | None
    akim_seat_id: int | None  # None: vacant
    people: Sequence[Person]  # akim and clerks with an account, in this order


def ground_of(session: Session, place_id: int, topic_code: str, on: date) -> Ground:
    """Return what a request about a place and a topic stands on this day; one query."""
    asked = {"place": place_id, "topic": topic_code, "on": on}
    rows = session.execute(_GROUND, asked).all()
    first = rows[0]
    return Ground(
        unit_id=first.unit_id,
        office_id=first.office_id,
        connected_from=first.connected_from,
        closes=first.closes,
        topic=first.topic,
        routing=first.routing,
        past_the_office=first.past_the_office,
        akim_seat_id=next((row.seat_id for row in rows if row.role == Role.AKIM), None),
        people=[
            Person(row.person_id, row.phone, row.email, row.language, row.erased_at)
            for row in rows
            if row.person_id is not None
        ],
    )
