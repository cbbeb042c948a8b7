"""The life of a number: withheld, provisional, final, corrected; every version stays."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime

import pytest
from sqlalchemy import Engine, delete, func, select
from sqlalchemy.orm import Session

from akimfeedback.appeals.models import Appeal
from akimfeedback.core.errors import NotAllowed, RuleBroken
from akimfeedback.geography.models import Territory
from akimfeedback.journal.models import Entry
from akimfeedback.kpi import queries
from akimfeedback.kpi.models import PeerGroup, Snapshot
from akimfeedback.kpi.periods import parse
from akimfeedback.kpi.service.freezing import Frozen, freeze
from akimfeedback.kpi.service.replying import reply
from akimfeedback.mandates.models import Office
from akimfeedback.mandates.rules import Role
from tests import make
from tests.appeals.conftest import at
from tests.kpi.registers import lines, load, own, rolled

Q3, Q4, H2, YEAR = parse("2026-Q3"), parse("2026-Q4"), parse("2026-H2"), parse("2026")
BEFORE, PROVISIONAL, REPLY_ENDS, FINAL = (
    at("2026-10-13"), at("2026-10-14"), at("2026-10-29"), at("2026-10-30"),
)  # fmt: skip
LATER = at("2027-03-01")


@pytest.fixture
def okrug(session: Session) -> Territory:
    """Give an okrug that joined long ago, with twelve requests due in the quarter."""
    unit = make.okrug_of(session, make.village(session))
    make.topic(session)
    load(session, unit, lines(12), now=BEFORE)
    return unit


def versions(session: Session, okrug: Territory, period: str = "2026-Q3") -> list[tuple[int, str]]:
    session.expire_all()
    return [(one.version, one.state) for one in reversed(queries.snapshots(session, okrug.id, period))]


def spoil(session: Session, okrug: Territory) -> None:
    """Change a fact behind the figures."""
    case = session.scalars(select(Appeal).where(Appeal.territory_id == okrug.id).order_by(Appeal.id)).first()
    assert case is not None
    case.on_time = False
    session.flush()


def test_figures_are_provisional_from_the_tenth_working_day(session: Session, okrug: Territory) -> None:
    with pytest.raises(RuleBroken, match=r"kpi.too-early") as refused:
        freeze(session, Q3, now=BEFORE)

    assert refused.value.details["on"] == date(2026, 10, 14)
    assert freeze(session, Q3, now=PROVISIONAL) == Frozen(provisional=1)
    assert versions(session, okrug) == [(1, "provisional")]


def test_months_are_never_frozen(session: Session) -> None:
    with pytest.raises(RuleBroken, match=r"kpi.months-are-not-frozen"):
        freeze(session, parse("2026-07"), now=FINAL)


def test_freezing_twice_changes_nothing(session: Session, okrug: Territory) -> None:
    freeze(session, Q3, now=PROVISIONAL)

    assert freeze(session, Q3, now=REPLY_ENDS) == Frozen(unchanged=1)
    assert versions(session, okrug) == [(1, "provisional")]


def test_provisional_figures_become_final_as_they_stood(session: Session, okrug: Territory) -> None:
    freeze(session, Q3, now=PROVISIONAL)
    spoil(session, okrug)

    assert freeze(session, Q3, now=FINAL) == Frozen(final=1)

    new, old = queries.snapshots(session, okrug.id, "2026-Q3")
    assert (old.state, new.state, new.version) == ("provisional", "final", 2)
    assert (new.figures, new.input_hash, new.data_time) == (old.figures, old.input_hash, old.data_time)
    assert own(new.figures, "K1") == (12, 12)


def test_a_final_figure_changes_only_with_a_reason(session: Session, okrug: Territory) -> None:
    freeze(session, Q3, now=FINAL)
    spoil(session, okrug)

    assert freeze(session, Q3, now=LATER) == Frozen(unchanged=1)
    assert freeze(session, Q3, now=LATER, reason="Қате жазба түзетілді") == Frozen(corrected=1)

    new, old = queries.snapshots(session, okrug.id, "2026-Q3")
    assert (own(old.figures, "K1"), own(new.figures, "K1")) == ((12, 12), (11, 12))
    assert (old.reason, new.reason, new.state) == (None, "Қате жазба түзетілді", "corrected")


def test_a_correction_that_changes_nothing_makes_no_version(session: Session, okrug: Territory) -> None:
    freeze(session, Q3, now=FINAL)

    assert freeze(session, Q3, now=LATER, reason="Тексеру") == Frozen(unchanged=1)


def test_figures_may_be_corrected_again(session: Session, okrug: Territory) -> None:
    freeze(session, Q3, now=FINAL)
    for _time in range(2):
        spoil(session, okrug)
        session.delete(session.scalars(select(Appeal).order_by(Appeal.id)).all()[-1].replies[0])
        session.delete(session.scalars(select(Appeal).order_by(Appeal.id)).all()[-1])
        session.flush()
        freeze(session, Q3, now=LATER, reason="Түзету")

    assert versions(session, okrug) == [(1, "final"), (2, "corrected"), (3, "corrected")]


def test_a_corrected_quarter_makes_new_versions_of_half_year_and_year(
    session: Session, okrug: Territory
) -> None:
    freeze(session, Q3, now=FINAL)
    for period in (Q4, H2, YEAR):
        freeze(session, period, now=LATER)
    spoil(session, okrug)

    freeze(session, Q3, now=LATER, reason="Түзету")

    for name in ("2026-H2", "2026"):
        assert versions(session, okrug, name) == [(1, "final"), (2, "corrected")]
        latest = queries.published(session, okrug.id, name)
        assert latest is not None
        assert (own(latest.figures, "K1"), latest.reason) == ((11, 12), "Түзету")


def test_a_provisional_half_year_does_not_become_final_with_old_sums(
    session: Session, okrug: Territory
) -> None:
    freeze(session, Q3, now=FINAL)
    provisional = at("2027-01-22")
    freeze(session, H2, now=provisional)
    spoil(session, okrug)

    freeze(session, Q3, now=provisional, reason="Түзету")
    freeze(session, H2, now=LATER)

    assert versions(session, okrug, "2026-H2") == [(1, "provisional"), (2, "provisional"), (3, "final")]
    latest = queries.published(session, okrug.id, "2026-H2")
    assert latest is not None
    assert own(latest.figures, "K1") == (11, 12)


def test_the_first_quarter_of_a_new_office_waits_for_its_reply(session: Session, okrug: Territory) -> None:
    session.scalars(select(Office)).one().connected_from = date(2026, 7, 1)
    akim = make.seat(session, unit=okrug, role=Role.AKIM)

    assert freeze(session, Q3, now=PROVISIONAL) == Frozen(withheld=1)
    reply(session, akim, okrug.id, Q3, "Жолдар жөнделіп жатыр.", "kk", now=PROVISIONAL)

    assert freeze(session, Q3, now=PROVISIONAL) == Frozen(provisional=1)


def test_silence_does_not_withhold_the_first_quarter_for_ever(session: Session, okrug: Territory) -> None:
    session.scalars(select(Office)).one().connected_from = date(2026, 7, 1)
    session.flush()

    assert freeze(session, Q3, now=FINAL) == Frozen(final=1)


def test_only_the_akim_replies_and_only_in_time(session: Session, okrug: Territory) -> None:
    akim = make.seat(session, unit=okrug, role=Role.AKIM)
    clerk = make.seat(session, unit=okrug, role=Role.CLERK)

    with pytest.raises(NotAllowed, match=r"kpi.akim-replies"):
        reply(session, clerk, okrug.id, Q3, "Жауап", "kk", now=PROVISIONAL)
    with pytest.raises(RuleBroken, match=r"kpi.reply-over"):
        reply(session, akim, okrug.id, Q3, "Жауап", "kk", now=FINAL)
    with pytest.raises(RuleBroken, match=r"kpi.reply-over"):
        reply(session, akim, okrug.id, parse("2011-Q3"), "Жауап", "kk", now=FINAL)
    assert reply(session, akim, okrug.id, Q3, " Жауап ", "kk", now=REPLY_ENDS).text == "Жауап"


def test_a_roll_up_never_touches_what_is_frozen(session: Session, okrug: Territory) -> None:
    freeze(session, Q3, now=FINAL)
    spoil(session, okrug)

    rolled(session, okrug, "2026-Q3", now=LATER)

    assert versions(session, okrug) == [(0, "preview"), (1, "final")]
    published = queries.published(session, okrug.id, "2026-Q3")
    live = queries.preview(session, okrug.id, "2026-Q3")
    assert published is not None
    assert live is not None
    assert (own(published.figures, "K1"), own(live.figures, "K1")) == ((12, 12), (11, 12))


def test_every_version_is_in_the_journal(session: Session, okrug: Territory) -> None:
    freeze(session, Q3, now=PROVISIONAL)
    freeze(session, Q3, now=FINAL)

    acts = session.scalars(select(Entry.data).where(Entry.act == "kpi.frozen").order_by(Entry.id)).all()
    assert [one["state"] for one in acts] == ["provisional", "final"]


def test_old_quarters_can_be_frozen(session: Session, okrug: Territory) -> None:
    okrug.valid_from = date(2000, 1, 1)
    session.scalars(select(Office)).one().connected_from = date(2000, 1, 1)
    load(session, okrug, lines(3, received="2011-07-05", answered="2011-07-20", prefix="old"), now=BEFORE)

    freeze(session, parse("2011-Q3"), now=LATER)

    frozen = queries.published(session, okrug.id, "2011-Q3")
    assert frozen is not None
    assert own(frozen.figures, "K1") == (3, 3)


def test_two_freezes_at_once_make_one_version(engine: Engine) -> None:
    with Session(engine) as first:
        unit = make.okrug_of(first, make.village(first))
        first.commit()
        unit_id = unit.id

    def run(now: datetime) -> Frozen:
        with Session(engine) as own_session:
            found = freeze(own_session, Q3, now=now)
            own_session.commit()
            return found

    try:
        with ThreadPoolExecutor(2) as pool:
            done = list(pool.map(run, [PROVISIONAL, PROVISIONAL]))
        with Session(engine) as after:
            count = after.scalar(select(func.count()).where(Snapshot.territory_id == unit_id))
    finally:
        _forget(engine, unit_id)

    assert sorted((one.provisional, one.unchanged) for one in done) == [(0, 1), (1, 0)]
    assert count == 1


def _forget(engine: Engine, unit_id: int) -> None:
    """Take back what the test had to commit."""
    with Session(engine) as session:
        for table in (Snapshot, PeerGroup, Office):
            session.execute(delete(table).where(table.territory_id == unit_id))
        session.execute(delete(Entry).where(Entry.act == "kpi.frozen"))
        session.execute(delete(Territory).where(Territory.parent_id == unit_id))
        district_id = session.scalar(select(Territory.parent_id).where(Territory.id == unit_id))
        above_id = session.scalar(select(Territory.parent_id).where(Territory.id == district_id))
        for one in (unit_id, district_id, above_id):
            session.execute(delete(Territory).where(Territory.id == one))
        session.commit()
