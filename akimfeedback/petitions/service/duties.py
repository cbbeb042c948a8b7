"""What a rung obliges to: duties of the office with dates, positions asked of deputies, and both cancelled.

Nothing here follows without the office's pledge: then an initiative is handed over as a request at its end.
"""

from datetime import date, datetime

from sqlalchemy.orm import Session

from akimfeedback.calendars.queries import calendar_on
from akimfeedback.core import clock
from akimfeedback.law import initiatives as law
from akimfeedback.law.initiatives import Rung
from akimfeedback.law.workdays import add_working_days, next_working_day
from akimfeedback.mandates import queries as mandates
from akimfeedback.mandates.actor import Actor
from akimfeedback.mandates.rules import OFFICE_ROLES
from akimfeedback.notifications.service import tell_all
from akimfeedback.petitions.models import Petition, PetitionDuty
from akimfeedback.petitions.rules import DutyKind, HearingState, Publication, ReplyState
from akimfeedback.petitions.service import positions
from akimfeedback.petitions.service.acts import hear_as, name_in_message, note, reply_as, tell_followers

ANSWER_DUTIES = (DutyKind.SITE_VISIT, DutyKind.ANSWER, DutyKind.DECISION, DutyKind.STATEMENT)
AGENDA_DUTIES = (DutyKind.AGENDA, DutyKind.DISCUSSION, DutyKind.WORKING_GROUP)
DUTIES_OF: dict[Rung, tuple[DutyKind, ...]] = {
    Rung.ANSWER: ANSWER_DUTIES,
    Rung.AGENDA: AGENDA_DUTIES,
    Rung.POSITIONS: (),
}
_UNDER_WAY = (Publication.OPEN, Publication.CLOSED)


def opened(session: Session, petition: Petition, rung: Rung, *, now: datetime) -> None:
    """Open what a rung obliges to; what stands from an earlier time is not doubled. Who follows hears of it.

    Without a pledge nothing opens. Law: L-35, L-36, L-39.
    """
    if petition.publication not in _UNDER_WAY:
        return
    tell_followers(session, "step", petition, now)
    if petition.pledge_id is None:
        return
    if rung is Rung.POSITIONS:
        positions.ask(session, petition, now=now)
        return
    kinds = _missing(petition, DUTIES_OF[rung])
    if not kinds:
        return
    today = clock.local_day(now)
    answer_by, statement_by = due_days(session, today)
    for kind in kinds:
        due_on = statement_by if kind is DutyKind.STATEMENT else answer_by
        _open(petition, kind, today, due_on)
    session.flush()
    _begin(petition, rung)
    note(session, "duties-opened", petition, None, now, rung=rung.value, due_on=answer_by.isoformat())
    _tell_office(session, petition, answer_by, now)


def due_days(session: Session, start: date) -> tuple[date, date]:
    """Return the last day of the written answer and of the statement after it. Law: L-35, L-36."""
    calendar = calendar_on(session, start)
    answer_by = add_working_days(start, law.term("L-35", start), calendar)
    return answer_by, next_working_day(answer_by, calendar)


def lost(session: Session, petition: Petition, rung: Rung, *, now: datetime) -> None:
    """Cancel openly, with the day, what a lost rung had obliged to; what was done stays."""
    today = clock.local_day(now)
    tell_followers(session, "step-lost", petition, now)
    if rung is Rung.POSITIONS:
        positions.cancel(session, petition, today=today)
        return
    owed = [duty for duty in standing(petition, *DUTIES_OF[rung]) if is_owed(duty)]
    for duty in owed:
        duty.cancelled_on = today
    _stop(petition, rung)
    if owed:
        note(session, "duties-cancelled", petition, None, now, rung=rung.value)


def standing(petition: Petition, *kinds: DutyKind) -> list[PetitionDuty]:
    """Return the duties of these kinds that were not cancelled, as they were opened."""
    return [duty for duty in petition.duties if duty.kind in kinds and duty.cancelled_on is None]


def is_owed(duty: PetitionDuty) -> bool:
    """Say whether a duty still waits: not done, not skipped, not cancelled; a missed one still waits."""
    return duty.done_on is None and duty.skipped_reason is None and duty.cancelled_on is None


def finish(duty: PetitionDuty, actor: Actor, today: date) -> None:
    """Mark a duty as done; whether it was met in time is stored once and never changed."""
    duty.done_on, duty.by_id = today, actor.user_id
    if duty.met is None:
        duty.met = today <= duty.due_on


def _missing(petition: Petition, kinds: tuple[DutyKind, ...]) -> list[DutyKind]:
    there = {duty.kind for duty in standing(petition, *kinds)}
    return [kind for kind in kinds if kind not in there]


def _open(petition: Petition, kind: DutyKind, today: date, due_on: date) -> None:
    petition.duties.append(
        PetitionDuty(territory_id=petition.territory_id, kind=kind.value, opened_on=today, due_on=due_on)
    )


def _begin(petition: Petition, rung: Rung) -> None:
    if rung is Rung.ANSWER and petition.reply_state == ReplyState.NONE:
        reply_as(petition, ReplyState.AWAITING)
    if rung is Rung.AGENDA and petition.hearing_state == HearingState.NONE:
        hear_as(petition, HearingState.AWAITING)


def _stop(petition: Petition, rung: Rung) -> None:
    if rung is Rung.ANSWER and petition.reply_state in (ReplyState.AWAITING, ReplyState.HOLDING):
        reply_as(petition, ReplyState.NONE)
    if rung is Rung.AGENDA and petition.hearing_state in (HearingState.AWAITING, HearingState.SCHEDULED):
        hear_as(petition, HearingState.NONE)


def office_path_of(petition: Petition) -> str:
    """Return the short address that leads the office to an initiative."""
    return f"/o/{petition.link}"


def _tell_office(session: Session, petition: Petition, due_on: date, now: datetime) -> None:
    seats = mandates.members_of(session, petition.territory_id, clock.local_day(now), *OFFICE_ROLES)
    people = [seat.user for seat in seats if seat.user is not None]
    tell_all(
        session, people, "petitions.owed", at=now, name=name_in_message(petition),
        due_on=due_on.isoformat(), path=office_path_of(petition),
    )  # fmt: skip
