"""A removal that is killed, doubled and cancelled takes each support once."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, create_engine
from sqlalchemy.orm import Session

from akimfeedback.mandates.rules import Role
from akimfeedback.petitions.models import Petition
from akimfeedback.petitions.review_rules import Filters
from akimfeedback.petitions.rules import RemovalReason
from akimfeedback.petitions.service import removing
from akimfeedback.petitions.support_models import Removal
from tests import make
from tests.petitions.rows import states, supports
from tests.servers import Address, another_database

NOW = datetime(2026, 9, 15, 7, 0, tzinfo=UTC)
N = 1_230


@pytest.fixture(scope="module")
def engine(address: Address) -> Iterator[Engine]:
    """Give a database of its own: these tests commit."""
    assert address
    with another_database("removal") as url:
        engine = create_engine(url)
        yield engine
        engine.dispose()


def test_a_killed_and_doubled_removal_takes_each_support_once(engine: Engine) -> None:
    with Session(engine) as session:
        village = make.village(session)
        petition = make.petition(session, place=village, now=NOW)
        reviewers = [
            make.seat(session, unit=make.okrug_of(session, village), role=Role.ASSESSOR) for _ in "ab"
        ]
        supports(session, petition, N, start=NOW, step=timedelta(0), device_key=b"\x01")
        removal = removing.count_first(
            session, reviewers[0], petition, Filters(device="01"), RemovalReason.AUTOMATED, "Бағдарлама",
            now=NOW,
        )  # fmt: skip
        removing.confirm(session, reviewers[1], petition, removal, "Тексердім", now=NOW)
        session.commit()
        removal_id, petition_id = removal.id, petition.id

    def work(place: int) -> None:
        """Do steps until the removal is done; every third of one worker dies before its commit."""
        for turn in range(2_000):  # a step does nothing while another worker holds the row
            with Session(engine) as session:
                if session.get_one(Removal, removal_id).state == "done":
                    return
                session.rollback()
                removing.step(session, removal_id, now=NOW, size=100)
                if (turn + place) % 3:
                    session.commit()

    with ThreadPoolExecutor(3) as workers:
        list(workers.map(work, range(3)))

    with Session(engine) as session:
        row = session.get_one(Removal, removal_id)
        assert states(session, session.get_one(Petition, petition_id)) == {"invalidated": N}
        assert (row.state, row.done) == ("done", N)
