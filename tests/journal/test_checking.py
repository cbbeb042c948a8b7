"""The self-check: whoever changes a sealed row, an act, a leaf or a head by hand is found."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from akimfeedback.appeals import sealed as sealed_cases
from akimfeedback.appeals.models import Appeal
from akimfeedback.appeals.rules import TerminationReason, Verdict
from akimfeedback.appeals.service import answering, ending, judging, talking
from akimfeedback.appeals.service.forgetting import forget_author
from akimfeedback.appeals.service.judging import Judgement
from akimfeedback.journal.checking import check
from akimfeedback.journal.models import Check
from akimfeedback.journal.sealing import seal
from akimfeedback.journal.service import erase, record
from akimfeedback.journal.signing import Signer
from akimfeedback.kpi import sealed as sealed_figures
from akimfeedback.kpi.method_queries import approved_methods
from akimfeedback.kpi.periods import parse
from akimfeedback.kpi.service.freezing import freeze
from akimfeedback.kpi.service.methods import load_product_methods
from tests import make
from tests.appeals.conftest import Place, at, place
from tests.kpi.registers import lines, load

__all__ = ["place"]

SIGNER = Signer(b"a key that only these tests use.")
KEYS = {SIGNER.public.fingerprint: SIGNER.public.raw}
FILED, LATER, IMPORTED = at("2026-07-01"), at("2026-07-08"), at("2026-08-03")
SOURCES = (*sealed_cases.SEALED, *sealed_figures.SEALED)


def seal_all(session: Session, now: datetime) -> None:
    while seal(session, SIGNER, now=now, all_ids=True):
        pass


def found_at(session: Session, now: datetime) -> dict[str, Any]:
    session.flush()
    session.expire_all()
    row: Check = check(session, KEYS, SOURCES, now=now)
    return {kind: faults["some"] for kind, faults in row.found.items()}


@pytest.fixture
def life(session: Session, place: Place) -> list[Appeal]:
    """Give requests whose services did everything there is to do, all of it sealed."""
    cases = [
        make.whole(
            session,
            make.request(session, village=place.village, author=place.resident.user, now=FILED),
        )
        for _ in range(7)
    ]
    one, two, three, four, five, six, seven = cases
    reply = make.answer(session, one, by=place.akim, now=LATER)
    make.verdict(session, reply, by=place.resident, now=LATER, rating=5)
    reply = make.answer(session, two, by=place.akim, now=LATER)
    judging.judge(session, place.resident, reply, Judgement(Verdict.NOT_SOLVED), now=LATER)
    judging.judge(session, place.resident, reply, Judgement(Verdict.PARTLY, rating=3), now=LATER)
    judging.judge(session, place.resident, reply, Judgement(Verdict.PARTLY, rating=4), now=LATER)
    answering.extend(session, place.akim, three, date(2026, 8, 12), "Жөндеу", now=LATER)
    ending.withdraw(session, place.resident, four, now=LATER)
    ending.forward(session, place.akim, five, "Су мекемесі", "Олардың ісі", now=LATER)
    ending.terminate(session, place.akim, six, TerminationReason.REPEAT, "Қайталанды", now=LATER)
    make.topic(session, code="WATER")
    talking.change_topic(session, place.akim, seven, "WATER", "Су туралы", now=LATER)
    session.flush()
    seal_all(session, LATER)
    return cases


def test_all_that_services_do_fits(session: Session, life: list[Appeal]) -> None:
    assert life
    assert found_at(session, LATER) == {}


BY_HAND = [
    ("appeal", "UPDATE appeal SET registered_on = registered_on - 1", "appeal registered_on"),
    ("appeal", "UPDATE appeal SET first_due_on = first_due_on + 3", "appeal first_due_on"),
    ("appeal", "UPDATE appeal SET answered_on = answered_on - 1", "appeal answered_on"),
    ("appeal", "UPDATE appeal SET on_time = NOT on_time", "appeal on_time"),
    ("appeal", "UPDATE appeal SET prompt = NOT prompt", "appeal prompt"),
    ("appeal", "UPDATE appeal SET out_on = '2026-07-02'", "appeal out_on"),
    ("appeal", "UPDATE appeal SET filed_at = filed_at + interval '1 second'", "appeal filed_at"),
    ("appeal", "UPDATE appeal SET text = text || '.'", "appeal text"),
    ("appeal", "UPDATE appeal SET past_the_office = true", "appeal past_the_office"),
    ("appeal", "UPDATE appeal SET routing = 'forward'", "appeal routing"),
    ("reply", "UPDATE reply SET answered_on = answered_on - 1", "answered_on"),
    ("reply", "UPDATE reply SET decision = 'refused'", "decision"),
    ("reply", "UPDATE reply SET verdict = 'not-solved'", "verdict"),
    ("reply", "UPDATE reply SET rating = 1", "rating"),
    ("reply", "UPDATE reply SET window_ends_on = window_ends_on + 1", "window_ends_on"),
    ("reply", "UPDATE reply SET by_staff = true", "by_staff"),
    ("reply", "UPDATE reply SET rater_id = NULL", "rated"),
    ("reply", "UPDATE reply SET done = 'ештеңе'", "text"),
]


def test_each_row_changed_by_hand_is_found_and_named(session: Session, life: list[Appeal]) -> None:
    case, found = life[0], {}
    for table, change, _named in BY_HAND:
        spoiled = session.begin_nested()
        key = "id" if table == "appeal" else "appeal_id"
        session.execute(text(f"{change} WHERE {key} = :id"), {"id": case.id})
        (words,) = found_at(session, LATER)["rows"]
        subject, _, what = words.partition(": ")
        assert subject == f"appeal {case.id}"
        found[change] = what.partition(" ")[2] if table == "reply" else what
        spoiled.rollback()

    assert found == {change: named for _table, change, named in BY_HAND}


def test_a_deleted_row_and_one_put_in_by_hand_are_found(session: Session, life: list[Appeal]) -> None:
    answered, plain = life[0].id, life[2].id
    session.execute(text("DELETE FROM case_photo"))
    session.execute(text("DELETE FROM extension"))
    session.execute(text("DELETE FROM reply WHERE appeal_id = :id"), {"id": answered})
    session.execute(text("DELETE FROM appeal WHERE id = :id"), {"id": plain})
    session.execute(
        text(
            "INSERT INTO appeal SELECT (jsonb_populate_record(a, jsonb_build_object('id', a.id + 900000, "
            "'number', '99', 'link', 'byhand', 'idempotency_key', NULL))).* FROM appeal a WHERE id = :id"
        ),
        {"id": life[3].id},
    )

    words = found_at(session, LATER)["rows"]
    assert any(line.startswith(f"appeal {answered}: reply:") and line.endswith("is gone") for line in words)
    assert f"appeal {plain}: appeal is gone" in words
    assert f"appeal {life[3].id + 900000}: appeal without an act" in words
    assert len(words) == 3


def test_frozen_figures_changed_by_hand_are_found(session: Session, life: list[Appeal], place: Place) -> None:
    assert life
    session.execute(text("UPDATE office SET connected_from = '2026-01-01'"))
    frozen_at = at("2026-12-01")
    session.expire_all()
    freeze(session, parse("2026-Q3"), now=frozen_at)
    seal_all(session, frozen_at)
    assert found_at(session, frozen_at) == {}

    changes = {
        "figures": 'figures = figures || \'{"by": "hand"}\'',
        "counted": "counted = '{}'",
        "input_hash": "input_hash = 'x'",
        "state": "state = 'provisional'",
    }
    for change in changes.values():
        session.execute(text(f"UPDATE kpi_snapshot SET {change} WHERE version > 0"))
    (row,) = {line.split(":")[0] for line in found_at(session, frozen_at)["rows"]}
    assert {line.rsplit(" ", 1)[-1] for line in found_at(session, frozen_at)["rows"]} == set(changes)
    assert row.startswith("snapshot ")
    assert place


JOURNAL_BY_HAND: list[tuple[str, str, set[str]]] = [
    ("an act's data", "UPDATE journal_entry SET data = '{}' WHERE id = :id", {"changed-acts"}),
    ("an act's moment", "UPDATE journal_entry SET at = at - interval '1 s' WHERE id = :id", {"changed-acts"}),
    ("an act's actor", "UPDATE journal_entry SET actor_id = 5 WHERE id = :id", {"changed-acts"}),
    (
        "an act erased without a word",
        "UPDATE journal_entry SET salt = NULL, data = '{}', erased_at = now() WHERE id = :id",
        {"erased-without-an-act"},
    ),
    (
        "a leaf", "UPDATE journal_leaf SET hash = sha256('x') WHERE place = :place",
        {"changed-acts", "nodes", "roots"},
    ),
    ("a leaf deleted", "DELETE FROM journal_leaf WHERE place = :place", {"leaves", "roots", "unsealed-acts"}),
    ("an inner hash", "UPDATE journal_node SET hash = sha256('x') WHERE level = 1 AND place = 0", {"nodes"}),
    ("an inner hash deleted", "DELETE FROM journal_node WHERE level = 1 AND place = 1", {"nodes"}),
    ("a root", "UPDATE journal_head SET root = sha256('x') WHERE size = :size", {"roots", "signatures"}),
    ("a signature", "UPDATE journal_head SET signature = sha512('x') WHERE size = :size", {"signatures"}),
    ("the chain", "UPDATE journal_head SET before = sha256('x') WHERE size = :size", {"chain", "signatures"}),
    ("a head deleted", "DELETE FROM journal_head WHERE size = :size", {"leaves", "shorter"}),
]  # fmt: skip


def test_a_method_changed_or_put_in_by_hand_is_found_and_the_products_own_is_not_believed(
    session: Session,
) -> None:
    load_product_methods(session)
    assert check(session, KEYS, (sealed_figures.SEALED[1],), now=LATER).found == {}
    weights = approved_methods(session)[0].weights
    lighter = "jsonb_set(definition, '{indicators,0,weight}', '0.1')"
    session.execute(text(f"UPDATE kpi_method SET definition = {lighter} WHERE version = 'v1'"))
    session.execute(
        text(
            "INSERT INTO kpi_method (version, state, valid_from, definition, reason, entered_at) "
            "SELECT 'v9', state, '2026-01-01', definition, reason, entered_at FROM kpi_method"
        )
    )

    found = check(session, KEYS, (sealed_figures.SEALED[1],), now=LATER).found

    assert found["rows"]["some"] == ["method 1: method without an act", "method 9: method without an act"]
    assert approved_methods(session)[0].weights == weights


@pytest.mark.parametrize(
    ("change", "kinds"), [row[1:] for row in JOURNAL_BY_HAND], ids=[row[0] for row in JOURNAL_BY_HAND]
)
def test_a_journal_changed_by_hand_is_found(session: Session, change: str, kinds: set[str]) -> None:
    now = datetime(2026, 9, 15, 7, 0, tzinfo=UTC)
    seal_all(session, now)
    entries = [record(session, "tests.done", "thing", 1, actor_id=1, at=now, n=n) for n in range(5)]
    seal_all(session, now)
    entries += [record(session, "tests.done", "thing", 1, actor_id=1, at=now, n=n) for n in range(4)]
    seal_all(session, now)
    check(session, KEYS, (), now=now)
    size = session.execute(text("SELECT max(size) FROM journal_head")).scalar_one()
    place_ = session.execute(
        text("SELECT place FROM journal_leaf WHERE entry_id = :id"), {"id": entries[1].id}
    ).scalar_one()
    values = {"id": entries[1].id, "place": place_, "size": size}
    wanted = {name: value for name, value in values.items() if f":{name}" in change}
    session.execute(text(change), wanted)
    session.expire_all()

    found = check(session, KEYS, (), now=now + timedelta(days=2)).found

    assert set(found) == kinds


def test_an_act_dated_before_the_head_it_came_after_is_found(session: Session) -> None:
    now = datetime(2026, 9, 15, 7, 0, tzinfo=UTC)
    record(session, "tests.done", "thing", 1, actor_id=1, at=now)
    seal_all(session, now)
    late = record(session, "tests.done", "thing", 1, actor_id=1, at=now - timedelta(days=3))
    seal_all(session, now + timedelta(hours=1))

    assert check(session, KEYS, (), now=now).found == {"backdated-acts": {"count": 1, "some": [str(late.id)]}}


def test_a_backlog_sealed_under_several_heads_at_once_fits(session: Session) -> None:
    now = datetime(2026, 9, 15, 7, 0, tzinfo=UTC)
    for step in range(4):
        record(session, "tests.done", "thing", 1, actor_id=1, at=now - timedelta(days=30 - step))
    for step in range(4):
        seal(session, SIGNER, now=now + timedelta(seconds=step), most=1)

    assert check(session, KEYS, (), now=now).found == {}


def test_a_key_nobody_published_is_a_fault(session: Session) -> None:
    now = datetime(2026, 9, 15, 7, 0, tzinfo=UTC)
    record(session, "tests.done", "thing", 1, actor_id=1, at=now)
    seal_all(session, now)

    assert set(check(session, {}, (), now=now).found) == {"signatures"}


def test_erasing_a_person_leaves_nothing_to_find(session: Session, life: list[Appeal], place: Place) -> None:
    author = place.resident.user_id
    assert author is not None
    forget_author(session, author, now=LATER)
    seal_all(session, LATER)

    assert found_at(session, LATER) == {}
    left = session.execute(
        text("SELECT count(*) FROM journal_entry WHERE subject = 'appeal' AND actor_id = :id"), {"id": author}
    )
    assert left.scalar_one() == 0
    session.execute(
        text("UPDATE reply SET rating = 5, verdict = 'solved' WHERE appeal_id = :id"), {"id": life[1].id}
    )
    assert len(found_at(session, LATER)["rows"]) == 2


def test_erasing_by_hand_with_a_word_is_no_fault(session: Session) -> None:
    now = datetime(2026, 9, 15, 7, 0, tzinfo=UTC)
    record(session, "tests.done", "thing", 1, actor_id=1, at=now)
    seal_all(session, now)
    erase(session, "thing", [1], now=now)
    seal_all(session, now)

    assert check(session, KEYS, (), now=now).found == {}


def test_an_imported_register_fits_also_after_a_later_edition(session: Session) -> None:
    unit = make.okrug_of(session, make.village(session))
    make.topic(session)
    load(session, unit, lines(6), now=IMPORTED)
    again = load(session, unit, [{**line, "verdict": "", "rating": ""} for line in lines(6)], now=IMPORTED)
    assert again.changed == 6
    seal_all(session, IMPORTED)

    assert found_at(session, IMPORTED) == {}
    session.execute(text("UPDATE reply SET decision = 'refused'"))
    assert len(found_at(session, IMPORTED)["rows"]) >= 1
