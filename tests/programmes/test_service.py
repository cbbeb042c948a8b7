"""Acts on promises: who may, what follows, which duties arise."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from akimfeedback.core.errors import NotAllowed, RuleBroken
from akimfeedback.mandates.actor import VISITOR, Actor
from akimfeedback.mandates.models import Mandate
from akimfeedback.mandates.rules import Role
from akimfeedback.notifications.models import Message
from akimfeedback.notifications.rules import Channel
from akimfeedback.programmes import queries, reporting, service
from akimfeedback.programmes.models import Programme, Promise, UpdateDuty
from akimfeedback.programmes.rules import PromiseState
from akimfeedback.programmes.service import News, ProgrammeText, PromiseText
from tests import make

NOW = datetime(2026, 1, 5, 7, 0, tzinfo=UTC)
TODAY = date(2026, 1, 5)
SHOWN = "https://example.kz/news/1"


def later(days: int) -> datetime:
    return NOW + timedelta(days=days)


def office(session: Session) -> tuple[Actor, Mandate]:
    """Return the akim of a new okrug and the mandate."""
    unit = make.okrug_of(session, make.village(session))
    akim = make.seat(session, unit=unit, role=Role.AKIM)
    return akim, akim.seats[0]


def programme(session: Session, akim: Actor, mandate: Mandate) -> Programme:
    text = ProgrammeText("Бағдарлама 2024–2028", "kk", "«Ауыл» газеті, №12", date(2024, 2, 1))
    return service.enter_programme(session, akim, mandate, text, now=NOW)


def promised(session: Session, state: PromiseState = PromiseState.IN_PROGRESS) -> tuple[Actor, Promise]:
    """Return an akim and a promise entered on 5 January 2026."""
    akim, mandate = office(session)
    text = PromiseText("Мектеп көшесіне он шам орнатамын.", "Көше шамы", state=state)
    return akim, service.add_promise(session, akim, programme(session, akim, mandate), text, now=NOW)


def shown(state: PromiseState = PromiseState.IN_PROGRESS) -> News:
    return News(state, "Бес шам орнатылды.", "kk", evidence_url=SHOWN)


def duties(session: Session, promise: Promise) -> list[tuple[date, bool | None, date | None]]:
    rows = select(UpdateDuty).where(UpdateDuty.promise_id == promise.id).order_by(UpdateDuty.id)
    return [(duty.due_on, duty.met, duty.cancelled_on) for duty in session.scalars(rows)]


def test_a_promise_under_way_owes_an_update(session: Session) -> None:
    _, promise = promised(session)

    assert duties(session, promise) == [(TODAY + timedelta(days=120), None, None)]


@pytest.mark.parametrize("state", [PromiseState.DECLARATION, PromiseState.FULFILLED])
def test_a_wish_owes_nothing(session: Session, state: PromiseState) -> None:
    _, promise = promised(session, state)

    assert duties(session, promise) == []


def test_an_update_with_evidence_meets_the_duty_and_opens_the_next(session: Session) -> None:
    akim, promise = promised(session)

    service.report_progress(session, akim, promise, shown(), now=later(120))

    assert duties(session, promise) == [
        (TODAY + timedelta(days=120), True, None),
        (TODAY + timedelta(days=240), None, None),
    ]
    assert promise.last_evidence_on == TODAY + timedelta(days=120)


def test_words_alone_meet_nothing(session: Session) -> None:
    akim, promise = promised(session)

    service.report_progress(
        session, akim, promise, News(PromiseState.IN_PROGRESS, "Жұмыс жүріп жатыр.", "kk"), now=NOW
    )

    assert duties(session, promise) == [(TODAY + timedelta(days=120), None, None)]
    assert (promise.last_update_on, promise.last_evidence_on) == (TODAY, None)


def test_a_missed_duty_opens_the_next_and_a_late_update_does_not_mend_it(session: Session) -> None:
    akim, promise = promised(session)

    service.report_progress(session, akim, promise, shown(), now=later(121))

    assert [met for _, met, _ in duties(session, promise)] == [False, True, None]


def test_the_sweep_marks_what_was_missed_once(session: Session) -> None:
    _, promise = promised(session)
    day = TODAY + timedelta(days=121)

    assert service.miss_duties(session, today=day - timedelta(days=1)) == 0
    assert service.miss_duties(session, today=day) == 1
    assert service.miss_duties(session, today=day) == 0
    assert [met for _, met, _ in duties(session, promise)] == [False, None]


def test_a_duty_ends_with_the_mandate(session: Session) -> None:
    _, promise = promised(session)
    promise.programme.mandate.ends_on = TODAY + timedelta(days=60)

    service.miss_duties(session, today=TODAY + timedelta(days=200))

    assert duties(session, promise) == [(TODAY + timedelta(days=120), None, TODAY + timedelta(days=60))]


def test_a_kept_promise_owes_nothing_more(session: Session) -> None:
    akim, promise = promised(session)

    service.report_progress(session, akim, promise, shown(PromiseState.FULFILLED), now=later(30))

    assert duties(session, promise) == [(TODAY + timedelta(days=120), True, None)]
    assert (promise.state, promise.state_since) == (PromiseState.FULFILLED, TODAY + timedelta(days=30))


def test_a_promise_taken_back_owes_nothing_and_keeps_its_reason(session: Session) -> None:
    akim, promise = promised(session)

    taken = service.withdraw_promise(
        session, akim, promise, reason="Қаражат бөлінбеді.", language="kk", now=later(10)
    )

    assert duties(session, promise) == [(TODAY + timedelta(days=120), None, TODAY + timedelta(days=10))]
    assert (promise.state, taken.text) == (PromiseState.WITHDRAWN, "Қаражат бөлінбеді.")
    with pytest.raises(RuleBroken, match="cannot-become"):
        service.report_progress(session, akim, promise, shown(), now=later(11))


@pytest.mark.parametrize("state", [PromiseState.FULFILLED, PromiseState.PARTLY, PromiseState.THWARTED])
def test_an_outcome_must_be_shown(session: Session, state: PromiseState) -> None:
    akim, promise = promised(session)

    with pytest.raises(RuleBroken, match="evidence-missing"):
        service.report_progress(session, akim, promise, News(state, "Бітті.", "kk"), now=NOW)


def test_nobody_else_writes(session: Session) -> None:
    _, promise = promised(session)
    neighbour, _ = office(session)

    for stranger in (neighbour, VISITOR, make.actor(session, make.person(session))):
        with pytest.raises(NotAllowed):
            service.report_progress(session, stranger, promise, shown(), now=NOW)


def test_a_clerk_reports_but_takes_nothing_back(session: Session) -> None:
    akim, promise = promised(session)
    clerk = make.seat(session, unit=akim.seats[0].territory, role=Role.CLERK)

    service.report_progress(session, clerk, promise, shown(), now=NOW)

    with pytest.raises(NotAllowed, match="only-the-akim"):
        service.withdraw_promise(session, clerk, promise, reason="Қаражат бөлінбеді.", language="kk", now=NOW)


def test_a_programme_is_entered_once(session: Session) -> None:
    akim, mandate = office(session)
    programme(session, akim, mandate)

    with pytest.raises(RuleBroken, match="already-entered"):
        programme(session, akim, mandate)


def test_followers_get_news_once_each(session: Session) -> None:
    akim, promise = promised(session)
    follower = make.actor(session, make.person(session))
    for _ in range(2):
        service.follow(session, follower, promise, now=NOW)

    service.report_progress(session, akim, promise, shown(), now=NOW)
    service.unfollow(session, follower, promise)
    service.report_progress(session, akim, promise, shown(), now=later(1))

    told = list(session.scalars(select(Message).where(Message.channel == Channel.SMS)))
    assert [(message.user_id, message.kind) for message in told] == [(follower.user_id, "programmes.updated")]
    assert told[0].params == {"name": "Көше шамы", "path": f"u/{promise.id}"}


def test_a_visitor_cannot_follow(session: Session) -> None:
    _, promise = promised(session)

    with pytest.raises(NotAllowed):
        service.follow(session, VISITOR, promise, now=NOW)


def test_duties_count_a_promise_once_a_period(session: Session) -> None:
    akim, eager = promised(session)
    lazy = service.add_promise(
        session,
        akim,
        eager.programme,
        PromiseText("Жол жөндеймін.", "Жол", state=PromiseState.IN_PROGRESS),
        now=NOW,
    )
    for day in (1, 2, 3):
        service.report_progress(session, akim, eager, shown(), now=later(day))
    service.miss_duties(session, today=TODAY + timedelta(days=122))
    session.flush()

    found = queries.duty_counts(session, TODAY, TODAY + timedelta(days=122), [eager.territory_id])

    assert found == {eager.territory_id: (1, 2)}
    assert queries.duty_counts(session, TODAY, TODAY + timedelta(days=122), []) == {}
    assert lazy.last_evidence_on is None


def test_counts_know_the_stalled(session: Session) -> None:
    akim, promise = promised(session)
    add = [PromiseState.NOT_DUE, PromiseState.DECLARATION]
    for state in add:
        service.add_promise(
            session, akim, promise.programme, PromiseText("Уәде.", "Уәде", state=state), now=NOW
        )
    session.flush()

    on_the_day = queries.counts(session, [promise.programme_id], TODAY + timedelta(days=120))[
        promise.programme_id
    ]
    after = queries.counts(session, [promise.programme_id], TODAY + timedelta(days=121))[promise.programme_id]

    assert (on_the_day.in_progress, on_the_day.stalled) == (1, 0)
    assert (after.in_progress, after.stalled, after.not_due, after.declarations) == (0, 1, 1, 1)
    assert queries.stalled_counts(session, TODAY + timedelta(days=121), [promise.territory_id]) == {
        promise.territory_id: 1
    }


def test_a_summary_tells_an_owed_programme_from_one_not_required(session: Session) -> None:
    _, mandate = office(session)
    elected = queries.summary(session, mandate.territory_id, TODAY)
    mandate.akim_kind = "acting"
    session.flush()
    acting = queries.summary(session, mandate.territory_id, TODAY)
    mandate.ends_on = TODAY - timedelta(days=1)
    session.flush()
    vacant = queries.summary(session, mandate.territory_id, TODAY)

    assert (elected.missing, acting.missing, vacant.missing) == (True, False, False)
    assert (acting.owed, vacant.akim) == (False, None)


def test_a_draft_is_filled_in_and_published_once(session: Session) -> None:
    akim, promise = promised(session)
    follower = make.person(session)
    service.follow(session, make.actor(session, follower), promise, now=NOW)
    service.report_progress(session, akim, promise, shown(PromiseState.FULFILLED), now=later(5))
    session.flush()

    draft = reporting.draft(session, promise.programme, today=TODAY + timedelta(days=6))
    report = reporting.save_draft(session, akim, promise.programme, draft, now=later(6))
    again = reporting.save_draft(session, akim, promise.programme, draft, now=later(6))
    reporting.publish(session, akim, report, requests={"answered": 7}, now=later(6))

    assert again is report
    assert draft.done == "– Көше шамы: Бес шам орнатылды."
    assert report.published_on == TODAY + timedelta(days=6)
    assert report.facts["promises"]["fulfilled"] == 1
    assert report.facts["requests"] == {"answered": 7}
    assert reporting.covered_from(session, promise.programme) == TODAY + timedelta(days=7)
    with pytest.raises(RuleBroken, match="report-published"):
        reporting.publish(session, akim, report, requests={}, now=later(7))
    kinds = session.scalars(
        select(Message.kind).where(Message.user_id == follower.id, Message.channel == Channel.SMS)
    )
    assert list(kinds) == ["programmes.updated", "programmes.reported"]


def test_a_clerk_drafts_the_akim_publishes(session: Session) -> None:
    akim, promise = promised(session)
    clerk = make.seat(session, unit=akim.seats[0].territory, role=Role.CLERK)
    session.flush()

    report = reporting.save_draft(
        session, clerk, promise.programme, reporting.draft(session, promise.programme, today=TODAY), now=NOW
    )

    with pytest.raises(NotAllowed, match="only-the-akim"):
        reporting.publish(session, clerk, report, requests={}, now=NOW)
