"""The yearly cycle from the first conclusion to the published decision."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from akimfeedback.core.errors import NotAllowed, RuleBroken
from akimfeedback.journal.models import Entry
from akimfeedback.kpi import correction_queries, year_queries
from akimfeedback.kpi.periods import parse
from akimfeedback.kpi.service import correcting, yearly
from akimfeedback.kpi.service.yearly import Answer
from akimfeedback.kpi.year_models import Contest, YearConclusion, YearCycle
from akimfeedback.kpi.year_rules import Outcome, YearState
from akimfeedback.mandates.rules import Role
from akimfeedback.notifications.models import Message
from tests import make
from tests.appeals.conftest import at
from tests.kpi.year import OPENED, YEAR, District

SITTING = at("2027-03-04")
APPROVED = at("2027-03-05")
CONTESTED = at("2027-03-10")
OVER = at("2027-04-05")
WORDS = "Жауаптар мерзімінде берілді."


@pytest.fixture
def district(session: Session) -> District:
    """Give a district with a final year."""
    found = District(session)
    found.freeze()
    return found


def opened(district: District) -> YearCycle:
    return yearly.open_year(district.session, district.assessor, district.unit, YEAR, now=OPENED)


def concluded(district: District, cycle: YearCycle, now=OPENED) -> list[YearConclusion]:  # type: ignore[no-untyped-def]
    return [
        yearly.conclude(district.session, district.assessor, cycle, okrug.id, WORDS, "kk", now=now)
        for okrug in district.okrugs
    ]


def approved(district: District) -> tuple[YearCycle, YearConclusion]:
    cycle = opened(district)
    first, _second = concluded(district, cycle)
    yearly.sit(
        district.session, district.assessor, cycle, date(2027, 3, 4), "Аудан әкімінің орынбасары", now=SITTING
    )
    yearly.approve(district.session, district.superior, cycle, now=APPROVED)
    return cycle, first


def contested(district: District) -> tuple[YearCycle, YearConclusion, Contest]:
    cycle, first = approved(district)
    row = yearly.contest(
        district.session, district.akim, first, "K1", "Екі жауап уақытында берілген", "kk", now=CONTESTED
    )
    return cycle, first, row


def kinds(session: Session) -> list[str]:
    return sorted(set(session.scalars(select(Message.kind).where(Message.kind.like("kpi.%")))))


def test_a_year_without_contests_is_decided_after_ten_working_days(district: District) -> None:
    cycle, first = approved(district)
    assert (cycle.state, cycle.contest_ends_on) == (YearState.CONTEST, date(2027, 3, 26))
    with pytest.raises(RuleBroken, match=r"kpi.contest-runs"):
        yearly.decide(district.session, district.superior, cycle, now=at("2027-03-26"))

    yearly.decide(district.session, district.superior, cycle, now=at("2027-03-27"))

    assert cycle.state == YearState.DECIDED
    rested = year_queries.snapshot(district.session, first.snapshot_id)
    assert (rested.period, rested.version, rested.state) == ("2026", 1, "final")
    assert year_queries.years_of_okrug(district.session, district.okrugs[0].id, YearState.DECIDED) == [2026]
    assert kinds(district.session) == ["kpi.year-concluded", "kpi.year-decided", "kpi.year-waits"]
    acts = district.session.scalars(
        select(Entry.act).where(Entry.subject == "kpi-year").order_by(Entry.id)
    ).all()
    assert list(dict.fromkeys(acts)) == [
        "kpi.year-opened", "kpi.year-concluded", "kpi.year-commission", "kpi.year-approved",
        "kpi.year-decided",
    ]  # fmt: skip


def test_an_upheld_contest_leads_to_a_corrected_version_and_new_words(district: District) -> None:
    cycle, first, row = contested(district)
    district.spoil()
    what = Answer(Outcome.UPHELD, "Тіркеу кітабы расталды", "kk", parse("2026-Q3"))
    yearly.answer(district.session, district.superior, row, what, now=CONTESTED)

    waiting = correction_queries.waiting(district.session, "2026-Q3")
    assert waiting is not None
    assert (waiting.contest_id, waiting.reason) == (row.id, "Тіркеу кітабы расталды")
    with pytest.raises(RuleBroken, match=r"kpi.corrections-undecided"):
        yearly.decide(district.session, district.superior, cycle, now=OVER)

    correcting.confirm(district.session, district.administrator, waiting, now=CONTESTED)
    correcting.carry_out(district.session, waiting.id, now=CONTESTED)
    with pytest.raises(RuleBroken, match=r"kpi.conclusions-outdated"):
        yearly.decide(district.session, district.superior, cycle, now=OVER)

    yearly.conclude(
        district.session, district.assessor, cycle, first.territory_id, "Жаңа сөз", "kk", now=at("2027-03-11")
    )
    assert year_queries.snapshot(district.session, first.snapshot_id).version == 2
    yearly.decide(district.session, district.superior, cycle, now=OVER)
    assert cycle.state == YearState.DECIDED


def test_a_rejected_contest_changes_no_words(district: District) -> None:
    cycle, first, row = contested(district)
    yearly.answer(district.session, district.superior, row, Answer(Outcome.REJECTED, "Жоқ", "kk"), now=OVER)

    with pytest.raises(RuleBroken, match=r"kpi.year-not-now"):
        yearly.conclude(district.session, district.assessor, cycle, first.territory_id, "x", "kk", now=OVER)
    yearly.decide(district.session, district.superior, cycle, now=OVER)
    assert (row.outcome, first.words) == ("rejected", WORDS)
    assert "kpi.contest-answered" in kinds(district.session)


def test_a_year_opens_only_on_final_figures_and_once(session: Session) -> None:
    district = District(session)
    with pytest.raises(RuleBroken, match=r"kpi.year-not-final"):
        opened(district)
    district.freeze()
    opened(district)
    with pytest.raises(RuleBroken, match=r"kpi.year-open-already"):
        opened(district)


def test_who_may_do_what_in_a_year(district: District) -> None:
    cycle = opened(district)
    session = district.session
    with pytest.raises(NotAllowed, match=r"kpi.assessor-only"):
        yearly.conclude(session, district.superior, cycle, district.okrugs[0].id, WORDS, "kk", now=OPENED)
    with pytest.raises(RuleBroken, match=r"kpi.year-conclusions-missing"):
        yearly.sit(session, district.assessor, cycle, date(2027, 3, 2), "x", now=SITTING)
    first, _second = concluded(district, cycle)
    yearly.sit(session, district.assessor, cycle, date(2027, 3, 4), "x", now=SITTING)
    # the assessor holds the superior's seat as well: still another person approves
    both = make_both(district)
    with pytest.raises(NotAllowed, match=r"kpi.another-approves"):
        yearly.approve(session, both, cycle, now=APPROVED)
    with pytest.raises(NotAllowed, match=r"kpi.superior-approves"):
        yearly.approve(session, district.assessor, cycle, now=APPROVED)
    clerk = district.seat(district.unit, Role.ADMINISTRATOR).user
    make.mandate(session, unit=district.okrugs[1], role=Role.CLERK, user=clerk)
    with pytest.raises(NotAllowed, match=r"kpi.another-approves"):  # nobody of an office concluded on
        yearly.approve(session, make.actor(session, clerk, on=OPENED.date()), cycle, now=APPROVED)
    yearly.approve(session, district.administrator, cycle, now=APPROVED)
    with pytest.raises(NotAllowed, match=r"kpi.akim-contests"):
        yearly.contest(session, district.assessor, first, "", "x", "kk", now=CONTESTED)


def make_both(district: District):  # type: ignore[no-untyped-def]
    user = district.assessor.user
    make.mandate(district.session, unit=district.unit, role=Role.SUPERIOR, user=user)
    return make.actor(district.session, user, on=OPENED.date())


@pytest.mark.parametrize(
    ("indicator", "words", "now", "code"),
    [
        ("K9", "Себеп", CONTESTED, "kpi.no-such-indicator"),
        ("", "  ", CONTESTED, "kpi.words-missing"),
        ("", "а" * 2001, CONTESTED, "kpi.words-too-long"),
        ("K1", "Тағы", CONTESTED, "kpi.contested-already"),
        ("", "Кеш", at("2027-03-27"), "kpi.contest-over"),
    ],
)
def test_what_cannot_be_contested(district: District, indicator: str, words: str, now, code: str) -> None:  # type: ignore[no-untyped-def]
    _cycle, first, _row = contested(district)

    with pytest.raises(RuleBroken) as refused:
        yearly.contest(district.session, district.akim, first, indicator, words, "kk", now=now)
    assert refused.value.code == code


def test_words_of_dismissal_are_not_taken(district: District) -> None:
    cycle = opened(district)
    with pytest.raises(RuleBroken, match=r"kpi.words-of-dismissal"):
        yearly.conclude(
            district.session, district.assessor, cycle, district.okrugs[0].id,
            "Уволить акима", "ru", now=OPENED,
        )  # fmt: skip
