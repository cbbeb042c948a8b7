"""Bad input and faults: each with the outcome that docs/kpi-faults.md states."""

import threading
from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy import Engine, NullPool, create_engine, func, select, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from akimfeedback.appeals.models import Appeal
from akimfeedback.appeals.rules import Verdict
from akimfeedback.appeals.service import recounting, talking
from akimfeedback.geography.models import Territory
from akimfeedback.kpi import mandate_counts, queries
from akimfeedback.kpi.models import Snapshot
from akimfeedback.kpi.periods import parse
from akimfeedback.kpi.queries import Window, counted_okrugs, request_counts
from akimfeedback.kpi.service.freezing import Frozen, at_one_moment, freeze
from akimfeedback.kpi.service.rolling import roll_up
from akimfeedback.mandates.rules import Role
from akimfeedback.topics.rules import Routing
from tests import make
from tests.appeals.conftest import at
from tests.kpi.registers import indicator, lines, load, own
from tests.kpi.test_roll_up import AFTER, Okrug
from tests.servers import another_database

Q3 = parse("2026-Q3")
PROVISIONAL, FINAL, LATER = at("2026-10-14"), at("2026-10-30"), at("2026-11-16")


@pytest.fixture(scope="module")
def engine_of_its_own(engine: Engine) -> Iterator[Engine]:
    """Give a database of these tests with one okrug: what they commit is dropped with it."""
    with another_database("faults") as url:
        own_engine = create_engine(url, poolclass=NullPool)
        with Session(own_engine) as session:
            unit = make.okrug_of(session, make.village(session))
            make.topic(session)
            load(session, unit, lines(12), now=at("2026-10-13"))
            session.commit()
        yield own_engine
        own_engine.dispose()


def versions(session: Session) -> int:
    return session.scalar(select(func.count()).where(Snapshot.version > 0)) or 0


