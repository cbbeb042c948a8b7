"""What deputies and the district see of each okrug: facts first, the score last, nobody's name."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from akimfeedback.appeals.queries.district import OkrugFacts, district_board
from akimfeedback.core.folding import kazakh_key
from akimfeedback.geography.models import Territory
from akimfeedback.kpi.models import Snapshot
from akimfeedback.kpi.queries import PUBLIC_STATES
from akimfeedback.mandates.models import Mandate, Office
from akimfeedback.mandates.queries import holding
from akimfeedback.mandates.rules import Role
from akimfeedback.petitions.queries.district import InitiativeFacts
from akimfeedback.petitions.queries.district import facts as initiative_facts
from akimfeedback.programmes.models import Programme
from akimfeedback.programmes.queries import counts as promise_counts
from akimfeedback.programmes.rules import Counts


@dataclass(frozen=True)
class BoardRow:
    """One okrug on the district board."""

    territory: Territory
    akim: Mandate | None  # None: the seat is vacant
    connected_from: date | None
    facts: OkrugFacts
    promises: Counts | None  # None: no programme
    snapshot: Snapshot | None  # newest published quarter
    initiatives: InitiativeFacts


def watched_okrugs(session: Session, territory_ids: Collection[int]) -> list[Territory]:
    """Return the units with an akim among those watched, by the Kazakh alphabet."""
    rows = select(Territory).where(
        Territory.id.in_(territory_ids), Territory.has_akim, Territory.valid_to.is_(None)
    )
    return sorted(session.scalars(rows), key=lambda unit: kazakh_key(unit.name_kk))


def board(session: Session, okrugs: Collection[Territory], today: date) -> list[BoardRow]:
    """Return a row an okrug in the given order; the number of statements does not grow with the okrugs."""
    ids = [unit.id for unit in okrugs]
    facts = district_board(session, ids, today)
    akims = _akims(session, ids, today)
    offices = dict(
        session.execute(
            select(Office.territory_id, Office.connected_from).where(Office.territory_id.in_(ids))
        ).all()
    )
    promises = _promises(session, akims, today)
    snapshots = _snapshots(session, ids)
    initiatives = initiative_facts(session, ids, today)
    return [
        BoardRow(
            territory=unit,
            akim=akims.get(unit.id),
            connected_from=offices.get(unit.id),
            facts=facts[unit.id],
            promises=promises.get(unit.id),
            snapshot=snapshots.get(unit.id),
            initiatives=initiatives[unit.id],
        )
        for unit in okrugs
    ]


def _akims(session: Session, ids: Collection[int], today: date) -> dict[int, Mandate]:
    rows = select(Mandate).where(Mandate.territory_id.in_(ids), Mandate.role == Role.AKIM, holding(today))
    return {mandate.territory_id: mandate for mandate in session.scalars(rows)}


def _promises(session: Session, akims: Mapping[int, Mandate], today: date) -> dict[int, Counts]:
    """Return the promise counts of the akims in office, by unit."""
    mandates = {mandate.id: unit_id for unit_id, mandate in akims.items()}
    rows = select(Programme.id, Programme.mandate_id).where(Programme.mandate_id.in_(list(mandates)))
    programmes = {row.id: mandates[row.mandate_id] for row in session.execute(rows)}
    counted = promise_counts(session, list(programmes), today)
    return {unit_id: counted[programme_id] for programme_id, unit_id in programmes.items()}


def _snapshots(session: Session, ids: Collection[int]) -> dict[int, Snapshot]:
    rows = (
        select(Snapshot)
        .where(
            Snapshot.territory_id.in_(ids),
            Snapshot.version > 0,
            Snapshot.state.in_(PUBLIC_STATES),
            Snapshot.period.like("____-Q_"),
        )
        .ext(distinct_on(Snapshot.territory_id))
        .order_by(Snapshot.territory_id, Snapshot.period.desc(), Snapshot.version.desc())
    )
    return {snapshot.territory_id: snapshot for snapshot in session.scalars(rows)}
