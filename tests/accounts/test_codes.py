"""Caps on codes: counted on rows, also when two people try at the same moment."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine, delete, select
from sqlalchemy.orm import Session

from akimfeedback.accounts import post, secrets, service
from akimfeedback.accounts.models import SignInCode
from akimfeedback.accounts.rules import CodeCheck, CodeRules
from akimfeedback.core.errors import TooMany
from akimfeedback.notifications.models import Message
from akimfeedback.notifications.service import tell_address

PHONE = "+77017778899"
RULES = CodeRules(secret="a secret of the tests")


@pytest.fixture(autouse=True)
def teller() -> None:
    post.register(tell_address)


def ask(session: Session, now: datetime) -> SignInCode:
    return service.ask_code(session, PHONE, language="kk", rules=RULES, now=now)


def test_a_second_code_waits_a_minute(session: Session, now: datetime) -> None:
    ask(session, now)

    with pytest.raises(TooMany) as refused:
        ask(session, now + timedelta(seconds=59))

    assert refused.value.code == "accounts.too-soon"
    assert refused.value.details["wait"] == pytest.approx(1)
    ask(session, now + timedelta(seconds=60))


def test_ten_codes_a_day_are_the_most(session: Session, now: datetime) -> None:
    for minute in range(10):
        ask(session, now + timedelta(minutes=minute))

    with pytest.raises(TooMany, match="too-many-codes"):
        ask(session, now + timedelta(minutes=11))
    ask(session, now + timedelta(days=1, minutes=12))


def test_fifteen_wrong_tries_close_the_day(session: Session, now: datetime) -> None:
    for minute in range(3):
        row = ask(session, now + timedelta(minutes=minute))
        session.flush()
        for _ in range(5):
            service.check_code(session, row.id, "none", rules=RULES, now=now + timedelta(minutes=minute))

    with pytest.raises(TooMany, match="too-many-codes"):
        ask(session, now + timedelta(minutes=5))


def test_only_the_newest_code_opens(session: Session, now: datetime) -> None:
    old = ask(session, now)
    old.code_hash = secrets.code_hash("11111", PHONE, RULES.secret)
    newest = ask(session, now + timedelta(minutes=1))
    newest.code_hash = secrets.code_hash("22222", PHONE, RULES.secret)
    session.flush()
    later = now + timedelta(minutes=2)

    assert service.check_code(session, old.id, "11111", rules=RULES, now=later) is CodeCheck.WRONG
    assert service.check_code(session, old.id, "22222", rules=RULES, now=later) is CodeCheck.RIGHT


@pytest.fixture
def code_id(engine: Engine, now: datetime) -> Iterator[int]:
    """Put a code into the database itself, so that two connections see it."""
    with Session(engine) as session:
        row = SignInCode(
            address=PHONE,
            purpose="sign-in",
            code_hash="x",
            created_at=now,
            expires_at=now + timedelta(minutes=15),
        )
        session.add(row)
        session.commit()
        number = row.id
    yield number
    with Session(engine) as session:
        for table in (SignInCode, Message):
            session.execute(delete(table).where(table.address == PHONE))
        session.commit()


def test_guesses_at_the_same_moment_all_count(engine: Engine, code_id: int, now: datetime) -> None:
    def guess(_: int) -> CodeCheck:
        with Session(engine) as session:
            result = service.check_code(session, code_id, "00000", rules=RULES, now=now)
            session.commit()
            return result

    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(guess, range(12)))

    with Session(engine) as session:
        tries = session.scalars(select(SignInCode.wrong_tries).where(SignInCode.id == code_id)).one()
    assert tries == RULES.tries
    assert results.count(CodeCheck.WRONG) == RULES.tries - 1


def test_two_requests_at_the_same_moment_send_one_code(engine: Engine, code_id: int, now: datetime) -> None:
    def one(_: int) -> bool:
        with Session(engine) as session:
            try:
                ask(session, now + timedelta(minutes=1))
            except TooMany:
                return False
            session.commit()
            return True

    with ThreadPoolExecutor(4) as pool:
        sent = list(pool.map(one, range(4)))

    assert sent.count(True) == 1