def test_a_freeze_whose_process_dies_leaves_nothing_and_is_made_again(engine_of_its_own: Engine) -> None:
    with Session(engine_of_its_own) as dying, Session(engine_of_its_own) as other:
        at_one_moment(dying)
        assert freeze(dying, Q3, now=PROVISIONAL) == Frozen(provisional=1)
        pid = dying.scalar(text("SELECT pg_backend_pid()"))
        other.execute(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": pid})
        with pytest.raises(OperationalError):
            dying.commit()
        dying.rollback()
        assert versions(other) == 0

    with Session(engine_of_its_own) as again:
        at_one_moment(again)
        assert freeze(again, Q3, now=PROVISIONAL) == Frozen(provisional=1)
        again.rollback()


def test_the_second_of_two_freezes_waits_and_finds_nothing_to_do(engine_of_its_own: Engine) -> None:
    done: list[Frozen] = []

    def second() -> None:
        with Session(engine_of_its_own) as session:
            at_one_moment(session)
            done.append(freeze(session, Q3, now=PROVISIONAL))
            session.commit()

    with Session(engine_of_its_own) as first:
        at_one_moment(first)
        freeze(first, Q3, now=PROVISIONAL)
        waiting = threading.Thread(target=second)
        waiting.start()
        waiting.join(0.3)
        assert waiting.is_alive()
        first.commit()
    waiting.join(30)

    with Session(engine_of_its_own) as after:
        assert (done, versions(after)) == ([Frozen(unchanged=1)], 1)
        after.execute(text("DELETE FROM kpi_snapshot WHERE version > 0"))
        after.commit()


def test_all_counts_of_a_freeze_are_of_one_moment(engine_of_its_own: Engine) -> None:
    window = Window(Q3.first_day, Q3.last_day, PROVISIONAL.date())
    with Session(engine_of_its_own) as freezing, Session(engine_of_its_own) as other:
        at_one_moment(freezing)
        before = request_counts(freezing, window, "quarter")
        other.execute(text("UPDATE appeal SET on_time = NOT on_time"))
        other.commit()
        assert request_counts(freezing, window, "quarter") == before
        assert request_counts(other, window, "quarter") != before
        other.execute(text("UPDATE appeal SET on_time = NOT on_time"))
        other.commit()


@pytest.fixture
def okrug(session: Session) -> Okrug:
    """Give an okrug whose office has joined."""
    return Okrug(session)


def published(okrug: Okrug) -> tuple[int, int]:
    found = queries.published(okrug.session, okrug.unit.id, "2026-Q3")
    assert found is not None
    return own(found.figures, "K1")


def test_a_late_event_changes_nothing_public_until_a_correction(okrug: Okrug) -> None:
    case = okrug.filed()
    freeze(okrug.session, Q3, now=FINAL)
    make.answer(okrug.session, case, by=okrug.akim, now=LATER)
    # an administrator brings in what the register knew all along
    load(okrug.session, okrug.unit, lines(3), now=LATER)
    roll_up(okrug.session, Q3, now=LATER)

    assert published(okrug) == (0, 1)
    assert freeze(okrug.session, Q3, now=LATER) == Frozen(unchanged=1)
    assert published(okrug) == (0, 1)
    freeze(okrug.session, Q3, now=LATER, reason="Журналдағы жазбалар қосылды")
    assert published(okrug) == (3, 4)


def test_a_category_edited_afterwards_moves_neither_date_nor_answer(okrug: Okrug) -> None:
    make.topic(okrug.session, code="POWER", routing=Routing.OTHER)
    reply = okrug.judged(Verdict.NOT_SOLVED, 1)
    before = okrug.figures()
    # the case is open again: its topic may be corrected, the answer keeps the routing of its day
    case = make.whole(okrug.session, reply.appeal)
    talking.change_topic(okrug.session, okrug.akim, case, "POWER", "Қате", now=at("2026-07-20"))
    after = okrug.figures()

    assert [own(after, code) for code in ("K1", "K2", "K3", "K4")] == [
        own(before, code) for code in ("K1", "K2", "K3", "K4")
    ]


def test_a_calendar_changed_after_the_fact_changes_no_answered_case(okrug: Okrug) -> None:
    okrug.answered(at("2026-07-28"))
    okrug.answered(at("2026-07-29"))
    administrator = make.seat(okrug.session, unit=okrug.unit, role=Role.ADMINISTRATOR)
    before = okrug.figures()
    recounting.apply_calendar_change(
        okrug.session, administrator, date(2026, 7, 28), working=False, source="№ 2", now=at("2026-10-05")
    )

    assert own(before, "K1") == own(okrug.figures(), "K1") == (1, 2)


def test_an_okrug_merged_in_the_quarter_keeps_it_and_what_falls_due_later(okrug: Okrug) -> None:
    okrug.filed()
    okrug.filed(now=at("2026-09-24"))  # due in October
    okrug.unit.valid_to = date(2026, 9, 30)
    okrug.session.flush()

    def counted(period: str) -> list[int]:
        found = parse(period)
        return [
            one.id
            for one in counted_okrugs(okrug.session, Window(found.first_day, found.last_day, LATER.date()))
        ]

    assert [counted(period) for period in ("2026-Q3", "2026-Q4", "2027-Q1")] == [
        [okrug.unit.id], [okrug.unit.id], [],
    ]  # fmt: skip
    assert own(okrug.figures("2026-Q4", now=LATER), "K1") == (0, 1)


def test_a_renamed_okrug_keeps_its_figures(okrug: Okrug) -> None:
    okrug.answered()
    freeze(okrug.session, Q3, now=FINAL)
    okrug.session.get_one(Territory, okrug.unit.id).name_kk = "Жаңа атау"
    okrug.session.flush()

    assert published(okrug) == (1, 1)
    assert freeze(okrug.session, Q3, now=LATER, reason="Тексеру") == Frozen(unchanged=1)


def test_an_akim_replaced_in_the_quarter_starts_clean(okrug: Okrug) -> None:
    okrug.filed()
    okrug.akim.seats[0].ends_on = date(2026, 7, 31)
    okrug.session.flush()
    begins = date(2026, 8, 1)
    seat = make.mandate(okrug.session, unit=okrug.unit, role=Role.AKIM, starts_on=begins)
    new = make.actor(okrug.session, seat.user, on=begins)
    case = okrug.filed(now=at("2026-08-04"))
    make.answer(okrug.session, case, by=new, now=at("2026-08-05"))

    old, clean = mandate_counts.mandate_counts(okrug.session, okrug.unit.id, Q3, today=AFTER.date())

    assert own(okrug.figures(), "K1") == (1, 2)
    assert (old.counts["K1"], clean.counts["K1"]) == ((0, 1), (1, 1))
    assert clean.mandate_id == seat.id


@pytest.mark.parametrize(
    ("cases", "median"), [(0, None), (1, None), (3, None)], ids=["no case", "one case", "three cases"]
)
def test_an_okrug_with_next_to_nothing_gets_counts_and_no_share(
    okrug: Okrug, cases: int, median: int | None
) -> None:
    if cases:
        load(okrug.session, okrug.unit, lines(cases), now=AFTER)

    figures = okrug.figures()

    for code in ("K1", "K2", "K3", "K4"):
        one = indicator(figures, code)
        assert (one["own"], one["raw"], one["shrunk"], one["precision"]) == (
            [cases, cases],
            None,
            None,
            "none",
        )
    assert (figures["score"], figures["standing"]) == (None, None)
    assert [code for code, _n, _needed in figures["score_lacks"]] == ["K1", "K3", "K4"]  # type: ignore[attr-defined]
    assert figures["beside"]["waiting"]["median"] is median  # type: ignore[index]
    assert freeze(okrug.session, Q3, now=FINAL) == Frozen(final=1)


def test_a_burst_of_ratings_by_few_people_gives_no_share(okrug: Okrug) -> None:
    authors = [make.person(okrug.session) for _ in range(4)]
    for place in range(12):
        okrug.judged(Verdict.SOLVED, 5, author=authors[place % 4])

    figures = okrug.figures()

    k4 = indicator(figures, "K4")
    assert (k4["own"], k4["raw"], k4["precision"]) == ([12, 12], None, "none")
    assert figures["score"] is None


def test_a_case_without_an_author_or_akim_is_counted_too(okrug: Okrug) -> None:
    okrug.akim.seats[0].ends_on = date(2026, 7, 1)
    okrug.session.flush()
    case = okrug.filed()
    case.author_id = None
    okrug.session.flush()

    assert okrug.session.get_one(Appeal, case.id).mandate_id is None
    assert own(okrug.figures(), "K1") == (0, 1)


def test_what_a_stopped_scheduler_left_provisional_is_known(okrug: Okrug) -> None:
    freeze(okrug.session, Q3, now=PROVISIONAL)
    assert queries.unfinished_periods(okrug.session) == ["2026-Q3"]

    freeze(okrug.session, Q3, now=LATER)
    assert queries.unfinished_periods(okrug.session) == []
