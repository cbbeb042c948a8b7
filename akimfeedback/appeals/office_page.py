"""What the office's pages show of a case: cards, tabs, facts, the words of the legal lines."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from flask import url_for
from flask_babel import force_locale
from flask_babel import gettext as _

from akimfeedback.appeals import policy
from akimfeedback.appeals.models import Appeal
from akimfeedback.appeals.queries import office as office_queries
from akimfeedback.appeals.queries.office import OfficeRow
from akimfeedback.appeals.rules import OPEN, printed
from akimfeedback.appeals.story import chip_of, timeline_of
from akimfeedback.calendars.queries import calendar_on
from akimfeedback.core import clock
from akimfeedback.core.db import db
from akimfeedback.law.request_terms import term
from akimfeedback.law.workdays import CalendarTooShort, WorkCalendar, add_months, working_days_between
from akimfeedback.mandates import queries as mandate_queries
from akimfeedback.mandates.actor import Actor
from akimfeedback.mandates.rules import Role
from akimfeedback.topics import queries as topic_queries
from akimfeedback.web.formats import day_until
from akimfeedback.web.product import named

COMPLAINT_TERM = "L-21"


def days_left(due_on: date, today: date, calendar: WorkCalendar) -> int | None:
    """Return the working days left, negative when late; None when the calendar does not reach."""
    try:
        return working_days_between(today, due_on, calendar)
    except CalendarTooShort:
        return None


def row_card(row: OfficeRow, today: date, calendar: WorkCalendar) -> Mapping[str, Any]:
    """Return the values of the macro `case_card` for one line of the office's list."""
    word, tone, icon_name = chip_of(row.state, row.due_on, today)
    place = ", ".join(part for part in (named(row, "place"), row.place_words) if part)
    return {
        "url": url_for("appeals_office.case", number=row.number),
        "title": row.title,
        "chip_word": word,
        "tone": tone,
        "icon_name": icon_name,
        "number": printed(row.number),
        "topic": named(row, "topic"),
        "place": place,
        "days_left": days_left(row.due_on, today, calendar) if row.state in OPEN else None,
        "due_on": row.due_on if row.state in OPEN else None,
        "unread": row.unread,
        "meta": _("Done by: %(name)s", name=row.assigned_to) if row.assigned_to else "",
    }


def list_tabs(which: str) -> list[dict[str, Any]]:
    """Return the tabs of the office's list."""
    words = {
        office_queries.OPEN_LIST: _("Open"),
        office_queries.OVERDUE_LIST: _("Overdue"),
        office_queries.MINE_LIST: _("Given to me"),
        office_queries.ANSWERED_LIST: _("Answered"),
        office_queries.ALL_LIST: _("All"),
    }
    return [
        {"word": word, "url": url_for("appeals_office.cases", which=name), "current": name == which}
        for name, word in words.items()
    ]


def case_page(appeal: Appeal, actor: Actor) -> dict[str, Any]:
    """Return what the page of one case shows to this reader."""
    today = clock.today()
    calendar = calendar_on(db.session, today)
    word, tone, icon_name = chip_of(appeal.state, appeal.due_on, today)
    members = mandate_queries.members_of(db.session, appeal.territory_id, today, Role.AKIM, Role.CLERK)
    return {
        "appeal": appeal,
        "chip": {"word": word, "tone": tone, "icon_name": icon_name},
        "days_left": days_left(appeal.due_on, today, calendar),
        "is_open": appeal.state in OPEN,
        "can_work": policy.can_work(actor, appeal),
        "sees_author": policy.can_see_author(actor, appeal),
        "timeline": timeline_of(appeal),
        "members": members,
        "topics": topic_queries.all_active(db.session),
        "printed": printed(appeal.number),
        "topic_name": named(appeal.topic),
        "place_name": named(appeal.place),
    }


def answer_language(appeal: Appeal) -> str:
    """Return the language of the answer the form opens with: that of the request."""
    return appeal.language if appeal.language in ("kk", "ru") else "kk"


def legal_lines(appeal: Appeal, now: datetime) -> dict[str, str]:
    """Return the two lines every answer carries, in the language of the request, made from the rules.

    Law: L-12, L-21.
    """
    today = clock.local_day(now)
    until = add_months(today, term(COMPLAINT_TERM, today).value)
    with force_locale(answer_language(appeal)):
        return {
            "law": _("The term this office has taken on, modelled on art. 76 of the Administrative Code"),
            "complain": _(
                "To the akim of the district; an official complaint may be filed by %(day)s",
                day=day_until(until, year=True),
            ),
        }
