"""Who may enter the office's pages, which office they are about, and which case."""

from datetime import date, timedelta

from flask import abort, request

from akimfeedback.appeals import policy
from akimfeedback.appeals.models import Appeal
from akimfeedback.appeals.queries import cases as case_queries
from akimfeedback.calendars.queries import calendar_on
from akimfeedback.core.db import db
from akimfeedback.core.errors import NotAllowed, NotFound
from akimfeedback.law.workdays import add_working_days
from akimfeedback.mandates.models import Mandate
from akimfeedback.mandates.rules import OFFICE_ROLES, Role
from akimfeedback.mandates.session import me
from akimfeedback.web.access import for_seat

office_only = for_seat(*(role.value for role in OFFICE_ROLES))
handlers = for_seat(*(role.value for role in (*OFFICE_ROLES, Role.SUPERIOR, Role.AUDITOR)))
WEEK = 5


def own_seat() -> Mandate:
    """Return the office seat the page is about: the chosen one, else the first."""
    seats = [seat for seat in me().seats if seat.role in OFFICE_ROLES]
    chosen = request.args.get("office", "")
    for seat in seats:
        if seat.territory.kato == chosen:
            return seat
    if not seats:
        abort(403)
    return seats[0]


def case_for_staff(number: str, *, to_change: bool = False) -> Appeal:
    """Return a case the reader may handle or inspect; others learn nothing. Raises NotFound."""
    appeal = case_queries.by_number(db.session, number, to_change=to_change)
    if appeal is None or not policy.can_see_as_staff(me(), appeal):
        raise NotFound("appeals.no-such-case")
    return appeal


def case_to_work_on(number: str, *, to_change: bool = False) -> Appeal:
    """Return a case the reader may act on. Raises NotFound, and NotAllowed for those who only inspect."""
    appeal = case_for_staff(number, to_change=to_change)
    if not policy.can_work(me(), appeal):
        raise NotAllowed("appeals.not-addressed-to-you")
    return appeal


def week_end(today: date) -> date:
    """Return the fifth working day from today on, today included when it works."""
    return add_working_days(today - timedelta(days=1), WEEK, calendar_on(db.session, today))
