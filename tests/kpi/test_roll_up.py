"""Who is counted, over the tables: each cohort of the method as a case of its own."""

from collections.abc import Callable
from datetime import date
from random import Random

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from akimfeedback.appeals.models import Appeal, Reply
from akimfeedback.appeals.rules import Decision, Verdict
from akimfeedback.appeals.service import answering, ending
from akimfeedback.kpi import queries
from akimfeedback.kpi.models import PeerGroup, Snapshot
from akimfeedback.kpi.periods import parse
from akimfeedback.kpi.queries import Window, counted_okrugs
from akimfeedback.kpi.service.rolling import roll_up
from akimfeedback.mandates.actor import Actor
from akimfeedback.mandates.models import Office
from akimfeedback.mandates.rules import Role
from akimfeedback.topics.rules import Kind, Routing
from tests import make
from tests.appeals.conftest import at
from tests.kpi.registers import indicator, lines, load, own, rolled

FILED = at("2026-07-07")  # a Tuesday; due 2026-07-28
IN_TIME, LAST_DAY, LATE = at("2026-07-10"), at("2026-07-28"), at("2026-07-29")
AFTER = at("2026-10-01")
QUARTER = "2026-Q3"


class Okrug:
    """An okrug with its akim, and what may happen to a request of it."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.village = make.village(session)
        self.unit = make.okrug_of(session, self.village)
        self.akim = make.seat(session, unit=self.unit, role=Role.AKIM)
        make.topic(session)

    def filed(self, **more: object) -> Appeal:
        return make.request(self.session, village=self.village, **{"now": FILED, **more})  # type: ignore[arg-type]

    def author_of(self, case: Appeal) -> Actor:
        return make.actor(self.session, case.author)

    def answered(self, when=IN_TIME, **more: object) -> Appeal:  # type: ignore[no-untyped-def]
        case = self.filed(**more)
        make.answer(self.session, case, by=self.akim, now=when)
        return case

    def judged(self, what: Verdict, rating: int | None = None, **more: object) -> Reply:
        case = self.answered(**more)
        reply = case.replies[-1]
        return make.verdict(
            self.session, reply, by=self.author_of(case), now=at("2026-07-13"), what=what, rating=rating
        )

    def figures(self, period: str = QUARTER, now=AFTER) -> dict[str, object]:  # type: ignore[no-untyped-def]
        self.session.flush()
        return rolled(self.session, self.unit, period, now=now)


@pytest.fixture
def okrug(session: Session) -> Okrug:
    """Give an okrug whose office has joined."""
    return Okrug(session)


def _withdrawn(on: str) -> Callable[[Okrug], None]:
    def story(okrug: Okrug) -> None:
        case = okrug.filed()
        ending.withdraw(okrug.session, okrug.author_of(case), make.whole(okrug.session, case), now=at(on))

    return story


def _forwarded(on: str) -> Callable[[Okrug], None]:
    def story(okrug: Okrug) -> None:
        case = make.whole(okrug.session, okrug.filed())
        ending.forward(okrug.session, okrug.akim, case, "Аудан", "Өкілеттігі сонда", now=at(on))

    return story


def _before_joining(okrug: Okrug) -> None:
    okrug.answered()
    okrug.session.scalars(select(Office)).one().connected_from = date(2026, 7, 8)


def _extended(okrug: Okrug) -> None:
    case = make.whole(okrug.session, okrug.filed(now=at("2026-09-07")))
    answering.extend(
        okrug.session, okrug.akim, case, date(2026, 10, 15), "Мердігерді күтеміз", now=at("2026-09-20")
    )


def _reopened(okrug: Okrug) -> None:
    reply = okrug.judged(Verdict.NOT_SOLVED)
    make.answer(okrug.session, reply.appeal, by=okrug.akim, now=at("2026-09-20"))


def _disputed_and_withdrawn(okrug: Okrug) -> None:
    case = okrug.judged(Verdict.NOT_SOLVED).appeal
    case = make.whole(okrug.session, case)
    ending.withdraw(okrug.session, okrug.author_of(case), case, now=at("2026-07-14"))


def _past_the_office(okrug: Okrug) -> None:
    make.topic(okrug.session, code="CONDUCT", past_the_office=True)
    okrug.filed(topic_code="CONDUCT")


K1_STORIES: list[tuple[str, Callable[[Okrug], object], tuple[int, int], tuple[int, int]]] = [
    ("answered promptly", lambda okrug: okrug.answered(), (1, 1), (1, 1)),
    ("answered on the last day", lambda okrug: okrug.answered(LAST_DAY), (1, 1), (0, 1)),
    ("answered late", lambda okrug: okrug.answered(LATE), (0, 1), (0, 1)),
    ("open and overdue", lambda okrug: okrug.filed(), (0, 1), (0, 1)),
    ("withdrawn in time", _withdrawn("2026-07-28"), (0, 0), (0, 0)),
    ("withdrawn too late stays a failure", _withdrawn("2026-07-29"), (0, 1), (0, 1)),
    ("forwarded in term", _forwarded("2026-07-10"), (0, 0), (0, 0)),
    ("forwarded after three days", _forwarded("2026-07-13"), (0, 1), (0, 1)),
    ("thanks", lambda okrug: okrug.filed(kind=Kind.THANKS), (0, 0), (0, 0)),
    ("registered before the office joined", _before_joining, (0, 0), (0, 0)),
    ("an extension moved the date out", _extended, (0, 0), (0, 0)),
    ("a reopening is not counted again", _reopened, (1, 1), (1, 1)),
    ("answered, then withdrawn", _disputed_and_withdrawn, (1, 1), (1, 1)),
    ("about the office itself", _past_the_office, (0, 0), (0, 0)),
    ("an answer of refusal", lambda okrug: okrug.answered(), (1, 1), (1, 1)),
]


@pytest.mark.parametrize(
    ("story", "k1", "k2"), [row[1:] for row in K1_STORIES], ids=[row[0] for row in K1_STORIES]
)
def test_who_is_counted_in_k1_and_k2(
    okrug: Okrug, story: Callable[[Okrug], object], k1: tuple[int, int], k2: tuple[int, int]
) -> None:
    story(okrug)

    figures = okrug.figures()

    assert (own(figures, "K1"), own(figures, "K2")) == (k1, k2)


def test_a_date_that_is_not_over_yet_is_not_counted(okrug: Okrug) -> None:
    okrug.filed()

    on_the_day = own(okrug.figures(now=at("2026-07-28", "23:00")), "K1")

    assert (on_the_day, own(okrug.figures(now=at("2026-07-29", "00:30")), "K1")) == ((0, 0), (0, 1))


def test_an_extension_moves_the_case_to_the_quarter_of_its_new_date(okrug: Okrug) -> None:
    _extended(okrug)

    assert own(okrug.figures("2026-Q4", now=at("2027-01-05")), "K1") == (0, 1)


def _by_staff(okrug: Okrug) -> None:
    okrug.judged(Verdict.SOLVED, 5).by_staff = True


def _not_our_power(okrug: Okrug) -> None:
    make.topic(okrug.session, code="POWER", routing=Routing.HELP)
    okrug.judged(Verdict.SOLVED, 5, topic_code="POWER")


def _refused(okrug: Okrug) -> None:
    case = okrug.filed()
    reply = make.answer(okrug.session, case, by=okrug.akim, now=IN_TIME, decision=Decision.REFUSED)
    make.verdict(okrug.session, reply, by=okrug.author_of(case), now=IN_TIME, rating=2)


def _window_later(okrug: Okrug) -> None:
    case = okrug.filed(now=at("2026-09-07"))
    reply = make.answer(okrug.session, case, by=okrug.akim, now=at("2026-09-10"))
    make.verdict(okrug.session, reply, by=okrug.author_of(case), now=at("2026-09-10"), rating=5)


K3_STORIES: list[tuple[str, Callable[[Okrug], object], tuple[int, int], tuple[int, int]]] = [
    ("solved", lambda okrug: okrug.judged(Verdict.SOLVED), (1, 1), (0, 0)),
    ("solved and satisfied", lambda okrug: okrug.judged(Verdict.SOLVED, 4), (1, 1), (1, 1)),
    ("partly is not solved", lambda okrug: okrug.judged(Verdict.PARTLY, 3), (0, 1), (0, 1)),
    ("not solved", lambda okrug: okrug.judged(Verdict.NOT_SOLVED, 1), (0, 1), (0, 1)),
    ("silence is neither", lambda okrug: okrug.answered(), (0, 0), (0, 0)),
    ("entered by staff", _by_staff, (0, 0), (0, 0)),
    ("outside the akim's powers", _not_our_power, (0, 0), (0, 0)),
    ("a refusal is an answer", _refused, (1, 1), (0, 1)),
    ("the window ends in the next quarter", _window_later, (0, 0), (0, 0)),
    ("thanks", lambda okrug: okrug.judged(Verdict.SOLVED, 5, kind=Kind.THANKS), (0, 0), (0, 0)),
]


@pytest.mark.parametrize(
    ("story", "k3", "k4"), [row[1:] for row in K3_STORIES], ids=[row[0] for row in K3_STORIES]
)
def test_who_is_counted_in_k3_and_k4(
    okrug: Okrug, story: Callable[[Okrug], object], k3: tuple[int, int], k4: tuple[int, int]
) -> None:
    story(okrug)

    figures = okrug.figures()

    assert (own(figures, "K3"), own(figures, "K4")) == (k3, k4)


def test_silence_and_verdicts_of_staff_stand_beside(okrug: Okrug) -> None:
    okrug.answered()
    _by_staff(okrug)
    okrug.judged(Verdict.SOLVED)

    beside = okrug.figures()["beside"]["answers"]  # type: ignore[index]

    assert (beside["asked"], beside["gave"], beside["silent"], beside["staff_verdicts"]) == (3, 1, 2, 1)


@pytest.mark.parametrize(("people", "precision"), [(4, "none"), (5, "few")])
def test_satisfaction_needs_five_different_people(okrug: Okrug, people: int, precision: str) -> None:
    authors = [make.person(okrug.session) for _ in range(people)]
    for place in range(12):
        okrug.judged(Verdict.SOLVED, 5, author=authors[place % people])

    k4 = indicator(okrug.figures(), "K4")

    assert (k4["own"], k4["precision"]) == ([12, 12], precision)
    assert (k4["raw"] is None) == (precision == "none")


def test_a_thin_quarter_is_summed_with_the_three_before(session: Session, okrug: Okrug) -> None:
    load(session, okrug.unit, lines(4, prefix="a"), now=AFTER)
    load(session, okrug.unit, lines(7, received="2026-01-15", answered=None, prefix="b"), now=AFTER)
    load(session, okrug.unit, lines(9, received="2025-08-05", answered=None, prefix="c"), now=AFTER)

    k1 = indicator(okrug.figures(), "K1")

    assert (k1["precision"], k1["own"], k1["k"], k1["n"]) == ("pooled", [4, 4], 4, 11)


def test_a_month_only_counts(session: Session, okrug: Okrug) -> None:
    load(session, okrug.unit, lines(40), now=AFTER)

    figures = okrug.figures("2026-07")

    k1 = indicator(figures, "K1")
    assert (k1["k"], k1["n"], k1["raw"], k1["shrunk"], figures["score"]) == (40, 40, None, None, None)


def test_a_half_year_sums_the_latest_versions_of_its_quarters(session: Session, okrug: Okrug) -> None:
    load(session, okrug.unit, lines(12, prefix="a"), now=AFTER)
    load(
        session,
        okrug.unit,
        lines(20, received="2026-10-06", answered="2026-10-08", prefix="b"),
        now=at("2027-01-05"),
    )
    for quarter in ("2026-Q3", "2026-Q4"):
        rolled(session, okrug.unit, quarter, now=at("2027-01-05"))
    frozen = queries.preview(session, okrug.unit.id, "2026-Q3")
    assert frozen is not None
    values = {
        name: getattr(frozen, name)
        for name in [column.name for column in Snapshot.__table__.columns]
        if name != "id"
    }
    changed = {
        **frozen.figures,
        "indicators": [{**one, "own": [1, 2]} for one in frozen.figures["indicators"]],
    }
    session.add(Snapshot(**{**values, "version": 1, "state": "final", "figures": changed}))
    session.flush()

    assert own(okrug.figures("2026-H2", now=at("2027-01-05")), "K1") == (21, 22)


def test_the_same_rows_give_the_same_digits_whatever_their_order(session: Session) -> None:
    places = [Okrug(session) for _ in range(6)]
    plans = [(place, number) for number, place in enumerate(places, start=1)]
    Random(7).shuffle(plans)
    for place, number in plans:
        load(session, place.unit, lines(10 * number, prefix="a"), now=AFTER)
        load(
            session,
            place.unit,
            lines(5, answered="2026-08-20", verdict="partly", rating=2, prefix="b"),
            now=AFTER,
        )

    def digits() -> dict[int, tuple[str, dict[str, object]]]:
        rows = session.scalars(select(Snapshot).where(Snapshot.period == QUARTER))
        return {row.territory_id: (row.input_hash, dict(row.figures)) for row in rows}

    roll_up(session, parse(QUARTER), now=AFTER)
    first = digits()
    roll_up(session, parse(QUARTER), [places[0].unit.id], now=AFTER)
    session.expire_all()
    part = digits()
    roll_up(session, parse(QUARTER), [place.unit.id for place in reversed(places)], now=AFTER)
    session.expire_all()

    assert first == part == digits()
    assert all(figures["score"] for place in places[2:] for _hash, figures in [first[place.unit.id]])


def test_an_okrug_that_joins_later_has_no_figures_before(session: Session, okrug: Okrug) -> None:
    session.scalars(select(Office)).one().connected_from = date(2026, 10, 1)
    session.flush()

    assert roll_up(session, parse(QUARTER), now=AFTER) == 0


def test_a_merged_okrug_keeps_the_quarter_it_ended_in(session: Session, okrug: Okrug) -> None:
    okrug.unit.valid_to = date(2026, 7, 1)
    session.flush()

    def counted(period: str) -> list[int]:
        found = parse(period)
        return [
            one.id for one in counted_okrugs(session, Window(found.first_day, found.last_day, AFTER.date()))
        ]

    assert (counted("2026-Q3"), counted("2026-Q4")) == ([okrug.unit.id], [])


def test_groups_stay_for_the_year(session: Session, okrug: Okrug) -> None:
    okrug.figures()
    groups = session.execute(select(PeerGroup.territory_id, PeerGroup.name)).all()
    Okrug(session)

    okrug.figures()

    assert set(groups) <= set(session.execute(select(PeerGroup.territory_id, PeerGroup.name)).all())


def test_counts_of_each_mandate_stand_beside(session: Session, okrug: Okrug) -> None:
    okrug.answered()
    seat = okrug.akim.seats[0]
    seat.ends_on = date(2026, 7, 31)
    session.flush()
    make.mandate(session, unit=okrug.unit, role=Role.AKIM, starts_on=date(2026, 8, 1))
    okrug.filed(now=at("2026-08-04"))

    mandates = okrug.figures()["beside"]["mandates"]  # type: ignore[index]

    assert [one["counts"]["K1"] for one in mandates] == [[1, 1], [0, 1]]


def test_old_periods_are_counted_by_the_calendar_of_their_years(session: Session, okrug: Okrug) -> None:
    okrug.unit.valid_from = date(2000, 1, 1)
    session.scalars(select(Office)).one().connected_from = date(2000, 1, 1)
    load(session, okrug.unit, lines(8, received="2011-07-05", answered="2011-07-20"), now=AFTER)
    load(session, okrug.unit, lines(2, received="2011-07-05", answered=None, prefix="open"), now=AFTER)

    figures = okrug.figures("2011-Q3")

    assert own(figures, "K1") == (8, 10)
    assert figures["beside"]["waiting"]["median"] == 10  # type: ignore[index]
