"""Signals wait for people and change no count; held rows are let go; traces are forgotten."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from akimfeedback.core.errors import NotAllowed, RuleBroken
from akimfeedback.mandates.actor import Actor
from akimfeedback.mandates.rules import Role
from akimfeedback.petitions.models import Petition, PetitionDuty
from akimfeedback.petitions.queries import review
from akimfeedback.petitions.review_rules import Finding
from akimfeedback.petitions.rules import Publication
from akimfeedback.petitions.service import counting, forgetting, signals
from akimfeedback.petitions.support_models import (
    FraudSignal,
    PaperSheet,
    Removal,
    Signature,
    SupportIntent,
)
from tests import make
from tests.petitions.rows import DAY, states, supports

SECOND = timedelta(seconds=1)


class Scene:
    """An initiative of a village and everybody who might look at its support."""

    def __init__(self, session: Session, now: datetime) -> None:
        self.district = make.district(session)
        village = make.village(session, district_unit=self.district)
        self.okrug = make.okrug_of(session, village)
        self.petition: Petition = make.petition(session, place=village, now=now)
        self.session, self.now = session, now

    def seat(self, role: Role) -> Actor:
        own = role in (Role.AKIM, Role.CLERK)
        return make.seat(self.session, unit=self.okrug if own else self.district, role=role)

    def review(self) -> list[str]:
        raised = signals.review(self.session, self.petition, platform_night=0.05, now=self.now)
        return sorted(code.value for code in raised)

    def judge(self, by: Actor, finding: Finding = Finding.INNOCENT, words: str = "Мектепте жинады") -> None:
        signal = self.session.scalars(select(FraudSignal)).one()
        signals.judge(self.session, by, self.petition, signal, finding, words, now=self.now)
        self.session.flush()


@pytest.fixture
def scene(session: Session, now: datetime) -> Scene:
    return Scene(session, now)


def test_a_machine_is_seen_from_four_sides_and_the_count_stays(session: Session, scene: Scene) -> None:
    supports(
        session, scene.petition, 24, start=datetime(2026, 9, 14, 20, 0, tzinfo=UTC), step=60 * SECOND,
        device_key=lambda place: bytes([place % 3]), phone_shifted=lambda place: 500 + place,
        confirm_seconds=2.0,
    )  # fmt: skip

    assert scene.review() == ["concentration", "fast-confirm", "night", "phone-series", "regularity"]
    assert states(session, scene.petition) == {"valid": 24}
    assert scene.review() == [], "each once while it is open"


def test_people_of_a_village_raise_nothing(session: Session, scene: Scene) -> None:
    minutes = [0, 3, 40, 41, 300, 420, 423, 1500, 1510, 1600, 2900, 2950, 3000, 4400, 4405, 4500]
    supports(
        session, scene.petition, 16, start=scene.now, step=SECOND,
        signed_at=lambda place: scene.now + timedelta(minutes=minutes[place]),
        device_key=lambda place: bytes([place]), phone_shifted=lambda place: place * 7919,
        confirm_seconds=lambda place: 20.0 + place,
    )  # fmt: skip

    assert scene.review() == []


def test_too_many_and_paper_and_the_alphabet_are_seen(session: Session, scene: Scene) -> None:
    scene.petition.population = 40
    supports(session, scene.petition, 26, start=scene.now, step=50 * timedelta(hours=1), line="paper")
    session.add(
        PaperSheet(
            petition_id=scene.petition.id, number=1, first_at=scene.now, state="accepted", accepted=15,
            name_order=0.9,
        )
    )  # fmt: skip
    session.flush()

    assert scene.review() == ["name-order", "paper-share", "too-many"]


def _withdrawals_after_a_visit(session: Session, scene: Scene) -> None:
    visit = scene.now - timedelta(hours=30)
    session.add(
        PetitionDuty(
            petition_id=scene.petition.id, territory_id=scene.petition.territory_id, kind="site-visit",
            opened_on=DAY, due_on=DAY, event_at=visit,
        )
    )  # fmt: skip
    supports(session, scene.petition, 6, start=visit, step=137 * SECOND, state="withdrawn")
    supports(session, scene.petition, 9, start=visit - timedelta(days=2), step=timedelta(hours=1))
    session.flush()


def test_mass_withdrawal_after_a_visit_goes_past_the_office(session: Session, scene: Scene) -> None:
    _withdrawals_after_a_visit(session, scene)

    assert scene.review() == ["coercion"]
    assert review.signals_of(session, scene.petition.id) == []
    assert len(review.signals_of(session, scene.petition.id, pressure=True)) == 1
    for role in (Role.AKIM, Role.CLERK, Role.SUPERIOR, Role.MODERATOR, Role.AUDITOR):
        with pytest.raises(NotAllowed):
            scene.judge(scene.seat(role))
    scene.judge(scene.seat(Role.DEPUTY), Finding.TRUE)


def test_a_judged_signal_comes_back_only_with_more_support(session: Session, scene: Scene) -> None:
    def more(n: int, hours: int) -> None:
        start = scene.now + timedelta(hours=hours)
        supports(session, scene.petition, n, start=start, step=SECOND * 311, line="paper")

    more(20, 0)
    assert scene.review() == ["paper-share"]
    scene.judge(scene.seat(Role.MODERATOR))
    more(9, 30)
    assert scene.review() == []
    more(1, 60)
    assert scene.review() == ["paper-share"]


def test_a_finding_has_a_reason_and_is_given_once_by_a_reviewer(session: Session, scene: Scene) -> None:
    supports(session, scene.petition, 20, start=scene.now, step=SECOND * 311, line="paper")
    scene.review()

    with pytest.raises(RuleBroken, match="say-why"):
        scene.judge(scene.seat(Role.MODERATOR), words="  ")
    with pytest.raises(NotAllowed):
        scene.judge(scene.seat(Role.CLERK))
    scene.judge(scene.seat(Role.ASSESSOR))
    with pytest.raises(RuleBroken, match="already-judged"):
        scene.judge(scene.seat(Role.MODERATOR))


def test_held_rows_are_let_go_by_network(session: Session, scene: Scene) -> None:
    supports(session, scene.petition, 12, start=scene.now, step=SECOND, state="held", network_key=b"\x0a")
    supports(session, scene.petition, 2, start=scene.now, step=SECOND, state="held", network_key=b"\x0b")
    assert [(one.mark, one.n) for one in review.held_groups(session, scene.petition.id)] == [
        ("0a", 12),
        ("0b", 2),
    ]

    with pytest.raises(NotAllowed):
        signals.release(session, scene.seat(Role.CLERK), scene.petition, None, now=scene.now)
    moderator = scene.seat(Role.MODERATOR)
    assert signals.release(session, moderator, scene.petition, b"\x0a", now=scene.now) == 12
    assert states(session, scene.petition) == {"held": 2, "valid": 12}
    assert counting.count_due(session, now=scene.now, lag_seconds=0) == 12, "not held once more"
    assert signals.release(session, moderator, scene.petition, None, now=scene.now) == 2


def test_what_waits_is_listed_for_the_units_of_the_reviewer(session: Session, scene: Scene) -> None:
    supports(session, scene.petition, 2, start=scene.now, step=SECOND, state="held")
    supports(session, scene.petition, 20, start=scene.now, step=SECOND * 311, line="paper")
    scene.review()

    (line,) = review.waiting(session, [scene.okrug.id])
    assert (line.petition, line.signals, line.held, line.sheets) == (scene.petition, 1, 2, 0)
    assert review.waiting(session, [scene.district.id]) == []


def test_traces_are_forgotten_thirty_days_after_the_end(session: Session, scene: Scene) -> None:
    supports(
        session, scene.petition, 2, start=scene.now, step=SECOND, device_key=b"d", network_key=b"n",
        phone_shifted=7, confirm_seconds=3.0, source_key=b"s",
    )  # fmt: skip
    scene.petition.publication, scene.petition.closed_at = Publication.CLOSED, scene.now
    session.flush()
    assert review.ended_before(session, scene.now) == []
    assert review.ended_before(session, scene.now + SECOND) == [scene.petition.id]
    scene.petition.legal_hold = True
    session.flush()
    assert review.ended_before(session, scene.now + SECOND) == []

    assert forgetting.forget_traces(session, scene.petition.id) == 2
    assert forgetting.forget_traces(session, scene.petition.id) == 0
    kept = session.scalars(select(Signature)).all()
    assert {(row.device_key, row.network_key, row.phone_shifted, row.confirm_seconds) for row in kept} == {
        (None, None, None, None)
    }
    assert {row.source_key for row in kept} == {b"s"}


def test_the_platforms_night_share_needs_enough_rows(session: Session, scene: Scene) -> None:
    night = datetime(2026, 9, 14, 20, 0, tzinfo=UTC)  # one in the morning, Kazakhstan time
    supports(session, scene.petition, 100, start=night, step=SECOND)
    assert review.night_share(session, range(6)) is None
    supports(session, scene.petition, 100, start=night + timedelta(hours=12), step=SECOND)
    assert review.night_share(session, range(6)) == pytest.approx(0.5)


def test_a_code_asked_for_inside_a_removal_ends_in_a_held_support(session: Session, scene: Scene) -> None:
    removal = Removal(
        petition_id=scene.petition.id, reason="automated", rule_version="1", filters={}, effect={},
        created_at=scene.now,
    )  # fmt: skip
    session.add(removal)
    session.flush()
    marked, free = (
        SupportIntent(
            petition_id=scene.petition.id, phone=None, language="kk", on=DAY, created_at=scene.now,
            removal_id=removal_id,
        )
        for removal_id in (removal.id, None)
    )  # fmt: skip
    supports(
        session, scene.petition, 2, start=scene.now, step=SECOND, support_key=lambda place: bytes([place])
    )

    assert signals.hold_if_marked(session, marked, b"\x00")
    assert not signals.hold_if_marked(session, free, b"\x01")
    assert states(session, scene.petition) == {"held": 1, "valid": 1}
