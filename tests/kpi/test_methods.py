"""The life of a version: drafted by one, tried, decided by another, in force from its day; and its faults."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from threading import Barrier

import pytest
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from akimfeedback.accounts.models import User
from akimfeedback.core.errors import NotAllowed, NotFound, RuleBroken
from akimfeedback.geography.models import Territory
from akimfeedback.journal.checking import check
from akimfeedback.journal.models import Entry
from akimfeedback.kpi import method_queries, queries
from akimfeedback.kpi.method import NUMBERS, V1, method_from
from akimfeedback.kpi.models import Method as MethodRow
from akimfeedback.kpi.models import Snapshot
from akimfeedback.kpi.periods import parse
from akimfeedback.kpi.sealed import SEALED
from akimfeedback.kpi.service import methods
from akimfeedback.kpi.service.freezing import freeze
from akimfeedback.kpi.service.rolling import roll_up
from akimfeedback.kpi.service.trying import go_on
from akimfeedback.mandates.actor import Actor
from akimfeedback.mandates.rules import Role
from akimfeedback.notifications.models import Message
from tests import make
from tests.appeals.conftest import at
from tests.kpi.registers import lines, load
from tests.servers import Address, another_database

NOW = at("2026-11-20")
FROM = date(2027, 1, 1)
WHY = {"kk": "Мәселенің шешілуі маңыздырақ.", "ru": "Решение важнее.", "en": "What is solved matters more."}
PLAIN = {one.code: {name: getattr(one, name) for name in NUMBERS} for one in V1.indicators}
HEAVIER = PLAIN | {"K1": PLAIN["K1"] | {"weight": 0.25}, "K3": PLAIN["K3"] | {"weight": 0.30}}


@dataclass(frozen=True)
class Desk:
    """Who drafts and who decides, and one okrug with a final quarter."""

    session: Session
    okrug: Territory
    assessor: Actor
    administrator: Actor

    def draft(self, numbers: Mapping[str, Mapping[str, float]] = HEAVIER, valid_from: date = FROM) -> str:
        """Return a new draft with its numbers and its reason."""
        row = methods.draft_from(self.session, self.assessor, "v1", now=NOW)
        methods.give_reason(self.session, self.assessor, row.version, WHY, now=NOW)
        methods.change_numbers(self.session, self.assessor, row.version, valid_from, numbers, now=NOW)
        return row.version

    def tried(self, version: str) -> None:
        """Do the whole dry run of a draft."""
        methods.ask_dry_run(self.session, self.assessor, version, now=NOW)
        while go_on(self.session, version, now=NOW):
            pass

    def proposed(self, **more: object) -> str:
        """Return a version that waits for the second person."""
        version = self.draft(**more)  # type: ignore[arg-type]
        self.tried(version)
        methods.propose(self.session, self.assessor, version, now=NOW)
        return version

    def row(self, version: str) -> MethodRow:
        """Return a version as it stands."""
        found = method_queries.method_row(self.session, version)
        assert found is not None
        return found


@pytest.fixture
def desk(session: Session) -> Desk:
    """Give a district with an assessor, an administrator and one final quarter."""
    return make_desk(session)


def make_desk(session: Session) -> Desk:
    district = make.district(session)
    okrug = make.okrug_of(session, make.village(session, district_unit=district))
    make.topic(session)
    load(session, okrug, lines(31), now=at("2026-10-13"))
    freeze(session, parse("2026-Q3"), now=at("2026-11-02"))
    people = [make.seat(session, unit=district, role=role) for role in (Role.ASSESSOR, Role.ADMINISTRATOR)]
    return Desk(session, okrug, *people)


def test_the_first_method_is_loaded_once(session: Session) -> None:
    session.query(MethodRow).delete()

    assert [methods.load_product_methods(session) for _time in range(2)] == [1, 0]
    row = method_queries.method_row(session, "v1")
    assert row is not None
    assert (row.state, method_from(row.definition), row.valid_from) == ("approved", V1, V1.valid_from)
    assert row.definition["sources"]


def test_the_first_method_counts_even_before_it_is_loaded(session: Session) -> None:
    session.query(MethodRow).delete()

    assert method_queries.method_of(session, parse("2026-Q3")) == V1


def test_a_draft_begins_as_the_version_it_is_made_from(desk: Desk) -> None:
    row = methods.draft_from(desk.session, desk.assessor, "v1", now=NOW)
    again = methods.draft_from(desk.session, desk.assessor, row.version, now=NOW)

    assert (row.version, row.state, row.based_on, row.valid_from) == ("v2", "draft", "v1", date(2027, 4, 1))
    assert method_from(row.definition).indicators == V1.indicators
    assert (again.version, again.based_on) == ("v3", "v2")


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.AKIM, Role.MODERATOR, Role.DEPUTY])
def test_only_an_assessor_drafts(desk: Desk, role: Role) -> None:
    other = make.seat(desk.session, unit=desk.okrug, role=role)

    with pytest.raises(NotAllowed, match=r"kpi.assessor-drafts"):
        methods.draft_from(desk.session, other, "v1", now=NOW)


def test_another_assessor_does_not_change_the_draft(desk: Desk) -> None:
    version, other = desk.draft(), make.seat(desk.session, unit=desk.okrug, role=Role.ASSESSOR)

    with pytest.raises(NotAllowed, match=r"kpi.assessor-drafts"):
        methods.give_reason(desk.session, other, version, WHY, now=NOW)


@pytest.mark.parametrize(
    ("numbers", "valid_from", "code"),
    [
        (HEAVIER | {"K2": PLAIN["K2"] | {"weight": 0.2}}, FROM, "weights-do-not-sum-to-one"),
        (HEAVIER | {"K5": PLAIN["K5"] | {"floor": 9}}, FROM, "floor-below-ten"),
        (HEAVIER | {"K5": PLAIN["K5"] | {"m0": 0}}, FROM, "number-out-of-range"),
        (HEAVIER | {"K6": PLAIN["K5"]}, FROM, "code-is-not-counted"),
        ({code: one for code, one in HEAVIER.items() if code != "K1"}, FROM, "carrier-missing"),
        (HEAVIER, date(2026, 10, 1), "not-in-the-future"),
        (HEAVIER, date(2027, 1, 2), "not-the-first-day-of-a-quarter"),
    ],
    ids=["weights", "floor", "range", "unknown", "carrier", "begun", "odd day"],
)
def test_an_unsound_draft_is_refused(
    desk: Desk, numbers: Mapping[str, Mapping[str, float]], valid_from: date, code: str
) -> None:
    with pytest.raises(RuleBroken, match=rf"kpi.method-{code}"):
        desk.draft(numbers, valid_from)


def test_an_indicator_is_dropped_and_comes_back_with_its_words(desk: Desk) -> None:
    version = desk.draft()
    without = {code: one | {"weight": one["weight"] / 0.9} for code, one in PLAIN.items() if code != "K2"}
    for numbers in (without, PLAIN):
        methods.change_numbers(desk.session, desk.assessor, version, FROM, numbers, now=NOW)
        assert set(method_from(desk.row(version).definition).weights) == set(numbers)

    assert method_from(desk.row(version).definition).indicators == V1.indicators


def test_words_are_changed_and_needed_in_three_languages(desk: Desk) -> None:
    version, said = desk.draft(), {"kk": "Жауап", "ru": "Ответ", "en": " Answer "}
    words = dict.fromkeys(("question", "formula", "gaming"), said)
    methods.change_words(desk.session, desk.assessor, version, "K1", words, "controllable", now=NOW)

    assert method_from(desk.row(version).definition).indicator("K1").question["en"] == "Answer"
    with pytest.raises(RuleBroken, match=r"kpi.method-words-missing"):
        methods.change_words(
            desk.session,
            desk.assessor,
            version,
            "K1",
            words | {"gaming": said | {"kk": " "}},
            "context",
            now=NOW,
        )
    with pytest.raises(NotFound, match=r"kpi.no-such-method"):
        methods.change_words(desk.session, desk.assessor, version, "K7", words, "context", now=NOW)


def test_a_dry_run_tries_final_quarters_and_shows_what_is_published(desk: Desk) -> None:
    version = desk.draft()

    desk.tried(version)

    run = desk.row(version).dry_run
    assert run is not None
    assert (run["state"], run["quarters"]) == ("done", ["2026-Q3"])
    (row,) = run["done"]["2026-Q3"]["rows"]
    assert row[0] == desk.okrug.id
    published = queries.published(desk.session, desk.okrug.id, "2026-Q3")
    assert published is not None
    assert row[1] == pytest.approx(published.figures["score"]["value"], abs=1e-9)
    assert row[2] != row[1]


def test_without_a_final_quarter_there_is_nothing_to_try_on(desk: Desk) -> None:
    version = desk.draft()
    desk.session.query(Snapshot).delete()

    with pytest.raises(RuleBroken, match=r"kpi.no-frozen-quarter"):
        methods.ask_dry_run(desk.session, desk.assessor, version, now=NOW)


def test_a_dry_run_killed_half_way_goes_on_where_it_stood(desk: Desk) -> None:
    freeze(desk.session, parse("2026-Q2"), now=NOW)
    version = desk.draft()
    methods.ask_dry_run(desk.session, desk.assessor, version, now=NOW)
    assert go_on(desk.session, version, now=NOW)
    kept = (desk.row(version).dry_run or {})["done"]["2026-Q2"]
    with desk.session.begin_nested() as killed:
        go_on(desk.session, version, now=NOW)
        killed.rollback()
    desk.session.expire_all()
    assert method_queries.waiting_for_dry_run(desk.session) == [version]

    methods.ask_dry_run(desk.session, desk.assessor, version, now=NOW)  # pressed again meanwhile
    assert not go_on(desk.session, version, now=NOW)

    run = desk.row(version).dry_run or {}
    assert (run["state"], set(run["done"])) == ("done", {"2026-Q2", "2026-Q3"})
    assert run["done"]["2026-Q2"] == kept
    assert not go_on(desk.session, version, now=NOW)
    assert method_queries.waiting_for_dry_run(desk.session) == []


def test_a_changed_draft_needs_a_new_dry_run(desk: Desk) -> None:
    version = desk.draft()
    with pytest.raises(RuleBroken, match=r"kpi.dry-run-needed"):
        methods.propose(desk.session, desk.assessor, version, now=NOW)
    desk.tried(version)
    other = HEAVIER | {"K1": PLAIN["K1"] | {"weight": 0.20}, "K3": PLAIN["K3"] | {"weight": 0.35}}
    methods.change_numbers(desk.session, desk.assessor, version, FROM, other, now=NOW)

    with pytest.raises(RuleBroken, match=r"kpi.dry-run-needed"):
        methods.propose(desk.session, desk.assessor, version, now=NOW)

    desk.tried(version)
    methods.change_numbers(
        desk.session, desk.assessor, version, FROM, other, now=NOW
    )  # the same: nothing new
    assert methods.propose(desk.session, desk.assessor, version, now=NOW).state == "proposed"
    with pytest.raises(RuleBroken, match=r"kpi.method-is-no-draft"):
        methods.change_numbers(desk.session, desk.assessor, version, FROM, HEAVIER, now=NOW)
    assert methods.take_back(desk.session, desk.assessor, version, now=NOW).state == "draft"


def test_a_draft_that_changes_nothing_is_not_proposed(desk: Desk) -> None:
    version = desk.draft(PLAIN)
    desk.tried(version)

    with pytest.raises(RuleBroken, match=r"kpi.method-changes-nothing"):
        methods.propose(desk.session, desk.assessor, version, now=NOW)


def test_a_proposal_needs_its_reason_in_three_languages(desk: Desk) -> None:
    version = desk.draft()

    with pytest.raises(RuleBroken, match=r"kpi.reason-missing"):
        methods.give_reason(desk.session, desk.assessor, version, WHY | {"kk": " "}, now=NOW)


def test_a_second_person_approves_and_the_method_holds_from_its_day(desk: Desk) -> None:
    version = desk.proposed()

    row = methods.approve(desk.session, desk.administrator, version, "Келістік.", now=NOW)

    assert (row.state, row.decided_by_id, row.reason["decision"]) == (
        "approved", desk.administrator.user_id, "Келістік.",
    )  # fmt: skip
    assert method_queries.method_of(desk.session, parse("2026-Q4")) == V1
    assert method_queries.method_of(desk.session, parse("2027-Q1")).version == version
    for period, used in (("2026-Q4", "v1"), ("2027-Q1", version)):
        roll_up(desk.session, parse(period), now=at("2027-03-01"))
        live = queries.preview(desk.session, desk.okrug.id, period)
        assert live is not None
        assert live.method == used
    frozen = queries.published(desk.session, desk.okrug.id, "2026-Q3")
    assert frozen is not None
    assert frozen.method == "v1"
    acts = desk.session.scalars(
        select(Entry.act).where(Entry.subject == "method", Entry.subject_id == 2).order_by(Entry.id)
    ).all()
    assert acts[-2:] == ["kpi.method-proposed", "kpi.method-approved"]


def test_an_approved_method_changed_by_hand_is_found(desk: Desk) -> None:
    row = methods.approve(desk.session, desk.administrator, desk.proposed(), "Иә", now=NOW)
    source = next(one for one in SEALED if one.subject == "method")

    def misfits() -> list[str]:
        found = check(desk.session, {}, [source], now=NOW).found
        return [str(one) for one in found.get("rows", {"some": []})["some"]]

    assert misfits() == []
    row.reason = row.reason | {"kk": "басқа"}
    assert misfits() == ["method 2: method reason"]
    row.drafted_by_id = None
    assert misfits() == ["method 2: method reason"]


def test_who_drafted_never_decides(desk: Desk) -> None:
    user = desk.assessor.user
    both = make.seat(desk.session, unit=desk.okrug, role=Role.ADMINISTRATOR, user=user)
    version = desk.proposed()

    with pytest.raises(NotAllowed, match=r"kpi.second-person-decides"):
        methods.approve(desk.session, both, version, "Иә", now=NOW)


@pytest.mark.parametrize("role", [Role.ASSESSOR, Role.MODERATOR, Role.AKIM])
def test_only_an_administrator_decides(desk: Desk, role: Role) -> None:
    version, other = desk.proposed(), make.seat(desk.session, unit=desk.okrug, role=role)

    with pytest.raises(NotAllowed, match=r"kpi.administrator-decides"):
        methods.approve(desk.session, other, version, "Иә", now=NOW)


def test_a_decision_says_why(desk: Desk) -> None:
    version = desk.proposed()
    for decide in (methods.approve, methods.drop):
        with pytest.raises(RuleBroken, match=r"kpi.decision-words-missing"):
            decide(desk.session, desk.administrator, version, " ", now=NOW)

    assert methods.drop(desk.session, desk.administrator, version, "Ерте", now=NOW).state == "dropped"
    with pytest.raises(RuleBroken, match=r"kpi.method-not-proposed"):
        methods.approve(desk.session, desk.administrator, version, "Иә", now=NOW)
    assert method_queries.method_of(desk.session, parse("2027-Q1")) == V1


def test_who_drafted_may_drop_it(desk: Desk) -> None:
    assert methods.drop(desk.session, desk.assessor, desk.draft(), "Қате", now=NOW).state == "dropped"


def test_a_version_whose_day_has_come_meanwhile_is_not_approved(desk: Desk) -> None:
    version = desk.proposed()

    with pytest.raises(RuleBroken, match=r"kpi.method-not-in-the-future"):
        methods.approve(desk.session, desk.administrator, version, "Иә", now=at("2027-01-01"))


def test_two_versions_never_begin_on_one_day(desk: Desk) -> None:
    first, second = desk.proposed(), desk.proposed()
    methods.approve(desk.session, desk.administrator, first, "Иә", now=NOW)

    with pytest.raises(RuleBroken, match=r"kpi.method-date-taken"):
        methods.approve(desk.session, desk.administrator, second, "Иә", now=NOW)


@pytest.mark.parametrize(
    ("versions", "refusal"),
    [(1, "kpi.method-not-proposed"), (2, "kpi.method-date-taken")],
    ids=["the same version", "two versions of one day"],
)
def test_of_two_approvers_at_once_one_decides(address: Address, versions: int, refusal: str) -> None:
    assert address.database_url
    with another_database("approvers") as url:
        own = create_engine(url)
        with Session(own) as session:
            desk = make_desk(session)
            proposed = [desk.proposed() for _time in range(versions)]
            other = make.seat(session, unit=desk.okrug, role=Role.ADMINISTRATOR)
            people = [actor.user_id for actor in (desk.administrator, other)]
            session.commit()
        together = Barrier(2)

        def decide(user_id: int, version: str) -> str:
            with Session(own) as session:
                actor = make.actor(session, session.get_one(User, user_id))
                together.wait(10)
                try:
                    methods.approve(session, actor, version, "Иә", now=NOW)
                except RuleBroken as refused:
                    return refused.code
                session.commit()
            return "approved"

        with ThreadPoolExecutor(2) as pool:
            ends = sorted(pool.map(decide, people, (proposed * 2)[:2]))
        own.dispose()

    assert ends == ["approved", refusal]


def heard(session: Session, kind: str) -> list[int | None]:
    """Return who heard of something by the bell."""
    rows = select(Message.user_id).where(Message.kind == kind, Message.channel == "bell")
    return list(session.scalars(rows.order_by(Message.id)))


def test_who_may_decide_hears_of_a_proposal_and_the_drafter_of_the_decision(desk: Desk) -> None:
    clerk = make.seat(desk.session, unit=desk.okrug, role=Role.CLERK)
    both = desk.session.get_one(User, clerk.user_id)
    make.mandate(desk.session, unit=desk.okrug, role=Role.ADMINISTRATOR, user=both)
    version = desk.proposed()
    methods.approve(desk.session, desk.administrator, version, "Келісемін.", now=NOW)

    assert heard(desk.session, "kpi.method-proposed") == [desk.administrator.user_id]
    assert heard(desk.session, "kpi.method-decided") == [desk.assessor.user_id]


def test_who_drops_an_own_draft_hears_nothing(desk: Desk) -> None:
    methods.drop(desk.session, desk.assessor, desk.draft(), "Қажет емес.", now=NOW)

    assert heard(desk.session, "kpi.method-decided") == []
