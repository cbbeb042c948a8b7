"""The count is exactly right after any order of acts, in parallel, with skewed clocks, a killed counter."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, create_engine, func, select, text, update
from sqlalchemy.orm import Session

from akimfeedback.accounts.models import User
from akimfeedback.app import create_app
from akimfeedback.core.db import db
from akimfeedback.core.errors import RuleBroken
from akimfeedback.core.settings import ROOT
from akimfeedback.petitions.models import Petition, PetitionTotal
from akimfeedback.petitions.queries.support import PetitionFacts, facts_of
from akimfeedback.petitions.rules import COUNTED, Relation, SupportState
from akimfeedback.petitions.service import counting, supporting
from akimfeedback.petitions.service.supporting import Supporter
from akimfeedback.petitions.support_models import CountAlarm, PetitionTally, Signature, SupportIntent
from tests import make
from tests.ops.processes import clean_environ
from tests.petitions.support import OF_AGE, PEPPER, add_people
from tests.servers import Address, another_database, settings_for

NOW = datetime(2026, 9, 15, 7, 0, tzinfo=UTC)
DAY = timedelta(days=1)
EMPTIED = "signature, petition_tally, petition_rung, support_intent, count_alarm, petition_duty"
pytestmark = pytest.mark.xdist_group("count-storm")


@dataclass(frozen=True)
class World:
    """A committed open initiative, people of its village and a village elsewhere."""

    engine: Engine
    petition_id: int
    village_id: int
    elsewhere_id: int
    people: tuple[int, ...]


@pytest.fixture(scope="module")
def world(address: Address) -> Iterator[World]:
    """Give a database of its own: these tests commit."""
    assert address
    with another_database("count") as url:
        engine = create_engine(url, pool_size=25)
        with Session(engine) as session:
            village = make.village(session)
            add_people(session, make.okrug_of(session, village), 1000)
            petition = make.petition(session, place=village, now=NOW)
            people = tuple(make.person(session).id for _ in range(8))
            made = World(engine, petition.id, village.id, make.village(session).id, people)
            session.commit()
        yield made
        engine.dispose()


@pytest.fixture(autouse=True)
def nothing_supported(world: World) -> None:
    """Begin each test without supports."""
    _empty(world.engine)


def _empty(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text(f"TRUNCATE {EMPTIED} CASCADE"))
        connection.execute(text("UPDATE petition_total SET counted = 0, outside = 0, lines = '{}'"))


def _facts(session: Session, world: World) -> PetitionFacts:
    found = facts_of(session, world.petition_id)
    assert found is not None
    return found


def _sign(
    session: Session, world: World, user_id: int, now: datetime, *, outside: bool = False,
    name: str | None = None,
) -> None:  # fmt: skip
    who = Supporter(
        session.get_one(User, user_id), world.elsewhere_id if outside else world.village_id, OF_AGE,
        consent=True, relative_name=name, relation=Relation.OTHER if name else None,
    )  # fmt: skip
    supporting.support(session, _facts(session, world), who, pepper=PEPPER, now=now)


def _withdraw(session: Session, world: World, user_id: int, now: datetime) -> None:
    user = session.get_one(User, user_id)
    supporting.withdraw(session, _facts(session, world), user, pepper=PEPPER, now=now)


def _turn(session: Session, was: str, becomes: str, now: datetime, place: int) -> None:
    """Do what a review or a new text does to one row that is in a state."""
    found = session.scalars(select(Signature.id).where(Signature.state == was).order_by(Signature.id)).all()
    if found:
        session.execute(
            update(Signature)
            .where(Signature.id == found[place % len(found)])
            .values(state=becomes, on=now.date(), changed_at=func.clock_timestamp())
        )


def check_sums(session: Session, world: World) -> None:
    """Require that journals, total, lines and rows say the same."""
    rows = session.execute(
        select(Signature.line, func.count())
        .where(Signature.state == SupportState.VALID.value)
        .group_by(Signature.line)
    ).all()
    tallies = session.execute(
        select(PetitionTally.line, func.sum(PetitionTally.n)).group_by(PetitionTally.line)
    ).all()
    valid = {line: n for line, n in rows if n}
    journal = {line: n for line, n in tallies if n}
    assert journal == valid
    total = session.get_one(PetitionTotal, world.petition_id, populate_existing=True)
    assert total.lines == valid
    assert total.counted == sum(n for line, n in valid.items() if line in COUNTED)
    assert total.outside == valid.get("outside", 0)
    assert counting.recount(session, now=NOW) == 0


ACTS = (
    "sign", "sign", "outside", "relative", "withdraw", "hold", "invalidate", "restore", "release", "lapse",
    "count",
)  # fmt: skip
acts = st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 7), st.integers(0, 2)), max_size=40)
TURNS = {
    "hold": ("valid", "held"),
    "release": ("held", "valid"),
    "invalidate": ("valid", "invalidated"),
    "restore": ("invalidated", "valid"),
    "lapse": ("valid", "lapsed"),
}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts)
def test_the_sum_of_journals_is_what_is_valid_after_any_order_of_acts(
    world: World, story: list[tuple[str, int, int]]
) -> None:
    with Session(world.engine) as session:
        for act, place, days in story:
            now = NOW + days * DAY
            person = world.people[place]
            if act in TURNS:
                _turn(session, *TURNS[act], now, place)
            elif act == "withdraw":
                _withdraw(session, world, person, now)
            elif act == "count":
                counting.count_due(session, now=now, lag_seconds=0, limit=3)
            elif act == "relative":
                _sign(session, world, person, now, name="Айгүл")
            else:
                _sign(session, world, person, now, outside=act == "outside")
        counting.settle(session, now=NOW)
        check_sums(session, world)
        session.rollback()


def test_twenty_parallel_confirms_of_one_code_make_one_support(world: World) -> None:
    """Behaviour 11."""
    with Session(world.engine) as session:
        intent = supporting.begin(session, _facts(session, world), "+77010000001", "kk", now=NOW)
        intent_id = intent.id
        session.commit()
    start = Barrier(20)

    def confirm(number: int) -> None:
        with Session(world.engine) as session:
            mine = session.get_one(SupportIntent, intent_id)
            start.wait()
            supporting.confirm_intent(session, mine, now=NOW + timedelta(seconds=number))
            _sign(session, world, world.people[0], NOW)
            session.commit()

    with ThreadPoolExecutor(20) as pool:
        list(pool.map(confirm, range(20)))
    with Session(world.engine) as session:
        assert counting.settle(session, now=NOW) == 1
        check_sums(session, world)


def test_relatives_who_press_at_once_stay_within_what_a_phone_takes(world: World) -> None:
    """Behaviour 10."""
    start = Barrier(8)

    def press(number: int) -> bool:
        with Session(world.engine) as session:
            start.wait()
            try:
                _sign(session, world, world.people[0], NOW, name="абвгдежз"[number] * 4)
            except RuleBroken:
                return False
            session.commit()
            return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(press, range(8))) == 3


def test_clocks_three_seconds_apart_and_two_counters_count_each_support_once(world: World) -> None:
    """Two application servers disagree about the time, around midnight, while two counters run."""
    midnight = NOW.replace(hour=19, minute=0)
    start = Barrier(8)

    def server(number: int) -> None:
        skew = timedelta(seconds=3 if number % 2 else -3)
        start.wait()
        for _ in range(10):
            with Session(world.engine) as session:
                if number >= 6:
                    counting.count_due(session, now=midnight + skew, lag_seconds=0)
                elif number >= 4:
                    _withdraw(session, world, world.people[number - 4], midnight + skew)
                else:
                    _sign(session, world, world.people[number], midnight + skew)
                session.commit()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(server, range(8)))
    with Session(world.engine) as session:
        counting.settle(session, now=midnight)
        check_sums(session, world)
        session.commit()
        assert session.scalar(select(func.count(CountAlarm.id))) == 0


MANY_ROWS = 12_000
MANY = """
INSERT INTO signature (petition_id, support_key, line, state, counted, version_id, backer, "on")
SELECT :id, decode(md5(n::text), 'hex'), 'phone', 'valid', false, version_id, false, '2026-09-15'
FROM petition, generate_series(1, :many) n WHERE petition.id = :id
"""
COUNTER = """
import sys
from sqlalchemy import create_engine
from sqlalchemy.orm import Session
from datetime import UTC, datetime
import akimfeedback.appeals.models, akimfeedback.topics.models
from akimfeedback.petitions.service import counting
engine = create_engine(sys.argv[1])
while True:
    with Session(engine) as session:
        counting.count_due(session, now=datetime.now(UTC), lag_seconds=0, limit=40)
        session.commit()
    print("counted", flush=True)
