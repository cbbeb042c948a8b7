"""What the office does besides answering: calls, holds, or gives up a duty with a reason everybody reads."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from akimfeedback.calendars.queries import calendar_on
from akimfeedback.core import clock
from akimfeedback.core.errors import RuleBroken
from akimfeedback.files import service as files
from akimfeedback.law import initiatives as law
from akimfeedback.law.workdays import add_working_days
from akimfeedback.mandates.actor import Actor
from akimfeedback.petitions.models import Petition, PetitionDuty
from akimfeedback.petitions.rules import DutyKind, HearingState
from akimfeedback.petitions.service import duties
from akimfeedback.petitions.service.acts import hear_as, note, require_words, tell_followers
from akimfeedback.petitions.service.replying import require_office

BY_THE_ANSWER = frozenset({DutyKind.ANSWER, DutyKind.DECISION, DutyKind.STATEMENT})
"""Met by answering and publishing alone: they are neither called nor given up."""


@dataclass(frozen=True)
class Event:
    """When and where people meet."""

    at: datetime
    place: str


def call(
    session: Session, actor: Actor, petition: Petition, duty: PetitionDuty, event: Event, *, now: datetime
) -> None:
    """Fix day and place; followers are told. A public discussion takes three working days' notice.

    Raises NotAllowed, RuleBroken `petitions.duty-over`, `petitions.by-the-answer`,
    `petitions.place-missing`, `petitions.day-has-passed`, `petitions.notice-too-short`. Law: L-37.
    """
    _check(actor, petition, duty)
    place = require_words(event.place, "petitions.place-missing")
    if event.at <= now:
        raise RuleBroken("petitions.day-has-passed")
    today = clock.local_day(now)
    if duty.kind == DutyKind.DISCUSSION and clock.local_day(event.at) < first_day_of_discussion(
        session, today
    ):
        raise RuleBroken("petitions.notice-too-short")
    duty.event_at, duty.event_place, duty.noticed_on = event.at, place, today
    if duty.kind == DutyKind.DISCUSSION:
        hear_as(petition, HearingState.SCHEDULED)
    note(
        session, "duty-called", petition, actor, now, duty=duty.id, kind=duty.kind, event=event.at.isoformat()
    )
    tell_followers(session, "called", petition, now, due_on=clock.local_day(event.at).isoformat())


def first_day_of_discussion(session: Session, today: date) -> date:
    """Return the first day a discussion announced today may be held. Law: L-37."""
    return add_working_days(today, law.term("L-37", today), calendar_on(session, today))


def hold(
    session: Session,
    actor: Actor,
    petition: Petition,
    duty: PetitionDuty,
    words: str,
    *,
    file_id: int | None = None,
    now: datetime,
) -> None:
    """Write what came out, with a paper or photo where there is one; both are public.

    Raises NotAllowed, RuleBroken `petitions.duty-over`, `petitions.by-the-answer`,
    `petitions.words-missing`, `petitions.not-called`, `petitions.not-held-yet`.
    """
    _check(actor, petition, duty)
    text = require_words(words, "petitions.words-missing")
    if duty.kind == DutyKind.DISCUSSION and duty.event_at is None:
        raise RuleBroken("petitions.not-called")
    if duty.event_at is not None and duty.event_at > now:
        raise RuleBroken("petitions.not-held-yet")
    duty.words, duty.file_id = text, file_id
    if file_id is not None:
        files.make_public(session, [file_id])
    duties.finish(duty, actor, clock.local_day(now))
    if duty.kind == DutyKind.DISCUSSION:
        hear_as(petition, HearingState.HELD)
    note(session, "duty-done", petition, actor, now, duty=duty.id, kind=duty.kind, met=duty.met)


def give_up(
    session: Session, actor: Actor, petition: Petition, duty: PetitionDuty, reason: str, *, now: datetime
) -> None:
    """Give a duty up with a public reason. Only a visit may be skipped lawfully: where facts need none.

    Any other duty given up is refused and stays unmet in the figures. Raises NotAllowed, RuleBroken
    `petitions.duty-over`, `petitions.by-the-answer`, `petitions.reason-missing`.
    """
    _check(actor, petition, duty)
    duty.skipped_reason = require_words(reason, "petitions.reason-missing")
    duty.by_id = actor.user_id
    if duty.met is None:
        duty.met = duty.kind == DutyKind.SITE_VISIT
    if duty.kind == DutyKind.DISCUSSION:
        hear_as(petition, HearingState.REFUSED)
    note(session, "duty-given-up", petition, actor, now, duty=duty.id, kind=duty.kind)


def _check(actor: Actor, petition: Petition, duty: PetitionDuty) -> None:
    require_office(actor, petition)
    if duty.kind in BY_THE_ANSWER:
        raise RuleBroken("petitions.by-the-answer")
    if duty.petition_id != petition.id or not duties.is_owed(duty):
        raise RuleBroken("petitions.duty-over")
