"""The same k and n kept per mandate, so that a new akim starts clean."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from akimfeedback.kpi.counting import Pair, openness, tally
from akimfeedback.kpi.periods import Period
from akimfeedback.mandates.models import Mandate
from akimfeedback.mandates.rules import Role


@dataclass(frozen=True)
class MandateCounts:
    """What was counted under one akim; `mandate_id` None: while the seat was vacant."""

    mandate_id: int | None
    counts: Mapping[str, Pair]


def mandate_counts(
    session: Session, territory_id: int, period: Period, *, today: date
) -> list[MandateCounts]:
    """Return k and n of each indicator by mandate, live, oldest mandate first, vacancy last.

    A request belongs to the akim of the day it was filed, an answer to the akim of its day, a duty to the
    akim of the day it fell due. Over all mandates they sum to the okrug's own k and n.
    """
    found: dict[int | None, dict[str, Pair]] = {}
    for part in period.quarters or (period,):
        counted = tally(session, part, today, [territory_id])
        for mandate_id, pairs in counted.mandates.get((territory_id, part.first_day), {}).items():
            for code, pair in pairs.items():
                _add(found, mandate_id, code, pair)
    last = min(period.last_day, today - timedelta(days=1))
    whole = _duties(session, territory_id, period.first_day, last)
    for one in _akims(session, territory_id, period.first_day, last):
        pair = _duties(
            session, territory_id, max(one.starts_on, period.first_day), min(one.ends_on or last, last)
        )
        _add(found, one.id, "K5", pair)
        whole = (whole[0] - pair[0], whole[1] - pair[1])
    if whole[1]:
        _add(found, None, "K5", whole)
    return [
        MandateCounts(key, dict(sorted(found[key].items())))
        for key in sorted(found, key=lambda one: (one is None, one or 0))
        if any(n for _k, n in found[key].values())
    ]


def _add(found: dict[int | None, dict[str, Pair]], key: int | None, code: str, pair: Pair) -> None:
    k, n = found.setdefault(key, {}).get(code, (0, 0))
    found[key][code] = (k + pair[0], n + pair[1])


def _duties(session: Session, territory_id: int, first: date, last: date) -> Pair:
    pairs = [
        found.get(territory_id, (0, 0)) for found in openness(session, first, last, [territory_id]).values()
    ]
    return sum(k for k, _n in pairs), sum(n for _k, n in pairs)


def _akims(session: Session, territory_id: int, first: date, last: date) -> list[Mandate]:
    """Return the akims of an okrug between two days; two of one day (a hand-over) count a duty once each."""
    rows = select(Mandate).where(
        Mandate.territory_id == territory_id,
        Mandate.role == Role.AKIM,
        Mandate.starts_on <= last,
        (Mandate.ends_on.is_(None)) | (Mandate.ends_on >= first),
    )
    return list(session.scalars(rows.order_by(Mandate.starts_on, Mandate.id)))
