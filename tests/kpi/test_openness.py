"""K5 as the sum of duties: decisions on initiatives counted by hand."""

from datetime import date

from sqlalchemy.orm import Session

from akimfeedback.kpi.counting import openness, tally
from akimfeedback.kpi.periods import parse
from akimfeedback.kpi.rules import Duty
from akimfeedback.law.initiatives import Rung
from akimfeedback.petitions.service import closing, duties
from tests.appeals.conftest import at
from tests.petitions.acts import Unit

JULY, AFTER = at("2026-07-01"), date(2026, 10, 1)


def test_decisions_on_initiatives_by_hand(session: Session) -> None:
    """Six initiatives: in time, published late, silent, lost before, lost after, due in the next quarter."""
    unit = Unit(session, now=JULY)
    in_time, late, _silent, lost, lost_late = (unit.at_rung() for _ in range(5))
    unit.at_rung(now=at("2026-09-28"))
    unit.answered(in_time, now=at("2026-07-10"))
    unit.answered(late, now=at("2026-07-10"), published=False)
    duties.lost(session, lost, Rung.ANSWER, now=at("2026-07-20"))
    closing.miss_duties(session, now=at("2026-09-01"))
    duties.lost(session, lost_late, Rung.ANSWER, now=at("2026-09-02"))
    session.flush()

    found = openness(session, date(2026, 7, 1), date(2026, 9, 30), [unit.okrug.id])

    assert found[Duty.INITIATIVE_DECIDED] == {unit.okrug.id: (1, 4)}
    assert tally(session, parse("2026-Q3"), AFTER, [unit.okrug.id]).of(unit.okrug.id, parse("2026-Q3")) == {
        "K5": (1, 4)
    }


def test_a_decision_due_today_is_not_counted_yet(session: Session) -> None:
    unit = Unit(session, now=at("2026-09-07"))
    unit.at_rung(now=at("2026-09-01"))
    session.flush()

    found = tally(session, parse("2026-Q3"), date(2026, 9, 30), [unit.okrug.id])

    assert found.of(unit.okrug.id, parse("2026-Q3")) == {}
