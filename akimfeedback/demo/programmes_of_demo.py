"""Enter the made-up programmes and tell what became of each promise, through the services of `programmes`."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from sqlalchemy.orm import Session

from akimfeedback.core.clock import KAZAKHSTAN
from akimfeedback.demo import pictures
from akimfeedback.demo.books import Books
from akimfeedback.demo.promises import DILIGENT, PROGRAMMES, ROUTINE, ProgrammeText, PromiseLine, Update
from akimfeedback.mandates.actor import Actor
from akimfeedback.mandates.models import Mandate
from akimfeedback.programmes import reporting, service
from akimfeedback.programmes.models import Programme, Promise
from akimfeedback.programmes.rules import UNDER_WAY, Control, PromiseState

_DAYS_IN_MONTH = 30.4
_NOON = time(12, 30)
_WORTH_A_REPORT = 3  # promises with an outcome
_ROUTINE = timedelta(days=104)


@dataclass(frozen=True)
class _News:
    at: datetime
    promise: Promise
    update: Update


def write(session: Session, books: Books) -> int:
    """Write all programmes with updates, duties, followers and reports; return the number of promises."""
    return sum(_write_one(session, books, text) for text in PROGRAMMES)


def _write_one(session: Session, books: Books, text: ProgrammeText) -> int:
    seat = books.seats[text.akim]
    actor = Actor(user=seat.user, seats=(seat,))
    programme = _entered(session, actor, seat, text)
    entered_at = programme.entered_at
    promises = [_promised(session, books, actor, programme, line, entered_at) for line in text.promises]
    news = [
        _News(_moment(books.today, update.months_ago, entered_at), promise, update)
        for promise, line in zip(promises, text.promises, strict=True)
        for update in line.updates
    ]
    news += _between(books, text, promises, news)
    for item in sorted(news, key=lambda item: item.at):
        _catch_up(session, item.at.date())
        _report(session, books, actor, item, text.language)
    _catch_up(session, books.today)
    _publish_report(session, books, actor, programme)
    return len(promises)


def _between(books: Books, text: ProgrammeText, promises: list[Promise], news: list[_News]) -> list[_News]:
    """Return the routine updates of an akim who keeps the 120 days; others write when there is news."""
    if text.akim not in DILIGENT:
        return []
    found = []
    for promise in (promise for promise in promises if promise.state in UNDER_WAY):
        mine = sorted((item for item in news if item.promise is promise), key=lambda item: item.at)
        ends = mine[-1].at if mine and mine[-1].update.state not in UNDER_WAY else books.now
        told = [promise.entered_at, *(item.at for item in mine), ends]
        for before, after in pairwise(told):
            found += _routine(text, promise, before, after, begun=bool(mine) and mine[0].at <= before)
    return found


def _routine(
    text: ProgrammeText, promise: Promise, before: datetime, after: datetime, *, begun: bool
) -> list[_News]:
    """Return an update every hundred days of a silence."""
    state = PromiseState.IN_PROGRESS if begun else PromiseState.NOT_DUE
    found: list[_News] = []
    at = before + _ROUTINE
    while at < after - timedelta(days=10):
        words = ROUTINE[text.language][(promise.position + len(found)) % len(ROUTINE[text.language])]
        found.append(_News(at, promise, Update(0, state, evidence=True, text=words)))
        at += _ROUTINE
    return found


def _entered(session: Session, actor: Actor, seat: Mandate, text: ProgrammeText) -> Programme:
    at = datetime.combine(seat.starts_on + timedelta(days=12), _NOON, KAZAKHSTAN)
    paper = service.ProgrammeText(
        title=text.title,
        language=text.language,
        source=text.source,
        published_on=seat.starts_on - timedelta(days=25),
    )
    return service.enter_programme(session, actor, seat, paper, now=at)


def _promised(
    session: Session, books: Books, actor: Actor, programme: Programme, line: PromiseLine, at: datetime
) -> Promise:
    state = PromiseState.DECLARATION if line.state == PromiseState.DECLARATION else PromiseState.NOT_DUE
    text = service.PromiseText(
        wording=line.wording,
        short_name=line.short_name,
        control=Control(line.control),
        state=state,
        measure=line.measure,
        target_on=None if line.target_months is None else _target(books.today, line.target_months),
    )
    return service.add_promise(session, actor, programme, text, now=at)


def _target(today: date, months: float) -> date:
    """Return the last day of the month so many months ahead."""
    day = today + timedelta(days=round(months * _DAYS_IN_MONTH))
    following = (day.replace(day=28) + timedelta(days=4)).replace(day=1)
    return following - timedelta(days=1)


def _moment(today: date, months_ago: float, after: datetime) -> datetime:
    day = today - timedelta(days=round(months_ago * _DAYS_IN_MONTH) - 3)
    return max(datetime.combine(day, _NOON, KAZAKHSTAN), after + timedelta(days=3))


def _report(session: Session, books: Books, actor: Actor, item: _News, language: str) -> None:
    state = PromiseState(item.update.state)
    if state == PromiseState.WITHDRAWN:
        reason = item.update.text
        service.withdraw_promise(session, actor, item.promise, reason=reason, language=language, now=item.at)
        return
    files = [books.pictures[next(_pictures(item))].id] if item.update.evidence else []
    news = service.News(state=state, text=item.update.text, language=language, file_ids=files)
    service.report_progress(session, actor, item.promise, news, now=item.at)


def _pictures(item: _News) -> Iterator[str]:
    yield pictures.EVIDENCE[item.promise.id % len(pictures.EVIDENCE)]


def _catch_up(session: Session, today: date) -> None:
    """Mark missed duties as the nightly sweep would have done, one generation after another."""
    while service.miss_duties(session, today=today):
        pass


def _publish_report(session: Session, books: Books, actor: Actor, programme: Programme) -> None:
    """Publish one report of the past half-year for akims who have something done to tell."""
    at = books.now - timedelta(days=40)
    done = [promise for promise in programme.promises if promise.state not in UNDER_WAY]
    if len(done) < _WORTH_A_REPORT:
        return
    text = reporting.draft(session, programme, today=at.date())
    report = reporting.save_draft(session, actor, programme, text, now=at)
    reporting.publish(session, actor, report, requests={}, now=at)
