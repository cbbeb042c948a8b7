"""A frozen figure changes by two people: one proposes with a reason, another confirms."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from akimfeedback.core.errors import NotAllowed, RuleBroken
from akimfeedback.journal.models import Entry
from akimfeedback.kpi import correction_queries
from akimfeedback.kpi.correction_models import Correction
from akimfeedback.kpi.periods import parse
from akimfeedback.kpi.service import correcting
from akimfeedback.kpi.service.freezing import Frozen
from akimfeedback.mandates.rules import Role
from akimfeedback.notifications.models import Message
from tests import make
from tests.appeals.conftest import at
from tests.kpi.year import District

NOW = at("2027-03-03")
Q3 = parse("2026-Q3")


@pytest.fixture
def district(session: Session) -> District:
    """Give a district with a final year."""
    found = District(session)
    found.freeze()
    return found


def proposed(district: District, reason: str = "Күні қате жазылған") -> Correction:
    district.spoil()
    return correcting.propose(district.session, district.assessor, Q3, reason, "kk", now=NOW)


def test_a_proposal_shows_the_effect_and_changes_nothing(district: District) -> None:
    row = proposed(district)

    own, peer = (row.effect[okrug.kato] for okrug in district.okrugs)
    assert own["own"] is True
    assert own["indicators"] == {"K1": [[12, 12], [11, 12]]}
    # only the mean it is compared with has moved
    assert (peer["own"], peer["indicators"]) == (False, {})
    assert district.versions("2026-Q3") == [(1, "final")]


def test_another_person_confirms_and_quarter_half_and_year_get_a_version(district: District) -> None:
    row = proposed(district)
    correcting.confirm(district.session, district.administrator, row, now=NOW)

    assert correcting.carry_out(district.session, row.id, now=NOW) == Frozen(corrected=2)
    # a worker that tries again makes nothing more
    assert correcting.carry_out(district.session, row.id, now=NOW) == Frozen()

    for period in ("2026-Q3", "2026-H2", "2026"):
        assert district.versions(period) == [(1, "final"), (2, "corrected")]
    assert district.versions("2026-H1") == [(1, "final")]
    # the akim whose own counts changed is told
    told = district.session.scalars(
        select(Message.user_id).where(Message.kind == "kpi.corrected").order_by(Message.id)
    ).all()
    assert set(told) == {district.akim.user_id}
    acts = district.session.scalars(
        select(Entry.act).where(Entry.subject == "kpi-correction").order_by(Entry.id)
    ).all()
    assert acts == ["kpi.correction-proposed", "kpi.correction-confirmed"]


def test_nothing_is_made_before_it_is_confirmed(district: District) -> None:
    row = proposed(district)

    assert correcting.carry_out(district.session, row.id, now=NOW) == Frozen()
    assert correction_queries.confirmed_ids(district.session) == []
    assert district.versions("2026-Q3") == [(1, "final")]


def test_a_dropped_proposal_stays_with_its_reason(district: District) -> None:
    row = proposed(district)
    correcting.drop(district.session, district.assessor, row, "Қате емес екен", now=NOW)

    assert (row.state, row.decision_words) == ("dropped", "Қате емес екен")
    with pytest.raises(RuleBroken, match=r"kpi.correction-decided"):
        correcting.confirm(district.session, district.administrator, row, now=NOW)
    again = correcting.propose(district.session, district.assessor, Q3, "Басқа себеп", "kk", now=NOW)
    assert again.state == "proposed"


def test_who_proposes_never_confirms(district: District) -> None:
    row = proposed(district)
    both = district.seat(district.unit, Role.ADMINISTRATOR)
    row.proposed_by_id = both.user_id

    with pytest.raises(NotAllowed, match=r"kpi.another-confirms"):
        correcting.confirm(district.session, both, row, now=NOW)
    with pytest.raises(NotAllowed, match=r"kpi.administrator-confirms"):
        correcting.confirm(district.session, district.assessor, row, now=NOW)


def test_nobody_of_an_office_confirms(district: District) -> None:
    row = proposed(district)
    person = district.administrator.user
    make.mandate(district.session, unit=district.okrugs[0], role=Role.CLERK, user=person)
    with pytest.raises(NotAllowed, match=r"kpi.another-confirms"):
        correcting.confirm(
            district.session, make.actor(district.session, person, on=NOW.date()), row, now=NOW
        )


@pytest.mark.parametrize(
    ("period", "reason", "code"),
    [
        ("2026", "Себеп", "kpi.only-quarters-corrected"),
        ("2026-Q3", "  ", "kpi.reason-missing"),
        ("2026-Q3", "а" * 501, "kpi.reason-too-long"),
        ("2025-Q3", "Себеп", "kpi.nothing-frozen"),
    ],
)
def test_what_cannot_be_proposed(district: District, period: str, reason: str, code: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        correcting.propose(district.session, district.assessor, parse(period), reason, "kk", now=NOW)
    assert refused.value.code == code


def test_only_an_assessor_proposes_and_once_at_a_time(district: District) -> None:
    with pytest.raises(NotAllowed, match=r"kpi.assessor-proposes"):
        correcting.propose(district.session, district.administrator, Q3, "Себеп", "kk", now=NOW)
    proposed(district)
    with pytest.raises(RuleBroken, match=r"kpi.correction-waits"):
        correcting.propose(district.session, district.assessor, Q3, "Себеп", "kk", now=NOW)