"""


def test_a_counter_killed_at_random_leaves_the_exact_number(world: World) -> None:
    seed = random.randrange(10_000)
    chance = random.Random(seed)
    url = world.engine.url.render_as_string(hide_password=False)
    with world.engine.begin() as connection:
        connection.execute(text(MANY), {"id": world.petition_id, "many": MANY_ROWS})
    killed = 0
    for _ in range(2):
        counter = subprocess.Popen(
            [sys.executable, "-c", COUNTER, url], cwd=ROOT, env=clean_environ(), stdout=subprocess.PIPE
        )
        assert counter.stdout is not None
        assert counter.stdout.readline() == b"counted\n"
        time.sleep(chance.uniform(0.0, 0.25))
        with suppress(ProcessLookupError):
            os.kill(counter.pid, signal.SIGKILL)
            killed += 1
        counter.stdout.close()
        counter.wait()
    with Session(world.engine) as session:
        left = counting.settle(session, now=NOW)
        assert 0 < left < MANY_ROWS, f"seed {seed}: the counter was killed before or after its work"
        check_sums(session, world)
        total = session.get_one(PetitionTotal, world.petition_id)
        assert (killed, total.counted) == (2, MANY_ROWS)
        assert session.get_one(Petition, world.petition_id).publication == "open"


def test_with_redis_gone_support_is_taken_counted_and_shown(world: World, address: Address) -> None:
    url = world.engine.url.render_as_string(hide_password=False)
    app = create_app(settings_for(Address(url, "redis://127.0.0.1:1/0", address.folder)))
    with app.app_context():
        for person in world.people:
            _sign(db.session, world, person, NOW)
            _sign(db.session, world, person, NOW, name="Айгүл")
        db.session.commit()
        assert counting.settle(db.session, now=NOW) == 16
        db.session.commit()
        number = db.session.get_one(Petition, world.petition_id).number
    answer = app.test_client().get(f"/initiatives/{number}/count.json")
    assert answer.json is not None
    assert answer.json["count"] == 16
    with app.app_context():
        db.engine.dispose()
