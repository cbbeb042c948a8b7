"""Supports written in bulk are the rows the service writes; stories are such as the services take."""

from datetime import UTC, datetime
from random import Random
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from akimfeedback.demo import places, supports
from akimfeedback.demo.initiative_story import InitiativeStory
from akimfeedback.demo.supports import Crowd, Support
from akimfeedback.demo.texts.initiatives import INITIATIVES
from akimfeedback.law.initiatives import COLLECTION_DAYS
from akimfeedback.petitions import keys
from akimfeedback.petitions.queries.support import facts_of
from akimfeedback.petitions.rules import ASK_LETTERS, MOST_ASKS, TITLE_LETTERS, WHY_LETTERS, Line
from akimfeedback.petitions.service import supporting
from akimfeedback.petitions.service.supporting import Supporter
from akimfeedback.petitions.support_models import Signature
from tests import make

NOW = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
PEPPER = b"pepper of the tests"
OWN_TO_A_ROW = {
    "id", "petition_id", "version_id", "support_key", "source_key", "device_key", "phone_shifted",
    "signed_at", "changed_at",
}  # fmt: skip


def facts(row: Signature) -> dict[str, Any]:
    columns = Signature.__table__.columns.keys()
    return {name: getattr(row, name) for name in columns if name not in OWN_TO_A_ROW}


def test_a_support_in_bulk_is_the_row_the_service_writes(session: Session) -> None:
    village, user = make.village(session), make.person(session)
    by_service, in_bulk = (make.petition(session, place=village, now=NOW) for _ in range(2))
    known = facts_of(session, by_service.id)
    other = facts_of(session, in_bulk.id)
    assert known
    assert other
    own = other.keys(PEPPER)
    assert own

    who = Supporter(user, village.id, 1980, consent=True, confirm_seconds=20.0, device="phone")
    supporting.support(session, known, who, pepper=PEPPER, now=NOW)
    coming = Support(
        NOW, Line.PHONE, keys.owner(user.id), village.id, "phone", source=user.id, confirm_seconds=20.0
    )
    supports.write(session, in_bulk, own, [coming], Random(1))

    rows = {row.petition_id: row for row in session.scalars(select(Signature))}
    assert facts(rows[by_service.id]) == facts(rows[in_bulk.id])
    assert supporting.supports(session, other, user, pepper=PEPPER) is not None


@pytest.mark.parametrize("story", INITIATIVES, ids=lambda one: one.title[:30])
def test_as_many_come_as_the_story_says_between_first_and_last(story: InitiativeStory) -> None:
    first, last = datetime(2026, 10, 1, 10, tzinfo=UTC), datetime(2026, 10, 30, 16, tzinfo=UTC)

    coming = Crowd(Random(1), [], [1, 2]).coming(story, 3, first, last)

    assert len(coming) == max(0, story.support - 3) + story.shared + story.outside
    assert all(first <= one.at <= last for one in coming)
    assert len({one.person for one in coming}) == len(coming)


@pytest.mark.parametrize("story", INITIATIVES, ids=lambda one: one.title[:30])
def test_a_story_fits_the_form(story: InitiativeStory) -> None:
    okrug = next(one for one in places.OKRUGS if one.kato == story.okrug)

    assert okrug.months_connected
    assert story.village is None or story.village < len(okrug.villages)
    assert story.days in COLLECTION_DAYS
    assert len(story.title) <= TITLE_LETTERS
    assert 1 <= len(story.asks) <= MOST_ASKS
    assert all(len(ask) <= ASK_LETTERS for ask in story.asks)
    assert len(story.why) <= WHY_LETTERS
    assert all(len(answer.points) == len(story.asks) for answer in story.answers)


def test_the_demo_has_a_story_of_each_outcome() -> None:
    ends = {story.end for story in INITIATIVES}

    assert ends >= {"open", "closed", "withdrawn", "rejected", "moderation", "backing"}
    assert {story.hearing for story in INITIATIVES} >= {"held", "scheduled"}
