"""What the operator does: keys that come and go, sealing and checking by hand, rows older than it."""

import base64
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session

from akimfeedback.appeals.sealed import SEALED
from akimfeedback.core.boot import journal_key
from akimfeedback.core.settings import Settings, SettingsError
from akimfeedback.journal.checking import check
from akimfeedback.journal.jobs import seal_waiting
from akimfeedback.journal.sealing import seal
from akimfeedback.journal.service import record
from akimfeedback.journal.signing import by_fingerprint, public_keys, signer_of
from akimfeedback.journal.stocktaking import take_stock
from tests import make
from tests.servers import Address, settings_for

NOW = datetime(2026, 9, 15, 7, 0, tzinfo=UTC)


@pytest.fixture
def settings(address: Address) -> Settings:
    return settings_for(address)


@pytest.mark.parametrize("key", ["short", "AAAA", base64.b64encode(bytes(33)).decode(), "é" * 44])
def test_a_key_that_is_none_stops_the_start_with_a_sentence(address: Address, key: str) -> None:
    with pytest.raises(SettingsError, match=r"secrets\.journal_key"):
        settings_for(address, JOURNAL_KEY=key)


def test_without_a_key_nobody_signs(address: Address) -> None:
    bare = settings_for(address, JOURNAL_KEY="")

    assert signer_of(bare) is None
    assert public_keys(bare) == []


def test_a_new_key_signs_on_and_the_old_one_still_checks(
    session: Session, settings: Settings, address: Address
) -> None:
    before = signer_of(settings)
    assert before is not None
    record(session, "tests.done", "thing", 1, actor_id=None, at=NOW)
    seal(session, before, now=NOW)
    turned = settings_for(
        address, JOURNAL_KEY=journal_key(), AKF_JOURNAL__OLD_KEYS=f'["{before.public.text}"]'
    )
    after = signer_of(turned)
    assert after is not None
    record(session, "tests.done", "thing", 1, actor_id=None, at=NOW)
    seal(session, after, now=NOW)

    assert check(session, by_fingerprint(public_keys(turned)), (), now=NOW).found == {}
    forgotten = [after.public]
    assert set(check(session, by_fingerprint(forgotten), (), now=NOW).found) == {"signatures"}


def test_rows_older_than_sealed_facts_are_taken_down_once(session: Session, settings: Settings) -> None:
    case = make.request(session, village=make.village(session), now=NOW)
    session.flush()
    session.execute(text("UPDATE journal_entry SET data = data - 'rows' WHERE subject = 'appeal'"))
    session.expire_all()
    signer = signer_of(settings)
    assert signer is not None
    (source,) = SEALED

    assert take_stock(session, source, now=NOW) == 1
    assert take_stock(session, source, now=NOW) == 0
    seal(session, signer, now=NOW)
    keys = {signer.public.fingerprint: signer.public.raw}
    assert check(session, keys, SEALED, now=NOW).found == {}
    session.execute(text("UPDATE appeal SET kind = 'idea' WHERE id = :id"), {"id": case.id})
    assert check(session, keys, SEALED, now=NOW).found["rows"]["count"] == 1


@pytest.fixture
def waiting(app: Flask, session: Session) -> Flask:
    """Give the application with one act that waits."""
    record(session, "tests.done", "thing", 1, actor_id=None, at=NOW)
    session.commit()
    return app


def test_the_hourly_sweep_seals_what_waits_and_then_nothing(waiting: Flask) -> None:
    with waiting.app_context():
        assert seal_waiting() >= 1
        assert seal_waiting() == 0


def test_commands_seal_check_and_show_the_keys(waiting: Flask, settings: Settings) -> None:
    run = waiting.test_cli_runner().invoke

    assert "sealed: " in run(args=["journal", "seal"]).output
    checked = run(args=["journal", "check"])
    assert (checked.exit_code, "everything fits" in checked.output) == (0, True)
    assert public_keys(settings)[0].text in run(args=["journal", "keys"]).output
    assert "rows taken down: 0" in run(args=["journal", "take-stock"]).output


def test_the_check_by_hand_ends_with_a_fault_and_names_it(waiting: Flask, session: Session) -> None:
    run = waiting.test_cli_runner().invoke
    run(args=["journal", "seal"])
    session.execute(text("UPDATE journal_entry SET act = 'tests.other' WHERE act = 'tests.done'"))
    session.commit()

    checked = run(args=["journal", "check"])

    assert checked.exit_code == 1
    assert "DOES NOT FIT: changed-acts: 1" in checked.output
