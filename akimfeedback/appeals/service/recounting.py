"""A day of the calendar moves: show which open dates would move, then move them."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from akimfeedback.appeals import policy, terms
from akimfeedback.appeals.models import Appeal
from akimfeedback.appeals.queries import sweeps
from akimfeedback.appeals.service import acts
from akimfeedback.calendars.queries import calendar_if, calendar_on
from akimfeedback.calendars.service import move_day, unmove_day
from akimfeedback.core import clock
from akimfeedback.core.errors import NotAllowed
from akimfeedback.law import request_terms, workdays
from akimfeedback.law.workdays import WorkCalendar
from akimfeedback.mandates.actor import Actor


@dataclass(frozen=True)
class MovedDue:
    """One open case whose date moves."""

    appeal_id: int
    number: str
    territory_id: int
    old_due_on: date
    new_due_on: date


def preview_calendar_change(
    session: Session, day: date, *, working: bool | None, now: datetime
) -> list[MovedDue]:
    """Return the open cases whose due date would move; None: the day goes back. Nothing is written."""
    after = calendar_if(session, clock.local_day(now), day, working=working)
    found = [(appeal, _new_due(appeal, after)) for appeal in sweeps.open_around(session, day)]
    return [_moved(appeal, due_on) for appeal, due_on in found if due_on != appeal.due_on]


def apply_calendar_change(
    session: Session, actor: Actor, day: date, *, working: bool | None, source: str, now: datetime
) -> int:
    """Move a day (None: take it back), recount open cases with a journal line each, tell their authors.

    Returns how many dates moved. Raises NotAllowed("appeals.administrators-only") and what
    `calendars.service` raises.
    """
    if not policy.can_move_calendar(actor):
        raise NotAllowed("appeals.administrators-only")
    if working is None:
        unmove_day(session, actor.user_id, day, now=now)
    else:
        move_day(session, actor.user_id, day, working=working, source=source, now=now)
    after = calendar_on(session, clock.local_day(now))
    moved = [_recount(session, actor, appeal, after, now) for appeal in sweeps.open_around(session, day)]
    return sum(moved)


def _recount(session: Session, actor: Actor, appeal: Appeal, after: WorkCalendar, now: datetime) -> bool:
    old, new = appeal.due_on, _new_due(appeal, after)
    if new == old:
        return False
    appeal.due_on = new
    if appeal.answered_on is None and not _is_counted(appeal.first_due_on, new, after, now):
        appeal.first_due_on = new
    if not appeal.extensions and "from_on" in appeal.counted:
        appeal.counted = _explained(appeal, after)
    acts.note(session, "recounted", appeal, actor, now, old=old.isoformat(), new=new.isoformat())
    acts.tell_author(session, "recounted", appeal, now, due_on=new)
    return True


def _is_counted(old: date, new: date, after: WorkCalendar, now: datetime) -> bool:
    """Return whether figures of the old or the new date's quarter are public: then the counted date stays."""
    today = clock.local_day(now)
    return any(day < after.first_day or today >= request_terms.stands_from(day, after) for day in (old, new))


def _new_due(appeal: Appeal, after: WorkCalendar) -> date:
    """Return the date under a new calendar: counted again, or, when somebody set it, moved off a day off."""
    if appeal.extensions or "from_on" not in appeal.counted:
        return workdays.working_day_from(appeal.due_on, after)
    return request_terms.answer_due_on(date.fromisoformat(appeal.counted["from_on"]), after)


def _explained(appeal: Appeal, after: WorkCalendar) -> dict[str, Any]:
    return appeal.counted | terms.explain(date.fromisoformat(appeal.counted["from_on"]), after)


def _moved(appeal: Appeal, due_on: date) -> MovedDue:
    return MovedDue(
        appeal_id=appeal.id,
        number=appeal.number,
        territory_id=appeal.territory_id,
        old_due_on=appeal.due_on,
        new_due_on=due_on,
    )
