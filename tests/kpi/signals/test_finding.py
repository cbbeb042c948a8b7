"""Explaining a signal and finding what is behind it: who may, in which order, on which pages."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from akimfeedback.core import clock
from akimfeedback.core.errors import NotAllowed, RuleBroken
from akimfeedback.journal.models import Entry
from akimfeedback.kpi import signal_queries
from akimfeedback.kpi.service import signals
from akimfeedback.kpi.signal_jobs import look_for_signals
from akimfeedback.kpi.signal_models import Signal, SignalExplanation
from akimfeedback.kpi.signals.rules import Finding, SignalCode
from akimfeedback.mandates.actor import Actor
from akimfeedback.mandates.models import Mandate
from akimfeedback.mandates.rules import Role
from akimfeedback.notifications.models import Message
from tests import make
from tests.accounts.signing import sign_in
from tests.appeals.conftest import at
from tests.kpi.signals.scene import JULY, Month
from tests.pages import Page

RAISED = at("2026-08-04")
SOON, TENTH_DAY, LATER = at("2026-08-05"), at("2026-08-18", "18:00"), at("2026-08-19")
WHY = "Барлық шам бір күнде ауыстырылды."
ROWS = "rows"


def a_signal(
    session: Session, month: Month, code: SignalCode, *, raised: datetime = RAISED, rows: tuple[int, ...] = ()
) -> Signal:
    """Return a raised signal of a kind, as a look would write it."""
    names = {SignalCode.WITHDRAWN_AFTER: "withdrawn-after", SignalCode.RATING_BURST: "quick"}
    part = {"name": names.get(code, "declined"), "seen": 9, "n": 11, "expected": 2.5, "p": 0.0004}
    row = Signal(
        territory_id=month.okrug.id, code=code.value, month="2026-07", observed=9, expected=2.5, n=11,
        p_value=0.0004, flagged=True, raised_at=raised,
        evidence={"parts": [{**part, ROWS: list(rows)}], "checks": 40},
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


@pytest.fixture
def month(session: Session) -> Month:
    return Month(session)


@pytest.fixture
def signal(session: Session, month: Month) -> Signal:
    return a_signal(session, month, SignalCode.EXPLAINED_OR_REFUSED)


@pytest.fixture
def hidden(session: Session, month: Month) -> Signal:
    return a_signal(session, month, SignalCode.WITHDRAWN_AFTER)


def test_the_akim_explains_and_may_change_it_until_the_finding(
    session: Session, month: Month, signal: Signal
) -> None:
    signals.explain(session, month.akim, signal, " Шам жоқ еді. ", "kk", now=SOON)
    kept = signals.explain(session, month.akim, signal, WHY, "kk", now=SOON + timedelta(hours=1))

    assert kept.text == WHY
    assert session.scalar(select(func.count()).select_from(SignalExplanation)) == 1
    signals.judge(session, month.seat(Role.ASSESSOR), signal, Finding.INNOCENT, "Рас.", now=SOON)
    with pytest.raises(RuleBroken, match=r"kpi.signal-judged"):
        signals.explain(session, month.akim, signal, "Тағы", "kk", now=SOON)


@pytest.mark.parametrize(
    ("words", "code"), [("  ", "kpi.explanation-missing"), ("а" * 2001, "kpi.explanation-too-long")]
)
def test_an_explanation_has_words(
    session: Session, month: Month, signal: Signal, words: str, code: str
) -> None:
    with pytest.raises(RuleBroken, match=code):
        signals.explain(session, month.akim, signal, words, "kk", now=SOON)


def test_only_the_akim_of_the_okrug_explains(session: Session, month: Month, signal: Signal) -> None:
    clerk = make.seat(session, unit=month.okrug, role=Role.CLERK)
    elsewhere = Month(session, month.district).akim

    for actor in (clerk, elsewhere, month.seat(Role.SUPERIOR), month.seat(Role.ASSESSOR)):
        with pytest.raises(NotAllowed, match=r"kpi.akim-explains"):
            signals.explain(session, actor, signal, WHY, "kk", now=SOON)


def test_no_finding_before_the_akim_had_ten_working_days(
    session: Session, month: Month, signal: Signal
) -> None:
    assessor = month.seat(Role.ASSESSOR)
    for now in (SOON, TENTH_DAY):
        with pytest.raises(RuleBroken, match=r"kpi.signal-akim-has-time"):
            signals.judge(session, assessor, signal, Finding.TRUE, "Себебі.", now=now)

    signals.judge(session, assessor, signal, Finding.TRUE, " Себебі. ", now=LATER)

    assert (signal.finding, signal.finding_words, signal.reviewed_at) == ("true", "Себебі.", LATER)
    act = session.scalars(select(Entry).where(Entry.act == "kpi.signal-judged")).one()
    assert act.data["finding"] == "true"
    assert "Себебі" not in json.dumps(act.data, ensure_ascii=False)
    with pytest.raises(RuleBroken, match=r"kpi.signal-judged"):
        signals.judge(session, assessor, signal, Finding.UNCLEAR, "Тағы.", now=LATER)


def test_a_vacant_seat_keeps_nobody_waiting(session: Session, month: Month, signal: Signal) -> None:
    assessor = month.seat(Role.ASSESSOR)
    session.execute(update(Mandate).where(Mandate.role == Role.AKIM).values(ends_on=at("2026-08-01").date()))

    signals.judge(session, assessor, signal, Finding.UNCLEAR, "Әкім жоқ.", now=SOON)

    assert signal.finding == "unclear"


@pytest.mark.parametrize(
    ("role", "visible", "past"),
    [
        (Role.ASSESSOR, True, True), (Role.DEPUTY, False, True), (Role.AUDITOR, False, False),
        (Role.SUPERIOR, False, False), (Role.MODERATOR, False, False), (Role.ADMINISTRATOR, False, False),
    ],
)  # fmt: skip
def test_who_writes_a_finding(
    session: Session, month: Month, signal: Signal, hidden: Signal, role: Role, visible: bool, past: bool
) -> None:
    actor = month.seat(role)
    for one, may in ((signal, visible), (hidden, past)):
        if may:
            signals.judge(session, actor, one, Finding.UNCLEAR, "Белгісіз.", now=LATER)
        else:
            with pytest.raises(NotAllowed, match=r"kpi.signal-not-yours"):
                signals.judge(session, actor, one, Finding.UNCLEAR, "Белгісіз.", now=LATER)


def test_an_assessor_who_works_in_the_office_is_of_the_office(
    session: Session, month: Month, signal: Signal, hidden: Signal
) -> None:
    user = month.seat(Role.ASSESSOR).user
    make.mandate(session, unit=month.okrug, role=Role.CLERK, user=user)
    both = make.actor(session, user)

    for one in (signal, hidden):
        with pytest.raises(NotAllowed, match=r"kpi.signal-not-yours"):
            signals.judge(session, both, one, Finding.UNCLEAR, "Белгісіз.", now=LATER)


def judged(session: Session, month: Month, code: SignalCode, findings: str) -> None:
    """Write findings of a kind: one letter each, an okrug each."""
    for letter in findings:
        one = a_signal(session, Month(session, month.district), code)
        one.finding = {"t": Finding.TRUE, "i": Finding.INNOCENT, "u": Finding.UNCLEAR}[letter].value
    session.flush()


def test_precision_is_told_from_five_findings_on(session: Session, month: Month) -> None:
    judged(session, month, SignalCode.MASS_ANSWERS, "tttiu")
    judged(session, month, SignalCode.LAST_DAY, "tttt")

    found = {one.code: one for one in signal_queries.precisions(session, 2026)}

    assert signal_queries.years(session) == [2026]
    two = found[SignalCode.MASS_ANSWERS]
    assert (two.reviewed, two.true, two.innocent, two.unclear) == (5, 3, 1, 1)
    assert found[SignalCode.LAST_DAY].reviewed is None
    assert list(found) == [code.value for code in SignalCode]


def test_withdrawals_of_few_okrugs_are_in_no_yearly_table(session: Session, month: Month) -> None:
    for place in range(6):
        one = a_signal(session, month, SignalCode.WITHDRAWN_AFTER)
        one.month, one.finding = f"2026-0{place + 1}", "true"
    session.flush()

    found = {one.code: one for one in signal_queries.precisions(session, 2026)}

    assert found[SignalCode.WITHDRAWN_AFTER].reviewed is None
    judged(session, month, SignalCode.WITHDRAWN_AFTER, "tttt")
    found = {one.code: one for one in signal_queries.precisions(session, 2026)}
    assert found[SignalCode.WITHDRAWN_AFTER].reviewed == 10


@pytest.fixture
def enter(app: Flask, page: Page, session: Session, month: Month) -> Callable[[Role], Actor]:
    """Sign somebody in: of the okrug for office roles, of the district for others."""

    def signed_in(role: Role) -> Actor:
        unit = month.okrug if role is Role.CLERK else month.district
        actor = (
            month.akim if role is Role.AKIM else make.seat(session, unit=unit, role=role, on=clock.today())
        )
        assert actor.user is not None
        sign_in(page, session, actor.user, strong=True)
        return actor

    return signed_in


OFFICE_PAGES = (
    "/office/signals", "/office/numbers", "/office/today", "/office/requests", "/news", "/signals",
    "/profile",
)  # fmt: skip
HIDDEN_MARKS = ("/desk/withdrawals", "withdrawn-after", "kpi-signal")


@pytest.mark.parametrize("role", [Role.AKIM, Role.CLERK, Role.SUPERIOR])
def test_withdrawals_never_reach_the_office(
    page: Page, session: Session, month: Month, enter: Callable[[Role], Actor], role: Role
) -> None:
    month.many_withdrawn()
    session.flush()
    signals.look(session, JULY, now=RAISED)
    hidden = session.scalars(select(Signal).where(Signal.code == "G12", Signal.flagged)).one()
    shown = a_signal(session, month, SignalCode.LAST_DAY)
    session.commit()
    actor = enter(role)

    for path in (f"/desk/withdrawals/{hidden.id}", f"/desk/signals/{hidden.id}", "/desk/withdrawals"):
        page.get(path, status=403)
    if role is not Role.SUPERIOR:
        page.get(f"/office/signals/{hidden.id}", status=404)
        page.get("/office/signals", query={"lang": "en"})
        page.get(f"/office/signals/{shown.id}")  # with the token of a form, for the akim
        page.post(f"/office/signals/{hidden.id}", {"words": WHY}, status=404 if role is Role.AKIM else 400)
        for path in OFFICE_PAGES:
            answer = page.client.get(path, follow_redirects=True)
            assert not [mark for mark in HIDDEN_MARKS if mark in answer.text], path
        assert "Withdrawals after an act" not in page.client.get("/office/signals?lang=en").text
    assert f"/office/signals/{hidden.id}" not in page.links()
    told = session.scalar(
        select(func.count()).where(Message.user_id == actor.user_id, Message.kind == "kpi.signal")
    )
    assert told == 0


def test_the_akim_reads_and_explains_on_the_page(
    page: Page, session: Session, month: Month, signal: Signal, enter: Callable[[Role], Actor]
) -> None:
    case, _ = month.case(at("2026-07-02"))
    signal.evidence = {"parts": [{**signal.evidence["parts"][0], ROWS: [case.id]}], "checks": 40}
    session.commit()
    enter(Role.AKIM)

    page.get("/office/signals")
    assert f"/office/signals/{signal.id}" in page.links()
    page.get(f"/office/signals/{signal.id}")
    assert f"{case.number[:2]}-{case.number[2:]}" in page.text
    page.post(f"/office/signals/{signal.id}", {"words": ""}, status=422)
    page.post(f"/office/signals/{signal.id}", {"words": WHY})
    page.follow()

    kept = signal_queries.explanation(session, signal.id)
    assert kept is not None
    assert kept.text == WHY


@pytest.mark.parametrize("code", [SignalCode.RATING_BURST, SignalCode.DONE_NOT_SOLVED, SignalCode.NOT_ASKED])
def test_the_office_reads_no_row_that_tells_of_a_resident(
    page: Page, session: Session, month: Month, enter: Callable[[Role], Actor], code: SignalCode
) -> None:
    case, _ = month.case(at("2026-07-02"))
    signal = a_signal(session, month, code, rows=(case.id,))
    session.commit()
    enter(Role.AKIM)

    page.get(f"/office/signals/{signal.id}")

    assert case.number[2:] not in page.text


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_assessor_reads_rows_and_writes_the_finding(
    page: Page, session: Session, month: Month, enter: Callable[[Role], Actor], language: str
) -> None:
    first = month.answered(at("2026-07-02"), at("2026-07-09"))
    other = month.answered(at("2026-07-03"), at("2026-07-09"))
    one = a_signal(session, month, SignalCode.MASS_ANSWERS, rows=(first.appeal_id, other.appeal_id))
    twins = {"name": "twins", "seen": 7, "n": 20, "expected": 1.0, "p": 1e-9, ROWS: [first.appeal_id]}
    burst = {"name": "burst", "seen": 7, "n": 20, "expected": 0.02, "p": 1e-8, ROWS: [], "begins": 1.7838e9}
    one.evidence = {"parts": [twins | {"pairs": [[first.id, other.id]]}, burst], "checks": 40}
    session.commit()
    enter(Role.ASSESSOR)

    page.get("/desk/signals", query={"lang": language})
    page.get(f"/desk/signals/{one.id}", query={"lang": language})
    assert first.done in page.text
    assert first.appeal.text not in page.text
    page.post(f"/desk/signals/{one.id}", {"finding": "innocent", "why": ""}, status=422)
    page.post(f"/desk/signals/{one.id}", {"finding": "innocent", "why": "Бір жөндеу."})
    page.follow()
    page.get("/desk/signals", query={"found": 1})

    session.refresh(one)
    assert (one.finding, one.finding_words) == ("innocent", "Бір жөндеу.")


def test_deputies_read_counts_of_withdrawals_and_no_numbers_of_requests(
    page: Page, session: Session, month: Month, enter: Callable[[Role], Actor]
) -> None:
    case, _ = month.case(at("2026-07-02"))
    hidden = a_signal(session, month, SignalCode.WITHDRAWN_AFTER, rows=(case.id,))
    session.commit()
    enter(Role.DEPUTY)

    page.get("/desk/withdrawals")
    page.get(f"/desk/withdrawals/{hidden.id}")
    assert case.number[2:] not in page.text
    page.get("/desk/signals", status=403)
    page.get(f"/desk/signals/{hidden.id}", status=403)


def test_the_auditor_reads_and_writes_nothing(
    page: Page, session: Session, month: Month, signal: Signal, hidden: Signal, enter: Callable[[Role], Actor]
) -> None:
    session.commit()
    enter(Role.AUDITOR)

    page.get("/desk/signals")
    page.get(f"/desk/signals/{signal.id}")
    assert not page.all("textarea")
    page.get(f"/desk/withdrawals/{hidden.id}")
    page.get(f"/desk/withdrawals/{signal.id}", status=404)


def test_the_job_looks_at_each_month_once(app: Flask, session: Session, month: Month) -> None:
    session.commit()
    acts = select(Entry.subject_id).where(Entry.act == signal_queries.TESTED).order_by(Entry.id)
    with app.app_context():
        look_for_signals()
        first = session.scalars(acts).all()
        look_for_signals()

    assert 1 <= len(first) <= 2
    assert len(set(first)) == len(first)
    assert session.scalars(acts).all() == first


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_everybody_reads_what_is_watched(
    app: Flask, page: Page, session: Session, month: Month, language: str
) -> None:
    judged(session, month, SignalCode.MASS_ANSWERS, "tttiu")
    session.commit()

    page.get("/signals", query={"lang": language})

    assert "G13" in page.text
    assert "3 / 5" in page.text
    for word in ("алаяқ", "мошенн", "fraud", "қысым", "давлен", "pressure"):
        assert word not in page.text.casefold()
