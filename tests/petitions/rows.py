"""Supports written as rows, many at once: what the review looks at."""

import os
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from akimfeedback.petitions.models import Petition
from akimfeedback.petitions.support_models import Signature

DAY = date(2026, 9, 15)


def supports(
    session: Session, petition: Petition, n: int, *, start: datetime, step: timedelta, **fields: Any
) -> list[int]:
    """Write supports one step apart and return their ids; a callable field gets the place."""
    rows = [
        {
            "petition_id": petition.id, "support_key": os.urandom(16), "line": "phone", "state": "valid",
            "version_id": petition.version_id, "on": DAY, "area_id": petition.place_id,
            "signed_at": start + step * place, "changed_at": start + step * place,
        }
        | {name: value(place) if callable(value) else value for name, value in fields.items()}
        for place in range(n)
    ]  # fmt: skip
    return list(session.scalars(insert(Signature).returning(Signature.id), rows))


def states(session: Session, petition: Petition) -> dict[str, int]:
    """Return {state: number}."""
    found = session.scalars(select(Signature.state).where(Signature.petition_id == petition.id)).all()
    return {state: found.count(state) for state in sorted(set(found))}
