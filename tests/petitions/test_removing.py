"""Bulk removal: counted first, confirmed by two, in steps, cancelled, undone, public."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from akimfeedback.core.errors import NotAllowed, RuleBroken
from akimfeedback.mandates.actor import Actor
from akimfeedback.mandates.rules import Role
from akimfeedback.petitions.models import Petition
from akimfeedback.petitions.queries import removals
from akimfeedback.petitions.review_rules import Filters, needs_second
from akimfeedback.petitions.rules import RemovalReason
from akimfeedback.petitions.service import removal_objections, removing
from akimfeedback.petitions.support_models import PetitionRung, Removal, Signature, SupportIntent
from tests import make
from tests.petitions.rows import DAY, states, supports

WORDS = "Бір құрылғыдан жиырма бес қолдау келді."


class Scene:
    """An initiative with 40 supports of one device and 10 of people; a rung at 45 is reached."""

    def __init__(self, session: Session, now: datetime) -> None:
        district = make.district(session)
        village = make.village(session, district_unit=district)
        okrug = make.okrug_of(session, village)
        self.petition: Petition = make.petition(session, place=village, now=now)
        self.moderator: Actor = make.seat(session, unit=district, role=Role.MODERATOR)
        self.second: Actor = make.seat(session, unit=district, role=Role.ASSESSOR)
        self.third: Actor = make.seat(session, unit=district, role=Role.ASSESSOR)
        self.akim: Actor = make.seat(session, unit=okrug, role=Role.AKIM)
        hours = timedelta(hours=1)
        supports(session, self.petition, 40, start=now, step=hours / 60, device_key=b"\x01")
        supports(
            session, self.petition, 10, start=now, step=hours, device_key=lambda place: bytes([9, place])
        )
        session.add(PetitionRung(petition_id=self.petition.id, rung="answer", needed=45, reached_at=now))
        session.flush()
        self.session, self.now = session, now

    def count(self, filters: Filters | None = None) -> Removal:
        return removing.count_first(
            self.session, self.moderator, self.petition, filters or Filters(device="01"),
            RemovalReason.ONE_SOURCE, WORDS, now=self.now,
        )  # fmt: skip

    def run(self, removal: Removal, *, size: int = removing.STEP) -> int:
        steps = 1
        while removing.step(self.session, removal.id, now=self.now, size=size):
            steps += 1
        return steps

    def confirm(self, removal: Removal, by: Actor | None = None) -> None:
        removing.confirm(self.session, by or self.second, self.petition, removal, "Тексердім", now=self.now)
        self.session.flush()


@pytest.fixture
def scene(session: Session, now: datetime) -> Scene:
    return Scene(session, now)


def test_18_invalidation_counts_runs_cancels_and_undoes(session: Session, scene: Scene) -> None:
    """Behaviour 18: invalidation: count, run, cancel, threshold falls back."""
    removal = scene.count()
    assert (removal.found, removal.done) == (40, 0)
    assert removal.effect["before"] == 50
    assert removal.effect["after"] == 10
    assert removal.effect["lost"] == ["answer"]
    assert states(session, scene.petition) == {"valid": 50}

    scene.confirm(removal)
    assert removing.step(session, removal.id, now=scene.now, size=15)
    assert states(session, scene.petition) == {"invalidated": 15, "valid": 35}
    removing.cancel(session, scene.moderator, scene.petition, removal, now=scene.now)
    session.flush()
    assert not removing.step(session, removal.id, now=scene.now, size=15)
    assert states(session, scene.petition) == {"invalidated": 15, "valid": 35}

    removing.undo(session, scene.moderator, scene.petition, removal, "Қате шешім", now=scene.now)
    session.flush()
    scene.run(removal, size=10)
    assert states(session, scene.petition) == {"valid": 50}
    assert (removal.state, removal.done, removal.undone) == ("undone", 15, 15)
    assert [one.id for one in removals.ledger_of(session, scene.petition.id)] == [removal.id]


def test_a_removal_runs_in_steps_and_takes_nothing_that_came_after_the_count(
    session: Session, scene: Scene
) -> None:
    removal = scene.count()
    supports(session, scene.petition, 3, start=scene.now, step=timedelta(0), device_key=b"\x01")
    scene.confirm(removal)

    assert scene.run(removal, size=20) == 3
    assert states(session, scene.petition) == {"invalidated": 40, "valid": 13}
    assert (removal.state, removal.done) == ("done", 40)
    assert not removing.step(session, removal.id, now=scene.now)


def test_undoing_puts_held_rows_back_as_held_and_leaves_withdrawn_ones(
    session: Session, scene: Scene
) -> None:
    held = supports(
        session, scene.petition, 5, start=scene.now, step=timedelta(0), device_key=b"\x01", state="held"
    )
    removal = scene.count()
    scene.confirm(removal)
    scene.run(removal)
    left = session.get_one(Signature, held[0])
    session.refresh(left)
    left.state = "withdrawn"
    session.flush()

    removing.undo(session, scene.moderator, scene.petition, removal, "Қате шешім", now=scene.now)
    session.flush()
    scene.run(removal)

    assert states(session, scene.petition) == {"held": 4, "valid": 50, "withdrawn": 1}


def test_a_large_removal_takes_another_person_and_a_reason(session: Session, scene: Scene) -> None:
    removal = scene.count()

    with pytest.raises(RuleBroken, match="another-person"):
        scene.confirm(removal, by=scene.moderator)
    with pytest.raises(RuleBroken, match="say-why"):
        removing.confirm(session, scene.second, scene.petition, removal, " ", now=scene.now)
    with pytest.raises(NotAllowed):
        scene.confirm(removal, by=scene.akim)


def test_a_small_removal_needs_one_person(scene: Scene) -> None:
    removal = scene.count(Filters(device="0900"))

    assert removal.found == 1
    scene.confirm(removal, by=scene.moderator)
    assert removal.state == "running"


@pytest.mark.parametrize(
    ("found", "counted", "second"),
    [(20, 1000, False), (21, 1000, True), (10, 100, False), (11, 100, True), (1, 0, True)],
)
def test_more_than_twenty_or_a_tenth_needs_a_second_person(found: int, counted: int, second: bool) -> None:
    assert needs_second(found, counted) == second


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        pytest.param(Filters(device="01"), 40, id="device"),
        pytest.param(Filters(line="phone"), 50, id="line"),
        pytest.param(Filters(first_on=DAY, last_on=DAY), 50, id="days"),
        pytest.param(Filters(device="01", within_seconds=5), None, id="seconds"),
        pytest.param(Filters(held=True), None, id="held"),
        pytest.param(Filters(network="ff"), None, id="network"),
        pytest.param(Filters(line="paper"), None, id="another line"),
    ],
)
def test_filters_hold_together(session: Session, scene: Scene, filters: Filters, found: int | None) -> None:
    if found is None:
        with pytest.raises(RuleBroken, match="nothing-to-remove"):
            scene.count(filters)
    else:
        assert scene.count(filters).found == found
    assert Filters.of(filters.as_data()) == filters


def test_everything_at_once_is_never_removed(scene: Scene) -> None:
    with pytest.raises(RuleBroken, match="choose-what-to-remove"):
        scene.count(Filters())


def test_codes_still_waiting_are_marked_and_freed_when_undone(session: Session, scene: Scene) -> None:
    session.add(
        SupportIntent(
            petition_id=scene.petition.id, phone="+77010000001", language="kk", on=DAY, created_at=scene.now
        )
    )
    session.flush()
    removal = scene.count(Filters(first_on=DAY))
    assert removal.effect["intents"] == 1

    scene.confirm(removal)
    marked = select(SupportIntent.removal_id)
    assert session.scalars(marked).one() == removal.id

    removing.cancel(session, scene.second, scene.petition, removal, now=scene.now)
    assert session.scalars(marked).one() is None


def test_a_cancelled_removal_that_did_nothing_is_not_in_the_ledger(session: Session, scene: Scene) -> None:
    removal = scene.count()
    removing.cancel(session, scene.moderator, scene.petition, removal, now=scene.now)
    session.flush()

    assert removals.ledger_of(session, scene.petition.id) == []
    with pytest.raises(RuleBroken):
        removing.undo(session, scene.moderator, scene.petition, removal, "Қате", now=scene.now)


def test_an_objection_upheld_by_somebody_else_puts_the_supports_back(session: Session, scene: Scene) -> None:
    resident = make.actor(session, make.person(session))
    removal = scene.count()
    scene.confirm(removal)
    scene.run(removal)
    objection = removal_objections.object_to_removal(
        session, resident, scene.petition, removal, "Біз отбасымызбен бір телефонданбыз", now=scene.now
    )
    with pytest.raises(RuleBroken, match="objected-already"):
        removal_objections.object_to_removal(
            session, resident, scene.petition, removal, "Тағы", now=scene.now
        )
    decide = removal_objections.decide_objection
    with pytest.raises(NotAllowed, match="second-person"):
        decide(session, scene.second, scene.petition, objection, upheld=True, words="Иә", now=scene.now)

    decide(session, scene.third, scene.petition, objection, upheld=True, words="Рас", now=scene.now)
    session.flush()
    scene.run(removal)

    assert states(session, scene.petition) == {"valid": 50}
    assert removal.state == "undone"
