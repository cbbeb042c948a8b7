"""Enter programmes and promises, report progress with evidence, withdraw, follow, mark missed duties."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from akimfeedback.core.clock import local_day
from akimfeedback.core.errors import NotAllowed, RuleBroken
from akimfeedback.files import service as files
from akimfeedback.journal.service import record
from akimfeedback.mandates.actor import Actor
from akimfeedback.mandates.models import Mandate
from akimfeedback.notifications.service import tell_all
from akimfeedback.programmes import policy, queries, rules
from akimfeedback.programmes.models import (
    Programme,
    Progress,
    ProgressFile,
    Promise,
    PromiseFollower,
    UpdateDuty,
)
from akimfeedback.programmes.rules import Control, PromiseState


@dataclass(frozen=True)
class ProgrammeText:
    """What is copied from the paper's first page."""

    title: str
    language: str
    source: str
    published_on: date
    source_file_id: int | None = None


@dataclass(frozen=True)
class PromiseText:
    """One promise as it stands in the paper, and how one can tell that it is done."""

    wording: str
    short_name: str
    control: Control = Control.AKIM
    state: PromiseState = PromiseState.NOT_DUE
    source_page: str | None = None
    measure: str | None = None
    target_on: date | None = None


@dataclass(frozen=True)
class News:
    """An update of the office; files are numbers of uploads."""

    state: PromiseState
    text: str
    language: str
    spent_tenge: int | None = None
    evidence_url: str | None = None
    file_ids: Sequence[int] = field(default=())

    @property
    def has_evidence(self) -> bool:
        """Say whether something is shown: a photo, a document, the address of a publication."""
        return bool(self.file_ids or self.evidence_url)


def enter_programme(
    session: Session, actor: Actor, mandate: Mandate, text: ProgrammeText, *, now: datetime
) -> Programme:
    """Enter the programme of one akim's mandate once.

    Raises NotAllowed, RuleBroken `programmes.already-entered`.
    """
    if not policy.can_enter_programme(actor, mandate.territory_id):
        raise NotAllowed("programmes.not-your-okrug")
    if session.scalar(select(Programme.id).where(Programme.mandate_id == mandate.id)) is not None:
        raise RuleBroken("programmes.already-entered")
    programme = Programme(
        mandate_id=mandate.id,
        territory_id=mandate.territory_id,
        title=text.title,
        language=text.language,
        source=text.source,
        source_file_id=text.source_file_id,
        published_on=text.published_on,
        entered_at=now,
    )
    session.add(programme)
    session.flush()
    if text.source_file_id is not None:
        files.make_public(session, [text.source_file_id])
    record(session, "programmes.entered", "programme", programme.id, actor_id=actor.user_id, at=now)
    return programme


def add_promise(
    session: Session, actor: Actor, programme: Programme, text: PromiseText, *, now: datetime
) -> Promise:
    """Add one promise at the end; one that is under way opens its first duty. Raises NotAllowed."""
    if not policy.can_enter_programme(actor, programme.territory_id):
        raise NotAllowed("programmes.not-your-okrug")
    last = session.scalar(select(func.max(Promise.position)).where(Promise.programme_id == programme.id))
    promise = Promise(
        programme_id=programme.id,
        territory_id=programme.territory_id,
        position=(last or 0) + 1,
        wording=text.wording,
        short_name=text.short_name[: rules.SHORT_NAME],
        source_page=text.source_page,
        control=text.control,
        measure=text.measure,
        target_on=text.target_on,
        state=text.state,
        state_since=local_day(now),
        entered_at=now,
    )
    session.add(promise)
    session.flush()
    if promise.state in rules.UNDER_WAY:
        _open_duty(session, promise, local_day(now))
    record(session, "programmes.promised", "promise", promise.id, actor_id=actor.user_id, at=now)
    return promise


def report_progress(
    session: Session, actor: Actor, promise: Promise, news: News, *, now: datetime
) -> Progress:
    """Write what became of a promise; an update with evidence meets the open duty and opens the next.

    Raises NotAllowed, RuleBroken `programmes.cannot-become`, `programmes.evidence-missing`.
    """
    if not policy.can_report_on(actor, promise):
        raise NotAllowed("programmes.not-your-okrug")
    if not rules.may_become(promise.state, news.state):
        raise RuleBroken("programmes.cannot-become")
    if news.state in rules.NEEDS_EVIDENCE and promise.state != news.state and not news.has_evidence:
        raise RuleBroken("programmes.evidence-missing")
    progress = _written(session, promise, news, by_id=actor.user_id, now=now)
    before = promise.state
    _move(promise, news.state, progress.on)
    promise.last_update_on = progress.on
    if news.has_evidence:
        promise.last_evidence_on = progress.on
    _follow_up(session, promise, progress)
    record(
        session, "programmes.updated", "promise", promise.id, actor_id=actor.user_id, at=now,
        before=before, state=promise.state, evidence=news.has_evidence, files=len(news.file_ids),
    )  # fmt: skip
    _tell_followers(session, promise, now=now)
    return progress


