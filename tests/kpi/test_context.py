"""Facts beside a score, and days on which promotional tools rest."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from akimfeedback.core.errors import NotAllowed, RuleBroken
from akimfeedback.geography.models import Territory
from akimfeedback.journal import queries as journal
from akimfeedback.kpi import context_queries
from akimfeedback.kpi.context import Campaign, Fact, FactFault, fact_fault, newest, read_value, rests_until
from akimfeedback.kpi.service.context import TypedFact, begin_campaign, enter_fact, lift_campaign
from akimfeedback.mandates.rules import Role
from tests import make

NOW = datetime(2026, 9, 15, 9, 0, tzinfo=UTC)
TODAY = date(2026, 9, 15)


@pytest.mark.parametrize(
    ("typed", "value"),
    [("12", Decimal(12)), ("48 500,5", Decimal("48500.5")), ("48\u00a0500", Decimal(48500)), ("a lot", None),
     ("", None), ("NaN", None), ("1e3", Decimal(1000)), ("-3", Decimal(-3))],
)  # fmt: skip
def test_numbers_are_read_as_people_write_them(typed: str, value: Decimal | None) -> None:
    assert read_value(typed) == value


@pytest.mark.parametrize(
    ("code", "value", "as_of", "source", "fault"),
    [
        (Fact.POSTS, Decimal(7), TODAY, "order 12", None),
        (Fact.POSTS, Decimal(0), TODAY, "order 12", None),
        (Fact.POSTS, None, TODAY, "order 12", FactFault.NOT_A_NUMBER),
        (Fact.POSTS, Decimal("6.5"), TODAY, "order 12", FactFault.NOT_WHOLE),
        (Fact.POSTS, Decimal(501), TODAY, "order 12", FactFault.OUT_OF_RANGE),
        (Fact.VACANCIES, Decimal(-1), TODAY, "order 12", FactFault.OUT_OF_RANGE),
        (Fact.BUDGET, Decimal("48500.5"), TODAY, "decision 3", None),
        (Fact.BUDGET, Decimal(0), TODAY, "decision 3", FactFault.OUT_OF_RANGE),
        (Fact.BUDGET, Decimal(1), TODAY, "  ", FactFault.NO_SOURCE),
        (Fact.BUDGET, Decimal(1), TODAY + timedelta(days=1), "decision 3", FactFault.FUTURE),
    ],
)
def test_a_fact_is_checked(
    code: Fact, value: Decimal | None, as_of: date, source: str, fault: FactFault | None
) -> None:
    assert fact_fault(code, value, as_of, source, TODAY) == fault


def test_the_newest_fact_known_on_the_day_counts() -> None:
    facts = [
        (Fact.POSTS, date(2026, 1, 1), Decimal(7)),
        (Fact.POSTS, date(2026, 6, 1), Decimal(8)),
        (Fact.POSTS, date(2026, 12, 1), Decimal(9)),
    ]
    assert newest(facts, TODAY) == {Fact.POSTS: (date(2026, 6, 1), Decimal(8))}
    assert newest(facts, date(2025, 1, 1)) == {}


def day(number: int) -> date:
    return date(2026, 10, number)


@pytest.mark.parametrize(
    ("campaigns", "path", "on", "until"),
    [
        pytest.param([], {1}, day(5), None, id="no campaign"),
        pytest.param([Campaign(None, day(5), day(9))], {1}, day(4), None, id="not yet"),
        pytest.param([Campaign(None, day(5), day(9))], {1}, day(5), day(9), id="first day"),
        pytest.param([Campaign(None, day(5), day(9))], {1}, day(9), day(9), id="last day"),
        pytest.param([Campaign(None, day(5), day(9))], {1}, day(10), None, id="over"),
        pytest.param([Campaign(7, day(5), day(9))], {1, 7}, day(6), day(9), id="of the district above"),
        pytest.param([Campaign(7, day(5), day(9))], {1, 8}, day(6), None, id="of another district"),
        pytest.param([Campaign(None, day(5), day(9), day(7))], {1}, day(6), day(6), id="lifted tomorrow"),
        pytest.param([Campaign(None, day(5), day(9), day(7))], {1}, day(7), None, id="lifted today"),
        pytest.param([Campaign(None, day(5), day(9), day(1))], {1}, day(6), None, id="lifted before"),
        pytest.param(
            [Campaign(None, day(5), day(9)), Campaign(1, day(8), day(20))], {1}, day(6), day(20),
            id="two that overlap are one",
        ),
        pytest.param(
            [Campaign(None, day(5), day(9)), Campaign(1, day(10), day(20))], {1}, day(6), day(20),
            id="two that touch are one",
        ),
        pytest.param(
            [Campaign(None, day(5), day(9)), Campaign(1, day(11), day(20))], {1}, day(6), day(9),
            id="a free day between",
        ),
    ],
)  # fmt: skip
def test_when_tools_rest(campaigns: list[Campaign], path: set[int], on: date, until: date | None) -> None:
    assert rests_until(campaigns, path, on) == until


days = st.integers(1, 28).map(day)
some = st.lists(
    st.builds(
        Campaign,
        st.sampled_from([None, 1, 2]),
        days,
        days,
        st.one_of(st.none(), days),
    ).filter(lambda one: one.from_on <= one.to_on),
    max_size=6,
)


@given(some, days)
def test_the_end_told_is_the_last_resting_day_in_a_row(campaigns: list[Campaign], on: date) -> None:
    def rests(when: date) -> bool:
        return any(
            one.territory_id in (None, 1)
            and one.from_on <= when <= one.to_on
            and (one.lifted_on is None or when < one.lifted_on)
            for one in campaigns
        )

    last = None
    while rests(on if last is None else last + timedelta(days=1)):
        last = on if last is None else last + timedelta(days=1)
    assert rests_until(campaigns, {1}, on) == last


def test_the_administrator_enters_facts_and_the_office_cannot(session: Session) -> None:
    okrug = make.okrug_of(session, make.village(session))
    administrator = make.seat(session, unit=okrug, role=Role.ADMINISTRATOR)
    akim = make.seat(session, unit=okrug, role=Role.AKIM)

    posts = TypedFact("posts", date(2026, 1, 1), "8", "staff list 4")
    enter_fact(session, administrator, okrug.id, posts, now=NOW)
    row = enter_fact(
        session, administrator, okrug.id, TypedFact("posts", date(2026, 1, 1), "7", "staff list 5"), now=NOW
    )
    with pytest.raises(RuleBroken, match="more-vacancies"):
        enter_fact(
            session, administrator, okrug.id, TypedFact("vacancies", TODAY, "8", "staff list 5"), now=NOW
        )
    with pytest.raises(NotAllowed, match="administrators-only"):
        enter_fact(session, akim, okrug.id, posts, now=NOW)

    kept = context_queries.history(session, okrug.id)
    assert [(one.code, one.value, one.source) for one in kept] == [("posts", Decimal(7), "staff list 5")]
    acts = journal.of(session, "kpi-fact", row.id)
    assert [(one.act, one.data["value"]) for one in acts] == [
        ("kpi.fact-entered", "8"),
        ("kpi.fact-entered", "7"),
    ]


def test_a_campaign_above_lets_the_tools_of_an_okrug_rest_until_it_is_lifted(session: Session) -> None:
    okrug = make.okrug_of(session, make.village(session))
    other = make.okrug_of(session, make.village(session))
    administrator = make.seat(session, unit=okrug, role=Role.ADMINISTRATOR)
    above = make.seat(session, unit=session.get_one(Territory, okrug.parent_id), role=Role.ADMINISTRATOR)

    with pytest.raises(NotAllowed):
        begin_campaign(session, administrator, okrug.parent_id, (TODAY, TODAY), "akims", now=NOW)
    row = begin_campaign(
        session, above, okrug.parent_id, (TODAY, TODAY + timedelta(days=30)), "election of akims", now=NOW
    )

    assert context_queries.promotion_rests(session, okrug, TODAY) == TODAY + timedelta(days=30)
    assert context_queries.promotion_rests(session, other, TODAY) is None
    lift_campaign(session, above, row.id, now=NOW)
    assert context_queries.promotion_rests(session, okrug, TODAY) is None


@pytest.mark.parametrize(
    ("days", "reason", "code"),
    [
        ((TODAY, TODAY - timedelta(days=1)), "election", "kpi.campaign-days"),
        ((TODAY, TODAY + timedelta(days=200)), "election", "kpi.campaign-too-long"),
        ((TODAY - timedelta(days=9), TODAY - timedelta(days=1)), "election", "kpi.campaign-over"),
        ((TODAY, TODAY), "  ", "kpi.campaign-without-reason"),
    ],
)
def test_a_campaign_is_checked(session: Session, days: tuple[date, date], reason: str, code: str) -> None:
    okrug = make.okrug_of(session, make.village(session))
    administrator = make.seat(session, unit=okrug, role=Role.ADMINISTRATOR)
    with pytest.raises(RuleBroken) as refused:
        begin_campaign(session, administrator, okrug.id, days, reason, now=NOW)
    assert refused.value.code == code
