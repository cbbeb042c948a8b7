"""A district whose year of figures is final, with the people of the yearly cycle."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from akimfeedback.appeals.models import Appeal
from akimfeedback.geography.models import Territory
from akimfeedback.kpi.models import Snapshot
from akimfeedback.kpi.periods import parse
from akimfeedback.kpi.service.freezing import freeze
from akimfeedback.mandates.actor import Actor
from akimfeedback.mandates.rules import Role
from tests import make
from tests.appeals.conftest import at
from tests.kpi.registers import lines, load

YEAR = 2026
FROZEN = at("2027-03-01")
OPENED = at("2027-03-02")


class District:
    """Two okrugs of a district; twelve requests due in the third quarter of each."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.unit = make.district(session)
        self.okrugs = [make.okrug_of(session, make.village(session, district_unit=self.unit)) for _ in "ab"]
        make.topic(session)
        for okrug in self.okrugs:
            load(session, okrug, lines(12), now=at("2026-10-13"))
        self.akim = self.seat(self.okrugs[0], Role.AKIM)
        self.assessor = self.seat(self.unit, Role.ASSESSOR)
        self.superior = self.seat(self.unit, Role.SUPERIOR)
        self.administrator = self.seat(self.unit, Role.ADMINISTRATOR)

    def seat(self, unit: Territory, role: Role) -> Actor:
        return make.seat(self.session, unit=unit, role=role, on=OPENED.date())

    def freeze(self, now: datetime = FROZEN) -> None:
        """Make all figures of the year final, a year on its own."""
        for period in ("2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4", "2026-H1", "2026-H2", "2026"):
            freeze(self.session, parse(period), now=now)

    def spoil(self, okrug: Territory | None = None) -> None:
        """Change a fact behind the figures of the first okrug."""
        unit = okrug or self.okrugs[0]
        case = self.session.scalars(
            select(Appeal).where(Appeal.territory_id == unit.id, Appeal.on_time.is_(True)).limit(1)
        ).one()
        case.on_time = False
        self.session.flush()

    def versions(self, period: str, okrug: Territory | None = None) -> list[tuple[int, str]]:
        """Return (version, state) of the frozen figures of an okrug, oldest first."""
        unit = okrug or self.okrugs[0]
        self.session.expire_all()
        rows = select(Snapshot).where(
            Snapshot.territory_id == unit.id, Snapshot.period == period, Snapshot.version > 0
        )
        return [(one.version, one.state) for one in self.session.scalars(rows.order_by(Snapshot.version))]
