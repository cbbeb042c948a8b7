"""The end of collecting, what then waits for the office as a request, and duties nobody did in time."""

from collections import defaultdict
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from akimfeedback.calendars.queries import calendar_on
from akimfeedback.core import clock
from akimfeedback.core.errors import RuleBroken
from akimfeedback.law import initiatives as law
from akimfeedback.law.workdays import add_working_days, is_working_day
from akimfeedback.mandates import queries as mandates
from akimfeedback.mandates.actor import Actor
from akimfeedback.mandates.models import Mandate
from akimfeedback.mandates.rules import OFFICE_ROLES, Role
from akimfeedback.notifications.service import tell
from akimfeedback.petitions.models import Petition, PetitionDuty
from akimfeedback.petitions.queries import office
from akimfeedback.petitions.queries.switches import is_on
from akimfeedback.petitions.rules import DutyKind, Publication, Switch
from akimfeedback.petitions.service.acts import (
    name_in_message,
    note,
    path_of,
    publish_as,
    require_author,
    tell_author,
    tell_followers,
)
from akimfeedback.petitions.service.duties import office_path_of

MORNING = 9
SOON_WORKING_DAYS = 3


def close_ended(session: Session, *, now: datetime, limit: int = 200) -> int:
    """Close initiatives whose collection and its hours of grace are over; return how many. Law: L-40.

    While signing is switched off nothing is closed: the days come back when it is on again.
    """
    if not is_on(session, Switch.SIGN):
        return 0
    grace = timedelta(hours=law.term("L-40", clock.local_day(now)))
    last_day = clock.local_day(now - grace) - timedelta(days=1)
    ended = office.ended(session, last_day, limit)
    for petition in ended:
        publish_as(petition, Publication.CLOSED)
        petition.closed_at = now
        note(session, "closed", petition, None, now)
        tell_author(session, "closed", petition, now)
    return len(ended)


def end_early(session: Session, actor: Actor, petition: Petition, *, now: datetime) -> None:
    """Let the author end collecting with the end of this day; who has asked for a code may still confirm.

    Raises NotAllowed, RuleBroken `petitions.not-possible-now`.
    """
    require_author(actor, petition)
    today = clock.local_day(now)
    if petition.publication != Publication.OPEN or petition.closes_on is None or petition.closes_on <= today:
        raise RuleBroken("petitions.not-possible-now", state=petition.publication)
    before, petition.closes_on = petition.closes_on, today
    note(session, "ends-early", petition, actor, now, before=before.isoformat())


def handed_over(session: Session, petition: Petition, case_number: str, *, now: datetime) -> None:
    """Write down the request an initiative below the first rung became; author and followers are told."""
    if petition.case_number is not None:
        return
    petition.case_number = case_number
    note(session, "became-request", petition, None, now, case=case_number)
    tell_followers(session, "became-request", petition, now)


def miss_duties(session: Session, *, now: datetime, limit: int = 500) -> int:
    """Mark duties whose day is over and escalate them, once; return how many were marked.

    The superior, the deputies and those who follow hear once an initiative, however many duties were missed.
    """
    today = clock.local_day(now)
    missed: defaultdict[int, list[PetitionDuty]] = defaultdict(list)
    for duty in office.missed(session, today, limit):
        duty.met, duty.escalated_at = False, now
        missed[duty.petition_id].append(duty)
    for owed in missed.values():
        _escalate(session, owed[0].petition, owed, now)
    return sum(len(owed) for owed in missed.values())


def _escalate(session: Session, petition: Petition, owed: list[PetitionDuty], now: datetime) -> None:
    kinds = [duty.kind for duty in owed]
    note(session, "duties-missed", petition, None, now, kinds=kinds)
    if kinds == [DutyKind.STATEMENT] and all(reply.outcome is None for reply in petition.replies):
        return  # the day after a missed answer: the same silence
    today = clock.local_day(now)
    superior = mandates.superior_of(session, petition.territory_id, today)
    people = [*([superior] if superior else [])]
    people += mandates.covering(session, petition.territory_id, today, Role.DEPUTY)
    for seat in people:
        _tell(session, seat, "overdue-here", petition, path_of(petition), now)
    tell_followers(session, "overdue", petition, now)


def remind_offices(session: Session, *, now: datetime) -> int:
    """Tell offices on a working morning what is due today or in three working days; return how many heard.

    Safe to repeat: a person hears it once a day of an initiative.
    """
    local = now.astimezone(clock.KAZAKHSTAN)
    today = local.date()
    calendar = calendar_on(session, today)
    if local.hour < MORNING or not is_working_day(today, calendar):
        return 0
    days = (today, add_working_days(today, SOON_WORKING_DAYS, calendar))
    told = 0
    for petition, due_on in office.due_on_days(session, days):
        for seat in mandates.members_of(session, petition.territory_id, today, *OFFICE_ROLES):
            path = office_path_of(petition)
            told += _tell(session, seat, "due-soon", petition, path, now, due_on=due_on.isoformat())
    return told


def _tell(
    session: Session, seat: Mandate, verb: str, petition: Petition, path: str, now: datetime, due_on: str = ""
) -> bool:
    message = tell(
        session, seat.user, f"petitions.{verb}", at=now,
        dedupe=f"petitions.{verb}:{petition.id}:{seat.user_id}:{clock.local_day(now).isoformat()}",
        name=name_in_message(petition), path=path, due_on=due_on,
    )  # fmt: skip
    return message is not None
