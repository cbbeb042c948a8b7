"""Two people at once: real sessions, real commits."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import Engine, create_engine, select
from sqlalchemy.orm import Session

from akimfeedback.accounts.models import User
from akimfeedback.appeals.models import Appeal, Reply
from akimfeedback.appeals.queries import cases
from akimfeedback.appeals.service import answering, filing
from akimfeedback.core.errors import RuleBroken
from akimfeedback.mandates.rules import Role
from tests import make
from tests.appeals.conftest import at
from tests.servers import Address, another_database

NOW = at("2026-09-15")


@pytest.fixture
def engine(address: Address) -> Iterator[Engine]:
    """Give a database of its own: these tests commit, and other tests want an empty one."""
    assert address
    with another_database("races") as url:
        own = create_engine(url)
        yield own
        own.dispose()


@pytest.fixture
def committed(engine: Engine) -> dict[str, int]:
    """Give a village with an office, committed."""
    with Session(engine) as session:
        district = make.district(session)
        village = make.village(session, district_unit=district)
        okrug = make.okrug_of(session, village)
        make.topic(session, code="RACE")
        akim = make.seat(session, unit=okrug, role=Role.AKIM)
        clerk = make.seat(session, unit=okrug, role=Role.CLERK)
        author = make.person(session)
        session.commit()
        return {
            "village": village.id, "okrug": okrug.id,
            "akim": akim.user_id or 0, "clerk": clerk.user_id or 0, "author": author.id,
        }  # fmt: skip


def filed(engine: Engine, committed: dict[str, int], key: str) -> int:
    """File one request in a session of its own, return its id."""
    with Session(engine) as session:
        author = session.get_one(User, committed["author"])
        draft = filing.NewAppeal(
            topic_code="RACE", text="Екі рет басылды.", place_id=committed["village"], idempotency_key=key
        )
        case = filing.file_appeal(session, make.actor(session, author), draft, now=NOW)
        session.commit()
        return case.id


def test_two_presses_of_one_button_make_one_request(engine: Engine, committed: dict[str, int]) -> None:
    start = Barrier(2)

    def press() -> int:
        start.wait()
        return filed(engine, committed, "double-click-key-01")

    with ThreadPoolExecutor(2) as pool:
        ids = {future.result() for future in [pool.submit(press), pool.submit(press)]}

    assert len(ids) == 1


def test_of_two_answers_one_wins_and_the_other_is_told(engine: Engine, committed: dict[str, int]) -> None:
    case_id = filed(engine, committed, "answered-by-two-0001")
    start = Barrier(2)

    def answer(user_id: int) -> str:
        with Session(engine) as session:
            actor = make.actor(session, session.get_one(User, user_id))
            cases.get(session, case_id)  # both have read it before
            start.wait()
            case = cases.get(session, case_id, to_change=True)
            assert case is not None
            try:
                answering.reply(session, actor, case, make.new_reply(version=1), now=NOW)
            except RuleBroken as refused:
                return refused.code
            session.commit()
            return "won"

    with ThreadPoolExecutor(2) as pool:
        outcomes = [pool.submit(answer, committed[who]) for who in ("akim", "clerk")]
        found = sorted(future.result() for future in outcomes)

    assert found == ["appeals.already-answered", "won"]
    with Session(engine) as session:
        assert len(session.scalars(select(Reply).where(Reply.appeal_id == case_id)).all()) == 1


def test_numbers_are_given_out_once(engine: Engine, committed: dict[str, int]) -> None:
    with ThreadPoolExecutor(4) as pool:
        ids = [
            future.result()
            for future in [pool.submit(filed, engine, committed, f"number-{n:012}") for n in range(8)]
        ]

    with Session(engine) as session:
        numbers = session.scalars(select(Appeal.number).where(Appeal.id.in_(ids))).all()
    assert len(set(numbers)) == 8
