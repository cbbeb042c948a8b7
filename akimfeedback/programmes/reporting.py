"""The akim's one-page report: a draft from what is there, saved at will, published once with a date.

A part of `service` in a file of its own.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from akimfeedback.core.clock import local_day
from akimfeedback.core.errors import NotAllowed, RuleBroken
from akimfeedback.journal.service import record
from akimfeedback.mandates.actor import Actor
from akimfeedback.notifications.service import tell_all
from akimfeedback.programmes import policy, queries
from akimfeedback.programmes.models import Programme, ProgrammeReport, Promise
from akimfeedback.programmes.rules import PromiseState

LINES = 12
LETTERS = 200


@dataclass(frozen=True)
class ReportText:
    """What the akim writes; the days are both included."""

    covers_from: date
    covers_to: date
    done: str
    not_done: str
    next_steps: str
    language: str


def covered_from(session: Session, programme: Programme) -> date:
    """Return the first day of the next report: after the last one covered, else the programme's day."""
    published = queries.reports(session, programme.id)
    if not published:
        return max(programme.published_on, programme.mandate.starts_on)
    return date.fromordinal(published[0].covers_to.toordinal() + 1)


def draft(session: Session, programme: Programme, *, today: date) -> ReportText:
    """Return a report prefilled from promises and their updates, for the akim to put right."""
    first = min(covered_from(session, programme), today)
    updates = queries.progress_between(session, programme.id, first, today)
    told = {update.promise_id: update.text for update in updates}
    standing = queries.promises(session, programme.id, today=today)
    done = [
        _line(promise, told.get(promise.id))
        for promise, _ in standing
        if promise.id in told and promise.state not in _BACK
    ]
    not_done = [
        _line(promise, told.get(promise.id)) for promise, still in standing if still or promise.state in _BACK
    ]
    ahead = [_line(promise, _by(promise)) for promise, _ in standing if promise.state in _AHEAD]
    return ReportText(first, today, _lines(done), _lines(not_done), _lines(ahead), programme.language)


_BACK = {PromiseState.NOT_FULFILLED, PromiseState.THWARTED, PromiseState.WITHDRAWN}
_AHEAD = {PromiseState.IN_PROGRESS, PromiseState.NOT_DUE}


def _by(promise: Promise) -> str | None:
    return promise.target_on.strftime("%d.%m.%Y") if promise.target_on else None


def _line(promise: Promise, text: str | None) -> str:
    return f"– {promise.short_name}" + (f": {text[:LETTERS].strip()}" if text else "")


def _lines(lines: Iterable[str]) -> str:
    return "\n".join(list(lines)[:LINES])


def save_draft(
    session: Session, actor: Actor, programme: Programme, text: ReportText, *, now: datetime
) -> ProgrammeReport:
    """Keep the draft of a programme, one at a time.

    Raises NotAllowed, RuleBroken `programmes.report-dates`.
    """
    if not policy.can_write_report(actor, programme):
        raise NotAllowed("programmes.not-your-okrug")
    if not text.covers_from <= text.covers_to <= local_day(now):
        raise RuleBroken("programmes.report-dates")
    report = saved_draft(session, programme)
    if report is None:
        report = ProgrammeReport(programme_id=programme.id, facts={}, published_on=None)
        session.add(report)
    for name, value in asdict(text).items():
        setattr(report, name, value)
    report.by_id, report.made_at = actor.user_id, now
    session.flush()
    return report


def saved_draft(session: Session, programme: Programme) -> ProgrammeReport | None:
    """Return the draft that waits, None when there is none."""
    all_reports = queries.reports(session, programme.id, published=False)
    return next((report for report in all_reports if report.published_on is None), None)


def publish(
    session: Session, actor: Actor, report: ProgrammeReport, *, requests: Mapping[str, Any], now: datetime
) -> None:
    """Publish a draft with today's date and freeze the counts beside it; followers of promises are told.

    `requests` are the figures of the office's requests in the days covered, as the caller counted them.
    Raises NotAllowed, RuleBroken `programmes.report-published`.
    """
    programme = queries.programme(session, report.programme_id)
    if programme is None or not policy.can_publish_report(actor, programme):
        raise NotAllowed("programmes.only-the-akim")
    if report.published_on is not None:
        raise RuleBroken("programmes.report-published")
    counts = queries.counts(session, [programme.id], report.covers_to)[programme.id]
    report.facts = {"promises": asdict(counts), "requests": dict(requests)}
    report.published_on = local_day(now)
    session.flush()
    record(
        session,
        "programmes.reported",
        "programme",
        programme.id,
        actor_id=actor.user_id,
        at=now,
        report=report.id,
    )
    followers = queries.followers_of_programme(session, programme.id)
    tell_all(session, followers, "programmes.reported", at=now, path=f"re/{report.id}")