def withdraw_promise(
    session: Session, actor: Actor, promise: Promise, *, reason: str, language: str, now: datetime
) -> Progress:
    """Take a promise back with a reason everybody can read; its open duty is cancelled. Raises as above."""
    if not policy.can_withdraw(actor, promise):
        raise NotAllowed("programmes.only-the-akim")
    if promise.state in rules.ENDED:
        raise RuleBroken("programmes.cannot-become")
    news = News(PromiseState.WITHDRAWN, reason, language)
    progress = _written(session, promise, news, by_id=actor.user_id, now=now)
    _move(promise, PromiseState.WITHDRAWN, progress.on)
    promise.last_update_on = progress.on
    _follow_up(session, promise, progress)
    record(session, "programmes.withdrawn", "promise", promise.id, actor_id=actor.user_id, at=now)
    _tell_followers(session, promise, now=now)
    return progress


def _written(session: Session, promise: Promise, news: News, *, by_id: int | None, now: datetime) -> Progress:
    progress = Progress(
        promise_id=promise.id,
        state=news.state,
        text=news.text,
        language=news.language,
        spent_tenge=news.spent_tenge,
        evidence_url=news.evidence_url,
        has_evidence=news.has_evidence,
        by_id=by_id,
        at=now,
        on=local_day(now),
        files=[ProgressFile(file_id=number, position=place) for place, number in enumerate(news.file_ids)],
    )
    session.add(progress)
    session.flush()
    files.make_public(session, news.file_ids)
    return progress


def _move(promise: Promise, state: PromiseState, on: date) -> None:
    if promise.state != state:
        promise.state, promise.state_since = state, on


def _open_duty(session: Session, promise: Promise, opened_on: date) -> UpdateDuty:
    duty = UpdateDuty(
        promise_id=promise.id,
        territory_id=promise.territory_id,
        opened_on=opened_on,
        due_on=rules.duty_due(opened_on),
    )
    session.add(duty)
    return duty


def _follow_up(session: Session, promise: Promise, progress: Progress) -> None:
    """Meet, cancel or open the duty that follows from an update."""
    duty = queries.open_duty(session, promise.id)
    while duty is not None and duty.due_on < progress.on:  # the nightly sweep has not come by yet
        duty = _miss(session, promise, duty)
    if duty is not None and progress.has_evidence:
        duty.met_on, duty.met = progress.on, True
    elif duty is not None and promise.state not in rules.UNDER_WAY:
        duty.cancelled_on = progress.on
    session.flush()
    if promise.state in rules.UNDER_WAY and queries.open_duty(session, promise.id) is None:
        _open_duty(session, promise, progress.on)


def _miss(session: Session, promise: Promise, duty: UpdateDuty) -> UpdateDuty:
    """Mark a duty missed and open the next from its last day."""
    duty.met = False
    following = _open_duty(session, promise, duty.due_on)
    session.flush()
    return following


def miss_duties(session: Session, *, today: date) -> int:
    """Mark duties whose day is over and open the next; those of an akim who has left are cancelled.

    Returns how many were marked. Safe to repeat: a marked duty is not open any more.
    """
    duties = queries.missed_duties(session, today)
    for duty in duties:
        promise = session.get_one(Promise, duty.promise_id)
        ends_on = promise.programme.mandate.ends_on
        if ends_on is not None and ends_on < duty.due_on:
            duty.cancelled_on = ends_on
        else:
            _miss(session, promise, duty)
    session.flush()
    return len(duties)


def follow(session: Session, actor: Actor, promise: Promise, *, now: datetime) -> None:
    """Send a person news of a promise from now on; following twice changes nothing. Raises NotAllowed."""
    if not policy.can_follow(actor) or actor.user is None:
        raise NotAllowed("programmes.sign-in-to-follow")
    if session.get(PromiseFollower, (promise.id, actor.user.id)) is None:
        session.add(PromiseFollower(promise_id=promise.id, user_id=actor.user.id, at=now))


def unfollow(session: Session, actor: Actor, promise: Promise) -> None:
    """Stop the news; nothing happens when the person did not follow."""
    found = session.get(PromiseFollower, (promise.id, actor.user_id)) if actor.user_id else None
    if found is not None:
        session.delete(found)


def forget_follower(session: Session, user_id: int) -> None:
    """Take a person who leaves off every list of followers."""
    for row in session.scalars(select(PromiseFollower).where(PromiseFollower.user_id == user_id)):
        session.delete(row)


def _tell_followers(session: Session, promise: Promise, *, now: datetime) -> None:
    tell_all(
        session,
        queries.followers(session, promise.id),
        "programmes.updated",
        at=now,
        name=rules.in_message(promise.short_name),
        path=f"u/{promise.id}",
    )
